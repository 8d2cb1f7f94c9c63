package dev.bifrost.dialect.openai;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.ClientDialect;

/**
 * OpenAI's Chat Completions as clients speak it.
 *
 * <p>Beyond OpenAI's own words it carries what other providers have, in the forms that clients know already: thoughts as
 * {@code reasoning_content} and, with their seals, as {@code reasoning_details}; Gemini's signatures of tool calls in
 * {@code extra_content} and in {@code reasoning_details}; pictures as {@code images}; the reason of an ending for which OpenAI
 * has no word as {@code native_finish_reason}, and the stop sequence that came up as {@code stop_reason}. A client that
 * drops all of these can still go on: thoughts are left out then, and the Gemini dialect puts Google's documented dummy in
 * place of a missing signature. Seals are too long for the one field that every client sends back, the call's id, so nothing
 * is hidden there.
 */
public final class ChatClient implements ClientDialect {
    static final String NAME = "openai";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean shows(Part part) {
        return switch (part) {
            case Part.Text _, Part.Refusal _, Part.Thinking _, Part.ToolCall _, Part.Image _, Part.Audio _ -> true;
            case Part.Document _, Part.ToolResult _, Part.Opaque _ -> false;
        };
    }

    @Override
    public ChatRequest read(Json.Obj body) throws Refusal {
        return new ChatRequestReader(body).read();
    }

    @Override
    public Json.Obj answer(ChatAnswer answer, ChatRequest asked) {
        return new CompletionWriter(asked).write(answer);
    }

    @Override
    public AnswerWriter stream(ChatRequest asked, boolean begun) {
        return new ChunkWriter(asked, begun);
    }

    @Override
    public byte[] error(Failure failure) {
        return OpenAiErrors.body(failure);
    }
}
