package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.access.MemoryKeyStore;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.Seeded;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys made, used, rotated and revoked while the gateway runs, over real sockets; and rubbish at the same door. */
class ManagementTest {
    private static final String OWNER = "authorization: Bearer owner-token\r\n";
    private static final String VIEWER = "authorization: Bearer viewer-token\r\n";
    private static final String FILED = "vk-filed-0123456789ab";
    private static final String TOKENS = """
            admin:
              tokens:
                - { name: ops, sha256: %s, role: operator }
                - { name: eye, sha256: %s, role: viewer }
            """.formatted(hash("owner-token"), hash("viewer-token"));

    private final MemoryKeyStore store = new MemoryKeyStore();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T12:00:00Z"));
    private ScriptedUpstream upstream;
    private TestGateway gateway;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
        gateway = TestGateway.start(yaml(TOKENS, "legal"), store, now::get);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private String yaml(String admin, String team) {
        return admin + """
                organizations: [{ name: bank, labels: { cost: "4711" } }]
                teams: [{ name: %s, organization: bank, labels: { app: chat } }]
                providers:
                  - { name: up, dialect: openai, base_url: %s, api_key: sk-provider }
                models:
                  - { alias: fast, provider: up, model: m }
                virtual_keys:
                  - { name: filed, key: %s }
                """.formatted(team, upstream.baseUrl(), FILED);
    }

    @Test
    void key_fromCreationToRevocation_isGoodExactlyInBetween() throws Exception {
        RawClient.Answer made = send("POST", "/api/keys", OWNER, "{\"name\":\"t1\",\"team\":\"legal\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("cache-control")).isEqualTo("no-store");
        String secret = field(made, "key");
        String id = field(made, "id");
        assertThat(ask(secret).status()).as("in force before it is answered").isEqualTo(200);
        var record = gateway.nextRecord();
        assertThat(record.keyId()).isEqualTo(id);
        assertThat(record.virtualKey()).isEqualTo("t1");
        assertThat(record.team()).isEqualTo("legal");
        assertThat(record.organization()).isEqualTo("bank");
        assertThat(record.labels()).containsEntry("cost", "4711").containsEntry("app", "chat");

        RawClient.Answer rotated = send("POST", "/api/keys/t1/rotate", OWNER, "{\"grace\":\"72h\"}");
        String next = field(rotated, "key");
        assertThat(ask(secret).status()).isEqualTo(200);
        assertThat(ask(next).status()).isEqualTo(200);
        now.updateAndGet(time -> time.plus(Duration.ofDays(3)));
        assertThat(ask(secret).status()).as("the grace is over").isEqualTo(401);
        assertThat(ask(next).status()).isEqualTo(200);

        assertThat(send("PATCH", "/api/keys/" + id, OWNER, "{\"allowed_models\":[]}")
                        .status())
                .isEqualTo(200);
        assertThat(ask(next).status()).isEqualTo(403);

        assertThat(send("POST", "/api/keys/" + id + "/revoke", OWNER, "").status())
                .isEqualTo(200);
        RawClient.Answer refused = ask(next);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).contains("revoked_key");
        assertThat(gateway.log()).hasSize(4).allMatch(line -> line.contains("by ops"));
        String said = gateway.log().toString()
                + gateway.notices()
                + gateway.records()
                + send("GET", "/api/keys?revoked=true", OWNER, "").text();
        assertThat(said).contains("t1").doesNotContain(secret, next, FILED, "owner-token");
    }

    @Test
    void key_revokedByAnotherProcess_isRefusedAfterTheNextLook() throws Exception {
        try (TestGateway other = TestGateway.start(yaml(TOKENS, "legal"), store, now::get)) {
            String secret = field(send("POST", "/api/keys", OWNER, "{\"name\":\"t1\"}"), "key");
            other.lookAtKeys();
            assertThat(ask(other.port(), secret).status()).isEqualTo(200);
            send("DELETE", "/api/keys/t1", OWNER, "");
            other.lookAtKeys();
            assertThat(ask(other.port(), secret).status()).isEqualTo(401);
        }
    }

