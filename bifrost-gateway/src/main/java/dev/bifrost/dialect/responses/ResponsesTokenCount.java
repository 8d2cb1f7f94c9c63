package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.TokenCountDialect;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import java.util.List;

/**
 * Counting tokens by {@code POST /responses/input_tokens}.
 * https://platform.openai.com/docs/api-reference/responses/input-tokens
 */
public final class ResponsesTokenCount implements TokenCountDialect {
    /** The fields of a request that it takes. */
    private static final List<String> FIELDS =
            List.of("model", "input", "tools", "tool_choice", "parallel_tool_calls", "text", "reasoning", "truncation");

    @Override
    public String name() {
        return ResponsesClient.NAME;
    }

    @Override
    public ProviderRequest write(ChatRequest request, Recipient recipient) {
        Json.Obj whole = new RequestWriter(request, recipient, new Losses()).write();
        Json.Obj body = new Json.Obj();
        FIELDS.forEach(name -> body.put(name, whole.get(name)));
        return new ProviderRequest(body);
    }

    @Override
    public long read(Json.Obj json) throws AnswerFault {
        Json.Num tokens = json.number("input_tokens");
        if (tokens == null) {
            var error = ErrorReader.of(json);
            throw error == null ? new AnswerFault("it has no input_tokens") : new AnswerFault(error);
        }
        return Math.max(0, tokens.longValue());
    }
}
