package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.FreeText;

/** A call's arguments as the object that Google takes. */
final class ToolArguments {
    private ToolArguments() {}

    /** Text that is no object becomes one with a single member, and is named as lost. */
    static Json.Obj of(Part.ToolCall call, int message, Losses losses) {
        if (call.kind() == Part.ToolCall.Kind.CUSTOM) {
            return FreeText.arguments(call.arguments());
        }
        if (call.arguments().isBlank()) {
            return new Json.Obj();
        }
        try {
            if (Json.read(call.arguments()) instanceof Json.Obj object) {
                return object;
            }
        } catch (MalformedJson _) {
            // the client's history holds what a model wrote
        }
        losses.add("messages[" + message + "].tool_calls");
        return new Json.Obj().put("arguments", call.arguments());
    }
}
