package dev.bifrost.dialect;

import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tool that takes free text, as a function for providers that know only those: the text is its one argument. What
 * comes back, {@link TextArgument} unwraps.
 */
public final class FreeText {
    /** The argument that is the text. */
    public static final String INPUT = "input";

    private FreeText() {}

    /** The function that stands for the tool. */
    public static Tool.Function function(Tool.Custom tool) {
        return new Tool.Function(tool.name(), description(tool), parameters(), null, null);
    }

    /** The schema of its arguments. */
    public static Json.Obj parameters() {
        return new Json.Obj()
                .put("type", "object")
                .put("properties", new Json.Obj().put(INPUT, new Json.Obj().put("type", "string")))
                .put("required", Json.Arr.of(List.of(INPUT)))
                .put("additionalProperties", false);
    }

    /** The text as the function's arguments. */
    public static Json.Obj arguments(String text) {
        return new Json.Obj().put(INPUT, text);
    }

    /** The description, with the grammar in it, which a function can only describe. */
    public static @Nullable String description(Tool.Custom tool) {
        Json.Obj format = tool.format();
        if (format == null) {
            return tool.description();
        }
        return (tool.description() == null ? "" : tool.description() + "\n\n") + "Format of the input: "
                + format.print();
    }
}
