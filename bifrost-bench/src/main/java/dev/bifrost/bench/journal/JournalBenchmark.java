package dev.bifrost.bench.journal;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.journal.Follower;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A record of an ordinary call, appended under {@code batched}; figures are for one record. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class JournalBenchmark {
    private static final int BURST = 500;

    private @Nullable Journal journal;
    private @Nullable Follower follower;
    private @Nullable Path folder;
    private CallRecord call = record();

    /** Opens a journal of which everything is delivered at once. */
    @Setup
    public void open() throws IOException {
        Path made = Files.createTempDirectory("journal-bench");
        Journal opened = Journal.open(
                JournalSettings.standard(), made, InstantSource.system(), System::nanoTime, System.err::println);
        folder = made;
        journal = opened;
        follower = opened.follow("bench");
        call = record();
    }

    /** Waits until the queue is empty, which is not measured. */
    @Setup(Level.Invocation)
    public void settle() throws IOException {
        Journal open = open(journal);
        while (open.queued() > 0) {
            LockSupport.parkNanos(100_000);
        }
        open(follower).passed(open.durable());
    }

    /** Closes and deletes it. */
    @TearDown
    public void close() throws IOException {
        open(journal).close();
        try (Stream<Path> files = Files.walk(open(folder))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What an event loop pays. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int append() {
        Journal open = open(journal);
        int taken = 0;
        for (int i = 0; i < BURST; i++) {
            taken += open.append(call) ? 1 : 0;
        }
        return taken;
    }

    /** What loop and writer take together until the system has it: JSON, hash, checksum, write. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public int appendAndWrite() throws InterruptedException {
        Journal open = open(journal);
        CountDownLatch written = new CountDownLatch(1);
        int taken = 0;
        for (int i = 1; i < BURST; i++) {
            taken += open.append(call) ? 1 : 0;
        }
        taken += open.append(call, _ -> written.countDown()) ? 1 : 0;
        written.await();
        return taken;
    }

    /** One alone, into a journal that may be asleep: the loop may have to wake the writer. */
    @Benchmark
    public boolean appendOne() {
        return open(journal).append(call);
    }

    private static <T> T open(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not set up");
        }
        return part;
    }

    private static CallRecord record() {
        Usage usage = Usage.of(1200, 34);
        Cost cost = new Cost(1_234_567, "2026-08-21 catalogue");
        Target target = new Target("mistral", "mistral-small-2410");
        return new CallRecord(
                Instant.now(),
                "0af76519-16cd-43dd-8448-eb211c80319c",
                "0af7651916cd43dd8448eb211c80319c",
                "k1",
                "tenant-12",
                "legal",
                "bank",
                null,
                Map.of("app", "chat", "cost_center", "4711"),
                "10.0.0.7",
                "OpenAI/Python 1.99.0",
                Operation.CHAT,
                "POST /v1/chat/completions",
                "fast-cheap",
                "mistral",
                "fast-cheap",
                "mistral-small-2410",
                "mistral-small-2410",
                "eu",
                "openai",
                "openai",
                true,
                200,
                null,
                Ending.COMPLETE,
                List.of(new Attempt(target, "f1a2", 200, "ok", 345_000_000, usage, cost)),
                List.of(),
                usage,
                cost,
                4321,
                876,
                120_000_000,
                350_000_000,
                90_000,
                "deadbeef",
                null,
                null);
    }
}
