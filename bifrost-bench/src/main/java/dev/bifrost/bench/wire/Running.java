package dev.bifrost.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A started program, its children included, and what the kernel tells about it. */
record Running(String name, Process process, Path log) {
    private static final long LOG_BOUND = 64L << 20;

    /** Nanoseconds on a core so far, by thread. */
    record CpuTime(Map<Long, Long> nanosByThread) {

        /** Since an earlier moment. A thread that has ended in between takes what it used with it. */
        long since(CpuTime earlier) {
            return nanosByThread.entrySet().stream()
                    .mapToLong(thread -> thread.getValue() - earlier.nanosByThread.getOrDefault(thread.getKey(), 0L))
                    .sum();
        }
    }

    Stream<ProcessHandle> tree() {
        return Stream.concat(process.descendants(), Stream.of(process.toHandle()));
    }

    CpuTime cpuTime() {
        Map<Long, Long> nanos = new HashMap<>();
        tree().forEach(each -> readThreads(each.pid(), nanos));
        return new CpuTime(nanos);
    }

    private static void readThreads(long pid, Map<Long, Long> nanos) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            threads.forEach(thread -> readThread(thread, nanos));
        } catch (IOException | UncheckedIOException e) {
            nanos.remove(pid); // it has ended while it was looked at
        }
    }

    private static void readThread(Path thread, Map<Long, Long> nanos) {
        try {
            String onCore = Files.readString(thread.resolve("schedstat")).split(" ", -1)[0];
            nanos.put(Long.parseLong(thread.getFileName().toString()), Long.parseLong(onCore));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resident memory in MB of 1,000,000 bytes; shared pages of several processes count for each. */
    double residentMegabytes() {
        return statusMegabytes("VmRSS:");
    }

    /** The most that was ever resident. */
    double peakMegabytes() {
        return statusMegabytes("VmHWM:");
    }

    private double statusMegabytes(String key) {
        long kibibytes = tree().mapToLong(each -> statusValue(each.pid(), key)).sum();
        return kibibytes * 1024 / 1e6;
    }

    private static long statusValue(long pid, String key) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith(key))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        } catch (IOException e) {
            return 0; // it has ended
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The last lines that it has printed. */
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream().skip(Math.max(0, lines.size() - 15)).collect(Collectors.joining("\n  ", "\n  ", ""));
        } catch (IOException e) {
            return " (" + log + " can not be read)";
        }
    }

    /** Empties a log that has grown large, so that a long comparison does not fill the disk. */
    void boundLog() {
        try {
            if (Files.size(log) > LOG_BOUND) {
                FileChannel.open(log, StandardOpenOption.WRITE).truncate(0).close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
