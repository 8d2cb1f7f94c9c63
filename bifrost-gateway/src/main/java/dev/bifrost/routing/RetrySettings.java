package dev.bifrost.routing;

import dev.bifrost.api.settings.Describe;
import java.time.Duration;

/** How often one target is tried, and how long to wait in between. */
@Describe("How often one target is tried before the next, and how long to wait in between.")
public record RetrySettings(
        @Describe(value = "Tries of one target, the first included: 1 to 10.", byDefault = "1")
        Integer attempts,

        @Describe(value = "How the wait grows from try to try.", byDefault = "exponential")
        Backoff backoff,

        @Describe(value = "The first wait.", byDefault = "200ms")
        Duration initial,

        @Describe(
                value = "The longest wait; a provider's retry-after beyond it ends the tries of this target.",
                byDefault = "5s")
        Duration max,

        @Describe(value = "By which share the wait is varied at random, 0 to 1.", byDefault = "0.2")
        Double jitter) {

    /** Absent keys arrive as null and leave as their defaults. */
    public RetrySettings {
        attempts = attempts == null ? 1 : attempts;
        backoff = backoff == null ? Backoff.EXPONENTIAL : backoff;
        initial = initial == null ? Duration.ofMillis(200) : initial;
        max = max == null ? Duration.ofSeconds(5) : max;
        jitter = jitter == null ? 0.2 : jitter;
        if (attempts < 1 || attempts > 10) {
            throw new IllegalArgumentException("attempts must be from 1 to 10");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter must be from 0 to 1");
        }
    }

    /** What holds where the file says nothing: one try. */
    @SuppressWarnings("NullAway") // as the binder calls it for an empty mapping
    public static RetrySettings standard() {
        return new RetrySettings(null, null, null, null, null);
    }

    /** How a wait grows. */
    public enum Backoff {
        EXPONENTIAL,
        CONSTANT
    }
}
