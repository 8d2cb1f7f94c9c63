package dev.bifrost.dialect.openai;

/** Takes the text out of {@code {"input":"…"}} while its pieces come, each as soon as it is there. */
final class WrappedText {
    private static final String ESCAPES = "nrtbf";
    private static final String ESCAPED = "\n\r\t\b\f";

    private int quotes;
    private boolean escape;
    private int digits;
    private char code;

    /** What of the text is in this piece; may be empty. */
    String next(String piece) {
        StringBuilder text = new StringBuilder(piece.length());
        for (int i = 0; i < piece.length(); i++) {
            next(piece.charAt(i), text);
        }
        return text.toString();
    }

    /** The text stands between the third quote, the first two being those of the argument's name, and the fourth. */
    private void next(char c, StringBuilder text) {
        if (digits > 0) {
            code = (char) (code << 4 | Math.max(0, Character.digit(c, 16)));
            if (--digits == 0) {
                text.append(code);
            }
        } else if (escape) {
            escape = false;
            int known = ESCAPES.indexOf(c);
            if (c == 'u') {
                digits = 4;
                code = 0;
            } else {
                text.append(known < 0 ? c : ESCAPED.charAt(known));
            }
        } else if (c == '"') {
            quotes++;
        } else if (quotes == 3) {
            escape = c == '\\';
            if (!escape) {
                text.append(c);
            }
        }
    }
}
