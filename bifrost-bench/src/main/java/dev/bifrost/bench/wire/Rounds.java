package dev.bifrost.bench.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured, round by round. */
final class Rounds {
    private final List<Sample> samples = new ArrayList<>();

    /** The figures of one run of the load against one target. */
    record Sample(int round, String kind, String target, Map<String, Double> figures) {
        double get(String name) {
            return figures.getOrDefault(name, Double.NaN);
        }

        double failed() {
            return figures.getOrDefault("not_200", 0.0)
                    + figures.getOrDefault("errors", 0.0)
                    + figures.getOrDefault("closed", 0.0)
                    + figures.getOrDefault("wrong", 0.0);
        }

        /** Microseconds on a core for each request; for streams, for each chunk. */
        double cpu() {
            return get("cpu.us") / figures.getOrDefault("chunks", get("total"));
        }
    }

    void add(int round, String kind, Target target, Map<String, Double> figures) {
        samples.add(new Sample(round, kind, target.name(), figures));
    }

    double failed() {
        return samples.stream().mapToDouble(Sample::failed).sum();
    }

    /** One value for each round, in their order. */
    double[] values(String kind, String target, ToDoubleFunction<Sample> figure) {
        return samples.stream()
                .filter(sample -> sample.kind().equals(kind) && sample.target().equals(target))
                .mapToDouble(figure)
                .toArray();
    }

    List<Object> raw() {
        return samples.stream().<Object>map(Rounds::raw).toList();
    }

    private static Map<String, Object> raw(Sample sample) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("round", sample.round());
        map.put("kind", sample.kind());
        map.put("target", sample.target());
        map.putAll(sample.figures());
        return map;
    }
}
