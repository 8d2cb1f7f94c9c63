package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.EmbeddingRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What both of Bedrock's embedding formats ask of texts and vectors. */
final class EmbeddingInputs {
    private EmbeddingInputs() {}

    /** The texts; at most so many. */
    static List<String> texts(EmbeddingRequest request, int most) throws Refusal {
        if (request.inputs().size() > most) {
            throw Translation.refusal(
                    "input",
                    request.model() + " takes at most " + (most == 1 ? "one text" : most + " texts")
                            + " in a request; input has " + request.inputs().size());
        }
        List<String> texts = new ArrayList<>();
        for (Json input : request.inputs()) {
            if (!(input instanceof Json.Str(String text))) {
                throw Translation.refusal("input", request.model() + " takes texts, not token ids; send input as text");
            }
            texts.add(text);
        }
        return texts;
    }

    /** A vector. */
    static Json.Arr vector(Json json) throws AnswerFault {
        if (json instanceof Json.Arr numbers && numbers.items().stream().allMatch(Json.Num.class::isInstance)) {
            return numbers;
        }
        throw new AnswerFault("its answer has an embedding that is no array of numbers");
    }

    /** An answer that has no vectors. */
    static AnswerFault nothing(Json.Obj answer) {
        ErrorDetail error = BedrockErrors.of(answer);
        return error == null ? new AnswerFault("its answer has no embeddings") : new AnswerFault(error);
    }
}
