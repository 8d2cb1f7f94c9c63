package dev.bifrost.telemetry;

/** Text of others in a line for people: it can neither end the line, nor steer the terminal, nor pass for a column. */
final class Escaped {
    private Escaped() {}

    /** Appends at most {@code longest} characters of the text; in quotes if it is empty or holds a space or a quote. */
    static void value(StringBuilder line, String text, int longest) {
        String cut = AccessLog.cut(text, longest);
        boolean quoted = cut.isEmpty() || cut.chars().anyMatch(c -> c == ' ' || c == '"' || c == '=');
        if (quoted) {
            line.append('"');
        }
        append(line, cut, quoted);
        if (quoted) {
            line.append('"');
        }
    }

    /** Appends at most {@code longest} characters of the text, never in quotes. */
    static void words(StringBuilder line, String text, int longest) {
        append(line, AccessLog.cut(text, longest), false);
    }

    private static void append(StringBuilder line, String text, boolean quoted) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (!isVisible(c)) {
                escape(line, c);
            } else if (quoted && (c == '"' || c == '\\')) {
                line.append('\\').append((char) c);
            } else {
                line.appendCodePoint(c);
            }
        }
    }

    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static void escape(StringBuilder line, int c) {
        switch (c) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> line.append("\\u{").append(Integer.toHexString(c)).append('}');
        }
    }
}
