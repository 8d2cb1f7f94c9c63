package dev.bifrost.dialect.openai;

/** Tells whether the pieces of a JSON object or array that came so far are the whole of it. */
final class JsonEnd {
    private int depth;
    private boolean begun;
    private boolean inString;
    private boolean escaped;

    void feed(String piece) {
        for (int i = 0; i < piece.length(); i++) {
            feed(piece.charAt(i));
        }
    }

    private void feed(char c) {
        if (inString) {
            inString = escaped || c != '"';
            escaped = !escaped && c == '\\';
            return;
        }
        switch (c) {
            case '"' -> inString = true;
            case '{', '[' -> {
                depth++;
                begun = true;
            }
            case '}', ']' -> depth--;
            default -> {
                // nothing opens or ends
            }
        }
    }

    /** True if it has begun and all that was opened is closed. */
    boolean isComplete() {
        return begun && depth <= 0 && !inString;
    }
}
