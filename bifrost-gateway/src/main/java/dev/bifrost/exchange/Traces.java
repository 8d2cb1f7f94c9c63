package dev.bifrost.exchange;

import java.nio.charset.StandardCharsets;

/**
 * What earlier answers of other providers have left in a conversation: seals that carry a mark of ours, and thoughts in
 * OpenRouter's form, which chat completions have from us. A provider refuses what it did not say itself, so such a
 * request is not passed on as it is even where its dialect is spoken.
 */
final class Traces {
    private static final byte[] SEAL = "\"bf1.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] THOUGHTS = "\"reasoning_details\"".getBytes(StandardCharsets.US_ASCII);

    private int seal;
    private int thought;

    /** Reads on; the body may be cut anywhere. Errs towards seeing what a text only quotes, which costs little. */
    void feed(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            byte b = bytes[i];
            if (b == '"' || seal > 0) {
                seal = next(SEAL, seal, b);
            }
            if (b == '"' || thought > 0) {
                thought = next(THOUGHTS, thought, b);
            }
        }
    }

    /** How much of a word has come with another byte; once all of it has, that stays. Words begin with a quote. */
    private static int next(byte[] word, int matched, byte b) {
        if (matched == word.length) {
            return matched;
        }
        return b == word[matched] ? matched + 1 : b == '"' ? 1 : 0;
    }

    /** Seals that another provider gave. */
    boolean seals() {
        return seal == SEAL.length;
    }

    /** Thoughts in OpenRouter's form. */
    boolean thoughts() {
        return thought == THOUGHTS.length;
    }
}
