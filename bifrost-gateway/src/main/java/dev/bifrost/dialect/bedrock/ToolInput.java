package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import org.jspecify.annotations.Nullable;

/** The arguments of a call, which are text with us and an object with Bedrock. */
final class ToolInput {
    private ToolInput() {}

    /** The object; null if it is none. Nothing at all is an empty one. */
    static Json.@Nullable Obj of(String arguments) {
        if (arguments.isBlank()) {
            return new Json.Obj();
        }
        try {
            return Json.read(arguments) instanceof Json.Obj input ? input : null;
        } catch (MalformedJson _) {
            return null;
        }
    }

    /** The object; what is none becomes one around the text. */
    static Json.Obj parsed(String arguments) {
        Json.Obj input = of(arguments);
        return input == null ? new Json.Obj().put("arguments", arguments) : input;
    }
}
