package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What a target will charge for one try: what it says itself; where it was cut off, or silent, what went in and what came,
 * as an estimate. Providers charge for an answer that was broken off, and not for a request that they refused.
 */
final class Consumption {
    private Consumption() {}

    /**
     * Null if the target will charge nothing.
     *
     * @param answer  what came of it; null if not even a head
     * @param status  of its head; 0 if none came
     * @param sent    whether the whole request reached it
     * @param failure why the try ended; null if well
     * @param prompt  tokens that went in, by guess; -1 where nothing is charged that the answer does not tell
     */
    static @Nullable Usage of(
            @Nullable Answer answer, int status, boolean sent, @Nullable Failure failure, long prompt) {
        if (answer == null || status == 0) {
            return sent && givenUp(failure) && prompt >= 0 ? estimate(prompt, 0) : null;
        }
        if (status >= 300 || answer instanceof ErrorAnswer) {
            return null;
        }
        Usage said = answer.usage();
        if (said == null) {
            return prompt < 0 || failedUnseen(answer, failure) ? null : estimate(prompt, answer.deliveredTokens());
        }
        // Anthropic's usage at a stream's start knows of one token.
        boolean more = failure != null && !answer.isOver() && answer.deliveredTokens() > said.completion();
        return more ? withCompletion(said, answer.deliveredTokens()) : said;
    }

    /** The provider was still working on it when the gateway hung up. */
    private static boolean givenUp(@Nullable Failure failure) {
        return failure instanceof Failure.UpstreamTimeout || failure instanceof Failure.ClientGone;
    }

    /** It reported an error of its own before it said anything. */
    private static boolean failedUnseen(Answer answer, @Nullable Failure failure) {
        return failure != null && !givenUp(failure) && answer.deliveredTokens() == 0;
    }

    private static Usage estimate(long prompt, long completion) {
        return new Usage(prompt, 0, 0, completion, 0, 0, 0, true);
    }

    private static Usage withCompletion(Usage said, long completion) {
        return new Usage(
                said.prompt(),
                said.cached(),
                said.cacheWrite(),
                said.cacheWriteHour(),
                completion,
                said.reasoning(),
                said.audioIn(),
                said.audioOut(),
                said.images(),
                said.searches(),
                true);
    }
}
