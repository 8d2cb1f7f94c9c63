package dev.bifrost.app;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.telemetry.metrics.CallOf;
import dev.bifrost.telemetry.metrics.Metrics;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What a gateway really answers a scrape. */
public final class ScrapedGateway {
    private ScrapedGateway() {}

    /** Of one that has seen calls of all kinds. {@code folder} is for what it keeps. */
    public static String everything(Path folder) throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(folder, upstream))) {
            return everything(gateway);
        }
    }

    /** Of a process that has just been started and has seen none. */
    public static String fresh(Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("bifrost.yaml"), """
                data: %s
                access: open
                providers: [{ name: simulated }]
                observability: { audit: { sinks: [{ type: file, path: %s }] } }
                """.formatted(folder.resolve("data"), folder.resolve("audit.jsonl")));
        try (ChildGateway gateway = ChildGateway.start(file)) {
            return scrape(gateway.port());
        }
    }

    static String everything(TestGateway gateway) throws IOException {
        everything(gateway.metrics());
        try (RawClient client = new RawClient(gateway.port())) {
            client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION).read();
        }
        return scrape(gateway.port());
    }

    private static String scrape(int port) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.send("GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n")
                    .read()
                    .text();
        }
    }

    static String yaml(Path folder, ScriptedUpstream upstream) {
        return """
                data: %s
                providers:
                  - { name: up, dialect: openai, base_url: %s, api_key: sk-provider }
                models:
                  - { alias: fast, provider: up, model: m, fallback: [mistral/mistral-small-2410] }
                virtual_keys:
                  - name: stage
                    key: %s
                    budget_usd_per_month: 50
                    rate_limit: { requests_per_minute: 600 }
                prices: { overrides: [{ provider: up, model: m, input: 1, output: 2 }] }
                observability:
                  metrics: { labels: ["label:cost-center"], microseconds: true }
                """.formatted(folder, upstream.baseUrl(), Stage.KEY);
    }

    private static void everything(Metrics metrics) {
        CallOf good = CallOf.good().labels(Map.of("cost-center", "4711"));
        metrics.call(good.record());
        Usage all = new Usage(10, 1, 1, 1, 10, 1, 1, 1, 1, 1, true);
        Target target = new Target("up", "m");
        metrics.call(good.tries(
                        Attempt.skipped(new Target("off", "x"), "disabled"),
                        CallOf.failed("a", "m1", "key1", 429, "upstream_rate_limited"),
                        CallOf.failed("a", "m1", "key2", 503, "upstream_error"),
                        new Attempt(target, "k", 200, "ok", 1, all, Cost.unknown()))
                .record());
        metrics.call(good.ended(502, "upstream_error", Ending.UPSTREAM_FAILED).record());
        for (int i = 0; i < 1_100; i++) {
            metrics.call(good.key("tenant-" + i).record());
        }
    }
}
