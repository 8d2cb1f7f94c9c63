package dev.bifrost.quota;

/**
 * The 99th percentile of numbers of tokens, roughly: four buckets for each doubling, so it is at most a quarter too high, and
 * never too low. Old numbers fade: all counts are halved whenever there are a thousand. Racing writers may lose a count, which
 * does not matter to a percentile.
 */
final class Sketch {
    /** Up to 2^21 tokens, which no model writes. */
    private static final int BUCKETS = 4 * 21;

    private static final int FADE = 1000;
    private static final int ENOUGH = 20;

    private final short[] counts = new short[BUCKETS];
    private int sum;
    private volatile int percentile;
    private boolean used = true;

    void add(long tokens) {
        used = true;
        counts[bucket(tokens)]++;
        sum++;
        if (sum >= FADE) {
            fade();
        }
        if (sum >= ENOUGH) {
            percentile = highest();
        }
    }

    /** 0 while too few were seen. */
    long percentile() {
        used = true;
        return percentile;
    }

    /** Whether it was used since this was last asked. */
    boolean wasUsed() {
        boolean was = used;
        used = false;
        return was;
    }

    /** The upper end of the bucket in which the 99th percentile lies. */
    private int highest() {
        int above = 0;
        int total = 0;
        for (short count : counts) {
            total += count;
        }
        for (int bucket = BUCKETS - 1; bucket > 0; bucket--) {
            above += counts[bucket];
            if (above * 100L > total) {
                return end(bucket);
            }
        }
        return end(0);
    }

    private void fade() {
        int left = 0;
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = (short) (counts[i] / 2);
            left += counts[i];
        }
        sum = left;
    }

    /** Of four to a doubling: 1, 2, 3, 4, 5, 6, 7, 8, 9 to 10, 11 to 12, … */
    static int bucket(long tokens) {
        if (tokens <= 4) {
            return (int) Math.max(0, tokens - 1);
        }
        int doublings = 63 - Long.numberOfLeadingZeros(tokens - 1);
        int quarter = (int) ((tokens - 1) >> (doublings - 2)) & 3;
        return Math.min(BUCKETS - 1, (doublings - 1) * 4 + quarter);
    }

    /** The largest number of a bucket. */
    static int end(int bucket) {
        if (bucket < 4) {
            return bucket + 1;
        }
        int doublings = bucket / 4 + 1;
        return (4 + bucket % 4 + 1) << (doublings - 2);
    }
}
