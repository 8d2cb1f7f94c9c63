package dev.bifrost.dialect.estimate;

/**
 * Guesses the tokens of a request's body while it comes in, without parsing it: a token for every three bytes, but for
 * media in base64, of which a picture is worth so many tokens and anything else fewer by its length. Good for setting
 * money aside for a moment, not for counting.
 */
public final class BodyTokens {
    /** A longer run of base64's letters is no text. */
    private static final int TEXT = 1 << 10;

    private static final int BYTES_PER_TOKEN = 3;

    /** A large picture at OpenAI and Anthropic; {@link ImageTokens} has the figures and their sources. */
    private static final int PICTURE = 1_600;

    /** Sound, films and documents: about half a kilobyte of them is a token. */
    private static final int MEDIA_BYTES_PER_TOKEN = 512;

    private static final boolean[] BASE64 = new boolean[256];

    static {
        for (int c = 0; c < 256; c++) {
            BASE64[c] = (c < 128 && Character.isLetterOrDigit(c)) || c == '+' || c == '/';
        }
    }

    private long text;
    private long run;
    private long media;

    /** Reads on; the body may be cut anywhere. */
    public void feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            int start = at;
            while (at < to && BASE64[bytes[at] & 0xff]) {
                at++;
            }
            run += at - start;
            if (at < to) {
                close();
                text++;
                at++;
            }
        }
    }

    private void close() {
        if (run > TEXT) {
            media += Math.max(PICTURE, run / MEDIA_BYTES_PER_TOKEN);
        } else {
            text += run;
        }
        run = 0;
    }

    /** The guess for what came so far, at least 1. */
    public long tokens() {
        long open = run > TEXT ? Math.max(PICTURE, run / MEDIA_BYTES_PER_TOKEN) : run / BYTES_PER_TOKEN;
        return Math.max(1, text / BYTES_PER_TOKEN + media + open);
    }
}
