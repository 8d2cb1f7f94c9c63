package dev.bifrost.bench.dialect;

import dev.bifrost.api.Operation;
import dev.bifrost.dialect.RequestScan;
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

/** One request body of about 100 KB, or a small one, scanned at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestScanBenchmark {

    /** What the body is made of. */
    public enum Text {
        PROSE("The quick brown fox jumps over the lazy dog, again and again.\\n", 1600),
        JAPANESE("日本語の文章がここにあります。", 2200),
        SMALL("Say hello in one word, please.", 1);

        private final String content;

        Text(String sentence, int times) {
            content = "\"" + sentence.repeat(times) + "\"";
        }
    }

    /** The body's text, or none for a body of numbers and literals. */
    @Param({"PROSE", "JAPANESE", "SMALL", ""})
    public String text = "";

    private final RequestScan scan = new RequestScan(Operation.CHAT);
    private byte[] body = {};

    /** Makes the body. */
    @Setup
    public void makeBody() {
        String dense = "[1.25,-7,{\"a\":true,\"b\":null,\"c\":\"x\"}],".repeat(2500);
        String content = text.isEmpty() ? "[" + dense + "0]" : Text.valueOf(text).content;
        body = ("{\"model\":\"gpt-4o\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the body and asks for the changes that routing usually makes. */
    @Benchmark
    public Object scan() {
        scan.reset(Operation.CHAT);
        scan.feed(body, 0, body.length);
        scan.end();
        return scan.splices("mistral-small-2410", true, false);
    }
}
