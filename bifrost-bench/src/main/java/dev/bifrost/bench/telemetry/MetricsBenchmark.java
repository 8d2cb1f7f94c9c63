package dev.bifrost.bench.telemetry;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.telemetry.MetricsSettings;
import dev.bifrost.telemetry.metrics.Exposition;
import dev.bifrost.telemetry.metrics.Metrics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What counting a call costs the event loop, and what a scrape costs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MetricsBenchmark {

    /** How many virtual keys call, in turn. */
    @Param({"1", "100", "10000"})
    public int keys = 1;

    private final Metrics metrics = new Metrics(MetricsSettings.standard());
    private CallRecord[] calls = {};
    private CallRecord[] failing = {};

    /** Where each thread is in the round. */
    @State(Scope.Thread)
    public static class Round {
        private int next;
    }

    /** Makes the calls, and counts each once. */
    @Setup
    public void make() {
        calls = new CallRecord[keys];
        failing = new CallRecord[keys];
        Target first = new Target("mistral", "mistral-large-2411");
        for (int i = 0; i < keys; i++) {
            calls[i] = call(i, List.of(tried("gpt-4o-" + i % 100)));
            Attempt failed = new Attempt(first, "aabbccdd", 503, "upstream_error", 120_100_000);
            failing[i] = call(i, List.of(failed, tried("gpt-4o-" + i % 100)));
            metrics.call(calls[i]);
            metrics.call(failing[i]);
        }
    }

    private static Attempt tried(String model) {
        Usage usage = new Usage(1200, 1000, 0, 340, 12, 0, 0, false);
        return new Attempt(
                new Target("azure-ch", model), "99aabbcc", 200, "ok", 300_250_400, usage, new Cost(3_150_000, "x"));
    }

    private static CallRecord call(int key, List<Attempt> attempts) {
        Attempt last = attempts.getLast();
        return new CallRecord(
                Instant.EPOCH,
                "req-1",
                null,
                "id-" + key,
                "tenant-" + key,
                "legal",
                "bank",
                null,
                Map.of(),
                "10.0.0.7",
                "python/1.0",
                Operation.CHAT,
                "POST /v1/chat/completions",
                "eu-secure",
                "azure-ch",
                "eu-secure",
                last.target().model(),
                "gpt-4o",
                "ch",
                "openai",
                "openai",
                true,
                200,
                null,
                Ending.COMPLETE,
                attempts,
                List.of(),
                last.usage(),
                last.cost(),
                5120,
                20480,
                180_500_000,
                421_318_700,
                412_000,
                "1a2b3c4d",
                null,
                null);
    }

    private CallRecord next(CallRecord[] all, Round round) {
        round.next = round.next + 1 >= all.length ? 0 : round.next + 1;
        return all[round.next];
    }

    /** A stream that went well at once. */
    @Benchmark
    public void call(Round round) {
        metrics.call(next(calls, round));
    }

    /** One that was answered by its fallback. */
    @Benchmark
    public void fallback(Round round) {
        metrics.call(next(failing, round));
    }

    /** A whole scrape, in bytes. */
    @Benchmark
    public long scrape() {
        Exposition exposition = metrics.expose(null, false);
        long bytes = 0;
        for (byte[] piece = exposition.next(); piece != null; piece = exposition.next()) {
            bytes += piece.length;
        }
        return bytes;
    }
}
