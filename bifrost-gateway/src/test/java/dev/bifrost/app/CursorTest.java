package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Cursor sends to an overridden base URL: for many models the body of a Responses request, to
 * {@code /chat/completions}, with chunks of Chat Completions expected back
 * (https://docs.litellm.ai/docs/tutorials/cursor_integration).
 */
class CursorTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String KEY = "vk-cursor-0123456789";
    private static final String AUTHORIZED = "authorization: Bearer " + KEY + "\r\nuser-agent: axios/1.7.9\r\n";

    private static final String ASK = """
            {"model":"house-model","user":"auth0|user_01","input":[{"role":"system","content":"You are a coding agent in Cursor."},\
            {"role":"user","content":[{"type":"input_text","text":"Fix the bug."}]},\
            {"type":"function_call","call_id":"call_1","name":"read_file","arguments":"{\\"path\\":\\"a.ts\\"}"},\
            {"type":"function_call_output","call_id":"call_1","output":"let a = 1"}],\
            "tools":[{"type":"function","name":"read_file","description":"Reads.","strict":false,"parameters":{"type":"object",\
            "properties":{"path":{"type":"string"}},"required":["path"]}}],"tool_choice":"auto","stream":true,\
            "stream_options":{"include_usage":true},"store":false,"include":["reasoning.encrypted_content"],\
            "reasoning":{"effort":"medium","summary":"auto"},"prompt_cache_retention":"24h"}""";

    private static final String CHUNK =
            "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[";
    private static final String CHAT_STREAM = Scene.event(CHUNK + """
            {"index":0,"delta":{"role":"assistant","content":"Fixed."},"finish_reason":null}]}""")
            + Scene.event(CHUNK + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
            + Scene.event(CHUNK + "],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":2,\"total_tokens\":32}}")
            + Scene.DONE;

    @Test
    void inputOnChatCompletions_toChatCompletions_becomesMessages() throws Exception {
        try (ScriptedUpstream upstream = Scene.streaming(CHAT_STREAM);
                TestGateway gateway = gateway("openai", upstream)) {
            RawClient.Answer answer = ask(gateway, "/v1/chat/completions", ASK);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            Request seen = upstream.requests().getFirst();
            assertThat(seen.target()).isEqualTo("/v1/chat/completions");
            JsonNode sent = JSON.readTree(seen.text());
            assertThat(sent.has("input")).isFalse();
            assertThat(sent.get("messages").findValuesAsString("role"))
                    .containsExactly("system", "user", "assistant", "tool");
            assertThat(sent.get("messages").toString())
                    .contains("You are a coding agent", "Fix the bug.", "call_1", "let a = 1");
            assertThat(sent.get("tools").get(0).get("function").get("name").asString())
                    .isEqualTo("read_file");
            checkChunks(answer.text());
            assertThat(gateway.nextRecord().endUser()).isEqualTo("auth0|user_01");
        }
    }

    @Test
    void inputOnChatCompletions_toClaude_becomesMessages() throws Exception {
        String stream = anthropic("message_start", """
                {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],\
                "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":30,"output_tokens":1}}}""")
                + anthropic("content_block_start", """
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""")
                + anthropic("content_block_delta", """
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Fixed."}}""")
                + anthropic("content_block_stop", """
                {"type":"content_block_stop","index":0}""")
                + anthropic("message_delta", """
                {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}""")
                + anthropic("message_stop", """
                {"type":"message_stop"}""");
        try (ScriptedUpstream upstream = Scene.streaming(stream);
                TestGateway gateway = gateway("anthropic", upstream)) {
            RawClient.Answer answer = ask(gateway, "/v1/chat/completions", ASK);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(upstream.requests().getFirst().text())
                    .contains("You are a coding agent", "Fix the bug.", "tool_use", "tool_result", "let a = 1");
            checkChunks(answer.text());
        }
    }

    private static void checkChunks(String stream) {
        assertThat(stream)
                .contains(
                        "\"object\":\"chat.completion.chunk\"", "\"content\":\"Fixed.\"", "\"finish_reason\":\"stop\"")
                .contains("\"prompt_tokens\":30", "\"completion_tokens\":2")
                .doesNotContain("response.")
                .endsWith("data: [DONE]\n\n");
    }

    /** It adds {@code /chat/completions} to a base URL without {@code /v1} too, and asks plainly in some modes. */
    @Test
    void plainQuestion_withoutVersionInThePath_goesAsItIs() throws Exception {
        String plain =
                "{\"model\":\"house-model\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"input\":null}";
        try (ScriptedUpstream upstream = Scene.answering();
                TestGateway gateway = gateway("openai", upstream)) {
            assertThat(ask(gateway, "/chat/completions", plain).text()).isEqualTo(Scene.WHOLE);
            assertThat(upstream.requests().getFirst().text()).isEqualTo(plain.replace("house-model", "m"));
        }
    }

    private static RawClient.Answer ask(TestGateway gateway, String path, String json) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(path, AUTHORIZED, json).read();
        }
    }

    private static TestGateway gateway(String dialect, ScriptedUpstream upstream) {
        String url = dialect.equals("openai") ? upstream.baseUrl() : "http://127.0.0.1:" + upstream.port();
        return TestGateway.start("""
                providers:
                  - { name: up, dialect: %s, base_url: "%s", api_key: sk-provider }
                models:
                  - { alias: house-model, provider: up, model: m }
                virtual_keys:
                  - { name: developer, key: %s }
                """.formatted(dialect, url, KEY));
    }

    private static String anthropic(String event, String data) {
        return "event: " + event + "\ndata: " + data + "\n\n";
    }
}
