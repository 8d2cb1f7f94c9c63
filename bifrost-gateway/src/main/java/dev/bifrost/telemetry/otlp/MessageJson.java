package dev.bifrost.telemetry.otlp;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Messages and tools in the conventions' JSON, by their
 * <a href="https://github.com/open-telemetry/semantic-conventions/tree/v1.41.1/docs/gen-ai">schemas</a>
 * {@code gen-ai-input-messages.json}, {@code -output-messages}, {@code -system-instructions} and {@code -tool-definitions}.
 * Pictures, sound and files are named, not repeated.
 */
final class MessageJson {
    private MessageJson() {}

    static Json.Arr messages(List<Message> messages) {
        Json.Arr all = new Json.Arr();
        for (Message message : messages) {
            all.add(new Json.Obj()
                    .put("role", word(message.role()))
                    .put("parts", parts(message.parts()))
                    .put("name", message.name()));
        }
        return all;
    }

    /** Each choice is a message. */
    static Json.Arr answers(List<ChatAnswer.Choice> choices) {
        Json.Arr all = new Json.Arr();
        for (ChatAnswer.Choice choice : choices) {
            all.add(new Json.Obj()
                    .put("role", "assistant")
                    .put("parts", parts(choice.parts()))
                    .put("finish_reason", finish(choice.finish())));
        }
        return all;
    }

    static Json.Arr tools(List<Tool> tools) {
        Json.Arr all = new Json.Arr();
        tools.forEach(tool -> all.add(tool(tool)));
        return all;
    }

    private static Json.Obj tool(Tool tool) {
        return switch (tool) {
            case Tool.Function function ->
                typed("function")
                        .put("name", function.name())
                        .put("description", function.description())
                        .put("parameters", function.parameters());
            case Tool.Custom custom ->
                typed("custom")
                        .put("name", custom.name())
                        .put("description", custom.description())
                        .put("format", custom.format());
            case Tool.WebSearch search -> own(search.raw(), "web_search");
            case Tool.Opaque opaque -> own(opaque.json(), opaque.name());
        };
    }

    /** A tool of the provider's, in its own words. */
    private static Json.Obj own(Json.Obj tool, String name) {
        Json.Obj copy = tool.copy();
        return copy.put("type", tool.text("type", name)).put("name", tool.text("name", name));
    }

    static Json.Arr parts(List<Part> parts) {
        Json.Arr all = new Json.Arr();
        for (Part part : parts) {
            Json.Obj json = part(part);
            if (json != null) {
                all.add(json);
            }
        }
        return all;
    }

    /** Null if there is nothing to read in it. */
    private static Json.@Nullable Obj part(Part part) {
        return switch (part) {
            case Part.Text said -> text(said.text());
            case Part.Refusal(String text) -> typed("refusal").put("content", text);
            case Part.Thinking thinking ->
                thinking.text().isEmpty() ? null : typed("reasoning").put("content", thinking.text());
            case Part.Image image -> media("image", image.source());
            case Part.Audio audio -> audio(audio);
            case Part.Document document -> document(document);
            case Part.ToolCall call ->
                typed("tool_call").put("id", call.id()).put("name", call.name()).put("arguments", arguments(call));
            case Part.ToolResult result ->
                typed("tool_call_response").put("id", result.callId()).put("response", response(result.parts()));
            case Part.Opaque opaque ->
                opaque.json().copy().put("type", opaque.json().text("type", opaque.dialect()));
        };
    }

    private static Json.Obj text(String text) {
        return typed("text").put("content", text);
    }

    private static Json.Obj typed(String type) {
        return new Json.Obj().put("type", type);
    }

    /** As an object, where the text is one and says no less than it. */
    private static Json arguments(Part.ToolCall call) {
        String text = call.arguments();
        try {
            if (call.kind() == Part.ToolCall.Kind.FUNCTION
                    && SpanContent.plain(text)
                    && Json.read(text) instanceof Json.Obj object) {
                return object;
            }
        } catch (MalformedJson _) {
            // what the model wrote, or what is left of it
        }
        return new Json.Str(text);
    }

    /** A text alone is one. */
    private static Json response(List<Part> parts) {
        return parts.size() == 1 && parts.getFirst() instanceof Part.Text said
                ? new Json.Str(said.text())
                : parts(parts);
    }

    private static Json.Obj audio(Part.Audio audio) {
        String transcript = audio.transcript();
        if (transcript != null) {
            return text(transcript);
        }
        Source source = audio.source();
        String type = audio.format().isEmpty() ? "" : "audio/" + audio.format();
        return source == null ? blob("audio", type) : media("audio", source);
    }

    private static Json.Obj document(Part.Document document) {
        return document.source() instanceof Source.Plain(String text)
                ? text(text)
                : media("document", document.source()).put("name", document.name());
    }

    private static Json.Obj media(String modality, Source source) {
        return switch (source) {
            case Source.Data data -> blob(modality, data.mediaType());
            case Source.Url(String url, String mediaType) ->
                known(typed("uri").put("modality", modality), mediaType).put("uri", url);
            case Source.File(String id) ->
                typed("file").put("modality", modality).put("file_id", id);
            case Source.Plain(String text) -> text(text);
        };
    }

    private static Json.Obj blob(String modality, String mediaType) {
        return known(typed("blob").put("modality", modality), mediaType).put("content", "");
    }

    private static Json.Obj known(Json.Obj media, String type) {
        return type.isEmpty() ? media : media.put("mime_type", type);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    private static String finish(FinishReason reason) {
        return switch (reason) {
            case STOP, STOP_SEQUENCE -> "stop";
            case LENGTH, CONTEXT_FULL -> "length";
            case TOOL_CALLS -> "tool_call";
            case CONTENT_FILTER, REFUSAL -> "content_filter";
            case MALFORMED -> "error";
            case PAUSE, OTHER -> reason.name().toLowerCase(Locale.ROOT);
        };
    }
}
