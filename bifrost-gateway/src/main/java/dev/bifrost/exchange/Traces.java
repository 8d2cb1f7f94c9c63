package dev.bifrost.exchange;

import java.nio.charset.StandardCharsets;

/**
 * What earlier answers of other providers have left in a conversation: seals that carry a mark of ours, and thoughts in
 * OpenRouter's form, which chat completions have from us. A provider refuses what it did not say itself, so such a
 * request is not passed on as it is even where its dialect is spoken.
 */
final class Traces {
    private static final String SEAL = "\"bf1.";
    private static final String THOUGHTS = "\"reasoning_details\"";

    private String tail = "";
    private boolean seals;
    private boolean thoughts;

    /** Reads on; the body may be cut anywhere. Errs towards seeing what a text only quotes, which costs little. */
    void feed(byte[] bytes, int length) {
        if (seals && thoughts) {
            return;
        }
        String text = tail + new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        seals |= text.contains(SEAL);
        thoughts |= text.contains(THOUGHTS);
        tail = text.substring(Math.max(0, text.length() - THOUGHTS.length() + 1));
    }

    /** Seals that another provider gave. */
    boolean seals() {
        return seals;
    }

    /** Thoughts in OpenRouter's form. */
    boolean thoughts() {
        return thoughts;
    }
}
