package dev.bifrost.telemetry.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Families as Prometheus' library has them. Its classes are loaded by the first scrape. */
final class Snapshots {
    private static final double DOLLARS = 1e9;

    private final Registry registry;
    private final Samples samples;

    Snapshots(Registry registry, Samples samples) {
        this.registry = registry;
        this.samples = samples;
    }

    /** The family as it is now; it may be empty. */
    MetricSnapshot of(Family family) {
        return switch (family.type()) {
            case COUNTER, CALLS -> counter(family);
            case HISTOGRAM -> histogram(family);
            case GAUGE ->
                new GaugeSnapshot(
                        metadata(family.told(), family),
                        samples.of(family).stream()
                                .map(each -> new GaugeDataPointSnapshot(each.value(), labels(family, each), null))
                                .toList());
            case INFO ->
                new InfoSnapshot(
                        metadata(without(family.told(), "_info"), family),
                        samples.of(family).stream()
                                .map(each -> new InfoDataPointSnapshot(labels(family, each)))
                                .toList());
            case SUMMARY ->
                new SummarySnapshot(
                        metadata(family.told(), family),
                        samples.of(family).stream()
                                .map(each -> new SummaryDataPointSnapshot(
                                        each.count(),
                                        each.value(),
                                        Quantiles.EMPTY,
                                        labels(family, each),
                                        Exemplars.EMPTY,
                                        0))
                                .toList());
        };
    }

    private MetricSnapshot counter(Family family) {
        List<CounterDataPointSnapshot> points = new ArrayList<>();
        Table<LongAdder> table = registry.counters(family);
        double scale = family == Family.COST ? DOLLARS : 1;
        table.forEach((values, sum) -> points.add(counted(sum.sum() / scale, labels(table.names(), values))));
        for (Samples.Sample each : samples.of(family)) {
            points.add(counted(each.value(), labels(family, each)));
        }
        return new CounterSnapshot(metadata(without(family.told(), "_total"), family), points);
    }

    private static CounterDataPointSnapshot counted(double value, Labels labels) {
        return new CounterDataPointSnapshot(value, labels, null, 0);
    }

    private MetricSnapshot histogram(Family family) {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        Table<Histogram> table = registry.histograms(family);
        double[] bounds = family.buckets().bounds();
        table.forEach((values, histogram) -> points.add(new HistogramDataPointSnapshot(
                ClassicHistogramBuckets.of(bounds, histogram.counts()),
                histogram.sum(),
                labels(table.names(), values),
                Exemplars.EMPTY,
                0)));
        return new HistogramSnapshot(metadata(family.told(), family), points);
    }

    private static MetricMetadata metadata(String name, Family family) {
        return new MetricMetadata(name, family.help());
    }

    private static String without(String name, String suffix) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    }

    private static Labels labels(Family family, Samples.Sample sample) {
        return labels(family.labels(), sample.labels());
    }

    /** Without those that are empty, which in Prometheus is the same. */
    private static Labels labels(List<String> names, List<String> values) {
        List<String> kept = new ArrayList<>(names.size());
        List<String> told = new ArrayList<>(names.size());
        for (int i = 0; i < names.size(); i++) {
            if (!values.get(i).isEmpty()) {
                kept.add(names.get(i));
                told.add(values.get(i));
            }
        }
        return Labels.of(kept, told);
    }
}
