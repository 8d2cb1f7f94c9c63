package dev.bifrost.dialect.sse;

import dev.bifrost.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Events that differ in a text or two and nothing else, which are nearly all of a stream: what is the same in them is
 * encoded once.
 */
public final class SseTemplate {
    private static final String EMPTY = ":\"\"";

    private final byte[][] pieces;

    /** What stands before, between and behind the texts. */
    public SseTemplate(String... pieces) {
        this.pieces = Arrays.stream(pieces)
                .map(piece -> piece.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }

    /** The JSON, in which the first members that are empty strings are the places of so many texts. */
    public static SseTemplate of(String before, Json json, String after, int places) {
        String[] pieces = (before + json.print() + after).split(EMPTY, places + 1);
        for (int i = 0; i < places; i++) {
            pieces[i] += ':';
        }
        return new SseTemplate(pieces);
    }

    /** An event with one text. */
    public void write(String text, SseOutput out) {
        out.write(pieces[0]);
        out.string(text).write(pieces[1]);
    }

    /** An event with two. */
    public void write(String first, String second, SseOutput out) {
        write(first, out);
        out.string(second).write(pieces[2]);
    }
}
