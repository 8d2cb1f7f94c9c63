package dev.bifrost.api.chat;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vectors.
 *
 * @param model   empty if the provider does not say
 * @param vectors one array of numbers for each input, in their order, as the provider wrote them
 * @param usage   null if the provider does not say
 */
public record EmbeddingAnswer(
        String model, List<Json.Arr> vectors, @Nullable Usage usage) {
    public EmbeddingAnswer {
        vectors = List.copyOf(vectors);
    }
}
