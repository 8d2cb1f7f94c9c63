package dev.bifrost.pricing;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The price of a model in a time.
 *
 * @param from     from when it holds; null if it always did
 * @param hours    at which hours; null if at all
 * @param tiers    by length of the prompt, the shortest first; the first is for every length
 * @param discount what batches pay
 * @param version  as {@link dev.bifrost.api.Cost#price} says it
 * @param agreed   true if it is what the operator pays, so that no {@code price_factor} applies
 */
record Quote(
        @Nullable Instant from,
        @Nullable Hours hours,
        List<Tier> tiers,
        Discount discount,
        String version,
        boolean agreed) {

    Quote {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty() || tiers.getFirst().above() != 0) {
            throw new IllegalArgumentException("a price needs a first tier");
        }
    }

    boolean holds(Instant at) {
        return (from == null || !at.isBefore(from)) && (hours == null || hours.hold(at));
    }

    /** True if what it says of money and time is the same, whatever its version. */
    boolean saysAs(Quote other) {
        return tiers.equals(other.tiers)
                && discount.equals(other.discount)
                && Objects.equals(from, other.from)
                && Objects.equals(hours, other.hours);
    }
}
