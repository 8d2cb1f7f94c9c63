package dev.bifrost.dialect.cohere;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
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
import dev.bifrost.dialect.ErrorReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cohere's embeddings, {@code POST /v2/embed} (https://docs.cohere.com/reference/embed). Vectors are asked for as
 * numbers, also where the client wants base64. What is billed is all that Cohere tells of tokens.
 */
public final class CohereEmbeddings implements EmbeddingDialect {
    private static final int MOST_INPUTS = 96;
    private static final Set<String> EXTRA = Set.of("max_tokens", "priority", "truncate");

    @Override
    public String name() {
        return CohereProvider.NAME;
    }

    @Override
    public ProviderRequest write(EmbeddingRequest request, Recipient recipient, Losses losses) throws Refusal {
        // Cohere wants to know; most of what is embedded is to be found later.
        String inputType = request.inputType() == null ? "search_document" : request.inputType();
        Json.Obj body = new Json.Obj()
                .put("model", recipient.model())
                .put("texts", texts(request.inputs()))
                .put("input_type", inputType)
                .put("embedding_types", new Json.Arr().add("float"));
        if (request.dimensions() != null) {
            body.put("output_dimension", request.dimensions());
        }
        losses.addIf(request.user() != null, "user");
        request.carryExtra(EXTRA, body, losses);
        return new ProviderRequest(body);
    }

    private static Json.Arr texts(List<Json> inputs) throws Refusal {
        if (inputs.size() > MOST_INPUTS) {
            throw refusal("Cohere embeds at most " + MOST_INPUTS + " texts in one request, and input has "
                    + inputs.size() + "; send them in several requests");
        }
        Json.Arr texts = new Json.Arr();
        for (Json input : inputs) {
            if (!(input instanceof Json.Str)) {
                throw refusal("Cohere embeds texts, not ids of tokens; send input as a string or an array of strings");
            }
            texts.add(input);
        }
        return texts;
    }

    private static Refusal refusal(String message) {
        return new Refusal(new Failure.InvalidRequest(message, "input", "invalid_request"));
    }

    @Override
    public EmbeddingAnswer read(Json.Obj json) throws AnswerFault {
        Json.Obj byType = json.object("embeddings");
        if (byType == null && !(json.get("embeddings") instanceof Json.Arr)) {
            ErrorDetail said = ErrorReader.of(json);
            throw said == null ? new AnswerFault("its answer has no embeddings") : new AnswerFault(said);
        }
        List<Json.Arr> vectors = new ArrayList<>();
        for (Json vector : byType == null ? json.list("embeddings") : byType.list("float")) {
            if (!(vector instanceof Json.Arr numbers)
                    || !numbers.items().stream().allMatch(Json.Num.class::isInstance)) {
                throw new AnswerFault("one of its embeddings is no array of numbers");
            }
            vectors.add(numbers);
        }
        Usage usage = TokenCounts.read(json.object("meta"));
        return new EmbeddingAnswer("", vectors, usage);
    }
}
