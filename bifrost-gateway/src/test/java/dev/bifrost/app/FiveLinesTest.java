package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first thing that docs/adding-a-provider.md says: a provider of a known dialect is five lines. */
class FiveLinesTest {
    private static final String ANSWER = "{\"choices\":[{\"message\":{\"content\":\"Hi\"}}]}";

    @Test
    void page_firstConfiguration_reachesAProvider() throws Exception {
        String page = Files.readString(Path.of("..", "docs", "adding-a-provider.md"));
        int from = page.indexOf("```yaml\n") + "```yaml\n".length();
        String yaml = page.substring(from, page.indexOf("```", from));
        assertThat(yaml.lines()).hasSize(5);
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", ANSWER);
                TestGateway gateway = TestGateway.start(
                        yaml.replace("https://llm.example.internal/v1", upstream.baseUrl()),
                        Map.of("MY_LLM_KEY", "secret"));
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer = client.post(
                            "/v1/chat/completions", "", "{\"model\":\"my-llm/llama-70b\",\"messages\":[]}")
                    .read();

            assertThat(answer.text()).isEqualTo(ANSWER);
            assertThat(upstream.requests().getFirst().target()).isEqualTo("/v1/chat/completions");
            assertThat(upstream.requests().getFirst().header("authorization")).isEqualTo("Bearer secret");
            assertThat(upstream.requests().getFirst().text()).contains("\"model\":\"llama-70b\"");
        }
    }
}
