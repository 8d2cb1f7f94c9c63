package dev.bifrost.bench.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All targets side by side: every round visits each of them with each kind of load. */
final class Comparison {
    static final String MAX = "max";
    static final String RATE = "rate";
    static final String STREAMS = "streams";
    static final String IN_TURN = "rr";
    static final List<String> LOADS = List.of(MAX, RATE, STREAMS, IN_TURN);

    private static final int STREAM_COUNT = 200;
    private static final int CHUNK_MILLIS = 20;
    private static final int RATE_RPS = 500;
    private static final int MARGIN_SECONDS = 40;

    private final Workshop workshop;
    private final List<Target> targets;
    private final Set<String> loads;
    private final int rounds;
    private final int seconds;
    private final int warmSeconds;
    private final Rounds results = new Rounds();

    /** @param loads some of {@link #LOADS}; of the others there are no figures */
    Comparison(Workshop workshop, List<Target> targets, Set<String> loads, int rounds, int seconds, int warmSeconds) {
        this.workshop = workshop;
        this.targets = targets;
        this.loads = loads;
        this.rounds = rounds;
        this.seconds = seconds;
        this.warmSeconds = warmSeconds;
    }

    static Set<String> loads(List<String> names) {
        for (String name : names) {
            if (!LOADS.contains(name)) {
                throw new BenchFailure("no load '" + name + "'; known: " + String.join(", ", LOADS));
            }
        }
        return Set.copyOf(names);
    }

    void run(Report report) throws InterruptedException {
        Stage stage = Stage.withMock(workshop);
        for (Target target : targets) {
            if (!target.isDirect()) {
                stage.add(target, workshop.cores().proxy());
            }
        }
        warm(stage);
        for (int round = 0; round < rounds; round++) {
            System.err.printf("round %d of %d%n", round + 1, rounds);
            round(stage, round);
        }
        new ComparisonTable(targets, results).write(report);
    }

    private void warm(Stage stage) throws InterruptedException {
        for (Target target : targets) {
            int warming = target.isGateway() ? warmSeconds : 1;
            System.err.println("warming " + target.title());
            stage.load().run(target, warming + MARGIN_SECONDS, MAX, "-w", "0", "-t", Integer.toString(warming));
            if (loads.contains(STREAMS)) {
                streams(stage, target, warming);
            }
            if (loads.contains(RATE)) {
                rate(stage, target, 1);
            }
        }
    }

    /** Begins with another target each time, so that none is always first. */
    private void round(Stage stage, int round) throws InterruptedException {
        List<Target> order = new ArrayList<>(targets);
        Collections.rotate(order, -round);
        for (Target target : order) {
            if (loads.contains(MAX)) {
                results.add(round, MAX, target, max(stage, target));
            }
        }
        for (Target target : order) {
            if (loads.contains(RATE)) {
                results.add(round, RATE, target, rate(stage, target, seconds));
            }
        }
        for (Target target : order) {
            if (loads.contains(STREAMS)) {
                results.add(round, STREAMS, target, streams(stage, target, seconds));
            }
        }
        if (loads.contains(IN_TURN)) {
            inTurn(stage, order, round);
        }
    }

    private void inTurn(Stage stage, List<Target> order, int round) throws InterruptedException {
        Map<String, Double> figures = inTurn(stage, order);
        for (Target target : order) {
            Double p50 = figures.getOrDefault("latency." + target.port() + ".p50", Double.NaN);
            results.add(round, IN_TURN, target, Map.of("p50", p50));
        }
    }

    /** What stood idle while others were measured may have lost its pages to the kernel; that is nobody's cost per request. */
    private static void rewarm(Stage stage, Target target) throws InterruptedException {
        if (target.isGateway()) {
            stage.load().run(target, 1 + MARGIN_SECONDS, MAX, "-w", "0", "-t", "1");
        }
    }

    private Map<String, Double> max(Stage stage, Target target) throws InterruptedException {
        rewarm(stage, target);
        return stage.measure(target, seconds + MARGIN_SECONDS, MAX, "-c", "64", "-w", "0.5", "-t", text(seconds));
    }

    private Map<String, Double> rate(Stage stage, Target target, int duration) throws InterruptedException {
        rewarm(stage, target);
        return stage.measure(
                target,
                duration + MARGIN_SECONDS,
                RATE,
                "-c",
                "16",
                "-r",
                text(RATE_RPS),
                "-w",
                "0.5",
                "-t",
                text(duration));
    }

    private Map<String, Double> streams(Stage stage, Target target, int duration) throws InterruptedException {
        int chunks = duration * 1_000 / CHUNK_MILLIS;
        return stage.measure(
                target,
                duration + 2 * MARGIN_SECONDS,
                STREAMS,
                "-k",
                text(STREAM_COUNT),
                "-R",
                "0.5",
                "-n",
                text(chunks),
                "-d",
                text(CHUNK_MILLIS));
    }

    private Map<String, Double> inTurn(Stage stage, List<Target> order) throws InterruptedException {
        String ports = String.join(
                ",",
                order.stream()
                        .map(target -> target.port() + ":" + target.model() + ":" + target.path())
                        .toList());
        List<String> options =
                List.of("-P", ports, "-c", "8", "-r", text(100 * order.size()), "-w", "0.5", "-t", text(seconds));
        return stage.load()
                .start(workshop.cores().load(), seconds + MARGIN_SECONDS, IN_TURN, options)
                .figures();
    }

    private static String text(int number) {
        return Integer.toString(number);
    }
}
