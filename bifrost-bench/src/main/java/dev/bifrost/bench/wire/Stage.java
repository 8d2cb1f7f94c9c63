package dev.bifrost.bench.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The mock and the targets, running and known to answer. */
final class Stage {
    private static final long READY_NANOS = 60_000_000_000L;

    private final Workshop workshop;
    private final Load load;
    private final Map<Target, Running> running = new LinkedHashMap<>();

    private Stage(Workshop workshop) {
        this.workshop = workshop;
        this.load = new Load(workshop);
    }

    /** Starts the mock alone. */
    static Stage withMock(Workshop workshop) throws InterruptedException {
        Stage stage = new Stage(workshop);
        Workshop.requireFree(Configurations.MOCK_PORT, "the mock");
        List<String> command = List.of(workshop.program("mock"), "-p", Integer.toString(Configurations.MOCK_PORT));
        Running mock = workshop.processes()
                .start("mock", workshop.cores().load(), command, workshop.directory(), workshop.emptyFile("mock.log"));
        awaitPort(Configurations.MOCK_PORT, mock);
        return stage;
    }

    /** Starts a target and waits until it answers. */
    Running add(Target target, String cores) throws InterruptedException {
        Running process = open(target, cores);
        awaitAnswer(target, process);
        return process;
    }

    /** Starts a target and waits until it listens; it has answered nothing yet. */
    Running open(Target target, String cores) throws InterruptedException {
        Running process = launch(target, cores);
        awaitPort(target.port(), process);
        return process;
    }

    /** Starts a target and waits for nothing. */
    Running launch(Target target, String cores) {
        Workshop.requireFree(target.port(), target.title());
        Running process = workshop.processes()
                .start(
                        target.title(),
                        cores,
                        target.command(),
                        target.directory(),
                        workshop.emptyFile(target.name() + ".log"));
        running.put(target, process);
        return process;
    }

    void remove(Target target) {
        Running process = running.remove(target);
        if (process != null) {
            workshop.processes().stop(process);
        }
    }

    Load load() {
        return load;
    }

    /**
     * Runs a mode of the load and adds {@code cpu.us}: the time that the target has spent on a core meanwhile. The mock
     * alone has none, for it is what the others are compared with.
     */
    Map<String, Double> measure(Target target, int boundSeconds, String mode, String... options)
            throws InterruptedException {
        Running process = running.get(target);
        if (process == null) {
            return load.run(target, boundSeconds, mode, options);
        }
        Running.CpuTime before = process.cpuTime();
        Map<String, Double> figures = load.run(target, boundSeconds, mode, options);
        if (!process.isAlive()) {
            throw new BenchFailure(target.title() + " has ended under load:" + process.lastWords());
        }
        figures.put("cpu.us", process.cpuTime().since(before) / 1e3);
        process.boundLog();
        return figures;
    }

    private void awaitAnswer(Target target, Running process) throws InterruptedException {
        try {
            load.run(target, 30, "once", "-t", "20");
        } catch (BenchFailure e) {
            throw new BenchFailure(
                    target.title() + " does not answer: " + e.getMessage() + "\nIts log ends:" + process.lastWords());
        }
    }

    private static void awaitPort(int port, Running process) throws InterruptedException {
        long deadline = System.nanoTime() + READY_NANOS;
        while (!isListening(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new BenchFailure(
                        process.name() + " does not listen on port " + port + "; its log ends:" + process.lastWords());
            }
            Pause.millis(20);
        }
    }

    private static boolean isListening(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
