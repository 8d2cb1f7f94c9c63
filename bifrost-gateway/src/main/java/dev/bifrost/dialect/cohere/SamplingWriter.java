package dev.bifrost.dialect.cohere;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes how tokens are chosen. Cohere refuses what is out of its ranges, which are narrower than those of others
 * (https://docs.cohere.com/reference/chat, https://docs.cohere.com/reference/errors): the nearest value goes instead,
 * and is named as lost if it means something else.
 */
final class SamplingWriter {
    private static final int MOST_STOPS = 5;
    private static final double LEAST_P = 0.01;
    private static final double MOST_P = 0.99;
    private static final int MOST_K = 500;

    private SamplingWriter() {}

    static void write(Sampling sampling, Json.Obj body, Losses losses) {
        body.put("max_tokens", sampling.maxTokens() == null ? null : Json.Num.of(sampling.maxTokens()));
        stop(sampling.stop(), body, losses);
        body.put("temperature", within(sampling.temperature(), "temperature", losses));
        // The whole mass is as good as all but a hundredth of it, and clients like to send 1.
        body.put("p", clamped(sampling.topP(), LEAST_P, MOST_P));
        if (sampling.topK() != null && sampling.topK().doubleValue() > 0) {
            body.put("k", clamped(sampling.topK(), 1, MOST_K));
        }
        seed(sampling.seed(), body, losses);
        penalty("frequency_penalty", sampling.frequencyPenalty(), body, losses);
        penalty("presence_penalty", sampling.presencePenalty(), body, losses);
        if (Boolean.TRUE.equals(sampling.logprobs())) {
            body.put("logprobs", true);
        }
        losses.addIf(sampling.topLogprobs() != null && sampling.topLogprobs() > 0, "top_logprobs");
        losses.addIf(sampling.logitBias() != null && !sampling.logitBias().isEmpty(), "logit_bias");
        losses.addIf(sampling.n() != null && sampling.n() > 1, "n");
    }

    private static void stop(List<String> stop, Json.Obj body, Losses losses) {
        if (!stop.isEmpty()) {
            losses.addIf(stop.size() > MOST_STOPS, "stop");
            body.put("stop_sequences", Json.Arr.of(stop.subList(0, Math.min(stop.size(), MOST_STOPS))));
        }
    }

    private static void seed(Json.@Nullable Num seed, Json.Obj body, Losses losses) {
        if (seed != null && seed.doubleValue() < 0) {
            losses.add("seed");
        } else {
            body.put("seed", seed);
        }
    }

    /** A penalty of 0 is none, and stays away: some models refuse to see both penalties, whatever they are. */
    private static void penalty(String name, Json.@Nullable Num penalty, Json.Obj body, Losses losses) {
        Json.Num kept = within(penalty, name, losses);
        if (kept != null && kept.doubleValue() > 0) {
            body.put(name, kept);
        }
    }

    /** From 0 to 1. */
    private static Json.@Nullable Num within(Json.@Nullable Num value, String name, Losses losses) {
        losses.addIf(value != null && (value.doubleValue() < 0 || value.doubleValue() > 1), name);
        return clamped(value, 0, 1);
    }

    private static Json.@Nullable Num clamped(Json.@Nullable Num value, double least, double most) {
        if (value == null) {
            return null;
        }
        double kept = Math.clamp(value.doubleValue(), least, most);
        return kept == value.doubleValue() ? value : Json.Num.of(kept);
    }
}