    @Test
    void look_happensByItself() throws Exception {
        String secret = field(send("POST", "/api/keys", OWNER, "{\"name\":\"t1\"}"), "key");
        store.put(store.find("t1")); // as another process would
        try (TestGateway other = TestGateway.start(yaml(TOKENS, "legal"), store, now::get)) {
            send("DELETE", "/api/keys/t1", OWNER, "");
            TestGateway.await(() -> {
                try {
                    return ask(other.port(), secret).status() == 401;
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(ask(other.port(), secret).status()).isEqualTo(401);
        }
    }

    @Test
    void api_withoutOrWithTheWrongToken_isClosed() throws Exception {
        assertThat(send("GET", "/api/keys", "", "").status()).isEqualTo(401);
        assertThat(send("GET", "/api/keys", "authorization: Bearer " + FILED + "\r\n", "")
                        .status())
                .as("a virtual key is no admin token")
                .isEqualTo(401);
        assertThat(send("POST", "/api/keys", VIEWER, "{\"name\":\"x\"}").status())
                .isEqualTo(403);
        assertThat(send("GET", "/api/keys", VIEWER, "").status()).isEqualTo(200);
        assertThat(send("GET", "/api/nothing", "", "").status())
                .as("who may not manage learns nothing of what there is")
                .isEqualTo(401);
        RawClient.Answer unknown = send("GET", "/api/nothing", OWNER, "");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).contains("\"error\":{\"message\":\"Unknown route: GET /api/nothing\"");
        assertThat(ask("owner-token").status())
                .as("an admin token is no virtual key")
                .isEqualTo(401);
        assertThat(send("PUT", "/api/keys", OWNER, "{}").header("allow")).isEqualTo("GET, POST");
    }

    @Test
    void ownKey_showsWhatItIsAndNothingOfOthers() throws Exception {
        String secret = field(
                send("POST", "/api/keys", OWNER, "{\"name\":\"t1\",\"team\":\"legal\",\"expires\":\"2030-01-01\"}"),
                "key");
        RawClient.Answer own = send("GET", "/api/key", "x-api-key: " + secret + "\r\n", "");

        assertThat(own.status()).isEqualTo(200);
        assertThat(own.text())
                .contains("\"name\":\"t1\"", "\"team\":\"legal\"", "\"organization\":\"bank\"")
                .contains("\"allowed_models\":null", "\"expires\":\"2030-01-01T23:59:59.999999999Z\"")
                .contains("\"spending\":{\"budgets\":[", "\"team\":\"legal\"")
                .doesNotContain(secret, "filed");
        assertThat(send("GET", "/api/key", "authorization: Bearer " + FILED + "\r\n", "")
                        .text())
                .contains("\"id\":\"filed\"");
        assertThat(send("GET", "/api/key", "", "").status()).isEqualTo(401);
        assertThat(send("GET", "/api/key", OWNER, "").status()).isEqualTo(401);
        assertThat(send("POST", "/api/key", OWNER, "{}").status()).isEqualTo(405);
        assertThat(gateway.records()).as("no call").isEmpty();
    }

    @Test
    void reload_teamGone_refusesItsKeysAndOtherTokensHold() throws Exception {
        String secret = field(send("POST", "/api/keys", OWNER, "{\"name\":\"t1\",\"team\":\"legal\"}"), "key");
        gateway.reload(yaml("", "other"));

        assertThat(ask(secret).status()).isEqualTo(403);
        assertThat(gateway.notices()).anyMatch(notice -> notice.contains("team 'legal' does not exist any more"));
        assertThat(send("GET", "/api/keys", "", "").status())
                .as("no tokens any more, and this is the machine itself")
                .isEqualTo(200);
        assertThat(send("GET", "/api/keys", "x-forwarded-for: 10.0.0.1\r\n", "").status())
                .isEqualTo(401);
        gateway.reload(yaml(TOKENS, "legal"));
        assertThat(ask(secret).status()).isEqualTo(200);
        assertThat(send("GET", "/api/keys", "", "").status()).isEqualTo(401);
    }

    @Test
    void store_down_keepsCallsGoingAndSaysSoToManagers() throws Exception {
        String secret = field(send("POST", "/api/keys", OWNER, "{\"name\":\"t1\"}"), "key");
        store.down(true);
        gateway.lookAtKeys();

        assertThat(ask(secret).status()).isEqualTo(200);
        RawClient.Answer refused = send("POST", "/api/keys", OWNER, "{\"name\":\"t2\"}");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isNotNull();
        store.down(false);
    }

    @Test
    void body_largerThanItMayBe_is413AndTheConnectionGoesOnOrCloses() throws Exception {
        String large = "{\"name\":\"" + "a".repeat(70_000) + "\"}";
        assertThat(send("POST", "/api/keys", OWNER, large).status()).isEqualTo(413);
        assertThat(send("POST", "/api/keys", "", large).status())
                .as("nothing is read of whom nobody knows")
                .isEqualTo(401);
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /api/keys HTTP/1.1\r\nhost: a\r\n" + OWNER + "transfer-encoding: chunked\r\n\r\n");
            for (int i = 0; i < 9; i++) {
                client.send("2000\r\n" + "a".repeat(8192) + "\r\n");
            }
            assertThat(client.read().status()).isEqualTo(413);
        }
    }

    @Test
    void requests_onOneConnection_areServedInOrder() throws Exception {
        try (RawClient client = new RawClient(gateway.port())) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 20; i++) {
                String body = "{\"name\":\"n" + i + "\"}";
                all.append("POST /api/keys HTTP/1.1\r\nhost: a\r\n" + OWNER + "content-length: " + body.length()
                        + "\r\n\r\n" + body);
                all.append("GET /health HTTP/1.1\r\nhost: a\r\n\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < 20; i++) {
                assertThat(client.read().text()).contains("\"name\":\"n" + i + "\"");
                assertThat(client.read().text()).contains("\"status\":\"ok\"");
            }
        }
    }

