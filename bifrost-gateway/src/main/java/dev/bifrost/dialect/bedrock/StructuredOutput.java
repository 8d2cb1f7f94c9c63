package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.json.Json;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the model is brought to answer in JSON. */
sealed interface StructuredOutput {
    /** The tool whose arguments are the answer; no client has one of that name. */
    String TOOL = "bifrost_json_output";

    /** It may answer as it likes. */
    record Free() implements StructuredOutput {}

    /** Bedrock holds it to a schema: the member {@code outputConfig}. */
    record Native(Json.Obj outputConfig) implements StructuredOutput {}

    /** It must call a tool whose arguments follow the schema. */
    record Forced(Json.Obj toolSpec) implements StructuredOutput {}

    /** It is asked to, which it may forget. */
    record Asked(String instruction) implements StructuredOutput {}

    Pattern OPEN_MODELS = Pattern.compile(
            "qwen3|deepseek\\.v3|gpt-oss|gemma-3|nemotron|minimax-m2|kimi|ministral|magistral|mistral-large-3|voxtral");

    static StructuredOutput of(Translation translation) {
        return switch (translation.request().output()) {
            case null -> new Free();
            case OutputFormat.Text _ -> new Free();
            case OutputFormat.JsonObject _ -> {
                // There is no schema to hold it to.
                translation.losses().add("response_format");
                yield new Asked("Answer with one JSON object and nothing else: no prose, no code fence.");
            }
            case OutputFormat.JsonSchema schema -> of(schema, translation);
        };
    }

    private static StructuredOutput of(OutputFormat.JsonSchema format, Translation translation) {
        Json.Obj strict = isNative(translation.model()) ? StrictSchema.of(format.schema()) : null;
        return strict != null ? new Native(outputConfig(format, strict)) : new Forced(toolSpec(format, translation));
    }

    private static Json.Obj outputConfig(OutputFormat.JsonSchema format, Json.Obj schema) {
        Json.Obj json = new Json.Obj()
                .put("schema", schema.print())
                .put("name", ToolSpecs.usedName(format.name()))
                .put("description", description(format));
        Json.Obj textFormat =
                new Json.Obj().put("type", "json_schema").put("structure", new Json.Obj().put("jsonSchema", json));
        return new Json.Obj().put("textFormat", textFormat);
    }

    private static Json.Obj toolSpec(OutputFormat.JsonSchema format, Translation translation) {
        String description = description(format);
        return ToolSpecs.spec(
                TOOL,
                "Gives the answer. Always call this to answer, and say nothing else."
                        + (description == null ? "" : " The answer: " + description),
                ToolSpecs.schema(format.schema(), translation, "response_format"),
                null);
    }

    private static @Nullable String description(OutputFormat.JsonSchema format) {
        String description = format.description();
        return description == null || description.isBlank() ? null : description;
    }

    /**
     * Whether Bedrock holds the model to schemas. Of Claude 4.5 and 4.6 the documentation says so; newer ones refuse the
     * field (https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-structured-outputs.html).
     */
    static boolean isNative(BedrockModel model) {
        return model.isClaude()
                ? model.version() >= 405 && model.version() <= 406
                : OPEN_MODELS.matcher(model.id()).find();
    }
}
