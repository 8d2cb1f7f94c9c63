package dev.bifrost.app;

import static dev.bifrost.testing.OtlpCollector.hex;
import static dev.bifrost.testing.OtlpCollector.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.OtlpCollector;
import dev.bifrost.testing.RawClient;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as it is started: what it does reaches a collector, and a collector that does not answer reaches nobody. */
@Timeout(60)
class TracingProcessTest {
    private static final String QUESTION =
            "{\"model\":\"simulated/sim-1\",\"messages\":[{\"role\":\"user\",\"content\":\"my secret\"}]}";

    @TempDir
    private Path folder;

    @Test
    void calls_beforeSigterm_areAllAtTheCollectorAfterIt() throws Exception {
        try (OtlpCollector collector = new OtlpCollector();
                ChildGateway gateway = start(collector)) {
            int calls = 40;
            ask(gateway, calls);
            assertThat(gateway.terminate()).isZero();

            List<Span> spans = collector.spans(2 * calls);
            Set<String> ids = new HashSet<>();
            for (Span span : spans) {
                assertThat(ids.add(hex(span.getSpanId()))).isTrue();
                assertThat(hex(span.getTraceId())).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
                assertThat(span.toString()).doesNotContain("my secret");
            }
            Span provider = spans.stream()
                    .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                    .findFirst()
                    .orElseThrow();
            assertThat(value(provider.getAttributesList(), "gen_ai.provider.name"))
                    .isEqualTo("simulated");
            assertThat(value(provider.getAttributesList(), "gen_ai.request.model"))
                    .isEqualTo("sim-1");
            assertThat(collector.unread()).isZero();
            assertThat(collector
                            .metric("gen_ai.client.operation.duration")
                            .getHistogram()
                            .getDataPoints(0)
                            .getCount())
                    .isEqualTo(calls);
        }
    }

    @Test
    void collector_thatNeverAnswers_isNoCallsBusinessAndDoesNotKeepTheGatewayFromStopping() throws Exception {
        try (OtlpCollector collector = new OtlpCollector()) {
            collector.answer(OtlpCollector.Answer.FROZEN);
            try (ChildGateway gateway = start(collector)) {
                ask(gateway, 40);
                assertThat(gateway.terminate()).isZero();
                assertThat(gateway.printed()).contains("stopped").doesNotContain("io.opentelemetry");
            }
        }
    }

    private ChildGateway start(OtlpCollector collector) throws Exception {
        Path file = Files.writeString(folder.resolve("bifrost.yaml"), """
                access: open
                providers: [{ name: simulated }]
                observability: { tracing: { otlp: "%s", timeout: 30s } }
                """.formatted(collector.address()));
        return ChildGateway.start(file);
    }

    private static void ask(ChildGateway gateway, int times) throws Exception {
        try (RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < times; i++) {
                RawClient.Answer answer = client.post(
                                "/v1/chat/completions",
                                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n",
                                QUESTION)
                        .read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).doesNotContainKey("traceparent");
            }
        }
    }
}
