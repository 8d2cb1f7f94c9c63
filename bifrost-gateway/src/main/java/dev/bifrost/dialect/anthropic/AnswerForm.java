package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * How the form that the client wants for the answer is asked for. Models that can be held to a schema are; others get a
 * tool whose arguments are the answer, which they must use; and where even that can not be, they are told in words.
 *
 * @param format      for {@code output_config}
 * @param tool        whose arguments are the answer
 * @param instruction for the system
 */
record AnswerForm(
        Json.@Nullable Obj format,
        Json.@Nullable Obj tool,
        @Nullable String instruction) {
    private static final AnswerForm ANY = new AnswerForm(null, null, null);
    private static final String ONLY =
            "Answer with one JSON object and nothing else: no text around it, no code fence.";

    static AnswerForm of(Asked asked) {
        return switch (asked.request().output()) {
            case OutputFormat.JsonSchema schema -> bySchema(schema, asked);
            case OutputFormat.JsonObject _ -> {
                asked.losses().add("response_format");
                yield new AnswerForm(null, null, ONLY);
            }
            case OutputFormat.Text _ -> ANY;
            case null -> ANY;
        };
    }

    private static AnswerForm bySchema(OutputFormat.JsonSchema wanted, Asked asked) {
        if (asked.model().schemas(asked.flavour())) {
            ClaudeSchema schema = ClaudeSchema.of(wanted.schema());
            asked.losses().addIf(schema.loosely(), "response_format.json_schema.schema");
            return new AnswerForm(new Json.Obj().put("type", "json_schema").put("schema", schema.json()), null, null);
        }
        if (isForcedElsewhere(asked.request())) {
            return ANY; // the answer is a call of the client's tools in any case
        }
        ToolSchema schema = ToolSchema.of(wanted.schema());
        if (!schema.json().text("type", "").equals("object")) {
            asked.losses().add("response_format");
            return new AnswerForm(
                    null,
                    null,
                    "Answer with JSON of this schema and nothing else, no code fence: "
                            + wanted.schema().print());
        }
        asked.losses().addIf(schema.loosely(), "response_format.json_schema.schema");
        String description = wanted.description();
        Json.Obj tool = new Json.Obj()
                .put("name", CustomTool.JSON_OUTPUT)
                .put(
                        "description",
                        (description == null ? "" : description + "\n\n")
                                + "Gives the answer. Its arguments are the whole of the answer; no text goes with it.")
                .put("input_schema", schema.json());
        if (asked.model().forcedTools()) {
            return new AnswerForm(null, tool, null);
        }
        asked.losses().add("response_format");
        return new AnswerForm(null, tool, "Give your answer by calling the tool " + CustomTool.JSON_OUTPUT + '.');
    }

    private static boolean isForcedElsewhere(ChatRequest request) {
        return switch (request.toolChoice()) {
            case ToolChoice.Required _, ToolChoice.Named _ -> true;
            case ToolChoice.Allowed allowed -> allowed.required();
            case ToolChoice.Auto _, ToolChoice.None _ -> false;
            case null -> false;
        };
    }
}
