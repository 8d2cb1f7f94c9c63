package dev.bifrost.bench.wire;

import java.util.ArrayList;
import java.util.List;

/** From the fork of the command to the first request that was answered with 200; both cores are free for it. */
final class StartTime {
    private static final int BOUND_SECONDS = 30;

    private final Workshop workshop;
    private final int times;

    StartTime(Workshop workshop, int times) {
        this.workshop = workshop;
        this.times = times;
    }

    /** The starts of one target, in milliseconds. */
    private record Series(Target target, List<Double> millis) {}

    void run(List<Target> targets, Report report) throws InterruptedException {
        Stage stage = Stage.withMock(workshop);
        List<Series> all = targets.stream()
                .map(target -> new Series(target, new ArrayList<>()))
                .toList();
        for (int i = 0; i < times; i++) {
            for (Series series : all) {
                series.millis().add(once(stage, series.target()));
            }
        }
        report.table(
                List.of("target", "start to first answer, ms, median of " + times, "range"),
                all.stream().map(StartTime::row).toList());
        all.forEach(series -> report.raw(series.target().name() + " ms", series.millis()));
    }

    private static List<String> row(Series series) {
        return List.of(
                series.target().title(),
                Figures.show(Figures.median(series.millis()), 0),
                Figures.range(series.millis(), 0));
    }

    /** The client asks every millisecond from before the start, and says when it was answered, on the same clock. */
    private double once(Stage stage, Target target) throws InterruptedException {
        Load.Call call = stage.load().start(target, BOUND_SECONDS + 5, "once", "-t", Integer.toString(BOUND_SECONDS));
        Pause.millis(100);
        long begin = System.nanoTime();
        Running process = stage.launch(target, workshop.cores().both());
        try {
            return (call.figures().getOrDefault("answered_ns", Double.NaN) - begin) / 1e6;
        } catch (BenchFailure e) {
            throw new BenchFailure(e.getMessage() + "\nThe log of " + target.title() + " ends:" + process.lastWords());
        } finally {
            stage.remove(target);
        }
    }
}
