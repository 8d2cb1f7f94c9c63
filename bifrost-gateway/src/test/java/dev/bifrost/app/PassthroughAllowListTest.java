package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key with a list of allowed models must not reach others by calling the provider directly. */
class PassthroughAllowListTest {

    @ParameterizedTest
    @ValueSource(strings = {"chat/completions", "chat/completion%73", "chat/completions/", "Responses"})
    void operation_calledDirectly_byAKeyWithAnAllowList_isForbidden(String path) throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{}");
                TestGateway gateway = TestGateway.start("providers: [{ name: up, dialect: openai, base_url: \""
                        + upstream.baseUrl()
                        + "\" }]\nvirtual_keys: [{ name: t, key: vk-0123456789abcdef, allowed_models: [other],"
                        + " passthrough: [up] }]\n");
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = client.post(
                            "/passthrough/up/" + path, "authorization: Bearer vk-0123456789abcdef\r\n", "{}")
                    .read();

            assertThat(answer.status()).isEqualTo(403);
            assertThat(upstream.requests()).isEmpty();
        }
    }
}
