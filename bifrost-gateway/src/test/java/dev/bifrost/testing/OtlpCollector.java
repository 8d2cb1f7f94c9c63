package dev.bifrost.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A collector that understands what it gets by the published protocol, and can misbehave. */
public final class OtlpCollector implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final LinkedBlockingQueue<Span> spans = new LinkedBlockingQueue<>();
    private final List<ResourceSpans> batches = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Metric> metrics = new LinkedBlockingQueue<>();
    private final List<Headers> heads = new CopyOnWriteArrayList<>();
    private final List<byte[]> bodies = new CopyOnWriteArrayList<>();
    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Answer answer = Answer.OK;

    /** What it says. */
    public enum Answer {
        OK,
        /** Takes all but one span or data point of every request, and says why. */
        PARTIAL,
        REFUSED,
        GARBAGE,
        /** Takes everything and never answers. */
        FROZEN
    }

    public OtlpCollector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void answer(Answer next) {
        answer = next;
    }

    /** The next so many spans. */
    public List<Span> spans(int count) throws InterruptedException {
        return next(spans, count);
    }

    /** The next metric of a name. */
    public Metric metric(String name) throws InterruptedException {
        while (true) {
            Metric metric = next(metrics, 1).getFirst();
            if (metric.getName().equals(name)) {
                return metric;
            }
        }
    }

    /** What was frozen is taken after all, and so is all that follows. */
    public void thaw() {
        answer = Answer.OK;
        closed.countDown();
    }

    /** Bytes of the largest body, decompressed. */
    public int largest() {
        return bodies.stream().mapToInt(body -> body.length).max().orElse(0);
    }

    /** Spans that nobody has asked for. */
    public int unread() {
        return spans.size();
    }

    public List<ResourceSpans> batches() {
        return batches;
    }

    public List<Headers> heads() {
        return heads;
    }

    /** All that came, decompressed, as text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        bodies.forEach(body -> text.append(new String(body, StandardCharsets.UTF_8)));
        return text.toString();
    }

    public List<String> paths() {
        return paths;
    }

    private static <T> List<T> next(LinkedBlockingQueue<T> queue, int count) throws InterruptedException {
        List<T> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            T one = queue.poll(20, TimeUnit.SECONDS);
            assertThat(one).as("number %d of %d, within 20 s", i + 1, count).isNotNull();
            all.add(one);
        }
        return all;
    }

    public static String hex(com.google.protobuf.ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    /** The value of an attribute, as text, integer, floating number or truth; null if there is none. */
    public static Object value(List<KeyValue> attributes, String name) {
        for (KeyValue each : attributes) {
            if (each.getKey().equals(name)) {
                return switch (each.getValue().getValueCase()) {
                    case STRING_VALUE -> each.getValue().getStringValue();
                    case INT_VALUE -> each.getValue().getIntValue();
                    case DOUBLE_VALUE -> each.getValue().getDoubleValue();
                    case BOOL_VALUE -> each.getValue().getBoolValue();
                    default -> each.getValue();
                };
            }
        }
        return null;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            heads.add(exchange.getRequestHeaders());
            paths.add(exchange.getRequestURI().toString());
            switch (answer) {
                case OK, PARTIAL -> take(exchange, body);
                case REFUSED -> exchange.sendResponseHeaders(401, -1);
                case GARBAGE -> {
                    byte[] garbage = new byte[70_000];
                    java.util.Arrays.fill(garbage, (byte) 0xfe);
                    exchange.sendResponseHeaders(418, garbage.length);
                    exchange.getResponseBody().write(garbage);
                }
                case FROZEN -> {
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    if (answer == Answer.OK) {
                        take(exchange, body);
                    }
                }
            }
        }
    }

    private void take(HttpExchange exchange, byte[] body) throws IOException {
        keep(exchange.getRequestURI().getPath(), plain(exchange, body));
        exchange.getResponseHeaders().add("content-type", "application/x-protobuf");
        byte[] said = answer == Answer.PARTIAL ? partial() : new byte[0];
        exchange.sendResponseHeaders(200, said.length == 0 ? -1 : said.length);
        if (said.length > 0) {
            exchange.getResponseBody().write(said);
        }
    }

    private static byte[] partial() {
        return ExportTraceServiceResponse.newBuilder()
                .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                        .setRejectedSpans(1)
                        .setErrorMessage("too old\nby far"))
                .build()
                .toByteArray();
    }

    private static byte[] plain(HttpExchange exchange, byte[] body) throws IOException {
        assertThat(exchange.getRequestHeaders().getFirst("content-type")).isEqualTo("application/x-protobuf");
        return "gzip".equals(exchange.getRequestHeaders().getFirst("content-encoding"))
                ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes()
                : body;
    }

    private void keep(String path, byte[] body) throws InvalidProtocolBufferException {
        bodies.add(body);
        if (path.endsWith("/v1/metrics")) {
            ExportMetricsServiceRequest.parseFrom(body)
                    .getResourceMetricsList()
                    .forEach(resource ->
                            resource.getScopeMetricsList().forEach(scope -> metrics.addAll(scope.getMetricsList())));
            return;
        }
        for (ResourceSpans resource : ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
            batches.add(resource);
            resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList()));
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
