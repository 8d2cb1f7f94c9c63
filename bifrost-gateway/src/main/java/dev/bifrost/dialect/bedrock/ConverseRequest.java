package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import java.util.List;

/**
 * The body of {@code /model/…/converse} and {@code /model/…/converse-stream}, which are the same
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html).
 */
final class ConverseRequest {
    private ConverseRequest() {}

    static Json.Obj body(Translation translation) throws Refusal {
        StructuredOutput output = StructuredOutput.of(translation);
        Turns turns = Turns.of(translation);
        ToolConfig tools = ToolConfig.of(translation, output, turns.tools());
        ModelReasoning reasoning = ModelReasoning.of(translation, tools.forces(), turns.resumesWithoutThought());
        Json.Obj additional = new Json.Obj();
        reasoning.fields().members().forEach(additional::put);
        additional.put("tool_choice", tools.anthropic());
        Json.Obj inference = new InferenceConfig(translation, reasoning).write(additional);

        Json.Obj body = new Json.Obj().put("messages", turns.messages());
        List<Json.Obj> system = turns.system();
        if (output instanceof StructuredOutput.Asked(String instruction)) {
            system.add(ContentBlocks.text(instruction));
        }
        body.put("system", system.isEmpty() ? null : array(system))
                .put("inferenceConfig", inference.isEmpty() ? null : inference)
                .put("toolConfig", tools.json());
        if (output instanceof StructuredOutput.Native(Json.Obj outputConfig)) {
            body.put("outputConfig", outputConfig);
        }
        stopSequence(translation, body);
        RequestExtras.write(translation, additional, body);
        return body;
    }

    /** Asks which stop sequence came up; only Claude can say it, at a place that differs in streams. */
    private static void stopSequence(Translation translation, Json.Obj body) {
        if (translation.model().isClaude()
                && !translation.request().sampling().stop().isEmpty()) {
            String path = translation.request().stream() ? "/delta/stop_sequence" : "/stop_sequence";
            body.put("additionalModelResponseFieldPaths", Json.Arr.of(List.of(path)));
        }
    }

    private static Json.Arr array(List<Json.Obj> items) {
        Json.Arr array = new Json.Arr();
        items.forEach(array::add);
        return array;
    }
}
