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
 * What LangChain's classes make of its messages: {@code ChatOpenAI} and {@code OpenAIEmbeddings}
 * (https://github.com/langchain-ai/langchain, libs/partners/openai/langchain_openai) and {@code ChatAnthropic}
 * (libs/partners/anthropic/langchain_anthropic/chat_models.py).
 */
class LangChainTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String KEY = "vk-langchain-0123456789";

    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /** Content before role, names of people but not of tools, null beside calls. */
    private static final String CHAT_OPENAI = """
            {"messages": [{"content": "You are helpful.", "role": "system"}, \
            {"content": [{"type": "text", "text": "How warm is it here?"}, {"type": "image_url", "image_url": \
            {"url": "data:image/png;base64,%s"}}], "name": "ada", "role": "user"}, \
            {"content": null, "role": "assistant", "tool_calls": [{"type": "function", "id": "call_1", "function": \
            {"name": "weather", "arguments": "{\\"city\\": \\"Bern\\"}"}}]}, \
            {"content": "12 degrees", "role": "tool", "tool_call_id": "call_1"}], "model": "house", "n": 1, "stream": true, \
            "stream_options": {"include_usage": true}, "temperature": 0.7, "tools": [{"type": "function", "function": \
            {"name": "weather", "description": "The weather.", "parameters": {"properties": {"city": {"type": "string"}}, \
            "required": ["city"], "type": "object"}}}]}""".formatted(PIXEL);

    private static final String CHAT_ANTHROPIC = """
            {"max_tokens": 1024, "messages": [{"role": "user", "content": "How warm is it in Bern?"}, \
            {"role": "assistant", "content": [{"text": "I will look.", "type": "text"}, {"type": "tool_use", "name": "weather", \
            "input": {"city": "Bern"}, "id": "toolu_1"}]}, {"role": "user", "content": [{"type": "tool_result", \
            "content": "12 degrees", "tool_use_id": "toolu_1", "is_error": false}]}], "model": "house", \
            "system": "You are helpful.", "temperature": 0.5, "tool_choice": {"type": "auto"}, "tools": [{"name": "weather", \
            "input_schema": {"properties": {"city": {"type": "string"}}, "required": ["city"], "type": "object"}, \
            "description": "The weather."}]}""";

    private static final String CHUNK =
            "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[";
    private static final String CHAT_STREAM = Scene.event(CHUNK
                    + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"12.\"},\"finish_reason\":null}]}")
            + Scene.event(CHUNK + "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}")
            + Scene.event(CHUNK + "],\"usage\":{\"prompt_tokens\":30,\"completion_tokens\":2,\"total_tokens\":32}}")
            + Scene.DONE;

    @Test
    void chatOpenAi_toChatCompletions_goesAsItIsBothWays() throws Exception {
        try (ScriptedUpstream upstream = Scene.streaming(CHAT_STREAM);
                TestGateway gateway = gateway("openai", upstream)) {
            assertThat(askOpenAi(gateway, "/v1/chat/completions", CHAT_OPENAI).text())
                    .isEqualTo(CHAT_STREAM);
            assertThat(upstream.requests().getFirst().text()).isEqualTo(CHAT_OPENAI.replace("\"house\"", "\"m\""));
        }
    }

    @Test
    void chatOpenAi_toClaude_keepsImageCallAndUsage() throws Exception {
        String stream = anthropic("message_start", """
                {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],\
                "stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":30,"output_tokens":1}}}""")
                + anthropic("content_block_start", """
                {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""")
                + anthropic("content_block_delta", """
                {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"12."}}""")
                + anthropic("content_block_stop", """
                {"type":"content_block_stop","index":0}""")
                + anthropic("message_delta", """
                {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}}""")
                + anthropic("message_stop", """
                {"type":"message_stop"}""");
        try (ScriptedUpstream upstream = Scene.streaming(stream);
                TestGateway gateway = gateway("anthropic", upstream)) {
            RawClient.Answer answer = askOpenAi(gateway, "/v1/chat/completions", CHAT_OPENAI);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            JsonNode sent = JSON.readTree(upstream.requests().getFirst().text());
            assertThat(sent.get("system").toString()).contains("You are helpful.");
            assertThat(sent.get("messages").findValuesAsString("role")).containsExactly("user", "assistant", "user");
            assertThat(sent.get("messages").toString())
                    .contains(PIXEL, "image/png", "\"type\":\"tool_use\"", "\"city\":\"Bern\"")
                    .contains("\"tool_use_id\":\"call_1\"", "12 degrees");
            assertThat(answer.text())
                    .contains("\"content\":\"12.\"", "\"finish_reason\":\"stop\"", "\"prompt_tokens\":30")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void chatAnthropic_toChatCompletions_keepsSystemCallAndResult() throws Exception {
        try (ScriptedUpstream upstream = Scene.answering();
                TestGateway gateway = gateway("openai", upstream);
                RawClient client = new RawClient(gateway.port())) {
            String headers = "x-api-key: " + KEY + "\r\nanthropic-version: 2023-06-01\r\n"
                    + "user-agent: langchain-anthropic/1.3.0\r\nx-stainless-lang: python\r\n";

            RawClient.Answer answer =
                    client.post("/v1/messages", headers, CHAT_ANTHROPIC).read();

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            Request seen = upstream.requests().getFirst();
            JsonNode sent = JSON.readTree(seen.text());
            assertThat(sent.get("messages").findValuesAsString("role"))
                    .containsExactly("system", "user", "assistant", "tool");
            assertThat(sent.get("messages").toString())
                    .contains("You are helpful.", "I will look.", "toolu_1", "12 degrees");
            assertThat(sent.get("tools").get(0).get("function").get("name").asString())
                    .isEqualTo("weather");
            JsonNode message = JSON.readTree(answer.text());
            assertThat(message.get("type").asString()).isEqualTo("message");
            assertThat(message.get("content").get(0).get("text").asString()).isEqualTo("Hi");
            assertThat(message.get("usage").get("input_tokens").asInt()).isEqualTo(9);
        }
    }

    /** It sends tokens instead of texts unless told not to. */
    @Test
    void openAiEmbeddings_ofTokens_goAsTheyAre() throws Exception {
        String asked = "{\"input\": [[9906, 1917], [2822]], \"model\": \"house\", \"encoding_format\": \"base64\"}";
        String told =
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":\"AACAPw==\"}],"
                        + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":3,\"total_tokens\":3}}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", told);
                TestGateway gateway = gateway("openai", upstream)) {
            assertThat(askOpenAi(gateway, "/v1/embeddings", asked).text()).isEqualTo(told);
            assertThat(upstream.requests().getFirst().text()).isEqualTo(asked.replace("\"house\"", "\"m\""));
        }
    }

    private static RawClient.Answer askOpenAi(TestGateway gateway, String path, String json) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(
                            path,
                            "authorization: Bearer " + KEY + "\r\nuser-agent: OpenAI/Python 2.8.0\r\n"
                                    + "x-stainless-lang: python\r\nx-stainless-raw-response: true\r\n",
                            json)
                    .read();
        }
    }

    private static TestGateway gateway(String dialect, ScriptedUpstream upstream) {
        String url = dialect.equals("openai") ? upstream.baseUrl() : "http://127.0.0.1:" + upstream.port();
        return TestGateway.start("""
                providers:
                  - { name: up, dialect: %s, base_url: "%s", api_key: sk-provider }
                models:
                  - { alias: house, provider: up, model: m }
                virtual_keys:
                  - { name: app, key: %s }
                """.formatted(dialect, url, KEY));
    }

    private static String anthropic(String event, String data) {
        return "event: " + event + "\ndata: " + data + "\n\n";
    }
}
