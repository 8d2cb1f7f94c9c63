package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Content blocks of Claude's answer as parts. */
final class AnswerParts {
    private AnswerParts() {}

    /**
     * A whole block.
     *
     * @param answerId of the answer
     * @param index    of the block
     */
    static Part of(Json.Obj block, String answerId, int index) throws AnswerFault {
        return switch (type(block)) {
            case "text" -> new Part.Text(block.text("text", ""), citations(block), null, null);
            case "thinking" ->
                new Part.Thinking(block.text("thinking", ""), seal(block.text("signature")), false, null, false);
            case "redacted_thinking" -> new Part.Thinking("", seal(block.text("data")), true, null, false);
            case "tool_use" -> call(block, answerId, index);
            default -> new Part.Opaque(CarriedSeal.ORIGIN, block);
        };
    }

    /** Nothing can be done with a block of no type, or a call of no tool. */
    static String type(Json.Obj block) throws AnswerFault {
        String type = block.text("type", "");
        if (type.isEmpty()) {
            throw new AnswerFault("a block of its content has no type");
        }
        if (type.equals("tool_use") && block.text("name", "").isEmpty()) {
            throw new AnswerFault("a tool_use of its content has no name");
        }
        return type;
    }

    private static List<Citation> citations(Json.Obj block) {
        return block.objects("citations").stream().map(MessagesCitations::read).toList();
    }

    static @Nullable Seal seal(@Nullable String value) {
        return value == null || value.isEmpty() ? null : new Seal(CarriedSeal.ORIGIN, value);
    }

    private static Part call(Json.Obj block, String answerId, int index) {
        String name = block.text("name", "");
        Json input = block.get("input");
        String arguments = input == null ? "{}" : input.print();
        if (name.equals(CustomTool.JSON_OUTPUT)) {
            return Part.Text.of(arguments);
        }
        String id = MessageId.ofCall(block.text("id", ""), answerId, index);
        return CustomTool.isCustom(name)
                ? custom(id, name, CustomTool.text(arguments))
                : Part.ToolCall.of(id, name, arguments);
    }

    static Part.ToolCall custom(String id, String name, String text) {
        return new Part.ToolCall(id, CustomTool.name(name), text, Part.ToolCall.Kind.CUSTOM, null, null);
    }

    /** Why the model refuses, if it says so beside its answer. */
    static Part.@Nullable Refusal refusal(Json.Obj stopped) {
        Json.Obj details = stopped.object("stop_details");
        String explanation = details == null ? null : details.text("explanation");
        return explanation == null || explanation.isEmpty() ? null : new Part.Refusal(explanation);
    }
}
