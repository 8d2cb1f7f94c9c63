package dev.bifrost.bench.wire;

import dev.bifrost.bench.wire.Configurations.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a request costs more where there is more to look after: a small and a large gateway side by side. */
final class Growth {
    private static final int SMALL_PORT = 8012;
    private static final int LARGE_PORT = 8013;
    private static final Size ONE = new Size(1, 1, 1);

    /** How much the large gateway of a pair has, where the small one has one of each. */
    private record Step(String title, Size size) {}

    /** The first pair are equals: their ratio is what this machine's noise alone makes. */
    private static final List<Step> STEPS = List.of(
            new Step("1 → 1 (noise)", ONE),
            new Step("1 → 10,000 virtual keys", new Size(10_000, 1, 1)),
            new Step("1 → 500 aliases", new Size(1, 500, 1)),
            new Step("1 → 200 providers", new Size(1, 1, 200)));

    private final Workshop workshop;
    private final Configurations configurations;
    private final int rounds;
    private final int seconds;
    private final int warmSeconds;

    Growth(Workshop workshop, Configurations configurations, int rounds, int seconds, int warmSeconds) {
        this.workshop = workshop;
        this.configurations = configurations;
        this.rounds = rounds;
        this.seconds = seconds;
        this.warmSeconds = warmSeconds;
    }

    void run(Report report) throws InterruptedException {
        Stage stage = Stage.withMock(workshop);
        List<List<String>> rows = new ArrayList<>();
        for (Step step : STEPS) {
            System.err.println(step.title());
            List<Double> ratios = ratios(stage, step.size());
            rows.add(List.of(step.title(), Figures.show(Figures.median(ratios), 2), Figures.range(ratios, 2)));
            report.raw(step.title(), ratios);
        }
        report.table(List.of("growth", "CPU per request, large against small", "range over rounds"), rows);
    }

    private List<Double> ratios(Stage stage, Size size) throws InterruptedException {
        Target small = configurations.everythingOn("small", "small", SMALL_PORT, ONE);
        Target large = configurations.everythingOn("large", "large", LARGE_PORT, size);
        for (Target target : List.of(small, large)) {
            Bench.prepare(target, workshop);
            stage.add(target, workshop.cores().proxy());
            cpu(stage, target, warmSeconds);
        }
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            boolean smallFirst = round % 2 == 0;
            double first = cpu(stage, smallFirst ? small : large, seconds);
            double second = cpu(stage, smallFirst ? large : small, seconds);
            ratios.add(smallFirst ? second / first : first / second);
        }
        stage.remove(small);
        stage.remove(large);
        return ratios;
    }

    private static double cpu(Stage stage, Target target, int duration) throws InterruptedException {
        Map<String, Double> figures = stage.measure(
                target, duration + 40, Comparison.MAX, "-c", "64", "-w", "0", "-t", Integer.toString(duration));
        return figures.getOrDefault("cpu.us", Double.NaN) / figures.getOrDefault("total", Double.NaN);
    }
}
