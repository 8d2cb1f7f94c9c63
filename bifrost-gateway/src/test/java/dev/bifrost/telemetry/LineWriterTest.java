package dev.bifrost.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.telemetry.LogSettings.Format;
import dev.bifrost.telemetry.LogSettings.Level;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LineWriterTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final Duration NO_LINGER = Duration.ZERO;

    @Test
    void close_linesWaiting_areAllWrittenFirst() {
        var out = new ByteArrayOutputStream();
        var writer = writer(out, Level.INFO, 100_000);

        for (int i = 0; i < 50_000; i++) {
            writer.log().info("line", "number", i);
        }
        writer.close();

        assertThat(lines(out)).hasSize(50_000).last().asString().endsWith("line number=49999");
        assertThat(writer.lost()).isZero();
    }

    @Test
    void add_fromManyThreads_losesAndMixesNothing() throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var writer = writer(out, Level.INFO, 100_000);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 2_000; i++) {
                    writer.call(Calls.plain());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        writer.close();

        assertThat(lines(out))
                .hasSize(16_000)
                .allMatch(line -> line.endsWith(" id=req-1 trace=4bf92f3577b34da6a3ce929d0e0e4736"));
    }

    @Test
    void add_writerAsleep_isWrittenAtOnce() throws InterruptedException {
        var out = new Gate();
        out.open(1000);
        try (var writer = writer(out, Level.INFO, 10)) {
            for (int i = 0; i < 100; i++) {
                writer.log().info("tick");
                out.written.acquire();
            }
            assertThat(writer.lost()).isZero();
        }
    }

    @Test
    void add_outputStuck_neverWaitsAndSaysHowMuchWasLost() throws InterruptedException {
        var out = new Gate();
        var writer = writer(out, Level.INFO, 10);
        writer.log().info("first");
        out.entered.await();

        for (int i = 0; i < 25; i++) {
            writer.log().info("more");
        }
        assertThat(writer.lost()).isEqualTo(15);
        out.open(1000);
        writer.close();

        assertThat(lines(out.bytes))
                .hasSize(12)
                .anyMatch(line -> line.contains("WARN") && line.endsWith("output could not take them lines=15"));
    }

    @Test
    void add_outputFails_countsAndSaysSoWhenItWorksAgain() throws InterruptedException {
        var out = new Gate();
        out.open(1000);
        out.broken = true;
        var writer = writer(out, Level.INFO, 10);
        writer.log().info("gone");
        out.failed.acquire();
        out.broken = false;
        writer.log().info("back");
        writer.close();

        assertThat(lines(out.bytes))
                .hasSize(2)
                .anyMatch(line -> line.endsWith("back"))
                .anyMatch(line -> line.endsWith("lines=1"));
        assertThat(writer.lost()).isEqualTo(1);
    }

    @Test
    void close_outputStuck_doesNotHoldTheGatewayUp() throws InterruptedException {
        var out = new Gate();
        var writer = writer(out, Level.INFO, 10);
        writer.log().info("first");
        out.entered.await();

        writer.close(Duration.ofMillis(1));
        writer.log().info("late");

        assertThat(writer.lost()).isEqualTo(1);
        out.open(1000);
    }

    @Test
    void add_severalLines_areOneWrite() throws InterruptedException {
        var out = new Gate();
        var writer = writer(out, Level.INFO, 100);
        writer.log().info("first");
        out.entered.await();
        for (int i = 0; i < 50; i++) {
            writer.log().info("more");
        }
        out.open(1000);
        writer.close();

        assertThat(lines(out.bytes)).hasSize(51);
        assertThat(out.written.availablePermits()).isEqualTo(2);
    }

    @Test
    void use_otherSettings_changesFormAndLevelFromThenOn() throws InterruptedException {
        var out = new Gate();
        out.open(1000);
        var writer = writer(out, Level.WARN, 10);
        writer.call(Calls.plain());
        writer.log().info("unseen");
        writer.log().warn("seen", "odd");
        out.written.acquire();
        writer.use(new LogSettings(Format.JSON, Level.DEBUG));
        writer.log().debug("now");
        writer.call(Calls.plain());
        writer.close();

        assertThat(lines(out.bytes)).hasSize(3);
        assertThat(lines(out.bytes).get(0)).endsWith("WARN  seen value=odd");
        assertThat(lines(out.bytes).get(1)).contains("\"level\":\"debug\",\"message\":\"now\"");
        assertThat(lines(out.bytes).get(2)).contains("\"ending\":\"complete\"");
    }

    @Test
    void add_entryThatCanNotBeWritten_isReplacedAndTheRestGoesOn() {
        var out = new ByteArrayOutputStream();
        var writer = writer(out, Level.INFO, 10);
        var broken = new IllegalStateException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new UnsupportedOperationException("no text");
            }
        };

        writer.log().error("broken", broken);
        writer.log().info("after");
        writer.close();

        assertThat(lines(out)).hasSize(2);
        assertThat(lines(out).get(0)).contains("a log line could not be written", "no text");
        assertThat(lines(out).get(1)).endsWith("after");
    }

    private static LineWriter writer(OutputStream out, Level level, int capacity) {
        return new LineWriter(out, new LogSettings(Format.TEXT, level), CLOCK, capacity, NO_LINGER);
    }

    private static List<String> lines(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** A pipe that takes as many writes as it is opened for. */
    private static final class Gate extends OutputStream {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final CountDownLatch entered = new CountDownLatch(1);
        final Semaphore written = new Semaphore(0);
        final Semaphore failed = new Semaphore(0);
        private final Semaphore opened = new Semaphore(0);
        volatile boolean broken;

        void open(int writes) {
            opened.release(writes);
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException("one byte is no batch");
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            entered.countDown();
            opened.acquireUninterruptibly();
            if (broken) {
                failed.release();
                throw new IOException("Broken pipe");
            }
            bytes.write(source, offset, length);
            written.release();
        }
    }
}
