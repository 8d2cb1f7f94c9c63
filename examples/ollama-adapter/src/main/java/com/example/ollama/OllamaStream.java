package com.example.ollama;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads one streamed answer: every line is an answer's next piece, the last one says {@code "done":true}. */
final class OllamaStream implements AnswerReader {
    private boolean started;
    private int blocks;
    private int calls;
    private @Nullable Part open;

    @Override
    public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
        Json.Obj json = event.json();
        Json.Obj message = OllamaAnswer.message(json);
        if (!started) {
            started = true;
            out.accept(new ChatEvent.Started("", OllamaAnswer.created(json), json.text("model", ""), null));
        }
        String thinking = OllamaAnswer.thinking(message);
        if (!thinking.isEmpty()) {
            open(Part.Thinking.of(""), out);
            out.accept(new ChatEvent.ThinkingDelta(0, blocks - 1, thinking));
        }
        String text = OllamaAnswer.text(message);
        if (!text.isEmpty()) {
            open(Part.Text.of(""), out);
            out.accept(new ChatEvent.TextDelta(0, blocks - 1, text, null));
        }
        for (Part.ToolCall call : OllamaAnswer.calls(json, message, calls)) {
            calls++;
            open(Part.ToolCall.of(call.id(), call.name(), ""), out);
            out.accept(new ChatEvent.ArgumentsDelta(0, blocks - 1, call.arguments()));
        }
        if (json.isTrue("done")) {
            done(json, out);
        }
    }

    /** Opens a block, unless the open one is of that kind and goes on; calls come whole, so each has its own. */
    private void open(Part part, Consumer<ChatEvent> out) {
        if (open == null || open.getClass() != part.getClass() || part instanceof Part.ToolCall) {
            close(out);
            open = part;
            out.accept(new ChatEvent.Opened(0, blocks++, part));
        }
    }

    private void close(Consumer<ChatEvent> out) {
        if (open != null) {
            open = null;
            out.accept(new ChatEvent.Closed(0, blocks - 1));
        }
    }

    private void done(Json.Obj json, Consumer<ChatEvent> out) {
        close(out);
        out.accept(new ChatEvent.Finished(0, OllamaAnswer.finish(json, calls > 0), null));
        Usage usage = OllamaAnswer.usage(json);
        if (usage != null) {
            out.accept(new ChatEvent.Metered(usage));
        }
        out.accept(new ChatEvent.Ended());
    }
}
