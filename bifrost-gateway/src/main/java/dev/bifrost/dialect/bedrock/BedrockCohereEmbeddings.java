package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Refusal;
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
import org.jspecify.annotations.Nullable;

/**
 * Cohere's embeddings through InvokeModel
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html, {@code …-embed-v4.html} for v4). The
 * answer does not count tokens; a header does.
 */
public final class BedrockCohereEmbeddings implements EmbeddingDialect {
    private static final int MOST_TEXTS = 96;
    private static final long THIRD_DIMENSIONS = 1024;

    @Override
    public String name() {
        return "bedrock-cohere";
    }

    @Override
    public ProviderRequest write(EmbeddingRequest request, Recipient recipient, Losses losses) throws Refusal {
        String inputType = request.inputType();
        Json.Obj body = new Json.Obj()
                .put("texts", Json.Arr.of(EmbeddingInputs.texts(request, MOST_TEXTS)))
                .put("input_type", inputType == null ? "search_document" : inputType);
        losses.addIf(request.user() != null, "user");
        boolean fourth = recipient.model().contains("embed-v4");
        Long dimensions = request.dimensions();
        if (dimensions != null && fourth) {
            body.put("output_dimension", dimensions);
        } else if (dimensions != null && dimensions != THIRD_DIMENSIONS) {
            throw Translation.refusal(
                    "dimensions",
                    recipient.model() + " has vectors of " + THIRD_DIMENSIONS
                            + " dimensions only; leave dimensions out");
        }
        request.carryExtra(
                fourth ? Set.of("truncate", "embedding_types", "max_tokens") : Set.of("truncate", "embedding_types"),
                body,
                losses);
        if (!body.has("embedding_types")) {
            body.put("embedding_types", Json.Arr.of(List.of("float")));
        }
        return new ProviderRequest(body);
    }

    @Override
    public EmbeddingAnswer read(Json.Obj json) throws AnswerFault {
        List<Json> found = vectors(json.get("embeddings"));
        if (found == null) {
            throw EmbeddingInputs.nothing(json);
        }
        List<Json.Arr> vectors = new ArrayList<>();
        for (Json vector : found) {
            vectors.add(EmbeddingInputs.vector(vector));
        }
        return new EmbeddingAnswer("", vectors, null);
    }

    /** An array, or one for each type that was asked for, of which floats come first. */
    private static @Nullable List<Json> vectors(@Nullable Json embeddings) {
        return switch (embeddings) {
            case Json.Arr(List<Json> items) -> items;
            case Json.Obj byType ->
                byType.has("float")
                        ? byType.list("float")
                        : byType.members().keySet().stream()
                                .findFirst()
                                .map(byType::list)
                                .orElse(null);
            case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> null;
            case null -> null;
        };
    }
}
