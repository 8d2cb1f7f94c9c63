package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody must hear that a budget is nearly spent before the calls of a team are refused. */
@Timeout(60)
class BudgetAlertTest {
    @TempDir
    private Path folder;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> signatures = new LinkedBlockingQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private HttpServer receiver;

    @BeforeEach
    void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean fails = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            if (!fails) {
                signatures.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-bifrost-signature")));
                told.add(body);
            }
            exchange.sendResponseHeaders(fails ? 503 : 204, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void stop() {
        receiver.stop(0);
    }

    private String yaml(ScriptedUpstream upstream) {
        return """
                data: %s
                prices: { overrides: [{ provider: up, model: m, input: 1, output: 1 }] }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                virtual_keys:
                  - { name: all, key: %s, budgets: [{ usd: 0.0001, per: month, warn_at: [5] }] }
                observability:
                  alerts: { webhook: "http://127.0.0.1:%d/", secret: s3cret }
                """.formatted(
                        folder.resolve("data"),
                        upstream.baseUrl(),
                        Stage.KEY,
                        receiver.getAddress().getPort());
    }

    private String alert() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(upstream));
                RawClient client = new RawClient(gateway.port())) {
            client.post(Stage.CHAT, Stage.AUTHORIZED, "{\"model\":\"up/m\",\"max_tokens\":1,\"messages\":[]}");
            assertThat(client.read().status()).isEqualTo(200);
            String alert = told.poll(30, TimeUnit.SECONDS);
            assertThat(alert).as("the alert").isNotNull();
            return alert;
        }
    }

    @Test
    void budget_reachesItsThreshold_tellsTheReceiverWithASignature() throws Exception {
        String alert = alert();
        byte[] bytes = alert.getBytes(StandardCharsets.UTF_8);
        Json.Obj said = Json.readObject(bytes, 0, bytes.length);
        assertThat(said.text("event")).isEqualTo("budget_threshold");
        assertThat(said.text("name")).isEqualTo("all");
        assertThat(alert).contains("\"percent\":5", "\"limit_usd\":\"0.0001\"");
        String signature = signatures.take();
        String seconds = signature.substring(2, signature.indexOf(','));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
        assertThat(signature).isEqualTo("t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(bytes)));
    }

    @Test
    void receiver_downAtFirst_isToldLater() throws Exception {
        failures.set(1);
        assertThat(alert()).contains("budget_threshold");
    }
}
