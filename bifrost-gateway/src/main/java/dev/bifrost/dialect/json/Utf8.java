package dev.bifrost.dialect.json;

/** Characters of more than one byte, by RFC 3629, section 4: no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private int left;
    private int low;
    private int high;

    /** Reads the first byte of a character. */
    boolean lead(byte b) {
        int c = b & 0xff;
        left = length(c) - 1;
        low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
        high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
        return left > 0;
    }

    /** Reads a further byte of it. */
    boolean tail(byte b) {
        int c = b & 0xff;
        boolean right = c >= low && c <= high;
        left--;
        low = 0x80;
        high = 0xbf;
        return right;
    }

    /** Whether the character is whole. */
    boolean whole() {
        return left == 0;
    }

    /** The index after the characters of two and three bytes that begin at {@code i} and end before {@code to}. */
    static int skip(byte[] b, int from, int to) {
        int i = from;
        while (i < to - 2) {
            int c = b[i] & 0xff;
            if (c >= 0xe1 && c <= 0xef && c != 0xed && isTail(b[i + 1]) && isTail(b[i + 2])) {
                i += 3;
            } else if (c >= 0xc2 && c <= 0xdf && isTail(b[i + 1])) {
                i += 2;
            } else {
                return i;
            }
        }
        return i;
    }

    private static boolean isTail(byte b) {
        return b < (byte) 0xc0;
    }

    private static int length(int lead) {
        if (lead < 0xc2 || lead > 0xf4) {
            return 0;
        }
        return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }
}
