package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes {@code generationConfig} (https://ai.google.dev/api/generate-content#v1beta.GenerationConfig). */
final class GenerationConfigWriter {
    private static final int MOST_STOPS = 5;

    private final Asked asked;
    private final Losses losses;
    private final Json.Obj config = new Json.Obj();

    GenerationConfigWriter(Asked asked) {
        this.asked = asked;
        this.losses = asked.losses();
    }

    Json.Obj write() {
        Sampling sampling = asked.request().sampling();
        config.put("temperature", sampling.temperature())
                .put("topP", sampling.topP())
                .put("topK", sampling.topK())
                .put("seed", seed(sampling.seed()))
                .put("presencePenalty", penalty(sampling.presencePenalty(), "presence_penalty"))
                .put("frequencyPenalty", penalty(sampling.frequencyPenalty(), "frequency_penalty"));
        Long most = sampling.maxTokens();
        if (most != null) {
            config.put("maxOutputTokens", most);
        }
        Long n = sampling.n();
        if (n != null && n != 1) {
            config.put("candidateCount", n);
        }
        stop(sampling.stop());
        logprobs(sampling);
        losses.addIf(sampling.logitBias() != null && !sampling.logitBias().isEmpty(), "logit_bias");
        format(asked.request().output());
        config.put("thinkingConfig", ThinkingWriter.write(asked.request().reasoning(), asked.model(), losses));
        return config;
    }

    /** Google's is a number of 32 bits. */
    private Json.@Nullable Num seed(Json.@Nullable Num seed) {
        if (seed == null || seed.longValue() == (int) seed.longValue()) {
            return seed;
        }
        losses.add("seed");
        return null;
    }

    private Json.@Nullable Num penalty(Json.@Nullable Num penalty, String field) {
        if (penalty == null || asked.model().hasPenalties(asked.vertex())) {
            return penalty;
        }
        losses.addIf(penalty.doubleValue() != 0, field);
        return null;
    }

    private void stop(List<String> stop) {
        Json.Arr sequences = new Json.Arr();
        stop.stream().filter(each -> !each.isEmpty()).limit(MOST_STOPS).forEach(sequences::add);
        losses.addIf(stop.stream().filter(each -> !each.isEmpty()).count() > MOST_STOPS, "stop");
        if (!sequences.isEmpty()) {
            config.put("stopSequences", sequences);
        }
    }

    private void logprobs(Sampling sampling) {
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            config.put("responseLogprobs", true);
            Long top = sampling.topLogprobs();
            if (top != null && top > 0) {
                config.put("logprobs", top);
            }
        }
    }

    private void format(@Nullable OutputFormat output) {
        if (output == null || output instanceof OutputFormat.Text) {
            return;
        }
        // Function calling with a response mime type: 'application/json' is unsupported
        if (!asked.model().isThird() && asked.request().tools().stream().anyMatch(Tool.Function.class::isInstance)) {
            losses.add("response_format");
            return;
        }
        config.put("responseMimeType", "application/json");
        if (output instanceof OutputFormat.JsonSchema schema) {
            config.put("responseJsonSchema", GeminiSchema.response(schema, losses));
        }
    }
}
