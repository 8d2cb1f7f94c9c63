package dev.bifrost.dialect.responses;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads one streamed answer. Whatever came without deltas, or without any event of its own, is taken from the events that
 * repeat the whole, so that servers that leave some out are understood too.
 *
 * <p>Items may overlap, and blocks may not: text and thoughts are split then; while a call is open, the events of other
 * items wait.
 */
final class ResponsesAnswerReader implements AnswerReader {
    private final Map<Long, ItemProgress> items = new HashMap<>();
    private final ItemEvents blocks;
    private final List<Json.Obj> waiting = new ArrayList<>();
    private boolean started;
    private boolean over;

    ResponsesAnswerReader(Sealing sealing) {
        this.blocks = new ItemEvents(sealing);
    }

    @Override
    public void event(WireEvent event, Consumer<ChatEvent> out) throws AnswerFault {
        boolean done = event.to() > event.from() && event.data()[event.from()] == '['; // [DONE], which some append
        if (!over && !done) {
            Json.Obj json = event.json();
            handle(json.text("type", event.name()), json, out);
        }
    }

    @Override
    public void end(Consumer<ChatEvent> out) {
        if (!over) {
            settle(out);
            blocks.close(out);
            over = true;
        }
    }

    private void handle(String type, Json.Obj json, Consumer<ChatEvent> out) {
        switch (type) {
            case "response.created", "response.queued", "response.in_progress" -> start(response(json), out);
            case "response.completed", "response.incomplete" -> complete(response(json), out);
            case "error", "response.failed", "response.cancelled" -> {
                over = true;
                out.accept(new ChatEvent.Failed(WholeReader.error(json)));
            }
            default -> {
                if (isOfItem(type)) {
                    start(new Json.Obj(), out);
                    ofItem(type, json, out);
                }
            }
        }
    }

    private static Json.Obj response(Json.Obj event) {
        Json.Obj response = event.object("response");
        return response == null ? new Json.Obj() : response;
    }

    private void start(Json.Obj response, Consumer<ChatEvent> out) {
        if (!started) {
            started = true;
            out.accept(new ChatEvent.Started(
                    response.text("id", ""),
                    response.number("created_at", 0),
                    response.text("model", ""),
                    response.text("service_tier")));
        }
    }

    private static boolean isOfItem(String type) {
        return switch (type) {
            case "response.output_item.added",
                    "response.output_item.done",
                    "response.output_text.delta",
                    "response.output_text.done",
                    "response.output_text.annotation.added",
                    "response.refusal.delta",
                    "response.refusal.done",
                    "response.reasoning_summary_text.delta",
                    "response.reasoning_summary_text.done",
                    "response.reasoning_text.delta",
                    "response.reasoning_text.done",
                    "response.function_call_arguments.delta",
                    "response.function_call_arguments.done",
                    "response.custom_tool_call_input.delta",
                    "response.custom_tool_call_input.done" -> true;
            default -> false;
        };
    }

    private void ofItem(String type, Json.Obj json, Consumer<ChatEvent> out) {
        ItemProgress item = item(type, json);
        if (blocks.callOtherThan(item)) {
            waiting.add(json.has("type") ? json : json.copy().put("type", type));
            return;
        }
        switch (type) {
            case "response.output_item.added" -> blocks.added(item, json.object("item"), out);
            case "response.output_item.done" -> blocks.done(item, json.object("item"), out);
            case "response.output_text.delta" -> blocks.text(item, part(json), delta(json), json.list("logprobs"), out);
            case "response.output_text.done" ->
                blocks.text(item, part(json), item.missing(part(json), json.text("text", "")), List.of(), out);
            case "response.output_text.annotation.added" ->
                blocks.cite(item, part(json), json.object("annotation"), out);
            case "response.refusal.delta" -> blocks.refusal(item, part(json), delta(json), out);
            case "response.refusal.done" ->
                blocks.refusal(item, part(json), item.missing(part(json), json.text("refusal", "")), out);
            case "response.reasoning_summary_text.delta" -> blocks.thought(item, true, part(json), delta(json), out);
            case "response.reasoning_text.delta" -> blocks.thought(item, false, part(json), delta(json), out);
            case "response.reasoning_summary_text.done" -> blocks.wholeThought(item, true, part(json), json, out);
            case "response.reasoning_text.done" -> blocks.wholeThought(item, false, part(json), json, out);
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                blocks.arguments(item, delta(json), out);
            case "response.function_call_arguments.done" -> blocks.endCall(item, json.text("arguments", ""), out);
            default -> blocks.endCall(item, json.text("input", ""), out);
        }
        drain(out);
    }

    /** The item that the event is about; some servers leave the index out, and mean the last then. */
    private ItemProgress item(String type, Json.Obj json) {
        int next = type.equals("response.output_item.added") ? items.size() : Math.max(0, items.size() - 1);
        return items.computeIfAbsent(json.number("output_index", next), _ -> new ItemProgress());
    }

    private static long part(Json.Obj json) {
        return json.number("content_index", json.number("summary_index", 0));
    }

    private static String delta(Json.Obj json) {
        return json.text("delta", "");
    }

    /** Hears what has waited, if nothing is in its way any more. */
    private void drain(Consumer<ChatEvent> out) {
        if (!waiting.isEmpty() && !blocks.inCall()) {
            List<Json.Obj> heard = List.copyOf(waiting);
            waiting.clear();
            heard.forEach(json -> ofItem(json.text("type", ""), json, out));
        }
    }

    /** Ends the calls whose end nobody said, so that nothing waits any more. */
    private void settle(Consumer<ChatEvent> out) {
        while (blocks.inCall()) {
            blocks.breakCall(out);
            drain(out);
        }
    }

    private void complete(Json.Obj response, Consumer<ChatEvent> out) {
        start(response, out);
        settle(out);
        boolean nothing = items.isEmpty();
        List<Json.Obj> output = response.objects("output");
        for (int i = 0; i < output.size(); i++) {
            Json.Obj whole = output.get(i);
            ItemProgress item = nothing ? new ItemProgress() : items.get((long) i);
            if (item != null && (nothing || item.type().equals(whole.text("type")))) {
                blocks.done(item, whole, out);
            }
        }
        blocks.close(out);
        Usage usage = UsageObject.read(response.object("usage"));
        if (usage != null) {
            out.accept(new ChatEvent.Metered(usage));
        }
        out.accept(new ChatEvent.Finished(0, OutputReader.finish(response, blocks.called(), blocks.refused()), null));
        out.accept(new ChatEvent.Ended());
        over = true;
    }
}