    @Test
    void clientGone_beforeTheAnswer_harmsNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (RawClient client = new RawClient(gateway.port())) {
                client.send("GET /api/keys HTTP/1.1\r\nhost: a\r\n" + OWNER + "\r\n");
            }
            try (RawClient client = new RawClient(gateway.port())) {
                client.send("POST /api/keys HTTP/1.1\r\nhost: a\r\n" + OWNER + "content-length: 99\r\n\r\n{\"na");
            }
        }
        assertThat(send("GET", "/api/keys", OWNER, "").status()).isEqualTo(200);
    }

    @Test
    void expectContinue_isToldToGoOnOnlyIfItIsLetIn() throws Exception {
        try (RawClient client = new RawClient(gateway.port())) {
            String head = "content-length: 14\r\nexpect: 100-continue\r\n\r\n";
            client.send("POST /api/keys HTTP/1.1\r\nhost: a\r\n" + OWNER + head);
            assertThat(client.read().status()).isEqualTo(100);
            assertThat(client.send("{\"name\":\"cont\"}".substring(0, 14))
                            .read()
                            .status())
                    .isIn(201, 400);
        }
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /api/keys HTTP/1.1\r\nhost: a\r\ncontent-length: 14\r\nexpect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(401);
        }
    }

    @Test
    void rubbish_atTheDoor_isAnsweredInOurShapeAndNeverA500() {
        Seeded.times(300, random -> {
            String path = "/api/" + Seeded.text(random, "keys/%2F.?&=a+*", 20);
            String method = new String[] {"GET", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"}[random.nextInt(6)];
            String body = Seeded.text(random, "{}[]\":,name0tru\\", 60);
            try {
                RawClient.Answer answer = send(method, path, OWNER, body);
                assertThat(answer.status()).as("%s %s %s", method, path, body).isLessThan(500);
                if (answer.status() >= 300) {
                    assertThat(answer.text()).startsWith("{\"error\":{\"message\":");
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(gateway.crashes()).isEmpty();
    }

    @Test
    void ownListener_servesManagementAndOnlyThat() throws Exception {
        String own = "admin:\n  listen: 127.0.0.1:0\n" + TOKENS.substring(TOKENS.indexOf('\n') + 1);
        try (TestGateway both = TestGateway.start(yaml(own, "legal"), store, now::get)) {
            assertThat(both.managementPort()).isNotEqualTo(both.port());
            assertThat(send(both.managementPort(), "GET", "/api/keys", OWNER, "")
                            .status())
                    .isEqualTo(200);
            assertThat(send(both.port(), "GET", "/api/keys", OWNER, "").status())
                    .isEqualTo(404);
            String shown = "authorization: Bearer " + FILED + "\r\n";
            assertThat(send(both.port(), "GET", "/api/key", shown, "").status()).isEqualTo(200);
            assertThat(send(both.managementPort(), "GET", "/api/key", shown, "").status())
                    .isEqualTo(404);
            assertThat(send(both.managementPort(), "GET", "/v1/models", shown, "")
                            .status())
                    .isEqualTo(404);
            assertThat(send(both.managementPort(), "GET", "/health", "", "").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void gateway_openUntilTheFirstKey_closesWithIt() throws Exception {
        String yaml = """
                providers:
                  - { name: up, dialect: openai, base_url: %s, api_key: sk-provider }
                """.formatted(upstream.baseUrl());
        try (TestGateway open = TestGateway.start(yaml, new MemoryKeyStore(), now::get)) {
            assertThat(ask(open.port(), "anything").status()).isEqualTo(200);
            String local = "host: localhost\r\n";
            RawClient.Answer made = send(open.port(), "POST", "/api/keys", local, "{\"name\":\"first\"}");
            assertThat(made.status()).isEqualTo(201);
            assertThat(ask(open.port(), "anything").status()).isEqualTo(401);
            assertThat(ask(open.port(), field(made, "key")).status()).isEqualTo(200);
        }
    }

    private RawClient.Answer ask(String key) throws IOException {
        return ask(gateway.port(), key);
    }

    private static RawClient.Answer ask(int port, String key) throws IOException {
        try (RawClient client = new RawClient(port)) {
            return client.post(Stage.CHAT, "authorization: Bearer " + key + "\r\n", Stage.QUESTION)
                    .read();
        }
    }

    private RawClient.Answer send(String method, String path, String headers, String body) throws IOException {
        return send(gateway.port(), method, path, headers, body);
    }

    private static RawClient.Answer send(int port, String method, String path, String headers, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String host = headers.contains("host:") ? "" : "host: 127.0.0.1\r\n";
        try (RawClient client = new RawClient(port)) {
            client.send(method + ' ' + path + " HTTP/1.1\r\n" + host + headers + "content-length: " + bytes.length
                    + "\r\n\r\n");
            return client.send(bytes).read();
        }
    }

    private static String field(RawClient.Answer answer, String name) {
        try {
            String text =
                    Json.readObject(answer.body(), 0, answer.body().length).text(name);
            assertThat(text).as(answer.text()).isNotNull();
            return text;
        } catch (dev.bifrost.api.json.MalformedJson e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String token) {
        return HexFormat.of().formatHex(Secret.of(token).sha256());
    }
}
