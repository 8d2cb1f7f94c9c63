package dev.bifrost.telemetry.otlp;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends spans in batches, one batch at a time, and never waits: what has no room meanwhile is dropped. One thread's. */
final class SpanSender {
    static final int BATCH = 512;
    static final int MOST = 4 * BATCH;
    /** Characters of content from which on a batch is sent, for collectors take only so much in one request. */
    static final long HEAVY = 2L << 20;

    private final SpanExporter exporter;
    private final Delivery delivery;
    private final long everyNanos;
    private final LongSupplier nanoTime;
    private final AtomicLong content;
    private final ArrayDeque<Spans> waiting = new ArrayDeque<>();
    private int count;
    private long weight;
    private long since;
    private @Nullable CompletableResultCode inFlight;

    /** Those of one call, with so many characters of content. */
    private record Spans(List<SpanData> spans, long content) {}

    /**
     * @param every   a batch that does not fill goes after so long
     * @param content is lowered by what is not held any more
     */
    SpanSender(SpanExporter exporter, Delivery delivery, Duration every, LongSupplier nanoTime, AtomicLong content) {
        this.exporter = exporter;
        this.delivery = delivery;
        this.everyNanos = every.toNanos();
        this.nanoTime = nanoTime;
        this.content = content;
    }

    /** Takes the spans of a call, all or none; {@code size}: of the content in them. */
    void add(List<SpanData> spans, long size) {
        if (count + spans.size() > MOST) {
            delivery.dropped(spans.size());
            content.addAndGet(-size);
            return;
        }
        if (waiting.isEmpty()) {
            since = nanoTime.getAsLong();
        }
        waiting.add(new Spans(spans, size));
        count += spans.size();
        weight += size;
    }

    /** Sends what is due. */
    void proceed() {
        boolean due =
                count >= BATCH || weight >= HEAVY || (!waiting.isEmpty() && nanoTime.getAsLong() - since >= everyNanos);
        CompletableResultCode before = inFlight;
        if (due && (before == null || before.isDone())) {
            send();
        }
    }

    private void send() {
        List<SpanData> batch = new ArrayList<>();
        long heavy = 0;
        while (!waiting.isEmpty() && heavy < HEAVY) {
            Spans next = waiting.remove();
            batch.addAll(next.spans());
            heavy += next.content();
        }
        count -= batch.size();
        weight -= heavy;
        long sent = heavy;
        CompletableResultCode result = exporter.export(batch);
        inFlight = result;
        result.whenComplete(() -> {
            content.addAndGet(-sent);
            delivery.done(batch.size(), result);
        });
    }

    /** Sends everything, within the time given. */
    void finish(Duration within) {
        long end = nanoTime.getAsLong() + within.toNanos();
        await(end);
        while (!waiting.isEmpty() && nanoTime.getAsLong() - end < 0) {
            send();
            await(end);
        }
        delivery.dropped(count);
        exporter.shutdown();
    }

    private void await(long end) {
        CompletableResultCode last = inFlight;
        if (last != null) {
            last.join(Math.max(0, end - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
        }
    }
}
