package dev.bifrost.quota;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Two clocks. The calendar follows the wall's. Everything that slides (rate limits, rolling budgets, waiting) follows the
 * one that only runs forward, so that a jump of the wall clock neither frees nor blocks anything.
 */
final class Clocks {
    /** So that a rolling budget's past lies after zero. */
    private static final long LEAD = TimeUnit.DAYS.toNanos(800);

    /** No window is longer, by a day at least. */
    static final long FAR_MILLIS = TimeUnit.DAYS.toMillis(400);

    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final long origin;

    Clocks(InstantSource wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong() - LEAD;
    }

    /** Never negative, never runs backward. */
    long nanos() {
        return nanoTime.getAsLong() - origin;
    }

    Instant instant() {
        return wall.instant();
    }

    long millis() {
        return wall.millis();
    }
}
