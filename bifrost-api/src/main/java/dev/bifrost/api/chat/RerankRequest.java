package dev.bifrost.api.chat;

import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Documents to be put in the order in which they answer a question.
 *
 * @param documents       texts
 * @param topN            how many of them are wanted; null for all
 * @param returnDocuments whether the answer is to repeat the texts
 * @param extra           further fields of the request, as they are in Cohere's dialect
 */
public record RerankRequest(
        String model,
        String query,
        List<String> documents,
        @Nullable Long topN,
        boolean returnDocuments,
        Map<String, Json> extra) {
    public RerankRequest {
        documents = List.copyOf(documents);
    }
}
