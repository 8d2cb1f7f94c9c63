package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.telemetry.metrics.CallOf;
import dev.bifrost.telemetry.metrics.Told;
import dev.bifrost.testing.LoopSampler;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Prometheus must get its numbers, nobody else may, and no stream may wait for either. */
class ScrapeTest {
    private static final String TOKENS =
            """
            admin:
              tokens: [{ name: prometheus, sha256: %s, role: viewer }]
            """.formatted(HexFormat.of().formatHex(Secret.of("eye").sha256()));
    private static final String TOKEN = "authorization: Bearer eye\r\n";
    private static final String PROXIED = "x-forwarded-for: 203.0.113.7\r\n";

    private static String yaml(String more, ScriptedUpstream upstream) {
        return more + """
                access: open
                providers:
                  - { name: up, dialect: openai, base_url: %s, api_key: sk-provider }
                models:
                  - { alias: fast, provider: up, model: m }
                """.formatted(upstream.baseUrl());
    }

    private static RawClient.Answer scrape(int port, String headers) throws IOException {
        return ask(port, "GET", headers);
    }

    private static RawClient.Answer ask(int port, String method, String headers) throws IOException {
        String host = headers.contains("host:") ? "" : "host: 127.0.0.1\r\n";
        try (RawClient client = new RawClient(port)) {
            return client.send(method + " /metrics HTTP/1.1\r\n" + host + headers + "\r\n")
                    .read();
        }
    }

    private static long series(String text) {
        return text.lines().filter(line -> !line.startsWith("#")).count();
    }

