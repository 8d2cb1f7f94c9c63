package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** The items of a response's {@code output}, and the parts of their content. */
final class OutputItems {
    private OutputItems() {}

    static Json.Obj message(String id, String status, Json.Arr content) {
        return new Json.Obj()
                .put("id", id)
                .put("type", "message")
                .put("status", status)
                .put("role", "assistant")
                .put("content", content);
    }

    static Json.Obj text(String text, Json.Arr annotations, Json.Arr logprobs) {
        return new Json.Obj()
                .put("type", "output_text")
                .put("annotations", annotations)
                .put("logprobs", logprobs)
                .put("text", text);
    }

    static Json.Obj refusal(String text) {
        return new Json.Obj().put("type", "refusal").put("refusal", text);
    }

    static Json.Obj summary(String text) {
        return new Json.Obj().put("type", "summary_text").put("text", text);
    }

    /**
     * A thought. It stands in the summary even where a provider gave the thought itself: that is what clients show.
     *
     * @param sealed for {@code encrypted_content}; null if there is none
     */
    static Json.Obj reasoning(String id, String text, @Nullable String sealed) {
        Json.Arr summary = new Json.Arr();
        if (!text.isEmpty()) {
            summary.add(summary(text));
        }
        return new Json.Obj()
                .put("id", id)
                .put("type", "reasoning")
                .put("summary", summary)
                .put("encrypted_content", sealed);
    }

    /**
     * A call.
     *
     * @param input its arguments, as far as they are known
     */
    static Json.Obj call(String id, String status, Part.ToolCall call, String input) {
        boolean custom = call.kind() == Part.ToolCall.Kind.CUSTOM;
        return new Json.Obj()
                .put("id", id)
                .put("type", custom ? "custom_tool_call" : "function_call")
                .put("status", status)
                .put("call_id", call.id())
                .put("name", call.name())
                .put(custom ? "input" : "arguments", input);
    }

    /**
     * What a part comes to that is whole from the beginning.
     *
     * @return null if this API has no words for it
     */
    static Json.@Nullable Obj whole(Part part, ItemIds ids, int index) {
        return switch (part) {
            case Part.Opaque(String dialect, Json.Obj json) when dialect.equals(ResponsesClient.NAME) -> json;
            case Part.Opaque foreign -> reasoning(ids.item("rs", index), "", new Carried.Block(foreign).text());
            case Part.Image image when image.source() instanceof Source.Data data -> picture(data, ids, index);
            case Part.Image _, Part.Document _, Part.ToolResult _, Part.Audio _ -> null;
            case Part.Text _, Part.Refusal _, Part.Thinking _, Part.ToolCall _ -> null;
        };
    }

    private static Json.Obj picture(Source.Data picture, ItemIds ids, int index) {
        String type = picture.mediaType();
        return new Json.Obj()
                .put("id", ids.item("ig", index))
                .put("type", "image_generation_call")
                .put("status", "completed")
                .put("output_format", type.substring(type.indexOf('/') + 1))
                .put("result", picture.base64());
    }

    /** What a part says in words though it is none: a picture's address, what was spoken; null for nothing. */
    static @Nullable String words(Part part) {
        return switch (part) {
            case Part.Image image when image.source() instanceof Source.Url address -> address.url();
            case Part.Audio audio -> audio.transcript();
            case Part.Image _, Part.Document _, Part.ToolResult _, Part.Opaque _ -> null;
            case Part.Text _, Part.Refusal _, Part.Thinking _, Part.ToolCall _ -> null;
        };
    }

    /** A call's arguments once they are over: none are an empty object. */
    static String arguments(Part.ToolCall call, String arguments) {
        return arguments.isBlank() && call.kind() == Part.ToolCall.Kind.FUNCTION ? "{}" : arguments;
    }

    /**
     * A thought's id: the provider's own, if it is one of this API, which checks whether a seal that comes back belongs
     * to it.
     *
     * @param output the items so far, none of which may have the same id
     */
    static String thoughtId(Part.Thinking thinking, ItemIds ids, Json.Arr output) {
        String own = thinking.id();
        boolean usable = own != null && own.startsWith("rs_") && !ids.makes(own);
        for (Json item : output.items()) {
            usable &= !(item instanceof Json.Obj object && object.text("id", "").equals(own));
        }
        return usable && own != null ? own : ids.item("rs", output.size());
    }
}
