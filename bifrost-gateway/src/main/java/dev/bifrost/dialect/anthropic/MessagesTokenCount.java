package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.TokenCountDialect;
import dev.bifrost.api.json.Json;
import java.util.Set;

/**
 * Asks Claude how many tokens a request would have ({@code POST /v1/messages/count_tokens}; on Vertex AI
 * {@code count-tokens:rawPredict}, whose body names the model).
 */
public final class MessagesTokenCount implements TokenCountDialect {
    private static final Set<String> COUNTED = Set.of(
            "model",
            "anthropic_version",
            "system",
            "messages",
            "tools",
            "tool_choice",
            "thinking",
            "output_config",
            "cache_control",
            "context_management",
            "mcp_servers");

    private final MessagesFlavour flavour;

    public MessagesTokenCount(MessagesFlavour flavour) {
        this.flavour = flavour;
    }

    @Override
    public String name() {
        return flavour.dialect();
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient) throws Refusal {
        Asked asked = new Asked(request, flavour, recipient.model(), new Losses());
        ProviderRequest whole = new RequestWriter(asked).write(recipient.model());
        Json.Obj body = new Json.Obj().put("model", recipient.model());
        whole.body().members().forEach((name, value) -> {
            if (COUNTED.contains(name)) {
                body.put(name, value);
            }
        });
        return new ProviderRequest(body, whole.headers());
    }

    @Override
    public long read(Json.Obj json) throws AnswerFault {
        ErrorDetail error = MessagesErrors.read(json);
        if (error != null) {
            throw new AnswerFault(error);
        }
        long tokens = json.number("input_tokens", -1);
        if (tokens < 0) {
            throw new AnswerFault("it counts no tokens: it has no input_tokens");
        }
        return tokens;
    }
}
