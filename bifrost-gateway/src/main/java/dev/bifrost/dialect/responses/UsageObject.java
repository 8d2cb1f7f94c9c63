package dev.bifrost.dialect.responses;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** The {@code usage} of a response, both ways. */
final class UsageObject {
    private UsageObject() {}

    static Json.Obj write(Usage usage) {
        return new Json.Obj()
                .put("input_tokens", usage.prompt())
                .put(
                        "input_tokens_details",
                        new Json.Obj()
                                .put("cached_tokens", usage.cached())
                                .put("cache_write_tokens", usage.cacheWrite()))
                .put("output_tokens", usage.completion())
                .put("output_tokens_details", new Json.Obj().put("reasoning_tokens", usage.reasoning()))
                .put("total_tokens", usage.prompt() + usage.completion());
    }

    /** Null if it says nothing about tokens. */
    static @Nullable Usage read(Json.@Nullable Obj usage) {
        if (usage == null || (usage.number("input_tokens") == null && usage.number("output_tokens") == null)) {
            return null;
        }
        Json.Obj in = orEmpty(usage.object("input_tokens_details"));
        Json.Obj out = orEmpty(usage.object("output_tokens_details"));
        long prompt = count(usage, "input_tokens");
        long completion = count(usage, "output_tokens");
        long reasoning = count(out, "reasoning_tokens");
        // Some do not count reasoning as output; their total gives it away.
        if (reasoning > 0 && count(usage, "total_tokens") == prompt + completion + reasoning) {
            completion += reasoning;
        }
        return new Usage(
                prompt,
                count(in, "cached_tokens"),
                count(in, "cache_write_tokens"),
                0,
                completion,
                reasoning,
                count(in, "audio_tokens"),
                count(out, "audio_tokens"),
                0,
                0,
                false);
    }

    private static Json.Obj orEmpty(Json.@Nullable Obj object) {
        return object == null ? new Json.Obj() : object;
    }

    private static long count(Json.Obj of, String name) {
        return Math.max(0, of.number(name, 0));
    }
}
