package dev.bifrost.telemetry.metrics;

import dev.bifrost.telemetry.MetricsSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The series that are counted here, of every family, and how many there may be. */
final class Registry {
    /** What tells who called, and what clients may choose. */
    private static final Set<String> CALLER =
            Set.of("virtual_key_id", "virtual_key_name", "team_id", "team_name", "customer_id", "customer_name");

    private final Map<Family, Table<LongAdder>> counters = new EnumMap<>(Family.class);
    private final Map<Family, Table<Histogram>> histograms = new EnumMap<>(Family.class);
    private final Map<Family, LongAdder> leftOut = new ConcurrentHashMap<>();

    /**
     * How many series there may be.
     *
     * @param all        of all families together
     * @param counters   of one family of counters
     * @param histograms of one family of histograms
     */
    record Most(int all, int counters, int histograms) {
        static final Most STANDARD = new Most(10_000, 1_000, 250);
    }

    /** {@code added} are labels, as in the configuration, that the counters of calls have besides their own. */
    Registry(List<String> added, Most most) {
        AtomicInteger total = new AtomicInteger();
        for (Family family : Family.values()) {
            switch (family.type()) {
                case COUNTER, CALLS ->
                    counters.put(family, table(family, added, most.counters(), total, most.all(), LongAdder::new));
                case HISTOGRAM ->
                    histograms.put(
                            family,
                            table(
                                    family,
                                    added,
                                    most.histograms(),
                                    total,
                                    most.all(),
                                    () -> new Histogram(family.buckets())));
                case GAUGE, SUMMARY, INFO -> {}
            }
        }
    }

    private static <T> Table<T> table(
            Family family, List<String> added, int limit, AtomicInteger total, int all, Supplier<T> make) {
        List<String> names = new ArrayList<>(family.labels());
        if (family.type() == Family.Type.CALLS) {
            added.forEach(each -> names.add(MetricsSettings.prometheusName(each)));
        }
        boolean[] caller = new boolean[names.size()];
        for (int i = 0; i < caller.length; i++) {
            caller[i] = i >= family.labels().size() || CALLER.contains(names.get(i));
        }
        return new Table<>(names, caller, limit, total, all, make);
    }

    Tally.Count count(Family family, List<String> values) {
        Table<LongAdder> table = counters(family);
        Table.Found<LongAdder> found = table.find(values);
        return new Tally.Count(found.held(), found.overflown() ? table.overflow() : null);
    }

    /** For those of whose series there are too many. */
    Tally.Count countOthers(Family family, List<String> values) {
        Table<LongAdder> table = counters(family);
        return new Tally.Count(table.anonymous(values).held(), table.overflow());
    }

    Tally.Spread spread(Family family, List<String> values) {
        Table<Histogram> table = histograms(family);
        Table.Found<Histogram> found = table.find(values);
        return new Tally.Spread(found.held(), found.overflown() ? table.overflow() : null);
    }

    Table<LongAdder> counters(Family family) {
        return known(counters.get(family), family);
    }

    Table<Histogram> histograms(Family family) {
        return known(histograms.get(family), family);
    }

    private static <T> Table<T> known(@Nullable Table<T> table, Family family) {
        if (table == null) {
            throw new IllegalStateException(family.told() + " is not counted here");
        }
        return table;
    }

    /** Counts readings that a scrape had no room for. */
    void leftOut(Map<Family, Long> readings) {
        readings.forEach((family, count) ->
                leftOut.computeIfAbsent(family, _ -> new LongAdder()).add(count));
    }

    /**
     * By family: increments that went to a series that is not their own, and readings that were not told; those that never
     * had any are left out.
     */
    Map<Family, Long> overflown() {
        Map<Family, Long> overflown = new EnumMap<>(Family.class);
        counters.forEach(
                (family, table) -> overflown.put(family, table.overflow().sum()));
        histograms.forEach(
                (family, table) -> overflown.put(family, table.overflow().sum()));
        leftOut.forEach((family, count) -> overflown.merge(family, count.sum(), Long::sum));
        overflown.values().removeIf(count -> count == 0);
        return overflown;
    }
}
