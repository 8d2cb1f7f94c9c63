package dev.bifrost.telemetry.otlp;

import dev.bifrost.api.CallRecord;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells a collector of calls that are over. Taking a call costs its thread a place in a queue; everything else happens
 * on a thread of this one's own, which never waits for the collector. What has no room is dropped and counted.
 */
public final class Otlp implements Consumer<CallRecord>, AutoCloseable {
    private static final String SCOPE = "dev.bifrost.gateway";
    private static final int MOST = 2048;
    /** Characters of content, and so about bytes, that may wait to be sent. */
    static final long MOST_CONTENT = 32L << 20;

    private static final int WAKE = 256;
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final ConcurrentLinkedQueue<Told> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong content = new AtomicLong();
    private final CallSpans spans;
    private final SpanSender sender;
    private final Delivery traces;
    private final Duration closing;
    private final LongSupplier nanoTime;
    private final @Nullable SdkMeterProvider meters;
    private final @Nullable CallMetrics metrics;
    private final Thread thread;
    private final CountDownLatch flushed = new CountDownLatch(1);
    private volatile boolean closed;

    /** A call, and what it asked and was answered if that is told too. */
    private record Told(CallRecord call, @Nullable SpanContent content) {
        long size() {
            return content == null ? 0 : content.size();
        }
    }

    private Otlp(
            TracingSettings settings,
            Self self,
            Function<String, @Nullable Peer> peers,
            LongSupplier nanoTime,
            Consumer<String> notices,
            Duration every,
            Duration closing) {
        Resource resource = Exporters.resource(settings, self);
        var scope = InstrumentationScopeInfo.builder(SCOPE)
                .setVersion(self.version())
                .setSchemaUrl(Conventions.SCHEMA)
                .build();
        this.spans = new CallSpans(peers, new CallSpan.Origin(resource, scope), self.scheme(), settings.slow());
        this.traces = new Delivery("traces", settings.traces(), notices);
        this.closing = closing;
        this.nanoTime = nanoTime;
        this.sender = new SpanSender(Exporters.spans(settings, traces), traces, every, nanoTime, content);
        this.meters = settings.metrics() ? meters(settings, resource, notices) : null;
        this.metrics = meters == null
                ? null
                : new CallMetrics(
                        meters.meterBuilder(SCOPE)
                                .setInstrumentationVersion(self.version())
                                .setSchemaUrl(Conventions.SCHEMA)
                                .build(),
                        peers);
        this.thread = Thread.ofVirtual().name("otlp").unstarted(this::run);
    }

    /**
     * Begins to follow calls.
     *
     * @param peers   who a provider is, by its name; null if it is not known any more
     * @param notices takes what the operator should know
     * @throws IllegalArgumentException if the settings can not be used; the message says why
     */
    public static Otlp open(
            TracingSettings settings,
            Self self,
            Function<String, @Nullable Peer> peers,
            LongSupplier nanoTime,
            Consumer<String> notices) {
        return open(settings, self, peers, nanoTime, notices, EVERY, CLOSING);
    }

    /** The same with other times than the usual: after which a batch goes, and for which {@link #close} waits. */
    static Otlp open(
            TracingSettings settings,
            Self self,
            Function<String, @Nullable Peer> peers,
            LongSupplier nanoTime,
            Consumer<String> notices,
            Duration every,
            Duration closing) {
        Otlp otlp = new Otlp(settings, self, peers, nanoTime, notices, every, closing);
        otlp.thread.start();
        return otlp;
    }

    private static SdkMeterProvider meters(TracingSettings settings, Resource resource, Consumer<String> notices) {
        Delivery delivery = new Delivery("metrics", settings.metricsAddress(), notices);
        var reader = PeriodicMetricReader.builder(new WatchedMetrics(Exporters.metrics(settings, delivery), delivery))
                .setInterval(settings.metricsEvery())
                .build();
        return SdkMeterProvider.builder()
                .setResource(resource)
                .registerMetricReader(reader)
                .build();
    }

    /** Takes a call that is over, on any thread, without waiting. */
    @Override
    public void accept(CallRecord call) {
        accept(call, null);
    }

    /** The same, with what the call asked and was answered; if there is no room for that, its span says so. */
    public void accept(CallRecord call, @Nullable SpanContent asked) {
        int before = queued.getAndIncrement();
        if (before >= MOST) {
            queued.getAndDecrement();
            traces.dropped(1);
            return;
        }
        queue.add(new Told(call, reserved(asked)));
        if (before == WAKE) {
            LockSupport.unpark(thread);
        }
    }

    private @Nullable SpanContent reserved(@Nullable SpanContent asked) {
        if (asked == null) {
            return null;
        }
        if (content.addAndGet(asked.size()) > MOST_CONTENT) {
            content.addAndGet(-asked.size());
            return SpanContent.noRoom();
        }
        return asked;
    }

    /** Spans that did not get to the collector, and calls of which none were made, so far. */
    public long lost() {
        return traces.lost();
    }

    /** Characters of content that wait, or are on their way. */
    long contentHeld() {
        return content.get();
    }

    private void run() {
        boolean last;
        do {
            last = closed;
            drain();
            sender.proceed();
            if (!last && queued.get() < WAKE) {
                LockSupport.parkNanos(this, TICK.toNanos());
            }
        } while (!last);
        SdkMeterProvider provider = meters;
        if (provider != null) {
            Thread.ofVirtual().name("otlp-metrics").start(() -> {
                provider.shutdown().join(closing.toMillis(), TimeUnit.MILLISECONDS);
                flushed.countDown();
            });
        } else {
            flushed.countDown();
        }
        sender.finish(closing);
    }

    private void drain() {
        for (Told told = queue.poll(); told != null; told = queue.poll()) {
            queued.getAndDecrement();
            CallRecord call = told.call();
            long size = told.size();
            try {
                if (metrics != null) {
                    metrics.record(call);
                }
                if (spans.wanted(call)) {
                    sender.add(spans.of(call, told.content()), size);
                    size = 0; // it is the sender's now
                    sender.proceed();
                }
            } catch (RuntimeException _) {
                traces.dropped(1); // one call must not end the telling of all others
            } finally {
                content.addAndGet(-size);
            }
        }
    }

    /** Sends what there is, within some seconds; what does not get there is lost. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        long end = nanoTime.getAsLong() + closing.plus(TICK).toNanos();
        try {
            thread.join(closing.plus(TICK));
            boolean _ = flushed.await(Math.max(0, end - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
