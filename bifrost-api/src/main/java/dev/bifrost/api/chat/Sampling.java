package dev.bifrost.api.chat;

import dev.bifrost.api.json.Json.Num; // javac loses Json.@Nullable in compact constructors
import dev.bifrost.api.json.Json.Obj;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the next token is chosen and when to stop. Numbers as the client wrote them; null or empty where it said nothing.
 *
 * @param maxTokens   of the whole answer, thoughts included where the provider counts them so
 * @param logitBias   OpenAI's: token ids to biases
 * @param logprobs    whether the answer is to tell the tokens' probabilities
 * @param topLogprobs of how many tokens at each place
 * @param n           how many answers
 */
public record Sampling(
        @Nullable Num temperature,
        @Nullable Num topP,
        @Nullable Num topK,
        @Nullable Long maxTokens,
        List<String> stop,
        @Nullable Num seed,
        @Nullable Num presencePenalty,
        @Nullable Num frequencyPenalty,
        @Nullable Obj logitBias,
        @Nullable Boolean logprobs,
        @Nullable Long topLogprobs,
        @Nullable Long n) {
    /** Nothing said. */
    public static final Sampling NONE =
            new Sampling(null, null, null, null, List.of(), null, null, null, null, null, null, null);

    public Sampling {
        stop = List.copyOf(stop);
    }

    /** The same with another limit. */
    public Sampling withMaxTokens(@Nullable Long limit) {
        return new Sampling(
                temperature,
                topP,
                topK,
                limit,
                stop,
                seed,
                presencePenalty,
                frequencyPenalty,
                logitBias,
                logprobs,
                topLogprobs,
                n);
    }
}
