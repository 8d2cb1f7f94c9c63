package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;

/**
 * OpenAI's Responses API as providers speak it: OpenAI, Azure, xAI, Groq and others. Nothing is stored there unless the
 * client asks for it.
 *
 * <p>Quirks: {@code no_store_field} (the provider refuses {@code store}), {@code no_developer_role} (it knows
 * {@code system} only), {@code no_parallel_tool_calls}.
 */
public final class ResponsesProvider implements ProviderDialect {

    @Override
    public String name() {
        return ResponsesClient.NAME;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient, Losses losses) {
        return new ProviderRequest(new RequestWriter(request, recipient, losses).write());
    }

    @Override
    public ChatAnswer read(Json.Obj json) throws AnswerFault {
        return WholeReader.read(json, Sealing.OPENAI);
    }

    @Override
    public ChatAnswer read(Json.Obj json, Recipient asked) throws AnswerFault {
        return WholeReader.read(json, Sealing.of(asked));
    }

    @Override
    public AnswerReader stream() {
        return new ResponsesAnswerReader(Sealing.OPENAI);
    }

    @Override
    public AnswerReader stream(Recipient asked) {
        return new ResponsesAnswerReader(Sealing.of(asked));
    }
}
