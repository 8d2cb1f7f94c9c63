package dev.bifrost.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a call went as it went; only of calls whose clients have asked with {@code x-bifrost-explain: 1}. For people and
 * their scripts; it holds no content and no secret.
 *
 * @param decisions in the order in which they were made
 * @param left      how many more there were, which are not kept
 */
public record Explanation(List<Decision> decisions, int left) {
    /** Keeps the list as it is now. */
    public Explanation {
        decisions = List.copyOf(decisions);
    }

    /**
     * Something that was decided, or that was seen to happen.
     *
     * @param nanos from {@link CallRecord#time} on
     * @param what  a word such as {@code key}, {@code budget}, {@code plan}, {@code try}, {@code sent}; docs/explain.md
     *              has them all
     * @param about whom or what, such as {@code openai/gpt-4o}; null if that is the call
     * @param said  why, or how much
     */
    public record Decision(
            long nanos, String what, @Nullable String about, String said) {}
}
