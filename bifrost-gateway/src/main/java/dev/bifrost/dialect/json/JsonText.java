package dev.bifrost.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON strings to and from Java's. */
public final class JsonText {
    /** So many bytes the widest character takes that {@link #encode} writes: {@code \\u001F}. */
    public static final int WIDEST = 6;

    /** For each ASCII character what stands behind its backslash; 0 if it needs none, {@code u} if it has no short form. */
    private static final byte[] ESCAPES = escapes();

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

    /**
     * Writes what stands between the quotes, in UTF-8, as Jackson does: only what must be is escaped, and surrogates that
     * have no partner.
     *
     * @param target with room for {@link #WIDEST} bytes for each {@code char}
     * @return the index behind the last byte
     */
    public static int encode(String text, int from, int to, byte[] target, int at) {
        int next = at;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                byte escape = ESCAPES[c];
                if (escape == 0) {
                    target[next++] = (byte) c;
                } else {
                    next = escape == 'u' ? hex(c, target, next) : pair(escape, target, next);
                }
            } else if (c < 0x800) {
                target[next++] = (byte) (0xc0 | (c >> 6));
                target[next++] = tail(c);
            } else if (!Character.isSurrogate(c)) {
                target[next++] = (byte) (0xe0 | (c >> 12));
                target[next++] = tail(c >> 6);
                target[next++] = tail(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                target[next++] = (byte) (0xf0 | (point >> 18));
                target[next++] = tail(point >> 12);
                target[next++] = tail(point >> 6);
                target[next++] = tail(point);
            } else {
                next = hex(c, target, next);
            }
        }
        return next;
    }

    private static byte tail(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    private static int pair(byte escape, byte[] target, int at) {
        target[at] = '\\';
        target[at + 1] = escape;
        return at + 2;
    }

    private static int hex(char c, byte[] target, int at) {
        pair((byte) 'u', target, at);
        for (int i = 0; i < 4; i++) {
            target[at + 2 + i] = (byte) "0123456789ABCDEF".charAt((c >> (12 - 4 * i)) & 0xf);
        }
        return at + WIDEST;
    }

    private static byte[] escapes() {
        byte[] escapes = new byte[0x80];
        Arrays.fill(escapes, 0, ' ', (byte) 'u');
        for (char letter : "\"\\bfnrt".toCharArray()) {
            escapes[escaped(letter)] = (byte) letter;
        }
        return escapes;
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
