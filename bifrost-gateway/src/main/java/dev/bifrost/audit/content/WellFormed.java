package dev.bifrost.audit.content;

/** Texts as UTF-8 can hold them: a client's may have half a surrogate pair, and so may one that was cut. */
final class WellFormed {
    private static final char UNKNOWN = '\uFFFD';

    private WellFormed() {}

    static String of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return mended(text);
            }
        }
        return text;
    }

    /** Where UTF-8 that may break off within a character ends with a whole one. */
    static int end(byte[] utf8, int length) {
        for (int i = length - 1; i >= Math.max(0, length - 4); i--) {
            if ((utf8[i] & 0xC0) != 0x80) {
                int needs = utf8[i] >= 0 ? 1 : (utf8[i] & 0xE0) == 0xC0 ? 2 : (utf8[i] & 0xF0) == 0xE0 ? 3 : 4;
                return i + needs > length ? i : length;
            }
        }
        return length;
    }

    private static String mended(String text) {
        StringBuilder mended = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point -> mended.appendCodePoint(
                        point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? UNKNOWN : point));
        return mended.toString();
    }
}
