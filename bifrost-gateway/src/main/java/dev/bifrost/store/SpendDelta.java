package dev.bifrost.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one journal entry adds to one owner's spend. A call of a key in a team in an organisation makes three, and one
 * more of each for every attempt that cost something.
 *
 * @param sequence             of the entry in its journal
 * @param owner                such as {@code key:tenant-12}, {@code team:legal}, {@code organization:bank}
 * @param time                 of the call, which decides the bucket
 * @param nanoDollars          billionths of a dollar, estimates included; at most 100 million dollars either way
 * @param estimatedNanoDollars the part of it that rests on counted instead of reported usage
 * @param calls                1 in one delta of a call per owner, 0 in its others
 * @param provider             who charges; null if it is not to appear in reports by model
 * @param model                what was used; null with the provider
 */
public record SpendDelta(
        long sequence,
        String owner,
        Instant time,
        long nanoDollars,
        long estimatedNanoDollars,
        long calls,
        long promptTokens,
        long completionTokens,
        @Nullable String provider,
        @Nullable String model) {

    private static final long MOST = 100_000_000_000_000_000L;

    /** Sums of what is larger could overflow, which no database reports in time. */
    public SpendDelta {
        if (Math.abs(nanoDollars) > MOST
                || Math.abs(estimatedNanoDollars) > MOST
                || nanoDollars == Long.MIN_VALUE
                || promptTokens > MOST
                || completionTokens > MOST) {
            throw new IllegalArgumentException("no call costs that much: " + nanoDollars + " nano-dollars");
        }
    }
}
