package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the {@code messages} of a client's request, one after the other. */
final class MessageReader {
    private final List<String> unread;
    private final ContentReader content;
    private final AssistantReader assistant;

    /** The ids that calls without one were given, by the function's name: for messages of the role {@code function}. */
    private final Map<String, String> legacyIds = new HashMap<>();

    /** {@code unread} takes the paths of what can not be carried. */
    MessageReader(List<String> unread) {
        this.unread = unread;
        this.content = new ContentReader(unread);
        this.assistant = new AssistantReader(content, legacyIds);
    }

    /** One message. */
    Message read(Fields message) throws Refusal {
        String role = message.needText("role");
        CacheMark cache = ContentReader.cache(message);
        Message read = switch (role) {
            case "system" -> said(Role.SYSTEM, message);
            case "developer" -> said(Role.DEVELOPER, message);
            case "user" -> said(Role.USER, message);
            case "assistant" -> new Message(Role.ASSISTANT, assistant.read(message), message.text("name"));
            case "tool" -> result(message, message.needText("tool_call_id"));
            case "function" -> result(message, legacyId(message));
            default ->
                throw Invalid.value(message.path("role"), role, "use system, developer, user, assistant or tool");
        };
        message.ignore("id", "status", "type", "phase").restTo(unread);
        return cache == null ? read : new Message(read.role(), marked(read.parts(), cache), read.name());
    }

    private Message said(Role role, Fields message) throws Refusal {
        if (!message.has("content")) {
            throw Invalid.missing(message.path("content"));
        }
        return new Message(role, content.read(message.get("content"), message.path("content")), message.text("name"));
    }

    private Message result(Fields message, String callId) throws Refusal {
        List<Part> parts = content.read(message.get("content"), message.path("content"));
        message.ignore("name");
        return new Message(Role.TOOL, List.of(new Part.ToolResult(callId, parts, false, null)));
    }

    private String legacyId(Fields message) throws Refusal {
        String name = message.needText("name");
        return legacyIds.getOrDefault(name, "call_" + name);
    }

    /** A mark on a whole message stands for one on its last part that can have one. */
    private static List<Part> marked(List<Part> parts, CacheMark cache) {
        List<Part> marked = new ArrayList<>(parts);
        for (int i = marked.size() - 1; i >= 0; i--) {
            Part with = withMark(marked.get(i), cache);
            if (with != null) {
                marked.set(i, with);
                break;
            }
        }
        return marked;
    }

    private static @Nullable Part withMark(Part part, CacheMark cache) {
        return switch (part) {
            case Part.Text it -> new Part.Text(it.text(), it.citations(), cache, it.signature());
            case Part.Image it -> new Part.Image(it.source(), it.detail(), cache);
            case Part.Document it -> new Part.Document(it.source(), it.name(), it.context(), it.cite(), cache);
            case Part.ToolCall it ->
                new Part.ToolCall(it.id(), it.name(), it.arguments(), it.kind(), it.signature(), cache);
            case Part.ToolResult it -> new Part.ToolResult(it.callId(), it.parts(), it.error(), cache);
            case Part.Refusal _, Part.Audio _, Part.Thinking _, Part.Opaque _ -> null;
        };
    }
}
