package dev.bifrost.telemetry.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends spans in batches, one batch at a time, and never waits: what has no room meanwhile is dropped. One thread's. */
final class SpanSender {
    static final int BATCH = 512;
    static final int MOST = 4 * BATCH;

    private final SpanExporter exporter;
    private final Delivery delivery;
    private final long everyNanos;
    private final LongSupplier nanoTime;
    private List<SpanData> waiting = new ArrayList<>();
    private long since;
    private @Nullable CompletableResultCode inFlight;

    /** {@code every}: a batch that does not fill goes after so long. */
    SpanSender(SpanExporter exporter, Delivery delivery, Duration every, LongSupplier nanoTime) {
        this.exporter = exporter;
        this.delivery = delivery;
        this.everyNanos = every.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Takes the spans of a call, all or none. */
    void add(List<SpanData> spans) {
        if (waiting.size() + spans.size() > MOST) {
            delivery.dropped(spans.size());
            return;
        }
        if (waiting.isEmpty()) {
            since = nanoTime.getAsLong();
        }
        waiting.addAll(spans);
    }

    /** Sends what is due. */
    void proceed() {
        boolean due = waiting.size() >= BATCH || (!waiting.isEmpty() && nanoTime.getAsLong() - since >= everyNanos);
        CompletableResultCode before = inFlight;
        if (due && (before == null || before.isDone())) {
            send();
        }
    }

    private void send() {
        List<SpanData> batch = waiting;
        waiting = new ArrayList<>();
        CompletableResultCode result = exporter.export(batch);
        inFlight = result;
        result.whenComplete(() -> delivery.done(batch.size(), result));
    }

    /** Sends everything, within the time given. */
    void finish(Duration within) {
        long end = nanoTime.getAsLong() + within.toNanos();
        await(end);
        if (!waiting.isEmpty()) {
            send();
            await(end);
        }
        exporter.shutdown();
    }

    private void await(long end) {
        CompletableResultCode last = inFlight;
        if (last != null) {
            last.join(Math.max(0, end - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
        }
    }
}
