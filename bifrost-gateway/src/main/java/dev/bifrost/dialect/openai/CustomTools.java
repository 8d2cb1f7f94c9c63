package dev.bifrost.dialect.openai;

import dev.bifrost.api.json.Json;
import java.util.List;

/**
 * Tools of free text for providers that know only functions: the text becomes the one argument {@code input}. The function's
 * name tells it apart, so that whoever reads the answer need not know the request.
 */
final class CustomTools {
    private static final String PREFIX = "bifrost_text_";
    private static final String INPUT = "input";

    private CustomTools() {}

    /** The name of the function that stands for the tool of this name. */
    static String function(String name) {
        return PREFIX + name;
    }

    /** Whether a function of this name stands for such a tool. */
    static boolean isCustom(String function) {
        return function.startsWith(PREFIX);
    }

    /** The tool's name by that of its function. */
    static String name(String function) {
        return function.substring(PREFIX.length());
    }

    /** The parameters of such a function. */
    static Json.Obj parameters() {
        Json.Obj input = new Json.Obj().put("type", "string");
        return new Json.Obj()
                .put("type", "object")
                .put("properties", new Json.Obj().put(INPUT, input))
                .put("required", Json.Arr.of(List.of(INPUT)))
                .put("additionalProperties", false);
    }

    /** The text as the arguments of such a function. */
    static String wrap(String text) {
        return new Json.Obj().put(INPUT, text).print();
    }

    /** The text in the arguments of such a function; whatever the model wrote if it kept to no form. */
    static String unwrap(String arguments) {
        return arguments.stripLeading().startsWith("{") ? new WrappedText().next(arguments) : arguments;
    }
}
