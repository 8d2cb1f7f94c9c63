package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The configuration of the seed, word for word, with scripted upstreams in place of the providers. */
class SeedConfigurationTest {
    private static final String SEED = """
            providers:
              - name: openai
                api_key: ${OPENAI_API_KEY}
              - name: mistral
                api_key: ${MISTRAL_API_KEY}
              - name: ollama
                base_url: http://ollama:11434/v1
            models:
              - alias: fast-cheap
                provider: mistral
                model: mistral-small-2410
              - alias: eu-secure
                provider: mistral
                model: mistral-large-2411
                fallback: [premium-claude, gpt-4o]     # aliases, provider/model, or a model name the catalogue knows
              - alias: premium-claude
                provider: anthropic                    # not listed above: a catalogue provider whose key comes from its usual
                model: claude-opus-4.7                 # variable; if that is unset the target is disabled, skipped, and named at start
            virtual_keys:
              - name: tenant-12
                key: vk-0123456789abcdef
                budget_usd_per_month: 50
                allowed_models: [fast-cheap, eu-secure]
            """;

    private static final String OVERLOADED =
            "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}";

    private static final String CLAUDES =
            "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-opus-4-7\",\"content\":[{\"type\":"
                    + "\"text\",\"text\":\"Salve\"}],\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":9,\"output_tokens\":2}}";

    private static final String ANSWER =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"gpt-4o-2024-08-06\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}}";

    @Test
    void euSecure_mistralAndClaudeDown_fallsBackToGpt4o() throws Exception {
        try (ScriptedUpstream mistral = ScriptedUpstream.answering(503, "application/json", "{\"message\":\"busy\"}");
                ScriptedUpstream claude = ScriptedUpstream.answering(529, "application/json", OVERLOADED);
                ScriptedUpstream openai = ScriptedUpstream.answering(200, "application/json", ANSWER);
                TestGateway gateway = start(
                        mistral,
                        claude,
                        openai,
                        Map.of(
                                "OPENAI_API_KEY",
                                "sk-openai",
                                "MISTRAL_API_KEY",
                                "sk-mistral",
                                "ANTHROPIC_API_KEY",
                                "sk-ant"));
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = client.post(
                            "/v1/chat/completions",
                            "authorization: Bearer vk-0123456789abcdef\r\n",
                            "{\"model\":\"eu-secure\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                    .read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(ANSWER);
            assertThat(answer.header("x-bifrost-target")).isEqualTo("openai/gpt-4o");
            assertThat(answer.header("x-bifrost-attempts")).isEqualTo("3");
            assertThat(mistral.requests().getFirst().header("authorization")).isEqualTo("Bearer sk-mistral");
            assertThat(mistral.requests().getFirst().text()).contains("\"model\":\"mistral-large-2411\"");
            assertThat(openai.requests().getFirst().header("authorization")).isEqualTo("Bearer sk-openai");
            assertThat(openai.requests().getFirst().text())
                    .isEqualTo("{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(record.virtualKey()).isEqualTo("tenant-12");
            assertThat(record.usage().prompt()).isEqualTo(9);
            assertThat(record.modelAnswered()).isEqualTo("gpt-4o-2024-08-06");
            assertThat(record.attempts())
                    .extracting(attempt -> attempt.target() + " " + attempt.status() + " " + attempt.outcome())
                    .containsExactly(
                            "mistral/mistral-large-2411 503 upstream_error",
                            "anthropic/claude-opus-4.7 529 upstream_error",
                            "openai/gpt-4o 200 ok");
            assertThat(record.attempts()).extracting(Attempt::keyFingerprint).doesNotContain("sk-openai");
        }
    }

    @Test
    void euSecure_mistralDown_isAnsweredByClaudeInTheClientsWords() throws Exception {
        try (ScriptedUpstream mistral = ScriptedUpstream.answering(503, "application/json", "{\"message\":\"busy\"}");
                ScriptedUpstream claude = ScriptedUpstream.answering(200, "application/json", CLAUDES);
                TestGateway gateway = start(
                        mistral,
                        claude,
                        mistral,
                        Map.of("OPENAI_API_KEY", "a", "MISTRAL_API_KEY", "b", "ANTHROPIC_API_KEY", "sk-ant"));
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = client.post(
                            "/v1/chat/completions",
                            "authorization: Bearer vk-0123456789abcdef\r\n",
                            "{\"model\":\"eu-secure\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")
                    .read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text())
                    .contains("\"content\":\"Salve\"", "\"finish_reason\":\"stop\"", "\"prompt_tokens\":9");
            assertThat(answer.header("x-bifrost-target")).isEqualTo("anthropic/claude-opus-4.7");
            assertThat(claude.requests().getFirst().header("x-api-key")).isEqualTo("sk-ant");
            assertThat(claude.requests().getFirst().text())
                    .as("in Anthropic's own spelling")
                    .contains("\"model\":\"claude-opus-4-7\"");
            assertThat(gateway.nextRecord().usage().completion()).isEqualTo(2);
        }
    }

    @Test
    void gpt4o_notAllowed_isForbidden() throws Exception {
        try (ScriptedUpstream openai = ScriptedUpstream.answering(200, "application/json", ANSWER);
                TestGateway gateway =
                        start(openai, openai, openai, Map.of("OPENAI_API_KEY", "a", "MISTRAL_API_KEY", "b"));
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = client.post(
                            "/v1/chat/completions",
                            "authorization: Bearer vk-0123456789abcdef\r\n",
                            "{\"model\":\"gpt-4o\",\"messages\":[]}")
                    .read();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).contains("model_not_allowed");
            assertThat(openai.requests()).isEmpty();
            assertThat(gateway.nextRecord().ending()).isEqualTo(Ending.REFUSED);
        }
    }

    private static TestGateway start(
            ScriptedUpstream mistral,
            ScriptedUpstream claude,
            ScriptedUpstream openai,
            Map<String, String> environment) {
        Catalogue catalogue = Catalogue.load()
                .withBaseUrls(Map.of(
                        "mistral",
                        URI.create(mistral.baseUrl()),
                        "anthropic",
                        URI.create("http://127.0.0.1:" + claude.port()),
                        "openai",
                        URI.create(openai.baseUrl())));
        return TestGateway.start(SEED, catalogue, environment);
    }
}
