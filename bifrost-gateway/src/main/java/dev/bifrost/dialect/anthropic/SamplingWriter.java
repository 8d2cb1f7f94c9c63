package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes how tokens are chosen, as far as the model lets that be said. */
final class SamplingWriter {
    /** With thoughts, {@code top_p} must be at least this. */
    private static final double THINKING_TOP_P = 0.95;

    private final Asked asked;
    private final Sampling sampling;
    private final Losses losses;

    SamplingWriter(Asked asked) {
        this.asked = asked;
        this.sampling = asked.request().sampling();
        this.losses = asked.losses();
    }

    void write(Json.Obj body, boolean thinking) {
        Json.Num temperature = temperature(thinking);
        body.put("temperature", temperature);
        body.put("top_p", topP(thinking, temperature != null));
        Json.Num topK = sampling.topK();
        boolean lost = topK != null && (thinking || !asked.model().sampling());
        losses.addIf(lost, "top_k");
        body.put("top_k", lost ? null : topK);
        stop(body);
        Long n = sampling.n();
        losses.addIf(n != null && n > 1, "n");
        losses.addIf(sampling.seed() != null, "seed");
        losses.addIf(isSaid(sampling.presencePenalty()), "presence_penalty");
        losses.addIf(isSaid(sampling.frequencyPenalty()), "frequency_penalty");
        losses.addIf(sampling.logitBias() != null && !sampling.logitBias().isEmpty(), "logit_bias");
        losses.addIf(Boolean.TRUE.equals(sampling.logprobs()), "logprobs");
        losses.addIf(sampling.topLogprobs() != null && sampling.topLogprobs() > 0, "top_logprobs");
    }

    private static boolean isSaid(Json.@Nullable Num penalty) {
        return penalty != null && penalty.doubleValue() != 0;
    }

    private Json.@Nullable Num temperature(boolean thinking) {
        Json.Num wanted = sampling.temperature();
        if (wanted == null) {
            return null;
        }
        double value = wanted.doubleValue();
        if (thinking || !asked.model().sampling()) {
            losses.addIf(value != 1, "temperature");
            return null;
        }
        if (value > 1 || value < 0) {
            losses.add("temperature");
            return Json.Num.of(value > 1 ? 1 : 0);
        }
        return wanted;
    }

    private Json.@Nullable Num topP(boolean thinking, boolean temperature) {
        Json.Num wanted = sampling.topP();
        if (wanted == null) {
            return null;
        }
        double value = wanted.doubleValue();
        boolean refused = !asked.model().sampling()
                || (thinking && value < THINKING_TOP_P)
                || (temperature && !asked.model().temperatureWithTopP());
        losses.addIf(refused && value < 1, "top_p");
        return refused ? null : wanted;
    }

    /** Claude refuses blank stop sequences. */
    private void stop(Json.Obj body) {
        List<String> stop =
                sampling.stop().stream().filter(text -> !text.isBlank()).toList();
        losses.addIf(stop.size() < sampling.stop().size(), "stop");
        if (!stop.isEmpty()) {
            body.put("stop_sequences", Json.Arr.of(stop));
        }
    }
}
