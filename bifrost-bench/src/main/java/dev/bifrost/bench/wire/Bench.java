package dev.bifrost.bench.wire;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The command {@code ./bench}. */
final class Bench {
    private static final String USAGE = """
            usage: ./bench compare [--rounds 5] [--seconds 3] [--warm 10]
                                   [--targets direct,nginx,haproxy,bare,on,translated,audited,untold,traced]
                                   [--loads max,rate,streams,rr]    only these
                   ./bench streams [-k 9900] [--targets on]
                   ./bench start   [--rounds 9] [--targets bare,on]
                   ./bench growth  [--rounds 5] [--seconds 3] [--warm 10]
                   ./bench all     the four one after the other
                   ./bench micro   [PATTERN] [JMH's options]    the microbenchmarks

            everywhere: --gateway COMMAND    the gateway to measure; ./bifrost of this repository
                        --proxy-core N       0, for the proxy under test alone
                        --load-core N        1, for mock and load
            See docs/performance.md.""";

    private static final List<String> EVERYWHERE = List.of("gateway", "proxy-core", "load-core");

    private Bench() {}

    public static void main(String[] arguments) throws InterruptedException {
        Processes processes = new Processes();
        int status = 0;
        try {
            run(List.of(arguments), processes);
        } catch (BenchFailure e) {
            System.err.println("bench: " + (processes.isClosed() ? "broken off" : e.getMessage()));
            status = 1;
        }
        System.exit(status);
    }

    private static void run(List<String> words, Processes processes) throws InterruptedException {
        List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
        switch (words.isEmpty() ? "help" : words.getFirst()) {
            case "compare" -> compare(options(rest, "rounds", "seconds", "warm", "targets", "loads"), processes);
            case "streams" -> streams(options(rest, "k", "targets"), processes);
            case "start" -> start(options(rest, "rounds", "targets"), processes);
            case "growth" -> growth(options(rest, "rounds", "seconds", "warm"), processes);
            case "all" -> all(options(rest), processes);
            case "help", "-h", "--help" -> System.out.println(USAGE);
            default -> throw new BenchFailure("no measurement '" + words.getFirst() + "'\n" + USAGE);
        }
    }

    private static Options options(List<String> words, String... known) {
        List<String> all = new ArrayList<>(List.of(known));
        all.addAll(EVERYWHERE);
        return Options.parse(words, all);
    }

    private static void all(Options options, Processes processes) throws InterruptedException {
        start(options, processes);
        compare(options, processes);
        growth(options, processes);
        streams(options, processes);
    }

    private static void compare(Options options, Processes processes) throws InterruptedException {
        List<Target> targets = new ArrayList<>();
        Workshop workshop = workshop(options, Target.ALL, 1, targets, processes);
        Report report = report("Comparison", workshop);
        Set<String> loads = Comparison.loads(options.list("loads", Comparison.LOADS));
        int seconds = options.number("seconds", 3);
        new Comparison(workshop, targets, loads, options.number("rounds", 5), seconds, options.number("warm", 10))
                .run(report);
        report.write(workshop.directory(), "results");
    }

    private static void streams(Options options, Processes processes) throws InterruptedException {
        List<Target> targets = new ArrayList<>();
        Workshop workshop = workshop(options, List.of(Target.ON), 2, targets, processes);
        Report report = report("Many streams", workshop);
        new ManyStreams(workshop, options.number("k", 9_900)).run(targets, report);
        report.write(workshop.directory(), "results-streams");
    }

    private static void start(Options options, Processes processes) throws InterruptedException {
        List<Target> targets = new ArrayList<>();
        Workshop workshop = workshop(options, List.of(Target.BARE, Target.ON), 2, targets, processes);
        Report report = report("Start", workshop);
        new StartTime(workshop, options.number("rounds", 9)).run(targets, report);
        report.write(workshop.directory(), "results-start");
    }

    private static void growth(Options options, Processes processes) throws InterruptedException {
        List<Target> targets = new ArrayList<>();
        Workshop workshop = workshop(options, List.of(Target.ON), 1, targets, processes);
        Report report = report("Growth", workshop);
        Configurations configurations = new Configurations(workshop, gateway(options));
        int seconds = options.number("seconds", 3);
        new Growth(workshop, configurations, options.number("rounds", 5), seconds, options.number("warm", 10))
                .run(report);
        report.write(workshop.directory(), "results-growth");
    }

    /** Opens the workshop, writes the configurations of the targets that are asked for, and builds the gateway. */
    private static Workshop workshop(
            Options options, List<String> usual, int workers, List<Target> targets, Processes processes)
            throws InterruptedException {
        List<String> names = options.list("targets", usual);
        List<String> programs = names.stream()
                .filter(name -> name.equals(Target.NGINX) || name.equals(Target.HAPROXY))
                .toList();
        Workshop.Cores cores = new Workshop.Cores(options.text("proxy-core", "0"), options.text("load-core", "1"));
        Workshop workshop = Workshop.open(root(), cores, processes, programs);
        Configurations configurations = new Configurations(workshop, gateway(options));
        names.forEach(name -> targets.add(configurations.target(name, workers)));
        for (Target target : targets) {
            if (target.isGateway()) {
                prepare(target, workshop);
            }
        }
        return workshop;
    }

    /** Checks the configuration, and by that builds the gateway if it is not built, before any clock runs. */
    static void prepare(Target target, Workshop workshop) throws InterruptedException {
        List<String> command = List.of(
                target.command().get(0), "check", "--config", target.command().get(3));
        Path log = workshop.emptyFile("check-" + target.name() + ".log");
        Running check =
                workshop.processes().start("check", workshop.cores().both(), command, workshop.directory(), log);
        if (!check.process().waitFor(Duration.ofMinutes(15)) || check.process().exitValue() != 0) {
            throw new BenchFailure(String.join(" ", command) + " fails:" + check.lastWords());
        }
    }

    private static Report report(String title, Workshop workshop) throws InterruptedException {
        return new Report(title, Machine.describe(root(), workshop.openFiles()));
    }

    private static Path root() {
        return Path.of("").toAbsolutePath();
    }

    private static String gateway(Options options) {
        return Path.of(options.text("gateway", "./bifrost"))
                .toAbsolutePath()
                .normalize()
                .toString();
    }
}
