package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Framing;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's Converse and ConverseStream, the one format for all its models
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference.html). Streams are frames with checksums.
 *
 * <p>Quirks: {@code family_anthropic}, {@code family_nova}, {@code family_openai}, {@code family_deepseek},
 * {@code family_mistral}, {@code family_meta}, {@code family_cohere} and {@code family_other} say whose model is behind an
 * id that does not.
 */
public final class ConverseProvider implements ProviderDialect {
    /** Who signs thoughts is Anthropic, as good as always. */
    private static final Recipient CLAUDE = new Recipient("", "bedrock", "anthropic.claude", Set.of());

    @Override
    public String name() {
        return "bedrock";
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal {
        return new ProviderRequest(ConverseRequest.body(new Translation(request, BedrockModel.of(recipient), losses)));
    }

    @Override
    public Framing framing() {
        return Framing.AWS_EVENT_STREAM;
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        return read(json, CLAUDE);
    }

    @Override
    public ChatAnswer read(Json.Obj json, Recipient asked) throws AnswerFault {
        return ConverseAnswer.read(json, BedrockModel.of(asked));
    }

    @Override
    public AnswerReader stream() {
        return stream(CLAUDE);
    }

    @Override
    public AnswerReader stream(Recipient asked) {
        return new ConverseStream(BedrockModel.of(asked));
    }

    @Override
    public @Nullable ErrorDetail error(int status, byte[] body) {
        return BedrockErrors.whole(status, body);
    }
}
