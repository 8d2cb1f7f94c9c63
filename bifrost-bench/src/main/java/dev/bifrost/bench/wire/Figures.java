package dev.bifrost.bench.wire;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Arithmetic over rounds. A figure that was not taken is NaN, and shows as a dash. */
final class Figures {
    private Figures() {}

    static double median(double... values) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    static double median(List<Double> values) {
        return median(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The least and the greatest of the rounds: how far a median can be trusted. */
    static String range(List<Double> values, int decimals) {
        double[] sorted = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        return sorted.length == 0 ? "–" : show(sorted[0], decimals) + " … " + show(sorted[sorted.length - 1], decimals);
    }

    static String show(double value, int decimals) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%,." + decimals + "f", value) : "–";
    }
}
