package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.RealPrometheus;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus answers about a load is what the load was, to the call. */
@Tag("sinks")
@EnabledIfSystemProperty(
        named = "bifrost.sinks",
        matches = "true",
        disabledReason = "needs a Prometheus: ./build verify -Psinks")
class RealPrometheusTest {
    private static final int ROUNDS = 40;

    @TempDir
    private Path folder;

    private static void serve(ScriptedUpstream.Connection connection) throws IOException {
        String body = connection.readRequest().text();
        if (body.contains("\"broken\"")) {
            connection.answer(503, "application/json", "{\"error\":{\"message\":\"down\"}}");
        } else if (body.contains("\"stream\":true")) {
            connection.startStream();
            connection.chunk(Stage.EVENT);
            connection.chunk(Stage.EVENT);
            connection.chunk(Stage.USAGE);
            connection.chunk(Stage.DONE);
            connection.endChunks();
        } else {
            connection.answer(200, "application/json", Stage.ANSWER);
        }
    }

    private String yaml(ScriptedUpstream upstream) {
        return """
                data: %s
                providers:
                  - { name: up, dialect: openai, base_url: %s, api_key: sk-provider }
                models:
                  - { alias: fast, provider: up, model: m }
                  - { alias: shaky, provider: up, model: broken, retry: { attempts: 1 }, fallback: [up/m] }
                  - { alias: dead, provider: up, model: broken, retry: { attempts: 1 } }
                virtual_keys:
                  - { name: one, key: vk-one-0123456789, team: legal }
                  - { name: two, key: vk-two-0123456789, budget_usd_per_month: 50 }
                teams: [{ name: legal }]
                prices:
                  overrides:
                    - { provider: up, model: m, input: 1000, output: 2000 }
                    - { provider: up, model: broken, input: 1000, output: 2000 }
                """.formatted(folder.resolve("data"), upstream.baseUrl());
    }

    private static int call(int port, String key, String model, boolean stream) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.post(
                            Stage.CHAT,
                            "authorization: Bearer " + key + "\r\n",
                            "{\"model\":\"" + model + "\",\"stream\":" + stream + ",\"messages\":[]}")
                    .read()
                    .status();
        }
    }

    /** One of each kind. */
    private static void round(int port) throws IOException {
        assertThat(call(port, "vk-one-0123456789", "fast", false)).isEqualTo(200);
        assertThat(call(port, "vk-one-0123456789", "fast", true)).isEqualTo(200);
        assertThat(call(port, "vk-two-0123456789", "up/m", false)).isEqualTo(200);
        assertThat(call(port, "vk-two-0123456789", "shaky", false)).isEqualTo(200);
        assertThat(call(port, "vk-two-0123456789", "dead", false)).isEqualTo(502);
        assertThat(call(port, "vk-two-0123456789", "unknown", false)).isEqualTo(404);
        assertThat(call(port, "vk-no-0123456789", "fast", false)).isEqualTo(401);
    }

    private static Map<String, Double> expected(double input, double output) {
        Map<String, Double> expected = new LinkedHashMap<>();
        double n = ROUNDS;
        expected.put("sum(bifrost_requests_total)", 7 * n);
        expected.put("sum(bifrost_requests_total{status=\"200\",ending=\"complete\"})", 4 * n);
        expected.put("sum(bifrost_requests_total{alias=\"fast\"})", 2 * n);
        expected.put("sum(bifrost_requests_total{ending=\"refused\"})", 2 * n);
        expected.put("sum(bifrost_failures_total{code=\"upstream_error\"})", n);
        expected.put("sum(bifrost_upstream_requests_total)", 6 * n);
        expected.put("sum(bifrost_success_requests_total)", 4 * n);
        expected.put("sum(bifrost_error_requests_total{status_code=\"503\",error_type=\"upstream_error\"})", 2 * n);
        expected.put("sum(bifrost_success_requests_total{fallback_index=\"1\",alias=\"shaky\"})", n);
        expected.put("sum(bifrost_upstream_requests_total{virtual_key_name=\"one\",team_name=\"legal\"})", 2 * n);
        expected.put("sum(bifrost_fallbacks_total)", n);
        expected.put("sum(bifrost_request_duration_seconds_count)", 7 * n);
        expected.put("sum(bifrost_request_duration_seconds_bucket{le=\"+Inf\"})", 7 * n);
        expected.put("sum(bifrost_upstream_latency_seconds_count{is_success=\"false\"})", 2 * n);
        expected.put("sum(bifrost_stream_first_token_latency_seconds_count)", n);
        expected.put("sum(http_requests_total{path=\"/v1/chat/completions\",status=\"401\"})", n);
        expected.put("sum(bifrost_input_tokens_total)", input);
        expected.put("sum(bifrost_output_tokens_total)", output);
        expected.put("round(sum(bifrost_cost_total) * 1e6)", Math.rint(input * 1000 + output * 2000));
        expected.put("bifrost_running_requests", 0.0);
        return expected;
    }

    @Test
    void answers_afterALoad_areThoseOfTheLoadExactly() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.start(RealPrometheusTest::serve);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream));
                RealPrometheus prometheus = new RealPrometheus(folder, gateway.port(), List.of());
                ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Future<?>> rounds = new ArrayList<>();
            for (int i = 0; i < ROUNDS; i++) {
                rounds.add(clients.submit(() -> {
                    round(gateway.port());
                    return null;
                }));
            }
            for (Future<?> each : rounds) {
                each.get();
            }
            long input = gateway.records().stream()
                    .mapToLong(call -> call.usage() == null ? 0 : call.usage().prompt())
                    .sum();
            long output = gateway.records().stream()
                    .mapToLong(call -> call.usage() == null ? 0 : call.usage().completion())
                    .sum();
            assertThat(input).isPositive();
            for (Map.Entry<String, Double> each :
                    expected((double) input, (double) output).entrySet()) {
                assertThat(settled(prometheus, each.getKey(), each.getValue()))
                        .as(each.getKey())
                        .isEqualTo(each.getValue());
            }
            double median =
                    prometheus.query("histogram_quantile(0.5, sum by (le) (bifrost_gateway_overhead_seconds_bucket))");
            assertThat(median).isBetween(0.0, 1.0);
            assertThat(prometheus.get("/api/v1/targets"))
                    .contains("\"health\":\"up\"")
                    .contains("\"lastError\":\"\"");
            String text;
            try (RawClient client = new RawClient(gateway.port())) {
                text = client.send("GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n")
                        .read()
                        .text();
            }
            assertThat(RealPrometheus.promtool(text, "check", "metrics")).isEmpty();
        }
    }

    /** What a query says once it says that, or after twenty seconds. */
    private static double settled(RealPrometheus prometheus, String query, double expected)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        double said = prometheus.query(query);
        while (said != expected && System.nanoTime() < end) {
            LockSupport.parkNanos(100_000_000);
            said = prometheus.query(query);
        }
        return said;
    }
}
