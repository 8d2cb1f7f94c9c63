package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.telemetry.LineWriter;
import dev.bifrost.telemetry.LogSettings;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may call what, from the bytes of a request to the bytes of its answer; and that no secret ever shows. */
class AccessTest {
    private static final String GOOD = "vk-good-aaaaaaaaaaaaaaaa";
    private static final String OTHER = "vk-other-bbbbbbbbbbbbbbbb";
    private static final String EXPIRED = "vk-expired-cccccccccccccc";
    private static final String NARROW = "vk-narrow-dddddddddddddd";
    private static final String NOTHING = "vk-nothing-eeeeeeeeeeeeee";
    private static final String UNKNOWN = "vk-unknown-ffffffffffffff";
    private static final String PROVIDER = "sk-provider-0123456789";
    private static final List<String> SECRETS = List.of(GOOD, OTHER, EXPIRED, NARROW, NOTHING, UNKNOWN, PROVIDER);

    private static final List<String> ANSWERS = new ArrayList<>();
    private static ScriptedUpstream upstream;
    private static TestGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
        gateway = TestGateway.start("""
                providers:
                  - name: up
                    dialect: openai
                    base_url: %s
                    api_key: %s
                models:
                  - { alias: fast, provider: up, model: small-1 }
                  - { alias: "slow-*", provider: up, model: large-1 }
                virtual_keys:
                  - { name: good, key: %s, passthrough: [up], labels: { app: chat, team: blue } }
                  - { name: other, key: %s }
                  - { name: expired, key: %s, expires: 2020-01-01 }
                  - { name: narrow, key: %s, allowed_models: [fast, "up/gpt-*"] }
                  - { name: nothing, key: %s, allowed_models: [] }
                """.formatted(upstream.baseUrl(), PROVIDER, GOOD, OTHER, EXPIRED, NARROW, NOTHING));
    }

    /** Closing looks for every secret in everything that was said or recorded. */
    @AfterAll
    static void stop() throws IOException {
        List<CallRecord> records = gateway.records();
        gateway.close();
        upstream.close();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (LogSettings.Format format : LogSettings.Format.values()) {
            try (LineWriter log =
                    new LineWriter(lines, new LogSettings(format, LogSettings.Level.INFO), InstantSource.system())) {
                records.forEach(log::call);
            }
        }
        String all = lines.toString(StandardCharsets.UTF_8) + records + ANSWERS;
        assertThat(records).isNotEmpty();
        assertThat(all).contains("narrow").doesNotContain(SECRETS);
    }

    static List<String> carriers() {
        return List.of(
                "authorization: Bearer " + GOOD,
                "authorization: bearer   " + GOOD,
                "x-api-key: " + GOOD,
                "x-goog-api-key: " + GOOD,
                "api-key: " + GOOD,
                "x-bf-vk: " + GOOD,
                "authorization: AWS4-HMAC-SHA256 Credential=" + GOOD
                        + "/20260101/eu-central-1/bedrock/aws4_request, SignedHeaders=host, Signature=00",
                "x-bf-vk: " + GOOD + "\r\nauthorization: Bearer " + UNKNOWN,
                "x-api-key: " + GOOD + "\r\nauthorization: Bearer " + GOOD);
    }

    @ParameterizedTest
    @MethodSource("carriers")
    void credential_anyCarrier_isTaken(String header) throws Exception {
        int before = upstream.requests().size();
        RawClient.Answer answer = ask(Stage.CHAT, header + "\r\n", "up/gpt-4o");
        assertThat(answer.status()).isEqualTo(200);
        ScriptedUpstream.Request seen = upstream.requests().get(before);
        assertThat(seen.header("authorization")).isEqualTo("Bearer " + PROVIDER);
        assertThat(seen.toString() + seen.headers()).doesNotContain("vk-");
        assertThat(seen.headers()).doesNotContainKeys("x-api-key", "x-goog-api-key", "api-key", "x-bf-vk");
    }

    static List<String> refusals() {
        return List.of(
                "",
                "authorization: Bearer " + UNKNOWN,
                "authorization: Bearer " + EXPIRED,
                "authorization: Bearer",
                "authorization: Basic " + GOOD,
                "authorization: " + GOOD,
                "x-bf-vk: " + UNKNOWN + "\r\nauthorization: Bearer " + GOOD,
                "x-api-key: " + OTHER + "\r\nauthorization: Bearer " + GOOD,
                "x-api-key: " + OTHER + "\r\nx-api-key: " + GOOD,
                "authorization: Bearer " + GOOD + "\r\nauthorization: Bearer " + OTHER,
                "x-api-key: " + GOOD + "," + GOOD,
                "x-api-key: " + GOOD.toUpperCase(java.util.Locale.ROOT));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void credential_absentUnknownOrContradictory_is401(String header) throws Exception {
        int before = upstream.requests().size();
        RawClient.Answer answer = ask(Stage.CHAT, header.isEmpty() ? "" : header + "\r\n", "up/gpt-4o");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.text()).contains("\"error\":{\"message\":");
        assertThat(upstream.requests()).hasSize(before);
    }

    @Test
    void queryKey_good_isTakenAndNeverPassedOn() throws Exception {
        int before = upstream.requests().size();
        assertThat(ask(Stage.CHAT + "?key=" + GOOD, "", "up/gpt-4o").status()).isEqualTo(200);
        assertThat(ask(Stage.CHAT + "?a=b&key=" + UNKNOWN, "", "up/gpt-4o").status())
                .isEqualTo(401);
        String up = "x-bifrost-provider: up\r\n";
        assertThat(get("/v1/files?limit=2&key=" + GOOD + "&after=x", up).status())
                .isEqualTo(200);
        assertThat(get("/v1/files?key=" + GOOD + "&key=" + GOOD, up).status()).isEqualTo(200);
        assertThat(get("/v1/files?key=" + GOOD + "&key=" + OTHER, up).status()).isEqualTo(401);
        assertThat(get("/v1/files?key=" + GOOD + "&%6bey=" + UNKNOWN, up).status())
                .isEqualTo(401);
        assertThat(get("/v1/files?k%65y=" + GOOD, up).status()).isEqualTo(200);
        assertThat(get("/v1/files?key", up + "authorization: Bearer " + GOOD + "\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(upstream.requests().subList(before, upstream.requests().size()))
                .extracting(ScriptedUpstream.Request::target)
                .containsExactly(
                        "/v1/chat/completions", "/v1/files?limit=2&after=x", "/v1/files", "/v1/files", "/v1/files")
                .noneMatch(target -> target.contains("vk-"));
    }

    @Test
    void allowList_globsAndNames_decideByAliasElseTarget() throws Exception {
        assertThat(ask(NARROW, "fast")).isEqualTo(200);
        assertThat(ask(NARROW, "up/gpt-4o")).isEqualTo(200);
        assertThat(ask(NARROW, "slow-1")).isEqualTo(403);
        assertThat(ask(NARROW, "up/small-1")).isEqualTo(403);
        assertThat(ask(NARROW, "UP/gpt-4o")).isIn(403, 404);
        assertThat(ask(NOTHING, "fast")).isEqualTo(403);
        assertThat(ask(OTHER, "slow-anything")).isEqualTo(200);
    }

    static List<String> disguises() {
        return List.of(
                "{\"model\":\"fast\",\"model\":\"slow-1\"}",
                "{\"model\":\"slow-1\",\"model\":\"fast\"}",
                "{\"model\":\"fast\",\"\\u006dodel\":\"slow-1\"}",
                "{\"\\u006d\\u006f\\u0064\\u0065\\u006c\":\"slow-1\"}",
                "{\"model\":\"\\u0073low-1\"}",
                "{\"x\":{\"model\":\"fast\"},\"model\":\"slow-1\"}",
                "{\"model\":[\"fast\"],\"model\":\"slow-1\"}",
                "{\"model\":\"fast\"}{\"model\":\"slow-1\"}",
                "[{\"model\":\"fast\"}]",
                "{\"model\":\"fast\\u0000\"}",
                "{\"model\":\"fast \"}",
                "{\"Model\":\"fast\"}",
                "\u0000{\"model\":\"fast\"}",
                "{\"model\":\"fast\",}",
                "{\"model\":null}",
                "{}");
    }

    @ParameterizedTest
    @MethodSource("disguises")
    void model_disguised_doesNotPassTheAllowList(String body) throws Exception {
        int before = upstream.requests().size();
        try (RawClient client = new RawClient(gateway.port())) {
            client.post(Stage.CHAT, "authorization: Bearer " + NARROW + "\r\n", body);
            assertThat(kept(client.read()).status()).isIn(400, 403, 404);
        }
        assertThat(upstream.requests()).hasSize(before);
    }

    @Test
    void labels_ofCallAndKey_areRecordedAndNeverOverridden() throws Exception {
        String header = "authorization: Bearer " + GOOD + "\r\nx-bf-dim-app: fake\r\nX-BF-Dim-Customer: Zürich\r\n";
        assertThat(ask(Stage.CHAT, header, "fast").status()).isEqualTo(200);
        CallRecord record = gateway.records().getLast();
        assertThat(record.labels()).isEqualTo(Map.of("app", "chat", "team", "blue", "customer", "Zürich"));
    }

    @Test
    void models_listed_areThoseOfTheKey() throws Exception {
        String all =
                get("/v1/models", "authorization: Bearer " + OTHER + "\r\n").text();
        assertThat(all).contains("\"object\":\"list\"", "\"fast\"");
        String narrow = get("/openai/v1/models", "authorization: Bearer " + NARROW + "\r\n")
                .text();
        assertThat(narrow).contains("\"fast\"").doesNotContain("slow-");
        String none = get("/litellm/v1/models", "authorization: Bearer " + NOTHING + "\r\n")
                .text();
        assertThat(none).doesNotContain("fast", "slow");
        assertThat(get("/v1/models/fast", "authorization: Bearer " + NARROW + "\r\n")
                        .status())
                .isEqualTo(200);
        assertThat(get("/v1/models/fast", "authorization: Bearer " + NOTHING + "\r\n")
                        .status())
                .isEqualTo(404);
        assertThat(get("/v1/models", "").status()).isEqualTo(401);
    }

    @Test
    void prefixes_ofOthers_meanTheSame() throws Exception {
        String header = "authorization: Bearer " + GOOD + "\r\n";
        assertThat(ask("/openai/v1/chat/completions", header, "fast").status()).isEqualTo(200);
        assertThat(ask("/litellm/v1/chat/completions", header, "fast").status()).isEqualTo(200);
        assertThat(ask("/openai/v1/embeddings", header, "fast").status()).isEqualTo(200);
        assertThat(ask("/openaix/v1/embeddings", header, "fast").status()).isEqualTo(404);
    }

    @Test
    void access_open_needsNoKeyAndHonoursAKnownOne() throws Exception {
        String yaml = "access: open\n" + Stage.yaml(upstream);
        try (TestGateway open = TestGateway.start(yaml)) {
            try (RawClient client = new RawClient(open.port())) {
                assertThat(client.post(Stage.CHAT, "", Stage.QUESTION).read().status())
                        .isEqualTo(200);
                assertThat(open.nextRecord().virtualKey()).isNull();
                assertThat(client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION)
                                .read()
                                .status())
                        .isEqualTo(200);
                assertThat(open.nextRecord().virtualKey()).isEqualTo("all");
            }
        }
    }

    private static int ask(String key, String model) throws IOException {
        return ask(Stage.CHAT, "authorization: Bearer " + key + "\r\n", model).status();
    }

    private static RawClient.Answer ask(String path, String headers, String model) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return kept(client.post(path, headers, "{\"model\":\"" + model + "\",\"messages\":[]}")
                    .read());
        }
    }

    private static RawClient.Answer get(String path, String headers) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return kept(client.send("GET " + path + " HTTP/1.1\r\nhost: a\r\n" + headers + "\r\n")
                    .read());
        }
    }

    private static RawClient.Answer kept(RawClient.Answer answer) {
        ANSWERS.add(answer.headers() + answer.text());
        return answer;
    }
}
