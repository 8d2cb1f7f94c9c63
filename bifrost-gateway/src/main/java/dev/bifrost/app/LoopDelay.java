package dev.bifrost.app;

import dev.bifrost.telemetry.metrics.Metrics;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Tells how late an event loop comes to what it was to do: by so much it holds up every call. */
final class LoopDelay implements Runnable {
    private static final long EVERY = Duration.ofMillis(250).toNanos();

    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final LongConsumer late;
    private long due;

    private LoopDelay(EventLoop loop, LongSupplier nanoTime, LongConsumer late) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.late = late;
    }

    /** Watches the loops until they end. */
    static void watch(Collection<EventLoop> loops, LongSupplier nanoTime, Metrics metrics) {
        int number = 0;
        for (EventLoop loop : loops) {
            LoopDelay delay = new LoopDelay(loop, nanoTime, metrics.loopDelay(number++));
            loop.execute(delay::again);
        }
    }

    @Override
    public void run() {
        late.accept(nanoTime.getAsLong() - due);
        again();
    }

    private void again() {
        due = nanoTime.getAsLong() + EVERY;
        loop.schedule(this, EVERY, TimeUnit.NANOSECONDS);
    }
}
