package dev.bifrost.bench.wire;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Everything that was started; all of it ends with this process, however this ends (SIGKILL excepted). */
final class Processes implements AutoCloseable {
    private static final long GRACE_MILLIS = 3_000;

    private final List<Running> started = new CopyOnWriteArrayList<>();
    private boolean closed;

    Processes() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-all"));
    }

    /**
     * Starts a program on some cores; what it prints is appended to a file.
     *
     * @param cores a list as taskset takes it: {@code 0} or {@code 0,1}
     */
    synchronized Running start(String name, String cores, List<String> command, Path directory, Path log) {
        ProcessBuilder builder = pinned(cores, command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(Redirect.appendTo(log.toFile()));
        if (closed) {
            throw new BenchFailure("stopped");
        }
        try {
            Running running = new Running(name, builder.start(), log);
            started.add(running);
            return running;
        } catch (IOException e) {
            throw new BenchFailure(name + " could not be started: " + e.getMessage());
        }
    }

    /** A command, not started yet, that will run on these cores only. */
    static ProcessBuilder pinned(String cores, List<String> command) {
        List<String> words = new ArrayList<>(List.of("taskset", "-c", cores));
        words.addAll(command);
        return new ProcessBuilder(words);
    }

    /** Whether the run was broken off, so that what fails now is no news. */
    synchronized boolean isClosed() {
        return closed;
    }

    void stop(Running running) {
        end(List.of(running));
        started.remove(running);
    }

    /** Nothing starts after it. */
    @Override
    public synchronized void close() {
        closed = true;
        end(started);
        started.clear();
    }

    private static void end(List<Running> doomed) {
        List<ProcessHandle> all = doomed.stream().flatMap(Running::tree).toList();
        all.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS);
        for (ProcessHandle process : all) {
            long left = Math.max(1, deadline - System.nanoTime());
            process.onExit()
                    .completeOnTimeout(process, left, TimeUnit.NANOSECONDS)
                    .join();
        }
        all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
}
