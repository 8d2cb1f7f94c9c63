package dev.bifrost.dialect.responses;

import dev.bifrost.api.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far one item of a streamed output has come. */
final class ItemProgress {
    private final Map<Long, Integer> lengths = new HashMap<>();
    private final Map<Long, Integer> citations = new HashMap<>();
    private String type = "";
    private @Nullable String id;

    /** The part of its content that goes on; -1 before the first. */
    long part = -1;

    /** A call: whether it has been opened. */
    boolean opened;

    /** Whether nothing more can come of it. */
    boolean done;

    /** A thought: whether what comes is its summary; null as long as nothing has come. */
    @Nullable
    Boolean summarized;

    /** What the provider says of it at its beginning or end. */
    void describe(Json.Obj item) {
        type = item.text("type", type);
        String said = item.text("id");
        id = said == null ? id : said;
    }

    String type() {
        return type;
    }

    @Nullable
    String id() {
        return id;
    }

    /** How much of a part has come, in characters. */
    int length(long ofPart) {
        return lengths.getOrDefault(ofPart, 0);
    }

    void grow(long ofPart, String more) {
        lengths.merge(ofPart, more.length(), Integer::sum);
    }

    /** What is missing of a part that is known as a whole now. */
    String missing(long ofPart, String whole) {
        return whole.substring(Math.min(length(ofPart), whole.length()));
    }

    /** How many citations of a part have come. */
    int citations(long ofPart) {
        return citations.getOrDefault(ofPart, 0);
    }

    void cite(long ofPart) {
        citations.merge(ofPart, 1, Integer::sum);
    }
}
