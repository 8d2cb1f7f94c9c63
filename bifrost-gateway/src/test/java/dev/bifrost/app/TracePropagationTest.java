package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Trace;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers hear of a trace only where an operator has asked for traces, and then what belongs together stays so. */
class TracePropagationTest {
    private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String PARENT = "traceparent: 00-" + ID + "-" + SPAN + "-01\r\ntracestate: house=a1\r\n";
    private static final String TRACING = "observability: { tracing: { otlp: \"http://127.0.0.1:9\"%s } }%n";

    @ParameterizedTest
    @ValueSource(strings = {Stage.CHAT, "/passthrough/up/files"})
    void trace_ofTheClient_goesOnAtTheProvider(String path) throws Exception {
        try (Traced scene = new Traced(TRACING.formatted(""))) {
            RawClient.Answer answer = scene.ask(path, PARENT);

            CallRecord call = scene.gateway.nextRecord();
            Attempt attempt = call.attempts().getFirst();
            ScriptedUpstream.Request request = scene.upstream.requests().getFirst();
            assertThat(call.traceId()).isEqualTo(ID);
            assertThat(call.trace().parent()).isEqualTo(SPAN);
            assertThat(request.header("traceparent")).isEqualTo("00-" + ID + "-" + attempt.spanId() + "-01");
            assertThat(request.header("tracestate")).isEqualTo("house=a1");
            assertThat(List.of(SPAN, call.trace().spanId(), attempt.spanId())).doesNotHaveDuplicates();
            assertThat(attempt.startNanos()).isBetween(0L, call.totalNanos());
            assertThat(answer.header("traceparent")).isNull();
            assertThat(answer.header("tracestate")).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Stage.CHAT, "/passthrough/up/files"})
    void trace_whereNoneAreMade_isNobodysBusiness(String path) throws Exception {
        try (Traced scene = new Traced("")) {
            scene.ask(path, PARENT);

            CallRecord call = scene.gateway.nextRecord();
            assertThat(call.traceId()).as("in the access log all the same").isEqualTo(ID);
            assertThat(call.trace()).isNull();
            assertThat(call.attempts().getFirst().spanId()).isNull();
            assertThat(scene.upstream.requests().getFirst().header("traceparent"))
                    .isNull();
            assertThat(scene.upstream.requests().getFirst().header("tracestate"))
                    .isNull();
        }
    }

    @Test
    void trace_notToBeTold_staysHere() throws Exception {
        try (Traced scene = new Traced(TRACING.formatted(", propagate: false"))) {
            scene.ask(Stage.CHAT, PARENT);

            assertThat(scene.gateway.nextRecord().trace()).isNotNull();
            assertThat(scene.upstream.requests().getFirst().header("traceparent"))
                    .isNull();
            assertThat(scene.upstream.requests().getFirst().header("tracestate"))
                    .isNull();
        }
    }

    @Test
    void trace_malformed_isReplaced() throws Exception {
        try (Traced scene = new Traced(TRACING.formatted(", sample: 0"))) {
            scene.ask(Stage.CHAT, "traceparent: 00-nonsense\r\ntracestate: house=a1\r\n");

            CallRecord call = scene.gateway.nextRecord();
            Trace trace = call.trace();
            assertThat(trace.parent()).isNull();
            assertThat(trace.sampled()).isFalse();
            assertThat(scene.upstream.requests().getFirst().header("traceparent"))
                    .isEqualTo("00-" + call.traceId() + "-"
                            + call.attempts().getFirst().spanId() + "-00");
            assertThat(scene.upstream.requests().getFirst().header("tracestate"))
                    .isNull();
        }
    }

    @Test
    void retries_eachHaveASpanOfTheirOwn() throws Exception {
        ScriptedUpstream failing = ScriptedUpstream.answering(503, "application/json", "{}");
        try (Traced scene = new Traced(failing, TRACING.formatted(""), 3)) {
            scene.ask(Stage.CHAT, PARENT);

            CallRecord call = scene.gateway.nextRecord();
            List<String> told = failing.requests().stream()
                    .map(request -> request.header("traceparent"))
                    .toList();
            assertThat(told)
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .isEqualTo(call.attempts().stream()
                            .map(attempt -> "00-" + ID + "-" + attempt.spanId() + "-01")
                            .toList());
            assertThat(call.attempts().stream().map(Attempt::startNanos).toList())
                    .isSorted();
        }
    }

    @Test
    void reload_withTracing_holdsForTheNextCall() throws Exception {
        try (Traced scene = new Traced("")) {
            scene.ask(Stage.CHAT, PARENT);
            scene.gateway.reload(scene.yaml(TRACING.formatted("")));
            scene.ask(Stage.CHAT, PARENT);

            assertThat(scene.upstream.requests().getFirst().header("traceparent"))
                    .isNull();
            assertThat(scene.upstream.requests().getLast().header("traceparent"))
                    .startsWith("00-" + ID);
        }
    }

    private static final class Traced implements AutoCloseable {
        private final ScriptedUpstream upstream;
        private final int tries;
        private final TestGateway gateway;
        private final RawClient client;

        Traced(String observability) throws IOException {
            this(ScriptedUpstream.answering(200, "application/json", Stage.ANSWER), observability, 1);
        }

        Traced(ScriptedUpstream upstream, String observability, int tries) throws IOException {
            this.upstream = upstream;
            this.tries = tries;
            this.gateway = TestGateway.start(yaml(observability));
            this.client = new RawClient(gateway.port());
        }

        String yaml(String observability) {
            return observability
                    + Stage.yaml(upstream).replace("attempts: 1", "attempts: " + tries + ", initial: 1ms, max: 1ms");
        }

        RawClient.Answer ask(String path, String headers) throws IOException {
            return client.post(path, Stage.AUTHORIZED + headers, Stage.QUESTION).read();
        }

        @Override
        public void close() throws IOException {
            client.close();
            gateway.close();
            upstream.close();
        }
    }
}
