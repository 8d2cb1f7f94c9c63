package dev.bifrost.dialect;

/** Takes the text out of {@code {"input":"…"}}, fragment by fragment as it comes; what is no object is the text itself. */
public final class TextArgument {
    private enum State {
        START,
        BARE,
        BEFORE,
        NAME,
        AFTER_NAME,
        TEXT,
        ESCAPE,
        UNICODE,
        OVER
    }

    private State state = State.START;
    private int code;
    private int digits;

    /** What of the text is in this fragment; may be empty. */
    public String next(String fragment) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < fragment.length(); i++) {
            read(fragment.charAt(i), text);
        }
        return text.toString();
    }

    private void read(char c, StringBuilder text) {
        switch (state) {
            case START -> start(c, text);
            case BARE -> text.append(c);
            case BEFORE -> state = c == '"' ? State.NAME : State.BEFORE;
            case NAME -> state = c == '"' ? State.AFTER_NAME : State.NAME;
            case AFTER_NAME -> state = c == '"' ? State.TEXT : State.AFTER_NAME;
            case TEXT -> {
                if (c == '"') {
                    state = State.OVER;
                } else if (c == '\\') {
                    state = State.ESCAPE;
                } else {
                    text.append(c);
                }
            }
            case ESCAPE -> escape(c, text);
            case UNICODE -> {
                code = code << 4 | Math.max(0, Character.digit(c, 16));
                if (++digits == 4) {
                    text.append((char) code);
                    state = State.TEXT;
                }
            }
            case OVER -> {
                // the brace, or arguments that were not asked for
            }
        }
    }

    private void start(char c, StringBuilder text) {
        if (c == '{') {
            state = State.BEFORE;
        } else if (c > ' ') {
            text.append(c);
            state = State.BARE;
        }
    }

    private void escape(char c, StringBuilder text) {
        state = State.TEXT;
        switch (c) {
            case 'u' -> {
                state = State.UNICODE;
                code = 0;
                digits = 0;
            }
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            default -> text.append(c);
        }
    }
}
