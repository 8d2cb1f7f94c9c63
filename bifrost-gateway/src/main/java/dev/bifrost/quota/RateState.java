package dev.bifrost.quota;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits that are tightest for a call, for the {@code x-ratelimit-*} headers.
 *
 * @param requests null if calls are not limited
 * @param tokens   null if tokens are not limited
 */
public record RateState(@Nullable Window requests, @Nullable Window tokens) {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    /**
     * One limit.
     *
     * @param allowed    {@code x-ratelimit-limit-*}
     * @param remaining  {@code x-ratelimit-remaining-*}
     * @param resetNanos until all of it is free again, if nothing more is used
     */
    public record Window(Limit limit, long allowed, long remaining, long resetNanos) {

        /** {@code x-ratelimit-reset-*}. */
        public String reset() {
            return text(resetNanos);
        }
    }

    /**
     * A time as OpenAI writes it, which is how Go prints a duration: {@code 0s}, {@code 12ms}, {@code 8.64s}, {@code 6m0s},
     * {@code 1h0m0s}. In whole milliseconds, rounded up; above a minute in whole seconds.
     * See https://platform.openai.com/docs/guides/rate-limits and https://pkg.go.dev/time#Duration.String.
     */
    static String text(long nanos) {
        long millis = Math.ceilDiv(Math.max(0, nanos), MILLI);
        if (millis == 0) {
            return "0s";
        }
        if (millis < 1000) {
            return millis + "ms";
        }
        Duration time = Duration.ofSeconds(Math.ceilDiv(nanos, SECOND));
        if (millis < 60_000) {
            return fraction(millis) + "s";
        }
        String minutes = time.toMinutesPart() + "m" + time.toSecondsPart() + "s";
        return time.toHours() == 0 ? minutes : time.toHours() + "h" + minutes;
    }

    private static String fraction(long millis) {
        String text = millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1);
        int end = text.length();
        while (text.charAt(end - 1) == '0') {
            end--;
        }
        return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
    }
}
