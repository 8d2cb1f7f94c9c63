package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.openai.ChatGrammar;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Replicate, which answers conversations with predictions and never with a stream. */
class ReplicateTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String DONE =
            "{\"id\":\"p1\",\"model\":\"meta/meta-llama-3-8b-instruct\",\"status\":\"succeeded\","
                    + "\"output\":[\"Hel\",\"lo\"],\"error\":null,"
                    + "\"metrics\":{\"input_token_count\":9,\"output_token_count\":2}}";

    private static String ask(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"Hi\"}],\"max_tokens\":50,\"stream\":" + stream
                + ",\"stream_options\":{\"include_usage\":true}}";
    }

    private static TestGateway gateway(ScriptedUpstream upstream) {
        return TestGateway.start("""
                providers:
                  - { name: replicate, base_url: "%s", api_key: r8_key }
                models:
                  - { alias: llama, provider: replicate, model: meta/meta-llama-3-8b-instruct, retry: { attempts: 1 } }
                  - { alias: mine, provider: replicate, model: "me/mine:5c7d", retry: { attempts: 1 } }
                virtual_keys:
                  - { name: k, key: vk-replicate-0123456789 }
                """.formatted(upstream.baseUrl()));
    }

    private static RawClient.Answer asked(TestGateway gateway, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            client.post(PATH, "authorization: Bearer vk-replicate-0123456789\r\n", body);
            return client.read();
        }
    }

    @Test
    void chat_whole_isAPrediction() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(201, "application/json", DONE);
                TestGateway gateway = gateway(upstream)) {
            RawClient.Answer answer = asked(gateway, ask("llama", false));

            assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
            Json.Obj json = (Json.Obj) Json.read(answer.text());
            assertThat(json.objects("choices").getFirst().object("message").text("content"))
                    .isEqualTo("Hello");
            ScriptedUpstream.Request sent = upstream.requests().getFirst();
            assertThat(sent.method() + " " + sent.target())
                    .isEqualTo("POST /v1/models/meta/meta-llama-3-8b-instruct/predictions");
            assertThat(sent.header("prefer")).isEqualTo("wait");
            assertThat(sent.header("authorization")).isEqualTo("Bearer r8_key");
            assertThat(sent.text())
                    .isEqualTo("{\"input\":{\"prompt\":\"Hi\",\"system_prompt\":\"Be brief.\",\"max_tokens\":50}}");
            CallRecord record = gateway.nextRecord();
            assertThat(record.usage().prompt()).isEqualTo(9);
            assertThat(record.usage().completion()).isEqualTo(2);
        }
    }

    @Test
    void chat_streamed_isTheWholeAnswerAsAStream() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(201, "application/json", DONE);
                TestGateway gateway = gateway(upstream)) {
            RawClient.Answer answer = asked(gateway, ask("llama", true));

            assertThat(answer.header("content-type")).startsWith("text/event-stream");
            ChatGrammar grammar = ChatGrammar.whole(answer.body());
            assertThat(grammar.choice().text()).isEqualTo("Hello");
            assertThat(grammar.choice().finish()).isEqualTo("stop");
            assertThat(grammar.usage().number("completion_tokens", -1)).isEqualTo(2);
            assertThat(upstream.requests().getFirst().text()).doesNotContain("stream");
        }
    }

    @Test
    void chat_withAVersion_goesWhereVersionsGo() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(201, "application/json", DONE);
                TestGateway gateway = gateway(upstream)) {
            assertThat(asked(gateway, ask("mine", false)).status()).isBetween(200, 299);

            ScriptedUpstream.Request sent = upstream.requests().getFirst();
            assertThat(sent.target()).isEqualTo("/v1/predictions");
            assertThat(sent.text()).startsWith("{\"version\":\"me/mine:5c7d\",\"input\":{");
        }
    }

    @Test
    void chat_notDoneInTime_isAnErrorForWholeAndStream() throws Exception {
        String late = "{\"id\":\"p1\",\"status\":\"processing\",\"output\":null}";
        for (boolean stream : new boolean[] {false, true}) {
            try (ScriptedUpstream upstream = ScriptedUpstream.answering(202, "application/json", late);
                    TestGateway gateway = gateway(upstream)) {
                RawClient.Answer answer = asked(gateway, ask("llama", stream));

                assertThat(answer.status()).isGreaterThanOrEqualTo(500);
                assertThat(answer.text()).contains("the prediction was still processing");
            }
        }
    }

    @Test
    void chat_failed_tellsWhy() throws Exception {
        String failed = "{\"id\":\"p1\",\"status\":\"failed\",\"error\":\"out of memory\",\"output\":null}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(201, "application/json", failed);
                TestGateway gateway = gateway(upstream)) {
            RawClient.Answer answer = asked(gateway, ask("llama", false));

            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("the prediction failed: out of memory");
        }
    }
}
