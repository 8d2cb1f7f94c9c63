package dev.bifrost.dialect.cohere;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import org.jspecify.annotations.Nullable;

/** Cohere's chat, {@code POST /v2/chat} (https://docs.cohere.com/reference/chat). Knows no quirks. */
public final class CohereProvider implements ProviderDialect {
    /** The dialect's name, and whose seals, citations and blocks are its own. */
    static final String NAME = "cohere";

    /** Cohere's own: the request or the answer holds a token of its deny list. */
    private static final int DENIED_TOKEN = 498;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) throws Refusal {
        return new ProviderRequest(new ChatRequestWriter(request, recipient, losses).write());
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        return ChatAnswerReader.read(json);
    }

    @Override
    public AnswerReader stream() {
        return new ChatStreamReader();
    }

    /** Errors are {@code {"message":…}}, with or without an {@code id}, which the gateway reads itself. */
    @Override
    public @Nullable ErrorDetail error(int status, byte[] body) {
        if (status != DENIED_TOKEN) {
            return null;
        }
        ErrorDetail said = ErrorReader.read(body);
        return new ErrorDetail(400, "content_filter", "invalid_request_error", said == null ? "" : said.message());
    }
}
