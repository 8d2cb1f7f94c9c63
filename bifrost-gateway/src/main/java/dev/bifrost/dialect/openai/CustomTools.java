package dev.bifrost.dialect.openai;

import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tools of free text for providers that know only functions: the text becomes the one argument {@code input}, and a call of
 * such a function is turned back for a client that declared the tool as {@code custom}.
 */
final class CustomTools {
    private static final String INPUT = "input";

    private CustomTools() {}

    /** The parameters of the function that stands for such a tool. */
    static Json.Obj parameters() {
        Json.Obj input = new Json.Obj().put("type", "string");
        return new Json.Obj()
                .put("type", "object")
                .put("properties", new Json.Obj().put(INPUT, input))
                .put("required", Json.Arr.of(List.of(INPUT)))
                .put("additionalProperties", false);
    }

    /** The text as the arguments of that function. */
    static String wrap(String text) {
        return new Json.Obj().put(INPUT, text).print();
    }

    /** The text in the arguments of a call of that function; the arguments themselves if the model kept to no form. */
    static String unwrap(String arguments) {
        try {
            if (Json.read(arguments) instanceof Json.Obj object) {
                return object.text(INPUT, arguments);
            }
        } catch (MalformedJson _) {
            // what the model wrote is the best there is
        }
        return arguments;
    }

    /** The names of the tools that the client declared as custom. */
    static Set<String> names(List<Tool> tools) {
        Set<String> names = new HashSet<>();
        for (Tool tool : tools) {
            if (tool instanceof Tool.Custom custom) {
                names.add(custom.name());
            }
        }
        return names;
    }
}
