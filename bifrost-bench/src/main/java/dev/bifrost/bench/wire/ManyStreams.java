package dev.bifrost.bench.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Memory, and whether every chunk arrives in time, with thousands of slow streams. The proxy may use both cores. */
final class ManyStreams {
    private static final int SOME = 5_000;
    private static final int OPENED_PER_SECOND = 1_500;
    private static final int PLATEAU_SECONDS = 12;
    private static final int CHUNK_MILLIS = 500;
    private static final int SETTLE_MILLIS = 3_000;
    private static final int LOAD_SECONDS = 10;

    private final Workshop workshop;
    private final int most;

    ManyStreams(Workshop workshop, int most) {
        this.workshop = workshop;
        this.most = most;
        int needed = 2 * most + 200;
        if (workshop.openFiles() < needed) {
            throw new BenchFailure("%d streams need %d open files, the limit is %d: raise it (ulimit -Hn), or ask for "
                            .formatted(most, needed, workshop.openFiles())
                    + "-k " + (workshop.openFiles() - 200) / 2);
        }
    }

    void run(List<Target> targets, Report report) throws InterruptedException {
        Stage stage = Stage.withMock(workshop);
        List<List<String>> rows = new ArrayList<>();
        Map<String, Object> raw = new LinkedHashMap<>();
        for (Target target : targets) {
            System.err.println(target.title());
            measure(stage, target, rows, raw);
        }
        report.table(
                List.of(
                        "target",
                        "state",
                        "RSS MB",
                        "lost",
                        "late by > 1 s",
                        "first byte p50 / p99 ms",
                        "lag per chunk p50 / p95 / p99 / max ms",
                        "% of a core"),
                rows);
        report.note("Chunks every 500 ms; %d new streams a second. MB of 1,000,000 bytes; under streams the median of "
                        .formatted(OPENED_PER_SECOND)
                + "what was seen while all were open.");
        report.raw("targets", raw);
    }

    private void measure(Stage stage, Target target, List<List<String>> rows, Map<String, Object> raw)
            throws InterruptedException {
        if (target.isDirect()) {
            throw new BenchFailure("the mock alone has no memory worth measuring; leave 'direct' out");
        }
        Running process = stage.open(target, workshop.cores().both());
        Map<String, Object> seen = new LinkedHashMap<>();
        rows.add(memoryOnly(target, "idle", settled(process), seen));
        stage.measure(target, LOAD_SECONDS + 40, Comparison.MAX, "-w", "0", "-t", Integer.toString(LOAD_SECONDS));
        rows.add(memoryOnly(target, "after load", settled(process), seen));
        if (SOME < most) {
            rows.add(streams(stage, target, process, SOME, seen));
        }
        rows.add(streams(stage, target, process, most, seen));
        rows.add(memoryOnly(target, "after the streams", settled(process), seen));
        rows.add(memoryOnly(target, "at its peak", process.peakMegabytes(), seen));
        raw.put(target.name(), seen);
        stage.remove(target);
    }

    private static double settled(Running process) throws InterruptedException {
        Pause.millis(SETTLE_MILLIS);
        return process.residentMegabytes();
    }

    private static List<String> memoryOnly(Target target, String state, double megabytes, Map<String, Object> seen) {
        seen.put(state, megabytes);
        return List.of(target.title(), state, Figures.show(megabytes, 0), "–", "–", "–", "–", "–");
    }

    private List<String> streams(Stage stage, Target target, Running process, int count, Map<String, Object> seen)
            throws InterruptedException {
        int ramp = Math.max(1, count / OPENED_PER_SECOND);
        int chunks = (ramp + PLATEAU_SECONDS) * 1_000 / CHUNK_MILLIS;
        Running.CpuTime before = process.cpuTime();
        Load.Call call = stage.load()
                .start(
                        target,
                        2 * ramp + PLATEAU_SECONDS + 60,
                        Comparison.STREAMS,
                        "-k",
                        Integer.toString(count),
                        "-R",
                        Integer.toString(ramp),
                        "-n",
                        Integer.toString(chunks),
                        "-d",
                        Integer.toString(CHUNK_MILLIS));
        double megabytes = watchPlateau(process, call, ramp);
        Map<String, Double> figures = call.figures();
        double share = process.cpuTime().since(before) / 1e7 / figures.getOrDefault("elapsed_s", Double.NaN);
        figures.put("rss.mb", megabytes);
        seen.put(count + " streams", figures);
        return List.of(
                target.title(),
                "%,d streams".formatted(count),
                Figures.show(megabytes, 0),
                Figures.show(figures.getOrDefault("lost", Double.NaN), 0),
                Figures.show(figures.getOrDefault("late", Double.NaN), 0),
                milliseconds(figures, "first_byte", "p50", "p99"),
                milliseconds(figures, "lag", "p50", "p95", "p99", "max"),
                Figures.show(share, 0));
    }

    /** The median of what is resident from the last stream's opening to the first one's end. */
    private static double watchPlateau(Running process, Load.Call call, int ramp) throws InterruptedException {
        List<Double> seen = new ArrayList<>();
        Pause.millis(ramp * 1_000L);
        long end = System.nanoTime() + (PLATEAU_SECONDS - 1) * 1_000_000_000L;
        while (call.isRunning() && System.nanoTime() < end) {
            seen.add(process.residentMegabytes());
            Pause.millis(500);
        }
        return Figures.median(seen);
    }

    private static String milliseconds(Map<String, Double> figures, String name, String... quantiles) {
        List<String> shown = new ArrayList<>();
        for (String quantile : quantiles) {
            shown.add(Figures.show(figures.getOrDefault(name + '.' + quantile, Double.NaN) / 1e3, 2));
        }
        return String.join(" / ", shown);
    }
}
