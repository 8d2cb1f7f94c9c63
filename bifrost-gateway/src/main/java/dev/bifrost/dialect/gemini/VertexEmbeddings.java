package dev.bifrost.dialect.gemini;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.EmbeddingAnswer;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.EmbeddingDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Vertex AI's {@code predict} for models of text embeddings
 * (https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api).
 */
public final class VertexEmbeddings implements EmbeddingDialect {
    private static final Set<String> TRUNCATE = Set.of("auto_truncate", "autoTruncate");

    @Override
    public String name() {
        return "vertex-predict";
    }

    @Override
    public ProviderRequest write(EmbeddingRequest request, Recipient recipient, Losses losses) throws Refusal {
        String task = EmbeddingTask.of(request, losses);
        Json.Arr instances = new Json.Arr();
        for (Json input : request.inputs()) {
            instances.add(
                    new Json.Obj().put("content", EmbeddingTask.text(input)).put("task_type", task));
        }
        Json.Obj parameters = new Json.Obj();
        Long dimensions = request.dimensions();
        if (dimensions != null) {
            parameters.put("outputDimensionality", dimensions);
        }
        Json truncate = request.extra().get("auto_truncate");
        parameters.put("autoTruncate", truncate == null ? request.extra().get("autoTruncate") : truncate);
        EmbeddingTask.lose(request, TRUNCATE, losses);
        Json.Obj body = new Json.Obj().put("instances", instances);
        return new ProviderRequest(parameters.isEmpty() ? body : body.put("parameters", parameters));
    }

    @Override
    public EmbeddingAnswer read(Json.Obj json) throws AnswerFault {
        ErrorDetail error = GeminiErrors.of(json);
        if (error != null) {
            throw new AnswerFault(error);
        }
        List<Json.Arr> vectors = new ArrayList<>();
        long tokens = 0;
        for (Json.Obj prediction : json.objects("predictions")) {
            Json.Obj embedding = prediction.object("embeddings");
            if (embedding == null) {
                throw new AnswerFault("one of its predictions has no embeddings");
            }
            vectors.add(GeminiEmbeddings.vector(embedding));
            Json.Obj statistics = embedding.object("statistics");
            tokens += statistics == null ? 0 : GeminiUsage.count(statistics, "token_count");
        }
        if (vectors.isEmpty()) {
            throw new AnswerFault("it has no predictions");
        }
        return new EmbeddingAnswer("", vectors, tokens == 0 ? null : Usage.of(tokens, 0));
    }
}
