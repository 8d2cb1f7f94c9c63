package dev.bifrost.app;

import dev.bifrost.telemetry.metrics.Family;
import dev.bifrost.telemetry.metrics.Metrics;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Tells how late an event loop comes to what it was to do: by so much it holds up every call. */
final class LoopDelay implements Runnable {
    private static final long EVERY = Duration.ofMillis(250).toNanos();

    private final EventLoop loop;
    private final LongSupplier nanoTime;
    private final LongConsumer late;
    private volatile long due; // written by the loop alone

    private LoopDelay(EventLoop loop, LongSupplier nanoTime, LongConsumer late) {
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.late = late;
        this.due = nanoTime.getAsLong();
    }

    /** Watches the loops until they end. */
    static void watch(Collection<EventLoop> loops, LongSupplier nanoTime, Metrics metrics) {
        List<LoopDelay> delays = new ArrayList<>();
        for (EventLoop loop : loops) {
            LoopDelay delay = new LoopDelay(loop, nanoTime, metrics.loopDelay(delays.size()));
            delays.add(delay);
            loop.execute(delay::again);
        }
        metrics.read(to -> {
            for (int i = 0; i < delays.size(); i++) {
                to.add(Family.EVENT_LOOP_LATE_SECONDS, delays.get(i).late(), Integer.toString(i));
            }
        });
    }

    /** By how many seconds it is late now: a loop that hangs for good is only seen so. */
    private double late() {
        return Math.max(0, nanoTime.getAsLong() - due) / 1e9;
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
