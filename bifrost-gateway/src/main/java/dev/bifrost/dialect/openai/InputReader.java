package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Responses API's {@code input} where a client sends it to chat completions, as Cursor does. What the assistant
 * said in a row becomes one message, as chat completions have it.
 */
final class InputReader {
    private final MessageReader messageReader;
    private final ContentReader content;
    private final List<Message> messages = new ArrayList<>();

    InputReader(List<String> unread) {
        this.messageReader = new MessageReader(unread);
        this.content = new ContentReader(unread);
    }

    /** The conversation. */
    List<Message> read(Fields top) throws Refusal {
        String instructions = top.text("instructions");
        if (instructions != null && !instructions.isEmpty()) {
            messages.add(Message.of(Role.SYSTEM, instructions));
        }
        if (top.get("input") instanceof Json.Str(String text)) {
            messages.add(Message.of(Role.USER, text));
            return messages;
        }
        for (Fields item : top.each("input")) {
            item(item);
        }
        return messages;
    }

    private void item(Fields item) throws Refusal {
        String type = item.text("type");
        switch (type) {
            case null -> add(messageReader.read(item));
            case "message" -> add(messageReader.read(item));
            case "reasoning" -> add(assistant(reasoning(item)));
            case "function_call" -> add(assistant(call(item, Part.ToolCall.Kind.FUNCTION)));
            case "custom_tool_call" -> add(assistant(call(item, Part.ToolCall.Kind.CUSTOM)));
            case "function_call_output", "custom_tool_call_output" -> add(output(item));
            default ->
                throw Invalid.value(
                        item.path("type"), type, "use message, function_call, function_call_output or reasoning");
        }
    }

    private void add(Message message) {
        Message last = messages.isEmpty() ? null : messages.getLast();
        if (last != null && last.role() == Role.ASSISTANT && message.role() == Role.ASSISTANT) {
            List<Part> parts = new ArrayList<>(last.parts());
            parts.addAll(message.parts());
            messages.set(messages.size() - 1, new Message(Role.ASSISTANT, parts, last.name()));
        } else {
            messages.add(message);
        }
    }

    private static Message assistant(Part part) {
        return new Message(Role.ASSISTANT, List.of(part));
    }

    private static Part call(Fields item, Part.ToolCall.Kind kind) throws Refusal {
        boolean custom = kind == Part.ToolCall.Kind.CUSTOM;
        String input = custom ? item.text("input") : AssistantReader.arguments(item, "arguments");
        String text = input == null ? "" : input;
        return new Part.ToolCall(item.needText("call_id"), item.needText("name"), text, kind, null, null);
    }

    private Message output(Fields item) throws Refusal {
        List<Part> parts = content.read(item.get("output"), item.path("output"));
        return new Message(Role.TOOL, List.of(new Part.ToolResult(item.needText("call_id"), parts, false, null)));
    }

    private static Part reasoning(Fields item) throws Refusal {
        StringBuilder text = new StringBuilder();
        for (Fields summary : item.each("summary")) {
            text.append(text.isEmpty() ? "" : "\n\n").append(summary.needText("text"));
        }
        Seal seal = Seal.ofPortable(item.text("encrypted_content"), "openai");
        return new Part.Thinking(text.toString(), seal, false, item.text("id"), true);
    }
}
