package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.telemetry.MetricsSettings;
import dev.bifrost.telemetry.metrics.Exposition;
import dev.bifrost.telemetry.metrics.Metrics;
import dev.bifrost.telemetry.metrics.Told;
import io.netty.channel.DefaultEventLoop;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopDelayTest {
    private final Metrics metrics = new Metrics(MetricsSettings.standard());
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 7);

    private double late(int loop) {
        Exposition exposition = metrics.expose(null, false);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece = exposition.next(); piece != null; piece = exposition.next()) {
            all.writeBytes(piece);
        }
        Told told = new Told(all.toString(StandardCharsets.UTF_8));
        assertThat(told.count("bifrost_event_loop_late_seconds")).isEqualTo(2);
        return told.sum("bifrost_event_loop_late_seconds", "loop=" + loop);
    }

    @Test
    void late_ofALoopThatHangs_growsUntilItRunsAgain() throws Exception {
        DefaultEventLoop well = new DefaultEventLoop();
        DefaultEventLoop hung = new DefaultEventLoop();
        try {
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            LoopDelay.watch(List.of(well, hung), now::get, metrics);
            hung.execute(() -> {
                held.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            held.await();
            well.submit(() -> {}).sync();
            assertThat(late(1)).isZero();

            now.addAndGet(Duration.ofSeconds(90).toNanos());
            assertThat(late(1)).isEqualTo(89.75);

            go.countDown();
            while (late(1) > 0 || late(0) > 0) {
                Thread.onSpinWait();
            }
        } finally {
            well.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
            hung.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }
}
