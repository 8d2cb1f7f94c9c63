package dev.bifrost.bench.dialect;

import dev.bifrost.api.Operation;
import dev.bifrost.dialect.StreamFollower;
import java.nio.charset.StandardCharsets;
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

/** One chunk of a chat stream, 190 bytes in a feed of its own, as most come. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StreamFollowerBenchmark {

    /** Whether every event is classified, as before the commit. */
    @Param({"false", "true"})
    public boolean exact;

    private final StreamFollower follower = new StreamFollower(Operation.CHAT);
    private final byte[] chunk = """
            data: {"id":"chatcmpl-7eb08824","object":"chat.completion.chunk","created":1770770839,"model":"llama-3.3",\
            "choices":[{"index":0,"delta":{"content":" light"},"finish_reason":null}],"usage":null}

            """.getBytes(StandardCharsets.UTF_8);
    private long ends;

    /** Chooses the way. */
    @Setup
    public void chooseWay() {
        follower.classifyAll(exact);
    }

    /** Follows one chunk. */
    @Benchmark
    public long follow() {
        follower.feed(chunk, 0, chunk.length, (_, end) -> ends += end);
        return ends;
    }
}
