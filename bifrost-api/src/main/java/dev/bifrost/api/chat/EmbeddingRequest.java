package dev.bifrost.api.chat;

import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Texts to be turned into vectors.
 *
 * @param model      as the provider that is asked calls it
 * @param inputs     one vector is wanted for each; texts, or arrays of OpenAI's token ids
 * @param dimensions of the vectors; null for the model's own
 * @param base64     true if the client wants vectors as little-endian float32 in base64
 * @param inputType  what they are for, in Cohere's words: {@code search_document}, {@code search_query},
 *                   {@code classification}, {@code clustering}; null if the client does not say
 * @param extra      further fields of the request, as they are in the client's dialect
 */
public record EmbeddingRequest(
        String model,
        List<Json> inputs,
        @Nullable Long dimensions,
        boolean base64,
        @Nullable String inputType,
        @Nullable String user,
        Map<String, Json> extra) {
    public EmbeddingRequest {
        inputs = List.copyOf(inputs);
    }

    /** Puts those of the extra fields that the target knows into its request; the others are lost. */
    public void carryExtra(Set<String> known, Json.Obj target, Losses losses) {
        extra.forEach((name, value) -> {
            if (known.contains(name)) {
                target.put(name, value);
            } else {
                losses.add(name);
            }
        });
    }
}
