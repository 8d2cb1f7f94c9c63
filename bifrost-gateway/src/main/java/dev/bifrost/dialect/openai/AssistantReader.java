package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what the assistant said: thoughts first, then content, refusal and sound, then tool calls. */
final class AssistantReader {
    private final ContentReader content;
    private final Map<String, String> legacyIds;

    AssistantReader(ContentReader content, Map<String, String> legacyIds) {
        this.content = content;
        this.legacyIds = legacyIds;
    }

    List<Part> read(Fields message) throws Refusal {
        List<Part> said = content.read(message.get("content"), message.path("content"));
        List<Part.ToolCall> calls = calls(message);
        List<Part> parts = new ArrayList<>();
        if (said.stream().noneMatch(Part.Thinking.class::isInstance)) {
            parts.addAll(Thoughts.read(
                    message.json(), calls.stream().map(Part.ToolCall::id).toList()));
        }
        parts.addAll(signed(said, message));
        String refusal = message.text("refusal");
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal));
        }
        Fields audio = message.fields("audio");
        if (audio != null) {
            parts.add(new Part.Audio(null, "", audio.needText("id"), audio.text("transcript")));
        }
        parts.addAll(images(message));
        parts.addAll(calls);
        message.ignore("reasoning_content", "reasoning", "reasoning_details", "thinking_blocks");
        message.ignore("annotations", "citations", "extra_content", "index", "prefix", "provider_specific_fields");
        return parts;
    }

    /** Pictures that the model made, as OpenRouter hands them out. */
    private static List<Part> images(Fields message) throws Refusal {
        List<Part> images = new ArrayList<>();
        for (Fields image : message.each("images")) {
            Fields url = image.fields("image_url");
            if (url != null) {
                images.add(new Part.Image(Source.ofUrl(url.needText("url")), null, null));
            }
        }
        return images;
    }

    /** Gives the last text what the message says about its text as a whole: citations and Gemini's signature. */
    private static List<Part> signed(List<Part> said, Fields message) {
        List<Citation> citations = Annotations.read(message.json().objects("annotations"));
        Seal signature = Thoughts.signature(message.json());
        if (citations.isEmpty() && signature == null) {
            return said;
        }
        List<Part> parts = new ArrayList<>(said);
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) instanceof Part.Text text) {
                parts.set(i, new Part.Text(text.text(), citations, text.cache(), signature));
                break;
            }
        }
        return parts;
    }

    private List<Part.ToolCall> calls(Fields message) throws Refusal {
        List<Part.ToolCall> calls = new ArrayList<>();
        for (Fields call : message.each("tool_calls")) {
            calls.add(call(call, message.json().objects("reasoning_details")));
        }
        Fields legacy = message.fields("function_call");
        if (legacy != null) {
            String name = legacy.needText("name");
            // Calls had no ids then; this one is as stable as the conversation.
            String id = "call_" + message.path().replaceAll("[^0-9]", "") + "_" + name;
            legacyIds.put(name, id);
            calls.add(Part.ToolCall.of(id, name, arguments(legacy, "arguments")));
        }
        return calls;
    }

    private static Part.ToolCall call(Fields call, List<Json.Obj> details) throws Refusal {
        String id = call.needText("id");
        CacheMark cache = ContentReader.cache(call);
        Seal signature = Thoughts.signature(call.json());
        signature = signature == null ? ReasoningDetails.ofCall(details, id) : signature;
        Fields custom = call.fields("custom");
        if (custom != null) {
            String input = custom.text("input");
            return new Part.ToolCall(
                    id,
                    custom.needText("name"),
                    input == null ? "" : input,
                    Part.ToolCall.Kind.CUSTOM,
                    signature,
                    cache);
        }
        Fields function = call.fields("function");
        if (function == null) {
            throw Invalid.missing(call.path("function"));
        }
        return new Part.ToolCall(
                id,
                function.needText("name"),
                arguments(function, "arguments"),
                Part.ToolCall.Kind.FUNCTION,
                signature,
                cache);
    }

    /** The arguments as text; some send the object itself. */
    static String arguments(Fields function, String name) throws Refusal {
        if (function.get(name) instanceof Json.Obj object) {
            return object.print();
        }
        String arguments = function.text(name);
        return arguments == null || arguments.isBlank() ? "{}" : arguments;
    }
}
