package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How tokens are chosen and when the model stops, in {@code inferenceConfig} and, for what only some models have, in
 * {@code additionalModelRequestFields}
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InferenceConfiguration.html). What the model
 * would refuse is left out.
 */
final class InferenceConfig {
    private static final double LEAST_TOP_P_OF_THINKERS = 0.95;

    private final BedrockModel model;
    private final Sampling sampling;
    private final Losses losses;
    private final ModelReasoning reasoning;

    InferenceConfig(Translation translation, ModelReasoning reasoning) {
        this.model = translation.model();
        this.sampling = translation.request().sampling();
        this.losses = translation.losses();
        this.reasoning = reasoning;
    }

    /** Says what is lost, too. */
    Json.Obj write(Json.Obj additional) {
        Json.Obj config = new Json.Obj();
        maxTokens(config);
        temperature(config);
        topP(config);
        stop(config);
        topK(additional);
        losses.addIf(sampling.seed() != null, "seed");
        losses.addIf(sampling.presencePenalty() != null, "presence_penalty");
        losses.addIf(sampling.frequencyPenalty() != null, "frequency_penalty");
        losses.addIf(sampling.logitBias() != null, "logit_bias");
        losses.addIf(Boolean.TRUE.equals(sampling.logprobs()), "logprobs");
        losses.addIf(sampling.topLogprobs() != null, "top_logprobs");
        Long n = sampling.n();
        losses.addIf(n != null && n > 1, "n");
        return config;
    }

    private void maxTokens(Json.Obj config) {
        Long limit = reasoning.maxTokens() != null ? reasoning.maxTokens() : sampling.maxTokens();
        if (limit != null && reasoning.strenuous()) {
            losses.add("max_tokens");
        } else if (limit != null) {
            config.put("maxTokens", limit);
        }
    }

    private void temperature(Json.Obj config) {
        Json.Num temperature = sampling.temperature();
        if (temperature == null) {
            return;
        }
        boolean usual = temperature.doubleValue() == 1;
        if (reasoning.claude() || isSamplingFixed() || (usual && isEitherOr())) {
            losses.addIf(!usual, "temperature");
        } else if (temperature.doubleValue() > 1) {
            losses.add("temperature");
            config.put("temperature", 1);
        } else {
            config.put("temperature", temperature);
        }
    }

    private void topP(Json.Obj config) {
        Json.Num topP = sampling.topP();
        if (topP == null) {
            return;
        }
        boolean thinker = reasoning.claude() && topP.doubleValue() < LEAST_TOP_P_OF_THINKERS;
        Json.Num temperature = sampling.temperature();
        boolean second = isEitherOr() && temperature != null && temperature.doubleValue() != 1;
        if (thinker || second || isSamplingFixed()) {
            losses.addIf(topP.doubleValue() != 1, "top_p");
        } else {
            config.put("topP", topP);
        }
    }

    /** Claude from 4.1 on takes a temperature or a {@code top_p}, not both. */
    private boolean isEitherOr() {
        return sampling.topP() != null && model.isClaudeFrom(401);
    }

    /** Some models take no other sampling than their own. */
    private boolean isSamplingFixed() {
        return model.isClaudeFrom(407) || model.isGpt() || reasoning.strenuous();
    }

    private void topK(Json.Obj additional) {
        Json.Num topK = sampling.topK();
        if (topK == null) {
            return;
        }
        boolean nova = model.is(BedrockModel.Family.NOVA);
        if (isSamplingFixed() || reasoning.claude() || !(nova || model.isClaude())) {
            losses.add("top_k");
        } else if (nova) {
            additional.put("inferenceConfig", new Json.Obj().put("topK", topK));
        } else {
            additional.put("top_k", topK);
        }
    }

    private void stop(Json.Obj config) {
        List<String> stop = sampling.stop();
        if (model.is(BedrockModel.Family.OPENAI)) {
            losses.addIf(!stop.isEmpty(), "stop");
            return;
        }
        // Claude refuses white space, everybody refuses nothing at all.
        List<String> good = stop.stream()
                .filter(each -> model.isClaude() ? !each.isBlank() : !each.isEmpty())
                .toList();
        losses.addIf(good.size() < stop.size(), "stop");
        config.put("stopSequences", stopSequences(good));
    }

    private static Json.@Nullable Arr stopSequences(List<String> stop) {
        return stop.isEmpty() ? null : Json.Arr.of(stop);
    }
}
