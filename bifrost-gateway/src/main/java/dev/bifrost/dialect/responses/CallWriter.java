package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.sse.SseOutput;
import org.jspecify.annotations.Nullable;

/** Writes the events of one call, of a function or of a custom tool. */
final class CallWriter implements ItemWriter {
    private final EventWriter events;
    private final String id;
    private final int index;
    private final Part.ToolCall call;
    private final boolean custom;
    private final StringBuilder arguments = new StringBuilder();
    private final EventWriter.Deltas deltas;
    private @Nullable Seal signature;

    CallWriter(EventWriter events, String id, int index, Part.ToolCall begin, SseOutput out) {
        this.events = events;
        this.id = id;
        this.index = index;
        this.call = begin;
        this.custom = begin.kind() == Part.ToolCall.Kind.CUSTOM;
        Json.Obj item = OutputItems.call(id, "in_progress", begin, "");
        events.write(
                "response.output_item.added",
                new Json.Obj().put("output_index", index).put("item", item),
                out);
        deltas = events.new Deltas(type("delta"), place(), "");
        grow(begin.arguments(), out);
    }

    @Override
    public void grow(ChatEvent event, SseOutput out) {
        switch (event) {
            case ChatEvent.ArgumentsDelta delta -> grow(delta.json(), out);
            case ChatEvent.Sealed sealed -> signature = sealed.seal();
            default -> {
                // of another kind of block
            }
        }
    }

    private void grow(String more, SseOutput out) {
        if (!more.isEmpty()) {
            arguments.append(more);
            deltas.write(more, out);
        }
    }

    /** The signature that came after the call had begun; null if none did. */
    Json.@Nullable Obj signatureItem(String itemId) {
        return signature == null
                ? null
                : OutputItems.reasoning(itemId, "", new Carried.OfCall(call.id(), signature).text());
    }

    @Override
    public void endBlock(SseOutput out) {
        if (arguments.isEmpty()) {
            grow(OutputItems.arguments(call, ""), out);
        }
    }

    @Override
    public Json.Obj end(String status, SseOutput out) {
        endBlock(out);
        String whole = OutputItems.arguments(call, arguments.toString());
        events.write(type("done"), place().put(custom ? "input" : "arguments", whole), out);
        Json.Obj item = OutputItems.call(id, "completed", call, whole);
        events.write(
                "response.output_item.done",
                new Json.Obj().put("output_index", index).put("item", item),
                out);
        return item;
    }

    private String type(String what) {
        return (custom ? "response.custom_tool_call_input." : "response.function_call_arguments.") + what;
    }

    private Json.Obj place() {
        return new Json.Obj().put("item_id", id).put("output_index", index);
    }
}
