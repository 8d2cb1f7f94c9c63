package dev.bifrost.telemetry.otlp;

import com.sun.management.ThreadMXBean;
import dev.bifrost.api.CallRecord;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/** What a call's traces cost: run its main method. Not a test. */
final class SpanCost {
    private static final int CALLS = 200_000;
    private static final int BATCH = 256;
    private static final int BATCHES = 200;

    private SpanCost() {}

    public static void main(String[] arguments) throws IOException {
        Peer peer = new Peer("mistral", "api.mistral.ai", 443);
        var origin = new CallSpan.Origin(Resource.getDefault(), InstrumentationScopeInfo.create("bench"));
        CallSpans spans = new CallSpans(_ -> peer, origin, "https", null);
        CallMetrics metrics = new CallMetrics(SdkMeterProvider.builder().build().get("bench"), _ -> peer);
        CallRecord plain = TracedCalls.sampled();
        CallRecord fallenBack = TracedCalls.fallenBack();
        Otlp otlp = Otlp.open(
                TracingSettings.to(URI.create("http://127.0.0.1:9")),
                new Self("1", "1", "http"),
                _ -> peer,
                System::nanoTime,
                _ -> {});
        for (int round = 0; round < 4; round++) {
            measure("queueing a call (its loop's part)", i -> {
                otlp.accept(plain);
                if (i % 100 == 0) {
                    LockSupport.parkNanos(3_000_000); // it is to be taken, not dropped
                }
            });
            measure("spans of a call with one request", _ -> spans.of(plain, null));
            measure("spans of a call that fell back", _ -> spans.of(fallenBack, null));
            measure("metrics of a call with one request", _ -> metrics.record(plain));
        }
        otlp.close();
        bytes("one request", spans, TracedCalls::sampled);
        bytes("fallen back", spans, TracedCalls::fallenBack);
    }

    private static void measure(String what, IntConsumer work) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        long bytes = threads.getThreadAllocatedBytes(id);
        long cpu = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < CALLS; i++) {
            work.accept(i);
        }
        System.out.printf(
                "%-36s %6d ns CPU  %6d bytes%n",
                what,
                (threads.getCurrentThreadCpuTime() - cpu) / CALLS,
                (threads.getThreadAllocatedBytes(id) - bytes) / CALLS);
    }

    private static void bytes(String what, CallSpans spans, Supplier<CallRecord> calls) throws IOException {
        List<SpanData> all = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            all.addAll(spans.of(calls.get(), null));
        }
        byte[] plain = new byte[0];
        byte[] packed = plain;
        long cpu = cpu();
        for (int i = 0; i < BATCHES; i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            TraceRequestMarshaler.create(all).writeBinaryTo(out);
            plain = out.toByteArray();
        }
        long written = cpu();
        for (int i = 0; i < BATCHES; i++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(plain);
            }
            packed = out.toByteArray();
        }
        System.out.printf(
                "on the wire, %s: %d bytes a call in %d ns, %d in gzip in another %d ns (calls that differ by ids alone)%n",
                what,
                plain.length / BATCH,
                (written - cpu) / BATCH / BATCHES,
                packed.length / BATCH,
                (cpu() - written) / BATCH / BATCHES);
    }

    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
