package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the {@code input} of one request. Items carry no ids: a provider that stores nothing would look for them in
 * vain and say so.
 */
final class InputWriter {
    private final Recipient recipient;
    private final Losses losses;
    private final Json.Arr input = new Json.Arr();
    private final Set<String> customCalls = new HashSet<>();

    InputWriter(Recipient recipient, Losses losses) {
        this.recipient = recipient;
        this.losses = losses;
    }

    Json.Arr write(ChatRequest request) {
        List<Message> messages = request.messages();
        for (int i = 0; i < messages.size(); i++) {
            message(messages.get(i), "messages[" + i + "]");
        }
        return input;
    }

    /** Calls and texts have no place for what other providers sign them with. */
    private void signed(Part part) {
        boolean signed = switch (part) {
            case Part.ToolCall call -> call.signature() != null;
            case Part.Text text -> text.signature() != null;
            case Part.Thinking _,
                    Part.ToolResult _,
                    Part.Opaque _,
                    Part.Refusal _,
                    Part.Image _,
                    Part.Audio _,
                    Part.Document _ -> false;
        };
        losses.addIf(signed, "reasoning");
    }

    private void message(Message message, String path) {
        losses.addIf(message.name() != null, path + ".name");
        String role = role(message.role());
        ContentWriter content = new ContentWriter(message.role() == Role.ASSISTANT, losses);
        for (int i = 0; i < message.parts().size(); i++) {
            Part part = message.parts().get(i);
            String partPath = path + ".content[" + i + "]";
            signed(part);
            Json.Obj item = item(part, partPath);
            if (item != null) {
                flush(role, content);
                input.add(item);
            } else if (!isItem(part)) {
                content.add(part, partPath);
            }
        }
        boolean nothing = message.parts().isEmpty() && message.role() != Role.ASSISTANT && message.role() != Role.TOOL;
        if (nothing) {
            input.add(new Json.Obj().put("role", role).put("content", ""));
        }
        flush(role, content);
    }

    private void flush(String role, ContentWriter content) {
        Json said = content.take();
        if (said != null) {
            input.add(new Json.Obj().put("role", role).put("content", said));
        }
    }

    private String role(Role role) {
        return switch (role) {
            case SYSTEM -> "system";
            case DEVELOPER -> recipient.has("no_developer_role") ? "system" : "developer";
            case USER, TOOL -> "user";
            case ASSISTANT -> "assistant";
        };
    }

    private static boolean isItem(Part part) {
        return part instanceof Part.Thinking || part instanceof Part.Opaque;
    }

    /** The item that a part becomes; null if it is a part of a message, or is lost. */
    private Json.@Nullable Obj item(Part part, String path) {
        return switch (part) {
            case Part.Thinking thinking -> thinking(thinking);
            case Part.ToolCall call -> call(call);
            case Part.ToolResult result -> result(result, path);
            case Part.Opaque(String dialect, Json.Obj json) -> {
                boolean ours = dialect.equals(ResponsesClient.NAME);
                losses.addIf(!ours, path);
                yield ours ? json : null;
            }
            case Part.Text _, Part.Refusal _, Part.Image _, Part.Audio _, Part.Document _ -> null;
        };
    }

    private Json.@Nullable Obj thinking(Part.Thinking thinking) {
        String sealed = Sealing.of(recipient).open(thinking.seal());
        if (sealed == null) {
            losses.add("reasoning");
            return null;
        }
        Json.Arr summary = new Json.Arr();
        if (!thinking.text().isEmpty()) {
            summary.add(OutputItems.summary(thinking.text()));
        }
        return new Json.Obj().put("type", "reasoning").put("summary", summary).put("encrypted_content", sealed);
    }

    private Json.Obj call(Part.ToolCall call) {
        boolean custom = call.kind() == Part.ToolCall.Kind.CUSTOM;
        if (custom) {
            customCalls.add(call.id());
        }
        return new Json.Obj()
                .put("type", custom ? "custom_tool_call" : "function_call")
                .put("call_id", ItemIds.call(call.id()))
                .put("name", call.name())
                .put(custom ? "input" : "arguments", OutputItems.arguments(call, call.arguments()));
    }

    /** That a tool failed has no field of its own; its item counts as incomplete then, which is read back as failure. */
    private Json.Obj result(Part.ToolResult result, String path) {
        boolean custom = customCalls.contains(result.callId());
        ContentWriter content = new ContentWriter(false, losses);
        for (int i = 0; i < result.parts().size(); i++) {
            content.add(result.parts().get(i), path + ".content[" + i + "]");
        }
        Json output = content.take();
        losses.addIf(custom && result.error(), path + ".is_error");
        return new Json.Obj()
                .put("type", custom ? "custom_tool_call_output" : "function_call_output")
                .put("call_id", ItemIds.call(result.callId()))
                .put("output", output == null ? new Json.Str("") : output)
                .put("status", result.error() && !custom ? "incomplete" : null);
    }
}
