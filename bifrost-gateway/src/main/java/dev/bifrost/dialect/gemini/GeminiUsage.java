package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code usageMetadata}. Thoughts stand beside the candidates' tokens, and what tools brought in beside the
 * prompt's; what was cached is part of the prompt's.
 */
final class GeminiUsage {
    private GeminiUsage() {}

    /** The usage; null if there is none. {@code images}: how many the answer holds. */
    static @Nullable Usage read(Json.@Nullable Obj metadata, int images) {
        if (metadata == null || metadata.isEmpty()) {
            return null;
        }
        long thoughts = count(metadata, "thoughtsTokenCount");
        return new Usage(
                count(metadata, "promptTokenCount") + count(metadata, "toolUsePromptTokenCount"),
                count(metadata, "cachedContentTokenCount"),
                0,
                0,
                count(metadata, "candidatesTokenCount") + thoughts,
                thoughts,
                audio(metadata, "promptTokensDetails") + audio(metadata, "toolUsePromptTokensDetails"),
                audio(metadata, "candidatesTokensDetails"),
                images,
                0,
                false);
    }

    private static long audio(Json.Obj metadata, String details) {
        long tokens = 0;
        for (Json.Obj detail : metadata.objects(details)) {
            tokens += detail.text("modality", "").equals("AUDIO") ? count(detail, "tokenCount") : 0;
        }
        return tokens;
    }

    /** A count, which must not overflow when counts are added. */
    static long count(Json.Obj metadata, String name) {
        return Math.clamp(metadata.number(name, 0), 0, 1L << 50);
    }
}
