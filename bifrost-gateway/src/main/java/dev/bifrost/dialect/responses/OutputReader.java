package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads the items of a provider's output. */
final class OutputReader {
    private OutputReader() {}

    /** The parts that an item means, in order. */
    static void parts(Json.Obj item, Sealing sealing, Consumer<Part> out) {
        switch (item.text("type", "")) {
            case "message" -> item.objects("content").forEach(content -> content(content, out));
            case "reasoning" -> reasoning(item, sealing, out);
            case "function_call", "custom_tool_call" -> {
                Part.ToolCall call = call(item);
                String input = OutputItems.arguments(call, input(item));
                out.accept(new Part.ToolCall(call.id(), call.name(), input, call.kind(), null, null));
            }
            case "" -> {
                // nothing that anybody could know
            }
            default -> out.accept(whole(item));
        }
    }

    private static void content(Json.Obj content, Consumer<Part> out) {
        String text = content.text("text", "");
        switch (content.text("type", "")) {
            case "output_text", "text" -> {
                List<Citation> citations = content.objects("annotations").stream()
                        .map(Annotations::read)
                        .toList();
                if (!text.isEmpty() || !citations.isEmpty()) {
                    out.accept(new Part.Text(text, citations, null, null));
                }
            }
            case "refusal" -> out.accept(new Part.Refusal(content.text("refusal", "")));
            default -> {
                // of a kind that is not known
            }
        }
    }

    private static void reasoning(Json.Obj item, Sealing sealing, Consumer<Part> out) {
        boolean summarized = !item.objects("summary").isEmpty();
        String text = ReasoningText.of(item, summarized);
        Seal seal = sealing.seal(item.text("encrypted_content"));
        if (seal != null || !text.isEmpty()) {
            out.accept(new Part.Thinking(text, seal, false, item.text("id"), summarized || text.isEmpty()));
        }
    }

    /** A call without its arguments. */
    static Part.ToolCall call(Json.Obj item) {
        Part.ToolCall.Kind kind = item.text("type", "").equals("custom_tool_call")
                ? Part.ToolCall.Kind.CUSTOM
                : Part.ToolCall.Kind.FUNCTION;
        String id = item.text("call_id", "");
        return new Part.ToolCall(id.isEmpty() ? item.text("id", "") : id, item.text("name", ""), "", kind, null, null);
    }

    /** A call's arguments, or the input of a custom tool. */
    static String input(Json.Obj item) {
        String name = item.text("type", "").equals("custom_tool_call") ? "input" : "arguments";
        return item.get(name) instanceof Json.Obj object ? object.print() : item.text(name, "");
    }

    /** An item that is one part as a whole: a picture, or what one of the provider's tools did. */
    static Part whole(Json.Obj item) {
        String image = item.text("result");
        if (!item.text("type", "").equals("image_generation_call") || image == null || image.isEmpty()) {
            return new Part.Opaque(ResponsesClient.NAME, item);
        }
        String format = item.text("output_format", "png").toLowerCase(Locale.ROOT);
        return new Part.Image(new Source.Data("image/" + format, image), null, null);
    }

    /**
     * Why an answer ended.
     *
     * @param calls   whether it calls a tool of the client's
     * @param refused whether it holds a refusal
     */
    static FinishReason finish(Json.Obj response, boolean calls, boolean refused) {
        Json.Obj details = response.object("incomplete_details");
        String reason = details == null ? "" : details.text("reason", "");
        boolean incomplete = response.text("status", "").equals("incomplete");
        return switch (reason) {
            case "max_output_tokens", "max_tokens" -> FinishReason.LENGTH;
            case "content_filter" -> FinishReason.CONTENT_FILTER;
            default ->
                incomplete
                        ? FinishReason.OTHER
                        : calls ? FinishReason.TOOL_CALLS : refused ? FinishReason.REFUSAL : FinishReason.STOP;
        };
    }
}
