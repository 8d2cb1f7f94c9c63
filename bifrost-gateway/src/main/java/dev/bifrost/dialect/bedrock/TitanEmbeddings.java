package dev.bifrost.dialect.bedrock;

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
import java.util.List;
import java.util.Set;

/**
 * Amazon Titan's embeddings through InvokeModel, one text at a time
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html, {@code
 * …-embed-mm.html} for the multimodal model).
 */
public final class TitanEmbeddings implements EmbeddingDialect {
    private static final long FIRST_DIMENSIONS = 1536;

    @Override
    public String name() {
        return "bedrock-titan";
    }

    @Override
    public ProviderRequest write(EmbeddingRequest request, Recipient recipient, Losses losses) throws Refusal {
        List<String> texts = EmbeddingInputs.texts(request, 1);
        if (texts.isEmpty() || texts.getFirst().isBlank()) {
            throw Translation.refusal("input", request.model() + " takes one text that is not empty; input has none");
        }
        losses.addIf(request.inputType() != null, "input_type");
        losses.addIf(request.user() != null, "user");
        Json.Obj body = new Json.Obj().put("inputText", texts.getFirst());
        boolean first =
                recipient.model().contains("embed-text-v1") || recipient.model().contains("embed-g1-text");
        Long dimensions = request.dimensions();
        if (dimensions != null) {
            dimensions(dimensions, first, recipient, body);
        }
        boolean normalizes = recipient.model().contains("embed-text") && !first;
        request.carryExtra(normalizes ? Set.of("normalize") : Set.of(), body, losses);
        return new ProviderRequest(body);
    }

    private static void dimensions(long dimensions, boolean first, Recipient recipient, Json.Obj body) throws Refusal {
        if (recipient.model().contains("embed-image")) {
            body.put("embeddingConfig", new Json.Obj().put("outputEmbeddingLength", dimensions));
        } else if (!first) {
            body.put("dimensions", dimensions);
        } else if (dimensions != FIRST_DIMENSIONS) {
            throw Translation.refusal(
                    "dimensions",
                    recipient.model() + " has vectors of " + FIRST_DIMENSIONS
                            + " dimensions only; leave dimensions out");
        }
    }

    @Override
    public EmbeddingAnswer read(Json.Obj json) throws AnswerFault {
        Json embedding = json.get("embedding");
        if (embedding == null) {
            throw EmbeddingInputs.nothing(json);
        }
        Json.Num tokens = json.number("inputTextTokenCount");
        return new EmbeddingAnswer(
                "",
                List.of(EmbeddingInputs.vector(embedding)),
                tokens == null ? null : Usage.of(Math.max(0, tokens.longValue()), 0));
    }
}
