package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.TokenCountDialect;
import dev.bifrost.api.json.Json;
import java.util.List;

/**
 * Bedrock's CountTokens, asked about a request of Converse
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html).
 */
public final class BedrockTokenCount implements TokenCountDialect {
    /** What of a request counts. */
    private static final List<String> COUNTED =
            List.of("messages", "system", "toolConfig", "additionalModelRequestFields");

    @Override
    public String name() {
        return "bedrock";
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient) throws Refusal {
        Translation translation = new Translation(request, BedrockModel.of(recipient), new Losses());
        Json.Obj whole = ConverseRequest.body(translation);
        Json.Obj converse = new Json.Obj();
        COUNTED.forEach(name -> converse.put(name, whole.get(name)));
        return new ProviderRequest(new Json.Obj().put("input", new Json.Obj().put("converse", converse)));
    }

    @Override
    public long read(Json.Obj json) throws AnswerFault {
        long tokens = json.number("inputTokens", -1);
        if (tokens < 0) {
            ErrorDetail error = BedrockErrors.of(json);
            throw error == null ? new AnswerFault("its answer has no inputTokens") : new AnswerFault(error);
        }
        return tokens;
    }
}
