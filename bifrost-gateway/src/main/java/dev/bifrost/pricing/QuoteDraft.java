package dev.bifrost.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A price while it is read. */
final class QuoteDraft {
    private final TreeMap<Long, long[]> tiers = new TreeMap<>();
    private @Nullable Instant from;
    private @Nullable Hours hours;

    void from(@Nullable Instant first) {
        from = first;
    }

    void hours(@Nullable Hours daily) {
        hours = daily;
    }

    /**
     * Adds a price; null adds nothing.
     *
     * @param above   for prompts longer than that
     * @param dollars for a {@link Unit#bundle}
     */
    void set(Unit unit, long above, @Nullable BigDecimal dollars) {
        if (dollars != null) {
            long[] tier = tiers.get(above);
            if (tier == null) {
                tier = Rates.blank();
                tiers.put(above, tier);
            }
            tier[unit.place()] = unit.femtoDollars(dollars);
        }
    }

    /** What holds for every length of the prompt, so far. */
    boolean isEmpty() {
        return !tiers.containsKey(0L);
    }

    /** What a tier does not list costs there what it costs below. */
    Quote quote(String version, Discount discount, boolean agreed) {
        List<Tier> complete = new ArrayList<>();
        Rates below = Rates.of(tiers.getOrDefault(0L, Rates.blank()));
        complete.add(new Tier(0, below));
        for (Map.Entry<Long, long[]> tier : tiers.tailMap(0L, false).entrySet()) {
            below = Rates.of(tier.getValue()).over(below);
            complete.add(new Tier(tier.getKey(), below));
        }
        return new Quote(from, hours, complete, discount, version, agreed);
    }
}
