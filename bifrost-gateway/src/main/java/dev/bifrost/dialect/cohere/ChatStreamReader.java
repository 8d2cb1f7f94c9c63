package dev.bifrost.dialect.cohere;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.ErrorReader;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a streamed answer (https://docs.cohere.com/docs/streaming), from {@code message-start} to {@code message-end}. */
final class ChatStreamReader implements AnswerReader {
    private final StreamedBlocks blocks = new StreamedBlocks();
    private boolean started;
    private boolean over;

    @Override
    public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
        if (over || isNothing(event)) {
            return;
        }
        Json.Obj json = event.json();
        String type = json.text("type", event.name());
        Json.Obj delta = json.object("delta");
        Json.Obj message = delta == null ? null : delta.object("message");
        if (type.equals("message-start")) {
            start(json.text("id", ""), out);
        } else if (type.equals("message-end")) {
            start("", out);
            end(delta == null ? json : delta, out);
        } else if (message != null || type.endsWith("-end")) {
            start("", out);
            part(type, json, message, out);
        } else {
            unknown(type, json, out);
        }
    }

    /** Cohere's own clients expect OpenAI's {@code [DONE]} at the end, whether or not it comes. */
    private static boolean isNothing(WireEvent event) {
        return event.from() >= event.to()
                || (event.data()[event.from()] == '[' && event.text().equals("[DONE]"));
    }

    private void start(String id, Consumer<ChatEvent> out) {
        if (!started) {
            started = true;
            out.accept(new ChatEvent.Started(id, 0, "", null));
        }
    }

    private void part(String type, Json.Obj json, Json.@Nullable Obj message, Consumer<ChatEvent> out) {
        switch (type) {
            case "content-start" -> blocks.start(message == null ? null : message.object("content"), out);
            case "content-delta" -> content(json, message == null ? null : message.object("content"), out);
            case "content-end" -> blocks.endContent(out);
            case "tool-plan-delta" -> blocks.plan(message == null ? "" : message.text("tool_plan", ""), out);
            case "tool-call-start" -> blocks.call(only(message, "tool_calls"), out);
            case "tool-call-delta" -> blocks.arguments(only(message, "tool_calls"), out);
            case "tool-call-end" -> blocks.endCall(out);
            case "citation-start" -> blocks.cite(only(message, "citations"), out);
            default -> {
                // citation-end, and what is not known
            }
        }
    }

    private void content(Json.Obj json, Json.@Nullable Obj content, Consumer<ChatEvent> out) {
        if (content != null) {
            Json.Obj logprobs = json.object("logprobs");
            blocks.thinking(content.text("thinking", ""), out);
            blocks.text(content.text("text", ""), logprobs == null ? null : Logprobs.of(List.of(logprobs)), out);
        }
    }

    /** Streams have one object where whole answers have a list of them. */
    private static Json.@Nullable Obj only(Json.@Nullable Obj message, String name) {
        if (message == null) {
            return null;
        }
        List<Json.Obj> listed = message.objects(name);
        return listed.isEmpty() ? message.object(name) : listed.getFirst();
    }

    private void end(Json.Obj delta, Consumer<ChatEvent> out) {
        over = true;
        blocks.close(out);
        Usage usage = TokenCounts.read(delta.object("usage"));
        if (usage != null) {
            out.accept(new ChatEvent.Metered(usage));
        }
        String word = delta.text("finish_reason");
        ErrorDetail failure = FinishWords.failure(word, delta.text("error"));
        if (failure != null) {
            out.accept(new ChatEvent.Failed(failure));
            return;
        }
        out.accept(new ChatEvent.Finished(0, FinishWords.reason(word, blocks.haveCalls()), null));
        out.accept(new ChatEvent.Ended());
    }

    /** An error where an event should be has the form of an error's body. */
    private void unknown(String type, Json.Obj json, Consumer<ChatEvent> out) {
        ErrorDetail failure = type.equals("error") || !json.has("type") ? ErrorReader.of(json) : null;
        if (failure != null) {
            over = true;
            out.accept(new ChatEvent.Failed(failure));
        }
    }
}
