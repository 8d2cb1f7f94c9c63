package dev.bifrost.telemetry.metrics;

import java.util.concurrent.atomic.AtomicLongArray;

/** Counts of values by bucket, and their sum, in stripes: threads rarely meet. */
final class Histogram {
    /** More loops than this share stripes, which costs less than the memory would. */
    private static final int STRIPES =
            Math.min(8, Integer.highestOneBit(Math.max(1, Runtime.getRuntime().availableProcessors() * 2 - 1)));

    /** Longs of a cache line. */
    private static final int LINE = 8;

    private final Buckets buckets;
    private final int stride;
    private final AtomicLongArray cells;

    Histogram(Buckets buckets) {
        this.buckets = buckets;
        this.stride = (buckets.count() + 1 + 2 * LINE - 1) / LINE * LINE;
        this.cells = new AtomicLongArray(stride * STRIPES);
    }

    /** {@code value} is in nanoseconds or bytes; less than 0 counts as 0. */
    void observe(long value) {
        long counted = Math.max(0, value);
        int stripe = (int) Thread.currentThread().threadId() & (STRIPES - 1);
        int start = stripe * stride;
        cells.getAndIncrement(start + buckets.of(counted));
        cells.getAndAdd(start + buckets.count(), counted);
    }

    /** How many values each bucket has, not added up. */
    long[] counts() {
        long[] counts = new long[buckets.count()];
        for (int start = 0; start < cells.length(); start += stride) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += cells.get(start + i);
            }
        }
        return counts;
    }

    /** Of all values, as it is told. */
    double sum() {
        long sum = 0;
        for (int start = buckets.count(); start < cells.length(); start += stride) {
            sum += cells.get(start);
        }
        return buckets.told(sum);
    }
}
