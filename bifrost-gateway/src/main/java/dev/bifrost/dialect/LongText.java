package dev.bifrost.dialect;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A text of a request that is so long that only its beginning was read. A mark stands where the rest belongs, which is put
 * back when the request is sent: whoever passes a text on need not know of it, whoever looks into one must.
 *
 * <p>The mark is a private-use character, which no JSON writer escapes, followed by a number that clients can not know,
 * the place of the rest, and its length.
 */
public final class LongText {
    private static final char SIGN = '\uE0B1';
    private static final int SECRET = 24;
    private static final int PLACE = 8;
    private static final int LENGTH = 10;

    private LongText() {}

    /** Somebody needs a text of which only the beginning was read. The request must be read again, as a whole. */
    public static final class Missing extends RuntimeException {
        private static final long serialVersionUID = 1;

        Missing() {
            super("only the beginning of the text was read", null, false, false);
        }
    }

    /** How every mark of a request begins; the secret has 24 characters. */
    public static byte[] beginning(String secret) {
        return (SIGN + secret).getBytes(StandardCharsets.UTF_8);
    }

    /** How a mark ends that stands for so many bytes. */
    public static byte[] end(int place, long bytes) {
        return String.format(Locale.ROOT, "%0" + PLACE + "d%0" + LENGTH + "d", place, bytes)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** The length of what {@link #end} makes. */
    public static int endLength() {
        return PLACE + LENGTH;
    }

    /** The place in what {@link #end} has made. */
    public static int place(byte[] written, int from) {
        return Integer.parseInt(new String(written, from, PLACE, StandardCharsets.US_ASCII));
    }

    /** The text, all of which is needed. Throws {@link Missing} if it is not there. */
    public static String whole(String text) {
        if (next(text, 0) >= 0) {
            throw new Missing();
        }
        return text;
    }

    /** How many bytes of UTF-8 the text has that were not read. */
    public static long missing(String text) {
        long bytes = 0;
        for (int at = next(text, 0); at >= 0; at = next(text, at + 1)) {
            int digits = at + 1 + SECRET + PLACE;
            bytes += Long.parseLong(text, digits, digits + LENGTH, 10);
        }
        return bytes;
    }

    /** What was read of the text. */
    public static String read(String text) {
        int at = next(text, 0);
        if (at < 0) {
            return text;
        }
        StringBuilder read = new StringBuilder(text.length());
        int from = 0;
        for (; at >= 0; at = next(text, from)) {
            read.append(text, from, at);
            from = at + 1 + SECRET + PLACE + LENGTH;
        }
        return read.append(text, from, text.length()).toString();
    }

    private static int next(String text, int from) {
        for (int at = text.indexOf(SIGN, from); at >= 0; at = text.indexOf(SIGN, at + 1)) {
            if (isMark(text, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isMark(String text, int at) {
        int end = at + 1 + SECRET + PLACE + LENGTH;
        if (end > text.length()) {
            return false;
        }
        for (int i = at + 1; i < end; i++) {
            char c = text.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = c >= 'a' && c <= 'f' && i <= at + SECRET;
            if (!digit && !letter) {
                return false;
            }
        }
        return true;
    }
}
