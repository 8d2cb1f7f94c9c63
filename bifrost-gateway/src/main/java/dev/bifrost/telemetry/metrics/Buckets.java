package dev.bifrost.telemetry.metrics;

import java.util.Arrays;

/** The upper bounds of a histogram's buckets: whole nanoseconds or bytes within, seconds, microseconds or bytes outside. */
enum Buckets {
    /** 100 µs to 10 minutes: what a provider takes. */
    LATENCY(
            1e9, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20,
            30, 60, 120, 300, 600),
    /** 50 µs to 1 s: what the gateway itself takes. */
    OVERHEAD(1e9, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1),
    /** The same in microseconds. */
    MICROSECONDS(
            1e3, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000),
    /** How often something was done again. */
    RETRIES(1, 0, 1, 2, 3, 5, 10),
    SIZE(1, 256, 1024, 4096, 16_384, 65_536, 262_144, 1 << 20, 4 << 20, 16 << 20, 64 << 20);

    private final double scale;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final double[] outside;

    @SuppressWarnings("ImmutableEnumChecker")
    private final long[] inside;

    Buckets(double scale, double... bounds) {
        this.scale = scale;
        this.inside = new long[bounds.length];
        for (int i = 0; i < bounds.length; i++) {
            inside[i] = Math.round(bounds[i] * scale);
        }
        this.outside = Arrays.copyOf(bounds, bounds.length + 1);
        outside[bounds.length] = Double.POSITIVE_INFINITY;
    }

    /** How many there are, the last one without a bound included. */
    int count() {
        return outside.length;
    }

    /** The bucket of a value: the first whose bound it does not exceed. */
    int of(long value) {
        int low = 0;
        int high = inside.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (value <= inside[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The bounds as they are told, infinity last. */
    double[] bounds() {
        return outside.clone();
    }

    /** A sum as it is told. */
    double told(long sum) {
        return sum / scale;
    }
}
