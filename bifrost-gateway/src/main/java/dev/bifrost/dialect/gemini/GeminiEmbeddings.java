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

/** The Gemini API's {@code batchEmbedContents} (https://ai.google.dev/api/embeddings), also for a single text. */
public final class GeminiEmbeddings implements EmbeddingDialect {

    @Override
    public String name() {
        return GeminiProvider.NAME;
    }

    @Override
    public ProviderRequest write(EmbeddingRequest request, Recipient recipient, Losses losses) throws Refusal {
        String model = recipient.model().startsWith("models/") ? recipient.model() : "models/" + recipient.model();
        boolean second = model.contains("gemini-embedding-2");
        String task = EmbeddingTask.of(request, losses);
        Json.Arr requests = new Json.Arr();
        for (Json input : request.inputs()) {
            String text = EmbeddingTask.text(input);
            Json.Arr parts =
                    new Json.Arr().add(ContentsWriter.text(second ? EmbeddingTask.prefixed(task, text) : text));
            Json.Obj each = new Json.Obj()
                    .put("model", model)
                    .put("content", new Json.Obj().put("parts", parts))
                    .put("taskType", second ? null : task);
            Long dimensions = request.dimensions();
            if (dimensions != null) {
                each.put("outputDimensionality", dimensions);
            }
            requests.add(each);
        }
        EmbeddingTask.lose(request, Set.of(), losses);
        return new ProviderRequest(new Json.Obj().put("requests", requests));
    }

    @Override
    public EmbeddingAnswer read(Json.Obj json) throws AnswerFault {
        ErrorDetail error = GeminiErrors.of(json);
        if (error != null) {
            throw new AnswerFault(error);
        }
        List<Json.Arr> vectors = new ArrayList<>();
        for (Json.Obj embedding : json.objects("embeddings")) {
            vectors.add(vector(embedding));
        }
        if (vectors.isEmpty()) {
            throw new AnswerFault("it has no embeddings");
        }
        Json.Obj metadata = json.object("usageMetadata");
        long tokens = metadata == null ? 0 : GeminiUsage.count(metadata, "promptTokenCount");
        return new EmbeddingAnswer("", vectors, tokens == 0 ? null : Usage.of(tokens, 0));
    }

    /** The vector in {@code values}. */
    static Json.Arr vector(Json.Obj embedding) throws AnswerFault {
        if (embedding.get("values") instanceof Json.Arr values
                && values.items().stream().allMatch(Json.Num.class::isInstance)) {
            return values;
        }
        throw new AnswerFault("one of its embeddings has no values");
    }
}
