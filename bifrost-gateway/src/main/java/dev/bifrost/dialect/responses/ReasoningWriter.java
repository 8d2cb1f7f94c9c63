package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import org.jspecify.annotations.Nullable;

/** Writes the events of one thought. */
final class ReasoningWriter implements ItemWriter {
    private final EventWriter events;
    private final String id;
    private final int index;
    private final boolean redacted;
    private final StringBuilder text = new StringBuilder();
    private @Nullable Seal seal;
    private EventWriter.@Nullable Deltas deltas;

    ReasoningWriter(EventWriter events, String id, int index, Part.Thinking begin, SseOutput out) {
        this.events = events;
        this.id = id;
        this.index = index;
        this.redacted = begin.redacted();
        this.seal = begin.seal();
        Json.Obj item = OutputItems.reasoning(id, "", null);
        events.write(
                "response.output_item.added",
                new Json.Obj().put("output_index", index).put("item", item),
                out);
        grow(begin.text(), out);
    }

    @Override
    public void grow(ChatEvent event, SseOutput out) {
        switch (event) {
            case ChatEvent.ThinkingDelta delta -> grow(delta.text(), out);
            case ChatEvent.Sealed sealed -> seal = sealed.seal();
            default -> {
                // of another kind of block
            }
        }
    }

    private void grow(String more, SseOutput out) {
        if (more.isEmpty()) {
            return;
        }
        if (deltas == null) {
            Json.Obj part = OutputItems.summary("");
            events.write("response.reasoning_summary_part.added", place().put("part", part), out);
            deltas = events.new Deltas("response.reasoning_summary_text.delta", place(), "");
        }
        text.append(more);
        deltas.write(more, out);
    }

    @Override
    public void endBlock(SseOutput out) {
        if (deltas == null) {
            return;
        }
        deltas = null;
        events.write("response.reasoning_summary_text.done", place().put("text", text.toString()), out);
        Json.Obj part = OutputItems.summary(text.toString());
        events.write("response.reasoning_summary_part.done", place().put("part", part), out);
    }

    @Override
    public Json.Obj end(String status, SseOutput out) {
        endBlock(out);
        String sealed = seal == null ? null : new Carried.Thought(seal, redacted).text();
        Json.Obj item = OutputItems.reasoning(id, text.toString(), sealed);
        events.write(
                "response.output_item.done",
                new Json.Obj().put("output_index", index).put("item", item),
                out);
        return item;
    }

    private Json.Obj place() {
        return new Json.Obj().put("item_id", id).put("output_index", index).put("summary_index", 0);
    }
}
