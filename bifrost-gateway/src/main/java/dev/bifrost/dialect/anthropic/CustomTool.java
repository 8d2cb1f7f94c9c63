package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.FreeText;

/**
 * Tools that Claude does not have, played by tools that it has: free text as the one argument of a function, and an
 * answer's form as the arguments of a tool that is not there. Their names tell them apart, so that whoever reads the
 * answer need not know the request.
 */
final class CustomTool {
    /** Before the name of a tool of the client's that takes free text. */
    static final String PREFIX = "bifrost_text_";

    /** The name of the tool whose arguments are the answer. */
    static final String JSON_OUTPUT = "bifrost_json_output";

    /** The argument that is the text. */
    static final String INPUT = FreeText.INPUT;

    private CustomTool() {}

    static boolean isCustom(String name) {
        return name.startsWith(PREFIX);
    }

    /** The name that the client knows. */
    static String name(String name) {
        return name.substring(PREFIX.length());
    }

    /** The text in its arguments. */
    static String text(String arguments) {
        try {
            if (Json.read(arguments) instanceof Json.Obj object && object.text(INPUT) != null) {
                return object.text(INPUT, "");
            }
        } catch (MalformedJson _) {
            // then it is the text itself
        }
        return arguments;
    }
}
