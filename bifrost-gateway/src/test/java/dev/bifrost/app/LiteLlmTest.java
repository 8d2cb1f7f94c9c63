package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients of LiteLLM's proxy send: its tags, in a body or a header
 * (https://docs.litellm.ai/docs/proxy/request_tags), its other field {@code litellm_metadata}, and its paths.
 */
class LiteLlmTest {
    private static final String KEY = "vk-litellm-0123456789";
    private static final String AUTHORIZED = "authorization: Bearer " + KEY + "\r\n";

    @Test
    void tags_areRecordedAndDoNotReachTheProvider() throws Exception {
        try (ScriptedUpstream upstream = Scene.answering();
                TestGateway gateway = gateway(upstream, "openai", "")) {
            String asked = """
                    {"model": "up/m", "messages": [{"role": "user", "content": "Hi", "tags": ["kept"]}], \
                    "metadata": {"tags": ["jobID:214590dsff09fds", "taskName:run_page_classification"], "env": "prod"}, "user": "palantir"}""";

            RawClient.Answer answer = ask(gateway, "/v1/chat/completions", "", asked);

            assertThat(answer.text()).isEqualTo(Scene.WHOLE);
            assertThat(upstream.requests().getFirst().text()).isEqualTo("""
                    {"model": "m", "messages": [{"role": "user", "content": "Hi", "tags": ["kept"]}], \
                    "metadata": {"env": "prod"}, "user": "palantir"}""");
            var record = gateway.nextRecord();
            assertThat(record.labels())
                    .isEqualTo(Map.of("tags", "jobID:214590dsff09fds,taskName:run_page_classification"));
            assertThat(record.endUser()).isEqualTo("palantir");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions,openai",
        "/v1/completions,openai",
        "/v1/embeddings,openai",
        "/v1/responses,openai-responses",
        "/v1/messages,anthropic"
    })
    void tags_wherever_areTakenOut(String path, String dialect) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{}");
                TestGateway gateway = gateway(upstream, dialect, "")) {
            String asked = "{\"tags\":[\"c\"],\"model\":\"up/m\",\"litellm_metadata\":{\"tags\":[\"b\"],\"spend\":{}},"
                    + "\"metadata\":{\"tags\":[\"a\",\"b\"]}}";

            assertThat(ask(gateway, path, "x-litellm-tags: eu, a ,\r\n", asked).status())
                    .isEqualTo(200);

            assertThat(upstream.requests().getFirst().text()).isEqualTo("{\"model\":\"m\"}");
            assertThat(gateway.nextRecord().labels()).isEqualTo(Map.of("tags", "eu,a,b,c"));
        }
    }

    @Test
    void tags_ofTheKeyOrTheGatewaysOwnHeader_prevail() throws Exception {
        String asked = "{\"model\":\"up/m\",\"messages\":[],\"metadata\":{\"tags\":[\"" + "x".repeat(200) + "\"]}}";
        try (ScriptedUpstream upstream = Scene.answering();
                TestGateway gateway = gateway(upstream, "openai", "");
                TestGateway labelled = gateway(upstream, "openai", "labels: { tags: ours }")) {
            ask(gateway, "/v1/chat/completions", "", asked);
            assertThat(gateway.nextRecord().labels()).isEqualTo(Map.of("tags", "x".repeat(128)));
            ask(gateway, "/v1/chat/completions", "x-bf-dim-tags: mine\r\n", asked);
            assertThat(gateway.nextRecord().labels()).isEqualTo(Map.of("tags", "mine"));
            ask(labelled, "/v1/chat/completions", "", asked);
            assertThat(labelled.nextRecord().labels()).isEqualTo(Map.of("tags", "ours"));
        }
    }

    @Test
    void tags_forAProxyOfLiteLlm_goOn() throws Exception {
        String asked = "{\"model\":\"proxy/m\",\"messages\":[],\"metadata\":{\"tags\":[\"a\"]},\"tags\":[\"b\"]}";
        try (ScriptedUpstream upstream = Scene.answering();
                TestGateway gateway = TestGateway.start(
                        "providers:\n  - { name: proxy, type: litellm, base_url: \"" + upstream.baseUrl() + "\" }\n")) {
            ask(gateway, "/v1/chat/completions", "", asked);

            assertThat(upstream.requests().getFirst().text()).isEqualTo(asked.replace("proxy/m", "m"));
            assertThat(gateway.nextRecord().labels()).isEqualTo(Map.of("tags", "a,b"));
        }
    }

    @Test
    void tags_onTheWayToAnotherDialect_areTakenOut() throws Exception {
        String answer = """
                {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hello"}],\
                "stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}""";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", answer);
                TestGateway gateway = gateway(upstream, "anthropic", "")) {
            String asked = "{\"model\":\"up/m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],"
                    + "\"metadata\":{\"tags\":[\"a\"]},\"litellm_metadata\":{}}";

            RawClient.Answer got = ask(gateway, "/v1/chat/completions", "", asked);

            assertThat(got.text()).contains("Hello");
            assertThat(upstream.requests().getFirst().text()).doesNotContain("tags", "litellm");
            var record = gateway.nextRecord();
            assertThat(record.lossy()).isEmpty();
            assertThat(record.labels()).isEqualTo(Map.of("tags", "a"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions",
                "/chat/completions",
                "/litellm/v1/chat/completions",
                "/litellm/chat/completions",
                "/openai/v1/chat/completions"
            })
    void paths_thatTheProxyHas_areKnown(String path) throws Exception {
        try (ScriptedUpstream upstream = Scene.answering();
                TestGateway gateway = gateway(upstream, "openai", "")) {
            assertThat(ask(gateway, path, "", "{\"model\":\"up/m\",\"messages\":[]}")
                            .text())
                    .isEqualTo(Scene.WHOLE);
            try (RawClient client = new RawClient(gateway.port())) {
                String models = path.replace("chat/completions", "models");
                assertThat(client.send("GET " + models + " HTTP/1.1\r\nhost: test\r\n" + AUTHORIZED + "\r\n")
                                .read()
                                .status())
                        .isEqualTo(200);
            }
        }
    }

    private static RawClient.Answer ask(TestGateway gateway, String path, String headers, String json)
            throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(path, AUTHORIZED + headers, json).read();
        }
    }

    private static TestGateway gateway(ScriptedUpstream upstream, String dialect, String keyLines) {
        String url = dialect.equals("anthropic") ? "http://127.0.0.1:" + upstream.port() : upstream.baseUrl();
        return TestGateway.start("""
                providers:
                  - { name: up, dialect: %s, base_url: "%s" }
                virtual_keys:
                  - name: app
                    key: %s
                    %s
                """.formatted(dialect, url, KEY, keyLines));
    }
}
