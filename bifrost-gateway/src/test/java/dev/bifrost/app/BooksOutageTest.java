package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreSettings;
import dev.bifrost.testing.Postgres;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The store is gone while the gateway runs: nobody who calls notices, and what they spend is counted once it is back. */
@Timeout(120)
class BooksOutageTest {
    private static final long CALL = 10_000;
    private static final String ADMIN = "owner-token-0123456789";

    @TempDir
    private Path data;

    private static String hash(String token) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    private String yaml(ScriptedUpstream upstream, String store, String budget) throws Exception {
        return """
                data: %s
                store: { url: "%s", timeout: 500ms }
                admin: { tokens: [{ name: ops, sha256: %s, role: owner }] }
                prices:
                  overrides:
                    - { provider: up, model: m, input: 1, output: 1 }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                virtual_keys:
                  - { name: filed, key: %s%s }
                """.formatted(data, store, hash(ADMIN), upstream.baseUrl(), Stage.KEY, budget);
    }

    private static int ask(TestGateway gateway, String key) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(
                            Stage.CHAT,
                            "authorization: Bearer " + key + "\r\n",
                            "{\"model\":\"up/m\",\"max_tokens\":1,\"messages\":[]}")
                    .read()
                    .status();
        }
    }

    private static String madeKey(TestGateway gateway) throws IOException {
        try (RawClient client = new RawClient(gateway.managementPort())) {
            String answer = client.post(
                            "/api/keys",
                            "authorization: Bearer " + ADMIN + "\r\n",
                            "{\"name\":\"made\",\"budgets\":[{\"usd\":1,\"per\":\"total\"}]}")
                    .read()
                    .text();
            assertThat(answer).contains("\"key\":\"");
            return answer.replaceFirst("(?s).*\"key\":\"([^\"]+)\".*", "$1");
        }
    }

    private Map<String, Long> sums(String store) {
        var settings = new StoreSettings(Secret.of(store), null, StoreSettings.Migrate.OFF, 1, Duration.ofSeconds(5));
        try (Store reader = Store.open(settings, data, InstantSource.system(), _ -> {})) {
            return reader.spend().sums(Instant.EPOCH);
        }
    }

    private long total(String store) {
        return sums(store).values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void sqlite_lockedBySomebodyElse_callsGoOnAndAreCountedOnceAfterwards() throws Exception {
        Path file = data.resolve("bifrost.db");
        String store = "sqlite:" + file;
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, store, ", budget_usd_per_month: 5"))) {
                String made = madeKey(gateway);
                try (var other = DriverManager.getConnection("jdbc:sqlite:" + file);
                        var statement = other.createStatement()) {
                    statement.execute("BEGIN IMMEDIATE");
                    goOn(gateway, made);
                    TestGateway.await(() -> gateway.notices().toString().contains("store: not usable"));
                    goOn(gateway, made);
                    statement.execute("ROLLBACK");
                }
                TestGateway.await(() -> total(store) == 8 * CALL);
                assertThat(total(store))
                        .as("while it runs, of %s", gateway.notices())
                        .isEqualTo(8 * CALL);
                assertThat(gateway.notices().toString()).contains("store: back after");
            }
            assertThat(sums(store)).as("once each").hasSize(2).containsValue(4 * CALL);
            try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, store, ", budget_usd_per_month: 5"))) {
                assertThat(Crowd.states(gateway.port(), Stage.KEY))
                        .containsEntry("key:filed", new Crowd.State(4 * CALL, 0, 0));
            }
        }
    }

    @Test
    void postgres_frozen_callsGoOnAndAreCountedOnceAfterwards() throws Exception {
        String store = Postgres.url(Postgres.create());
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, store, ""))) {
                String made = madeKey(gateway);
                try (AutoCloseable _ = Postgres.freeze()) {
                    goOn(gateway, made);
                    TestGateway.await(() -> gateway.notices().toString().contains("store: not usable"));
                    goOn(gateway, made);
                }
                TestGateway.await(() -> total(store) == 8 * CALL);
                assertThat(total(store))
                        .as("while it runs, of %s", gateway.notices())
                        .isEqualTo(8 * CALL);
            }
            assertThat(sums(store)).as("once each").hasSize(2).containsValue(4 * CALL);
        }
    }

    private static void goOn(TestGateway gateway, String made) throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThat(ask(gateway, Stage.KEY)).as("%s", gateway.notices()).isEqualTo(200);
            assertThat(ask(gateway, made)).as("%s", gateway.notices()).isEqualTo(200);
            assertThat(ask(gateway, made + "x")).isEqualTo(401);
        }
    }
}
