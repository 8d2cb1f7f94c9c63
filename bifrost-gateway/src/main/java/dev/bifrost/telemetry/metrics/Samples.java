package dev.bifrost.telemetry.metrics;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@link Source}s read at one scrape; of one family no more than the first thousand, and how many more there were. */
public final class Samples {
    private static final int MOST = 1000;

    private final Map<Family, Map<List<String>, Sample>> samples = new EnumMap<>(Family.class);
    private final Map<Family, Long> leftOut = new EnumMap<>(Family.class);

    /** One reading; {@code count}: of how many values the sum is, in a summary. */
    record Sample(List<String> labels, double value, long count) {}

    /** Adds a reading; {@code labels} are values, in the order of {@link Family#labels}. */
    public void add(Family family, double value, String... labels) {
        add(family, new Sample(List.of(labels), value, 1));
    }

    /** Adds a reading that is a whole number. */
    public void add(Family family, long value, String... labels) {
        add(family, (double) value, labels);
    }

    /** Adds what is or is not so. */
    public void add(Family family, boolean value, String... labels) {
        add(family, value ? 1L : 0L, labels);
    }

    /** Adds the sum of several values. */
    void addSum(Family family, long count, double sum, String... labels) {
        add(family, new Sample(List.of(labels), sum, count));
    }

    private void add(Family family, Sample sample) {
        if (sample.labels().size() != family.labels().size()) {
            throw new IllegalArgumentException(family.told() + " has other labels: " + family.labels());
        }
        Map<List<String>, Sample> all = samples.computeIfAbsent(family, _ -> new LinkedHashMap<>());
        if (all.size() < MOST) {
            all.putIfAbsent(sample.labels(), sample);
        } else if (!all.containsKey(sample.labels())) {
            leftOut.merge(family, 1L, Long::sum);
        }
    }

    /** How many readings did not fit, by family. */
    Map<Family, Long> leftOut() {
        return leftOut;
    }

    Collection<Sample> of(Family family) {
        return samples.getOrDefault(family, Map.of()).values();
    }
}
