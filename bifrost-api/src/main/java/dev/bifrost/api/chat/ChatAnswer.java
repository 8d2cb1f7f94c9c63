package dev.bifrost.api.chat;

import dev.bifrost.api.Usage;
import dev.bifrost.api.json.Json.Arr; // javac loses Json.@Nullable in compact constructors
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param id          the provider's; empty if it gives none
 * @param created     seconds since 1970; 0 if the provider does not say
 * @param model       the model that answered; empty if the provider does not say
 * @param choices     at least one
 * @param usage       null if the provider does not say
 * @param serviceTier under which it was served
 */
public record ChatAnswer(
        String id,
        long created,
        String model,
        List<Choice> choices,
        @Nullable Usage usage,
        @Nullable String serviceTier) {
    public ChatAnswer {
        choices = List.copyOf(choices);
    }

    /**
     * One of the answers.
     *
     * @param stopSequence the one that came up, if the provider says which
     * @param logprobs     entries of OpenAI's {@code logprobs.content}: token, logprob, bytes, top_logprobs
     */
    public record Choice(
            int index,
            List<Part> parts,
            FinishReason finish,
            @Nullable String stopSequence,
            @Nullable Arr logprobs) {
        public Choice {
            parts = List.copyOf(parts);
        }
    }
}
