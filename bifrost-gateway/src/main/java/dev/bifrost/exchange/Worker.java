package dev.bifrost.exchange;

import dev.bifrost.dialect.sse.SseOutput;
import dev.bifrost.provider.Provider;
import dev.bifrost.upstream.Deadlines;
import dev.bifrost.upstream.Transport;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to one event loop and is lent to the exchange that runs on it.
 *
 * @param loop      the loop
 * @param deadlines the loop's deadlines, and its clock
 * @param http      the way to providers
 * @param simulated the way to the provider that is none; null where there is none
 * @param random    for weights and jitter
 * @param scratch   memory for looking at bytes that lie outside the heap
 */
public record Worker(
        EventLoop loop,
        Deadlines deadlines,
        Transport http,
        @Nullable Transport simulated,
        RandomGenerator random,
        Scratch scratch) {

    /** The clock by which everything is measured, in nanoseconds of no particular origin. */
    public long now() {
        return deadlines.now();
    }

    /** The way to a provider. */
    Transport way(Provider provider) {
        return provider.simulated() && simulated != null ? simulated : http;
    }

    /** Calls {@code check} with the time ten times a second until what is returned is run. */
    public Runnable watch(LongConsumer check) {
        return deadlines.watch(check::accept)::end;
    }

    /** Has the loop go on with this, from another thread; not if it has ended, for then nobody is left to care. */
    void later(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            if (!loop.isShuttingDown()) {
                throw e;
            }
        }
    }

    /** A byte array that grows with what is looked at; what is in it is good only until the next use. */
    public static final class Scratch {
        private final SseOutput output = new SseOutput();
        private byte[] bytes = new byte[16 << 10];

        /** Where a piece of a translated stream is written. */
        SseOutput output() {
            return output;
        }

        /** An array of at least {@code length} bytes. */
        byte[] of(int length) {
            if (bytes.length < length) {
                bytes = new byte[Math.max(length, 64 << 10)];
            }
            return bytes;
        }
    }
}