    @Test
    void scrape_withoutTokens_isForThisMachineAlone() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml("", upstream))) {
            assertThat(scrape(gateway.port(), "").status()).isEqualTo(200);
            for (String between :
                    new String[] {PROXIED, "via: 1.1 x\r\n", "origin: http://evil\r\n", "host: evil\r\n"}) {
                assertThat(scrape(gateway.port(), between).status()).as(between).isEqualTo(401);
            }
            assertThat(ask(gateway.port(), "POST", "content-length: 0\r\n").status())
                    .isEqualTo(405);
        }
    }

    @Test
    void scrape_withTokens_isForThisMachineAndWhoShowsOne() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(TOKENS, upstream))) {
            assertThat(scrape(gateway.port(), "").status()).isEqualTo(200);
            assertThat(scrape(gateway.port(), PROXIED).status()).isEqualTo(401);
            assertThat(scrape(gateway.port(), PROXIED + "authorization: Bearer wrong\r\n")
                            .status())
                    .isEqualTo(401);
            assertThat(scrape(gateway.port(), PROXIED + TOKEN).status())
                    .as("a viewer")
                    .isEqualTo(200);
        }
    }

    @Test
    void scrape_withAListenerOfItsOwn_isNotOnTheOther() throws IOException {
        String own = "admin: { listen: \"127.0.0.1:0\" }\n";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml(own, upstream))) {
            assertThat(scrape(gateway.port(), "").status()).isEqualTo(404);
            assertThat(scrape(gateway.managementPort(), "").status()).isEqualTo(200);
        }
    }

    @Test
    void scrape_whereMetricsAreOff_isUnknown() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway =
                        TestGateway.start(yaml("observability: { metrics: { enabled: false } }\n", upstream))) {
            assertThat(scrape(gateway.port(), "").status()).isEqualTo(404);
        }
    }

    @Test
    void scrape_inTheFormAskedFor_saysSo() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml("", upstream))) {
            RawClient.Answer plain = scrape(gateway.port(), "");
            assertThat(plain.header("content-type")).startsWith("text/plain; version=0.0.4");
            RawClient.Answer open = scrape(
                    gateway.port(), "accept: application/openmetrics-text; version=1.0.0\r\naccept-encoding: gzip\r\n");
            assertThat(open.header("content-type")).startsWith("application/openmetrics-text");
            assertThat(open.header("content-encoding")).isEqualTo("gzip");
            assertThat(Told.unzipped(open.body())).endsWith("# EOF\n");
            assertThat(new Told(plain.text()).values).containsEntry("bifrost_running_requests{}", 0.0);
        }
    }

    @Test
    void counters_afterCalls_areThoseOfTheCalls() throws IOException {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml("", upstream))) {
            for (int i = 0; i < 20; i++) {
                String question = i % 4 == 0 ? Stage.QUESTION.replace("up/m", "nowhere") : Stage.QUESTION;
                try (RawClient client = new RawClient(gateway.port())) {
                    client.post(Stage.CHAT, "", question).read();
                }
            }
            Told told = new Told(scrape(gateway.port(), "").text());
            assertThat(told.sum("bifrost_requests_total", "status=200", "model=m"))
                    .isEqualTo(15);
            assertThat(told.sum("bifrost_requests_total", "status=404", "model=other", "ending=refused"))
                    .isEqualTo(5);
            assertThat(told.sum("bifrost_failures_total", "code=model_not_found"))
                    .isEqualTo(5);
            assertThat(told.sum("bifrost_upstream_requests_total", "provider=up"))
                    .isEqualTo(15);
            assertThat(told.sum("bifrost_upstream_connections", "provider=up")).isBetween(1.0, 20.0);
            assertThat(told.text).doesNotContain("nowhere").doesNotContain("sk-provider");
        }
    }

    @Test
    void scrape_ofTenThousandSeries_delaysNoStream() throws Exception {
        CountDownLatch enough = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    connection.startStream();
                    for (int i = 0; i == 0 || enough.getCount() > 0; i++) {
                        connection.chunk(Stage.EVENT);
                        if (enough.await(5, TimeUnit.MILLISECONDS)) {
                            break;
                        }
                    }
                    connection.chunk(Stage.DONE);
                    connection.endChunks();
                });
                LoopSampler sampler = LoopSampler.start();
                TestGateway gateway = TestGateway.start(yaml("", upstream));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
                RawClient stream = new RawClient(gateway.port())) {
            for (int i = 0; i < 1_000; i++) {
                gateway.metrics()
                        .call(CallOf.good()
                                .key("tenant-" + i)
                                .model("model-" + i % 500)
                                .record());
            }
            stream.post(Stage.CHAT, "", Stage.QUESTION.replace("{\"model\"", "{\"stream\":true,\"model\""));
            assertThat(stream.readHead().status()).isEqualTo(200);
            stream.readChunk();

            Future<Long> scraped = clients.submit(() -> {
                long series = 0;
                for (int i = 0; i < 5; i++) {
                    String text = scrape(gateway.port(), "").text();
                    assertThat(text).contains("\nbifrost_open_streams 1.0\n");
                    series = series(text);
                }
                return series;
            });
            long chunks = 0;
            while (!scraped.isDone()) {
                assertThat(stream.readChunk()).isNotEmpty();
                chunks++;
            }
            assertThat(scraped.get()).isGreaterThan(10_000);
            assertThat(chunks).as("the stream went on meanwhile").isGreaterThan(10);
            enough.countDown();
            while (stream.readChunk().length > 0) {
                chunks++;
            }
            assertThat(sampler.caught()).as("no loop waited, none formatted").isEmpty();
            assertThat(scrape(gateway.port(), "").text()).contains("\nbifrost_open_streams 0.0\n");
        }
    }

    @Test
    void scrape_whoseClientDoesNotRead_holdsNothingUp() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.start(yaml("", upstream))) {
            for (int i = 0; i < 1_000; i++) {
                gateway.metrics()
                        .call(CallOf.good()
                                .key("tenant-" + i)
                                .model("model-" + i % 500)
                                .record());
            }
            RawClient[] frozen = new RawClient[6];
            for (int i = 0; i < frozen.length; i++) {
                frozen[i] = new RawClient(gateway.port());
                frozen[i].send("GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n");
            }
            for (int i = 0; i < 20; i++) {
                try (RawClient client = new RawClient(gateway.port())) {
                    assertThat(client.post(Stage.CHAT, "", Stage.QUESTION)
                                    .read()
                                    .status())
                            .isEqualTo(200);
                }
            }
            for (int i = 0; i < frozen.length; i++) {
                if (i % 2 == 0) {
                    frozen[i].close(); // in the middle
                } else {
                    assertThat(series(frozen[i].read().text())).isGreaterThan(10_000);
                    frozen[i].close();
                }
            }
        }
    }
}
