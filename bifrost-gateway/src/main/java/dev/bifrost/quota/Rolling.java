package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings.Per;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The money of the last hour, day, week, 30 days or 365 days. Counted in at least 60 buckets, so that money comes back at most
 * one bucket (a sixtieth of the window or less; 5 days of a year) later than it could.
 */
final class Rolling {
    private static final VarHandle UNCERTAIN = Fields.of(MethodHandles.lookup(), "uncertain", long.class);

    private final Duration bucket;
    private final int buckets;
    private final Window window;
    private final Clocks clocks;
    private volatile long uncertain;
    private volatile long uncertainSince;

    private Rolling(Duration bucket, int buckets, Clocks clocks) {
        this.bucket = bucket;
        this.buckets = buckets;
        this.window = new Window(bucket.toNanos(), buckets);
        this.clocks = clocks;
    }

    static Rolling of(Per per, Clocks clocks) {
        return switch (per) {
            case HOUR -> new Rolling(Duration.ofMinutes(1), 60, clocks);
            case DAY -> new Rolling(Duration.ofMinutes(15), 96, clocks);
            case WEEK -> new Rolling(Duration.ofHours(1), 168, clocks);
            case MONTH -> new Rolling(Duration.ofHours(6), 120, clocks);
            case YEAR -> new Rolling(Duration.ofDays(5), 73, clocks);
            case TOTAL -> throw new IllegalArgumentException("nothing of a budget in total rolls away");
        };
    }

    /** Milliseconds. */
    long length() {
        return bucket.toMillis() * buckets;
    }

    Duration bucket() {
        return bucket;
    }

    int buckets() {
        return buckets;
    }

    Verdict look(long amount, long limit, long now) {
        if (window.fits(amount, limit, now)) {
            return Verdict.FITS;
        }
        return spent(now) + amount > limit ? Verdict.SPENT : Verdict.TAKEN;
    }

    boolean claim(long amount, long limit, long now) {
        return window.claim(amount, limit, now);
    }

    void release(long amount, long now) {
        window.settle(amount, 0, now, now);
    }

    void settle(long claimed, long actual, long at, long now) {
        window.settle(claimed, actual, at, now);
    }

    /** Money spent or given back at that time, as {@link Clocks#nanos} counts it. */
    void adjust(long delta, long at, long now) {
        if (window.covers(at, now)) {
            window.add(delta, at, now);
        }
    }

    /** May have been spent, as of now. */
    void doubt(long amount, long now) {
        window.add(amount, now, now);
        uncertain = amount;
        uncertainSince = now;
    }

    void reconcile(long now) {
        window.add(-(long) UNCERTAIN.getAndSet(this, 0L), uncertainSince, now);
    }

    long committed(long now) {
        return window.total(now);
    }

    long spent(long now) {
        return window.recorded(now);
    }

    BudgetState state(Budget budget, long now) {
        Terms terms = budget.terms();
        long spent = spent(now);
        long doubt = now - uncertainSince > bucket.toNanos() * (buckets + 1) ? 0 : uncertain;
        return new BudgetState(
                budget.name(),
                budget.per(),
                true,
                terms.reserve(),
                terms.limit(),
                spent - doubt,
                Math.max(0, committed(now) - spent),
                doubt,
                relieved(now));
    }

    private @Nullable Instant relieved(long now) {
        long wait = window.relievedIn(now);
        return wait == 0 ? null : clocks.instant().plusNanos(wait);
    }
}
