package dev.bifrost.routing;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How often one target is tried, and how long to wait in between. */
public final class Retry {
    private final int attempts;
    private final boolean exponential;
    private final long initial;
    private final long max;
    private final double jitter;

    private Retry(RetrySettings settings) {
        this.attempts = settings.attempts();
        this.exponential = settings.backoff() == RetrySettings.Backoff.EXPONENTIAL;
        this.initial = nanos(settings.initial());
        this.max = nanos(settings.max());
        this.jitter = settings.jitter();
    }

    static Retry of(RetrySettings settings) {
        return new Retry(settings);
    }

    /** Tries of one target, the first included. */
    public int attempts() {
        return attempts;
    }

    /**
     * How long to wait before the same target is tried again: never less than the provider asked for, never more than
     * the longest wait.
     *
     * @param failedTries how often the target was tried, at least 1
     * @param retryAfter  how long the provider asked to wait; null if it did not
     * @return -1 if it should not be tried again: no tries are left, or the provider asks for more than the longest wait
     */
    public long delayNanos(int failedTries, @Nullable Duration retryAfter, RandomGenerator random) {
        long asked = retryAfter == null || retryAfter.isNegative() ? 0 : nanos(retryAfter);
        if (failedTries >= attempts || asked > max) {
            return -1;
        }
        double wait = exponential ? initial * Math.pow(2, failedTries - 1.0) : (double) initial;
        wait = Math.min(wait, (double) max);
        if (jitter > 0) {
            wait *= 1 + jitter * (2 * random.nextDouble() - 1);
        }
        return Math.max(asked, Math.min((long) wait, max));
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(Duration.ofDays(1)) > 0 ? Duration.ofDays(1).toNanos() : duration.toNanos();
    }
}
