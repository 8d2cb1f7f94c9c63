package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parts of an answer as content blocks for a client. */
final class AnswerBlocks {
    private AnswerBlocks() {}

    static Json.Obj text(String text, List<Citation> citations) {
        Json.Obj block = new Json.Obj().put("type", "text").put("text", text);
        if (!citations.isEmpty()) {
            Json.Arr cited = new Json.Arr();
            citations.forEach(each -> cited.add(MessagesCitations.write(each)));
            block.put("citations", cited);
        }
        return block;
    }

    static Json.Obj thinking(Part.Thinking thinking) {
        String seal = new CarriedSeal(thinking.seal(), thinking.id()).write();
        return thinking.redacted()
                ? new Json.Obj().put("type", "redacted_thinking").put("data", seal)
                : new Json.Obj()
                        .put("type", "thinking")
                        .put("thinking", thinking.text())
                        .put("signature", seal);
    }

    /** The seal of the text or call before, which has no field for it; null if there is none. */
    static Json.@Nullable Obj sealOfBefore(@Nullable Seal seal) {
        return seal == null
                ? null
                : new Json.Obj()
                        .put("type", "thinking")
                        .put("thinking", "")
                        .put("signature", new CarriedSeal(seal, CarriedSeal.OF_THE_BLOCK_BEFORE).write());
    }

    static Json.Obj call(String id, String name, Json.Obj input) {
        return new Json.Obj()
                .put("type", "tool_use")
                .put("id", id)
                .put("name", name)
                .put("input", input);
    }

    /** The arguments as the object that they should be. */
    static Json.Obj input(Part.ToolCall call) {
        if (call.kind() == Part.ToolCall.Kind.CUSTOM) {
            return new Json.Obj().put(CustomTool.INPUT, call.arguments());
        }
        Json.Obj input = object(call.arguments());
        return input == null ? new Json.Obj().put("arguments", call.arguments()) : input;
    }

    /** The JSON object that this text is; an empty one if it is blank; null if it is none. */
    static Json.@Nullable Obj object(String text) {
        if (text.isBlank()) {
            return new Json.Obj();
        }
        try {
            return Json.read(text) instanceof Json.Obj object ? object : null;
        } catch (MalformedJson _) {
            return null;
        }
    }

    /** True for a block that this dialect's clients know. */
    static boolean isOurs(Part part) {
        return part instanceof Part.Opaque opaque && opaque.dialect().equals(CarriedSeal.ORIGIN);
    }
}
