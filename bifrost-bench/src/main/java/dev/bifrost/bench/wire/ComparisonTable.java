package dev.bifrost.bench.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Turns the rounds of a comparison into its table: medians over rounds, of values and of ratios within a round. */
final class ComparisonTable {
    private static final Set<String> VARIANTS = Set.of(Target.TRANSLATED, Target.AUDITED, Target.UNTOLD, Target.TRACED);

    private final List<Target> targets;
    private final Rounds rounds;
    private final List<List<String>> rows = new ArrayList<>();

    ComparisonTable(List<Target> targets, Rounds rounds) {
        this.targets = targets;
        this.rounds = rounds;
    }

    void write(Report report) {
        requests();
        latency();
        streams();
        List<String> head = new ArrayList<>(List.of("figure"));
        targets.forEach(target -> head.add(target.title()));
        report.table(head, rows);
        report.note("Medians over the rounds; ratios and differences are taken within a round, then their median. The "
                + "quiet round is the one in which direct had its lowest p95.");
        if (rounds.failed() > 0) {
            report.note("**%.0f requests failed: these figures do not count.**".formatted(rounds.failed()));
        }
        report.raw("samples", rounds.raw());
    }

    private void requests() {
        Figure cpu = new Figure(Comparison.MAX, Rounds.Sample::cpu);
        Figure rps = new Figure(Comparison.MAX, sample -> sample.get("rps"));
        values("CPU µs per request, 64 connections", cpu, 1);
        against("… against HAProxy", cpu, Target.HAPROXY, ComparisonTable::ratio, 2);
        against("… against nginx", cpu, Target.NGINX, ComparisonTable::ratio, 2);
        against("… against bare", cpu, Target.BARE, ComparisonTable::ratio, 2);
        againstOn(cpu);
        values("requests per second on one core, 64 connections", rps, 0);
        against("… against HAProxy", rps, Target.HAPROXY, ComparisonTable::ratio, 2);
        against("… against nginx", rps, Target.NGINX, ComparisonTable::ratio, 2);
        values("CPU µs per request at 500 requests/s", new Figure(Comparison.RATE, Rounds.Sample::cpu), 1);
    }

    private void latency() {
        for (String quantile : List.of("p50", "p95", "p99")) {
            Figure figure = new Figure(Comparison.RATE, sample -> sample.get("latency." + quantile));
            values(quantile + " µs at 500 requests/s, 16 connections", figure, 0);
            against("… added to direct", figure, Target.DIRECT, ComparisonTable::added, 0);
            addedAgainst("… added, against HAProxy's", figure);
            againstOn(figure);
        }
        quiet("p95 µs added in the quiet round", new Figure(Comparison.RATE, sample -> sample.get("latency.p95")));
        Figure inTurn = new Figure(Comparison.IN_TURN, sample -> sample.get("p50"));
        values("p50 µs, all targets in turn, 100 requests/s each", inTurn, 0);
    }

    private void streams() {
        Figure cpu = new Figure(Comparison.STREAMS, Rounds.Sample::cpu);
        Figure lag = new Figure(Comparison.STREAMS, sample -> sample.get("lag.p50"));
        values("CPU µs per chunk, 200 streams, 10,000 chunks/s", cpu, 1);
        against("… against nginx", cpu, Target.NGINX, ComparisonTable::ratio, 2);
        against("… against HAProxy", cpu, Target.HAPROXY, ComparisonTable::ratio, 2);
        againstOn(cpu);
        values("lag per chunk p50 µs", lag, 0);
        against("… added to direct", lag, Target.DIRECT, ComparisonTable::added, 0);
    }

    /** A figure of one kind of load. */
    private record Figure(String kind, ToDoubleFunction<Rounds.Sample> of) {}

    private double[] values(Figure figure, String target) {
        return rounds.values(figure.kind(), target, figure.of());
    }

    private void values(String title, Figure figure, int decimals) {
        row(title, target -> Figures.median(values(figure, target)), decimals);
    }

    private void against(String title, Figure figure, String reference, DoubleBinaryOperator how, int decimals) {
        if (!has(reference)) {
            return;
        }
        double[] base = values(figure, reference);
        proxies(title, target -> Figures.median(within(values(figure, target), base, how)), decimals);
    }

    /** What one thing more or less costs: the gateway that translates, is traced, or keeps silent, against the one that does not. */
    private void againstOn(Figure cpu) {
        if (targets.stream().anyMatch(target -> VARIANTS.contains(target.name()))) {
            against("… against everything on", cpu, Target.ON, ComparisonTable::ratio, 2);
        }
    }

    private void addedAgainst(String title, Figure figure) {
        if (!has(Target.DIRECT) || !has(Target.HAPROXY)) {
            return;
        }
        double[] direct = values(figure, Target.DIRECT);
        double[] reference = within(values(figure, Target.HAPROXY), direct, ComparisonTable::added);
        proxies(
                title,
                target -> {
                    double[] mine = within(values(figure, target), direct, ComparisonTable::added);
                    return Figures.median(within(mine, reference, ComparisonTable::ratio));
                },
                2);
    }

    private void quiet(String title, Figure figure) {
        if (!has(Target.DIRECT)) {
            return;
        }
        double[] direct = values(figure, Target.DIRECT);
        int quiet = IntStream.range(0, direct.length).reduce(0, (a, b) -> direct[b] < direct[a] ? b : a);
        proxies(title, target -> added(values(figure, target)[quiet], direct[quiet]), 0);
    }

    private boolean has(String name) {
        return targets.stream().anyMatch(target -> target.name().equals(name));
    }

    private static double[] within(double[] mine, double[] reference, DoubleBinaryOperator how) {
        return IntStream.range(0, mine.length)
                .mapToDouble(round -> how.applyAsDouble(mine[round], reference[round]))
                .toArray();
    }

    /** NaN where the reference has vanished in the noise, so that the round does not count. */
    private static double ratio(double mine, double reference) {
        return reference > 0 ? mine / reference : Double.NaN;
    }

    private static double added(double mine, double direct) {
        return mine - direct;
    }

    /** A row that says nothing of direct, because it compares with it or with a proxy. */
    private void proxies(String title, ToDoubleFunction<String> cell, int decimals) {
        row(title, target -> target.equals(Target.DIRECT) ? Double.NaN : cell.applyAsDouble(target), decimals);
    }

    private void row(String title, ToDoubleFunction<String> cell, int decimals) {
        List<String> cells = new ArrayList<>(List.of(title));
        targets.forEach(target -> cells.add(Figures.show(cell.applyAsDouble(target.name()), decimals)));
        rows.add(cells);
    }
}
