package dev.bifrost.dialect.responses;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.ClientDialect;
import dev.bifrost.dialect.openai.OpenAiErrors;

/**
 * OpenAI's Responses API as clients speak it, without memory: the whole conversation is in the request. Seals and
 * signatures of any provider travel in reasoning items, so that a client that sends back what it got loses nothing.
 */
public final class ResponsesClient implements ClientDialect {
    static final String NAME = "openai-responses";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean shows(Part part) {
        return switch (part) {
            case Part.Text _, Part.Refusal _, Part.Thinking _, Part.ToolCall _, Part.Opaque _ -> true;
            case Part.Image image -> image.source() instanceof Source.Data || image.source() instanceof Source.Url;
            case Part.Audio audio -> audio.transcript() != null;
            case Part.Document _, Part.ToolResult _ -> false;
        };
    }

    @Override
    public ChatRequest read(Json.Obj body) throws Refusal {
        return new RequestReader(body).read();
    }

    @Override
    public Json.Obj answer(ChatAnswer answer, ChatRequest asked) {
        return WholeAnswer.of(answer, asked);
    }

    @Override
    public AnswerWriter stream(ChatRequest asked, boolean begun) {
        return new ResponsesAnswerWriter(asked, begun);
    }

    @Override
    public byte[] error(Failure failure) {
        return OpenAiErrors.body(failure);
    }

    /** The answer to {@code POST /responses/input_tokens}. */
    public static Json.Obj tokenCount(long tokens) {
        return new Json.Obj().put("object", "response.input_tokens").put("input_tokens", tokens);
    }
}
