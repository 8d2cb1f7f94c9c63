package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code response_format}, both ways. */
final class OutputFormats {
    private OutputFormats() {}

    /** The client's wish; null if it has none. */
    static @Nullable OutputFormat read(Fields top, List<String> unread) throws Refusal {
        Fields format = top.fields("response_format");
        if (format == null) {
            Fields text = top.fields("text");
            format = text == null ? null : text.fields("format");
            if (text != null) {
                text.restTo(unread);
            }
        }
        if (format == null) {
            return null;
        }
        String type = format.needText("type");
        return switch (type) {
            case "text" -> new OutputFormat.Text();
            // Together, Fireworks and llama.cpp put the schema here.
            case "json_object" -> format.has("schema") ? schema(format) : new OutputFormat.JsonObject();
            case "json_schema" -> {
                Fields nested = format.fields("json_schema");
                yield schema(nested == null ? format : nested);
            }
            default -> throw Invalid.value(format.path("type"), type, "use text, json_object or json_schema");
        };
    }

    private static OutputFormat schema(Fields format) throws Refusal {
        String name = format.text("name");
        Json.Obj schema = format.object("schema");
        return new OutputFormat.JsonSchema(
                name == null ? "response" : name,
                format.text("description"),
                schema == null ? new Json.Obj() : schema,
                format.bool("strict"));
    }

    /** As OpenAI writes it. */
    static Json.Obj write(OutputFormat format) {
        return switch (format) {
            case OutputFormat.Text _ -> new Json.Obj().put("type", "text");
            case OutputFormat.JsonObject _ -> new Json.Obj().put("type", "json_object");
            case OutputFormat.JsonSchema it ->
                new Json.Obj()
                        .put("type", "json_schema")
                        .put(
                                "json_schema",
                                new Json.Obj()
                                        .put("name", it.name())
                                        .put("description", it.description())
                                        .put("schema", it.schema())
                                        .put("strict", it.strict()));
        };
    }
}
