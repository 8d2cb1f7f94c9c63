package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.ClientDialect;

/** Anthropic's Messages, as clients speak it. */
public final class MessagesClient implements ClientDialect {

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public boolean shows(Part part) {
        return switch (part) {
            case Part.Text _, Part.Refusal _, Part.Thinking _, Part.ToolCall _ -> true;
            case Part.Audio audio -> audio.transcript() != null;
            case Part.Opaque opaque -> AnswerBlocks.isOurs(opaque);
            case Part.Image _, Part.Document _, Part.ToolResult _ -> false;
        };
    }

    /** Reads requests to {@code /v1/messages} and, since they lack nothing but the limit, to {@code count_tokens}. */
    @Override
    public ChatRequest read(Json.Obj body) throws Refusal {
        return RequestReader.read(body);
    }

    @Override
    public Json.Obj answer(ChatAnswer answer, ChatRequest asked) {
        return AnswerBody.of(answer, asked);
    }

    @Override
    public AnswerWriter stream(ChatRequest asked, boolean begun) {
        return new StreamWriter(asked, begun);
    }

    @Override
    public byte[] error(Failure failure) {
        return MessagesErrors.body(failure);
    }
}
