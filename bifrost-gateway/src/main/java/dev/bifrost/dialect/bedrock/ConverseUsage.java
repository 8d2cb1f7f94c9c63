package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as Bedrock counts them: {@code inputTokens} leaves out what was read from the cache or written to it
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html).
 */
final class ConverseUsage {
    private ConverseUsage() {}

    /** The usage in an answer or in the event {@code metadata}; null if there is none. */
    static @Nullable Usage of(Json.Obj answer) {
        Json.Obj usage = answer.object("usage");
        if (usage == null || !(usage.has("inputTokens") || usage.has("outputTokens"))) {
            return null;
        }
        long read = tokens(usage, "cacheReadInputTokens");
        long write = tokens(usage, "cacheWriteInputTokens");
        long prompt = tokens(usage, "inputTokens") + read + write;
        return new Usage(prompt, read, write, hour(usage), tokens(usage, "outputTokens"), 0, 0, 0, 0, 0, false);
    }

    private static long hour(Json.Obj usage) {
        long tokens = 0;
        for (Json.Obj written : usage.objects("cacheDetails")) {
            tokens += written.text("ttl", "").equals("1h") ? tokens(written, "inputTokens") : 0;
        }
        return tokens;
    }

    private static long tokens(Json.Obj usage, String field) {
        return Math.clamp(usage.number(field, 0), 0, Integer.MAX_VALUE);
    }
}
