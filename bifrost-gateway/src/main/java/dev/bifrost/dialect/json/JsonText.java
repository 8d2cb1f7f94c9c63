package dev.bifrost.dialect.json;

import java.nio.charset.StandardCharsets;

/** JSON strings to and from Java's. */
public final class JsonText {

    private JsonText() {}

    /**
     * Decodes a valid JSON string.
     *
     * @param from the opening quote
     * @param to   just after the closing quote
     */
    public static String decode(byte[] b, int from, int to) {
        for (int i = from + 1; i < to - 1; i++) {
            if (b[i] == '\\') {
                return unescape(new String(b, from + 1, to - from - 2, StandardCharsets.UTF_8));
            }
        }
        return new String(b, from + 1, to - from - 2, StandardCharsets.UTF_8);
    }

    /** The string with its quotes, ASCII only, so that it can stand in any JSON of any encoding. */
    public static String quote(String text) {
        var quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c > 0x7e) {
                appendEscape(quoted, c);
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static void appendEscape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }

    private static String unescape(String text) {
        var plain = new StringBuilder(text.length());
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escape = text.charAt(i++);
            if (escape == 'u') {
                plain.append((char) Integer.parseInt(text, i, i + 4, 16));
                i += 4;
            } else {
                plain.append((char) escaped(escape));
            }
        }
        return plain.toString();
    }

    /** What a backslash and this character stand for; -1 if nothing, or a {@code u}. */
    static int escaped(int c) {
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> -1;
        };
    }
}
