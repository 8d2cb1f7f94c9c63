package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import org.jspecify.annotations.Nullable;

/** Writes the events of one message: texts and refusals, each a part of its content. */
final class MessageWriter implements ItemWriter {
    private final EventWriter events;
    private final String id;
    private final int index;
    private final Json.Arr content = new Json.Arr();

    private final StringBuilder text = new StringBuilder();
    private Json.Arr annotations = new Json.Arr();
    private Json.@Nullable Arr logprobs;
    private boolean refusal;
    private @Nullable Seal signature;
    private EventWriter.@Nullable Deltas deltas;

    MessageWriter(EventWriter events, String id, int index, SseOutput out) {
        this.events = events;
        this.id = id;
        this.index = index;
        Json.Obj item = OutputItems.message(id, "in_progress", new Json.Arr());
        events.write(
                "response.output_item.added",
                new Json.Obj().put("output_index", index).put("item", item),
                out);
    }

    /** A part begins. */
    void beginPart(boolean isRefusal, SseOutput out) {
        text.setLength(0);
        annotations = new Json.Arr();
        logprobs = null;
        signature = null;
        refusal = isRefusal;
        events.write("response.content_part.added", place().put("part", part()), out);
        deltas = isRefusal
                ? events.new Deltas("response.refusal.delta", place(), "")
                : events.new Deltas("response.output_text.delta", place(), "\"logprobs\":[],");
    }

    @Override
    public void grow(ChatEvent event, SseOutput out) {
        switch (event) {
            case ChatEvent.TextDelta delta when delta.logprobs() != null -> grow(delta.text(), delta.logprobs(), out);
            case ChatEvent.TextDelta delta -> grow(delta.text(), out);
            case ChatEvent.RefusalDelta delta -> grow(delta.text(), out);
            case ChatEvent.Cited cited -> {
                Json.Obj annotation = Annotations.write(cited.citation(), text.length());
                Json.Obj members = place().put("annotation_index", annotations.size());
                annotations.add(annotation);
                events.write("response.output_text.annotation.added", members.put("annotation", annotation), out);
            }
            case ChatEvent.Sealed sealed -> signature = sealed.seal();
            default -> {
                // of another kind of block
            }
        }
    }

    /** Text goes on, a refusal's or another. */
    void grow(String more, SseOutput out) {
        if (deltas != null && !more.isEmpty()) {
            text.append(more);
            deltas.write(more, out);
        }
    }

    private void grow(String more, Json.Arr entries, SseOutput out) {
        Json.Arr whole = Logprobs.write(entries);
        logprobs = Logprobs.join(logprobs, whole.items());
        text.append(more);
        events.write("response.output_text.delta", place().put("delta", more).put("logprobs", whole), out);
    }

    @Override
    public void endBlock(SseOutput out) {
        if (deltas == null) {
            return;
        }
        deltas = null;
        if (refusal) {
            events.write("response.refusal.done", place().put("refusal", text.toString()), out);
        } else {
            Json.Obj done = place().put("text", text.toString()).put("logprobs", logprobs());
            events.write("response.output_text.done", done, out);
        }
        Json.Obj part = part();
        events.write("response.content_part.done", place().put("part", part), out);
        content.add(part);
    }

    /** The signature of the last part; null if it has none. */
    @Nullable
    Seal signature() {
        return signature;
    }

    @Override
    public Json.Obj end(String status, SseOutput out) {
        endBlock(out);
        Json.Obj item = OutputItems.message(id, status, content);
        events.write(
                "response.output_item.done",
                new Json.Obj().put("output_index", index).put("item", item),
                out);
        return item;
    }

    private Json.Obj place() {
        return new Json.Obj().put("item_id", id).put("output_index", index).put("content_index", content.size());
    }

    private Json.Obj part() {
        return refusal
                ? OutputItems.refusal(text.toString())
                : OutputItems.text(text.toString(), annotations, logprobs());
    }

    private Json.Arr logprobs() {
        return logprobs == null ? new Json.Arr() : logprobs;
    }
}
