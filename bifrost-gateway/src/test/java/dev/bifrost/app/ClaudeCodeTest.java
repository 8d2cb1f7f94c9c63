package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Claude Code 2.1 sends, to Anthropic and to a provider that speaks Chat Completions. Its side of the contract:
 * https://code.claude.com/docs/en/llm-gateway-protocol.
 */
class ClaudeCodeTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String KEY = "vk-claude-code-0123456789";
    private static final String BETAS =
            "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27,a-new-one-2027-01-01";
    private static final String USER = "user_19f2f4ee_account__session_34832e57-9b65-4df6-9604-60b9fc786bcb";

    /** As its SDK sends them, with {@code ANTHROPIC_AUTH_TOKEN}. */
    private static final String HEADERS = "accept: application/json\r\nanthropic-beta: " + BETAS
            + "\r\nanthropic-dangerous-direct-browser-access: true\r\nanthropic-version: 2023-06-01\r\n"
            + "authorization: Bearer " + KEY + "\r\nuser-agent: claude-cli/2.1.129 (external, cli)\r\nx-app: cli\r\n"
            + "x-claude-code-session-id: 34832e57-9b65-4df6-9604-60b9fc786bcb\r\nx-stainless-arch: x64\r\n"
            + "x-stainless-helper-method: stream\r\nx-stainless-lang: js\r\nx-stainless-retry-count: 0\r\n"
            + "x-stainless-timeout: 600\r\naccept-encoding: gzip, deflate, br, zstd\r\n";

    private static final String SYSTEM = """
            [{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.129; cc_entrypoint=cli;"},\
            {"type":"text","text":"You are Claude Code, Anthropic's official CLI for Claude.","cache_control":{"type":"ephemeral"}},\
            {"type":"text","text":"Work in /src.","cache_control":{"type":"ephemeral","ttl":"1h"}}]""";
    private static final String TOOLS = """
            [{"name":"Read","description":"Reads a file.","input_schema":{"$schema":"https://json-schema.org/draft/2020-12/schema",\
            "type":"object","properties":{"file_path":{"type":"string"},"limit":{"type":"number"}},"required":["file_path"],\
            "additionalProperties":false},"eager_input_streaming":true}]""";
    private static final String MESSAGES = """
            [{"role":"user","content":[{"type":"text","text":"<system-reminder>Be careful.</system-reminder>"},\
            {"type":"text","text":"What is in a.txt?","cache_control":{"type":"ephemeral"}}]},\
            {"role":"assistant","content":[{"type":"text","text":"I read it."},\
            {"type":"tool_use","id":"toolu_01","name":"Read","input":{"file_path":"/src/a.txt"}}]},\
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01","content":"1\\thello","is_error":false,\
            "cache_control":{"type":"ephemeral"}}]}]""";
    private static final String ASK = """
            {"model":"claude-sonnet-4-5-20250929","messages":%s,"system":%s,"tools":%s,"metadata":{"user_id":"%s"},\
            "max_tokens":32000,"thinking":{"type":"enabled","budget_tokens":31999},\
            "context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"temperature":1,"stream":true}""".formatted(MESSAGES, SYSTEM, TOOLS, USER);

    /** What it asks its small model: a title, whether there is a new topic. */
    private static final String ASK_SMALL = """
            {"model":"claude-haiku-4-5-20251001","max_tokens":512,"messages":[{"role":"user","content":"quota"}],\
            "metadata":{"user_id":"%s"}}""".formatted(USER);

    private static final String ANTHROPIC_STREAM = anthropic("message_start", """
            {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929",\
            "content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":1}}}""")
            + anthropic("content_block_start", """
            {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""")
            + anthropic("content_block_delta", """
            {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}""")
            + anthropic("content_block_stop", """
            {"type":"content_block_stop","index":0}""")
            + anthropic("message_delta", """
            {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}""")
            + anthropic("message_stop", """
            {"type":"message_stop"}""");

    private static final String CHAT_STREAM =
            Scene.event("""
            {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-5","choices":[{"index":0,"delta":\
            {"role":"assistant","content":"One moment."},"finish_reason":null}]}""") + Scene.event("""
            {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-5","choices":[{"index":0,"delta":{"tool_calls":\
            [{"index":0,"id":"call_1","type":"function","function":{"name":"Read","arguments":""}}]},"finish_reason":null}]}""") + Scene.event("""
            {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-5","choices":[{"index":0,"delta":{"tool_calls":\
            [{"index":0,"function":{"arguments":"{\\"file_path\\":\\"b\\"}"}}]},"finish_reason":null}]}""") + Scene.event("""
            {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-5","choices":[{"index":0,"delta":{},\
            "finish_reason":"tool_calls"}]}""") + Scene.event("""
            {"id":"c1","object":"chat.completion.chunk","created":1,"model":"gpt-5","choices":[],"usage":{"prompt_tokens":20,\
            "completion_tokens":7,"total_tokens":27}}""") + Scene.DONE;

    @Test
    void messages_toAnthropic_goAsTheyAreBothWays() throws Exception {
        try (ScriptedUpstream upstream = Scene.streaming(ANTHROPIC_STREAM);
                TestGateway gateway = gateway("anthropic", upstream, "");
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer =
                    client.post("/v1/messages?beta=true", HEADERS, ASK).read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(ANTHROPIC_STREAM);
            Request seen = upstream.requests().getFirst();
            assertThat(seen.target()).isEqualTo("/v1/messages");
            assertThat(seen.text()).isEqualTo(ASK.replace("claude-sonnet-4-5-20250929", "big"));
            assertThat(seen.header("anthropic-beta")).isEqualTo(BETAS);
            assertThat(seen.header("anthropic-version")).isEqualTo("2023-06-01");
            assertThat(seen.header("anthropic-dangerous-direct-browser-access")).isEqualTo("true");
            assertThat(seen.header("x-api-key")).isEqualTo("sk-provider");
            assertThat(seen.headers().toString()).doesNotContain(KEY, "x-stainless", "claude-cli");
            CallRecord record = gateway.nextRecord();
            assertThat(record.endUser()).isEqualTo(USER);
            assertThat(record.alias()).isEqualTo("claude-sonnet-*");
            assertThat(record.agent()).startsWith("claude-cli/");
            assertThat(record.usage().prompt()).isEqualTo(9);
            assertThat(record.usage().completion()).isEqualTo(5);
        }
    }

    @Test
    void betas_onSeveralLines_allArrive() throws Exception {
        try (ScriptedUpstream upstream = Scene.streaming(ANTHROPIC_STREAM);
                TestGateway gateway = gateway("anthropic", upstream, "");
                RawClient client = new RawClient(gateway.port())) {
            String headers = HEADERS + "anthropic-beta: oauth-2025-04-20\r\nanthropic-workspace-id: theirs\r\n";

            assertThat(client.post("/v1/messages?beta=true", headers, ASK)
                            .read()
                            .status())
                    .isEqualTo(200);
            assertThat(upstream.requests().getFirst().header("anthropic-beta")).isEqualTo(BETAS + ",oauth-2025-04-20");
            assertThat(upstream.requests().getFirst().header("anthropic-workspace-id"))
                    .isNull();
        }
    }

    @Test
    void messages_toChatCompletions_keepSystemToolsAndTurns() throws Exception {
        try (ScriptedUpstream upstream = Scene.streaming(CHAT_STREAM);
                TestGateway gateway = gateway("openai", upstream, "/v1");
                RawClient client = new RawClient(gateway.port())) {
            RawClient.Answer answer =
                    client.post("/v1/messages?beta=true", HEADERS, ASK).read();

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            Request seen = upstream.requests().getFirst();
            assertThat(seen.target()).isEqualTo("/v1/chat/completions");
            assertThat(seen.header("authorization")).isEqualTo("Bearer sk-provider");
            assertThat(seen.headers()).doesNotContainKeys("anthropic-beta", "anthropic-version", "x-api-key");
            checkChatRequest(JSON.readTree(seen.text()));
            assertThat(answer.text())
                    .startsWith("event: message_start\n")
                    .contains("\"text\":\"One moment.\"", "\"type\":\"tool_use\"", "\"name\":\"Read\"")
                    .contains("\"partial_json\":\"{\\\"file_path\\\":\\\"b\\\"}\"", "\"stop_reason\":\"tool_use\"")
                    .contains("event: message_stop\n")
                    .doesNotContain("[DONE]");
            CallRecord record = gateway.nextRecord();
            assertThat(record.clientDialect()).isEqualTo("anthropic");
            assertThat(record.providerDialect()).isEqualTo("openai");
            assertThat(record.lossy()).contains("context_management");
            assertThat(record.usage().prompt()).isEqualTo(20);
        }
    }

    private static void checkChatRequest(JsonNode sent) {
        assertThat(sent.get("model").asString()).isEqualTo("big");
        assertThat(sent.get("stream").asBoolean()).isTrue();
        assertThat(sent.get("stream_options").get("include_usage").asBoolean()).isTrue();
        assertThat(sent.get("messages").toString())
                .contains("Claude Code", "Work in /src.", "What is in a.txt?", "I read it.", "toolu_01", "1\\thello");
        JsonNode tool = sent.get("tools").get(0);
        assertThat(tool.get("function").get("name").asString()).isEqualTo("Read");
        assertThat(tool.get("function").get("parameters").get("required").get(0).asString())
                .isEqualTo("file_path");
        assertThat(sent.toString()).doesNotContain("cache_control", "eager_input_streaming", "context_management");
    }

    @Test
    void smallModel_byGlobAlias_isAnsweredWhole() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", """
                        {"id":"c2","object":"chat.completion","created":1,"model":"gpt-5-nano","choices":[{"index":0,"message":\
                        {"role":"assistant","content":"ok"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}""");
                TestGateway gateway = gateway("openai", upstream, "/v1");
                RawClient client = new RawClient(gateway.port())) {
            JsonNode answer = JSON.readTree(client.post("/v1/messages?beta=true", HEADERS, ASK_SMALL)
                    .read()
                    .text());

            assertThat(answer.get("type").asString()).isEqualTo("message");
            assertThat(answer.get("content").get(0).get("text").asString()).isEqualTo("ok");
            assertThat(answer.get("stop_reason").asString()).isEqualTo("end_turn");
            assertThat(JSON.readTree(upstream.requests().getFirst().text())
                            .get("model")
                            .asString())
                    .isEqualTo("small");
        }
    }

    @Test
    void countTokens_isTheProvidersOrAnEstimate() throws Exception {
        String question = """
                {"model":"claude-sonnet-4-5-20250929","messages":[{"role":"user","content":"How many?"}],"tools":%s}""".formatted(TOOLS);
        try (ScriptedUpstream claude = ScriptedUpstream.answering(200, "application/json", "{\"input_tokens\":403}");
                ScriptedUpstream chat = ScriptedUpstream.answering(404, "application/json", "{}");
                TestGateway exact = gateway("anthropic", claude, "");
                TestGateway estimating = gateway("openai", chat, "/v1")) {
            RawClient.Answer counted = ask(exact, "/v1/messages/count_tokens?beta=true", question);
            assertThat(counted.text()).isEqualTo("{\"input_tokens\":403}");
            assertThat(claude.requests().getFirst().target()).isEqualTo("/v1/messages/count_tokens");

            RawClient.Answer estimated = ask(estimating, "/v1/messages/count_tokens?beta=true", question);
            assertThat(estimated.status()).isEqualTo(200);
            assertThat(estimated.header("x-bifrost-estimated")).isEqualTo("true");
            assertThat(JSON.readTree(estimated.text()).get("input_tokens").asInt())
                    .isBetween(20, 1000);
        }
    }

    /** It looks for words in a refusal, and goes on without what was refused. */
    @Test
    void refusal_ofTheProvider_keepsItsWords() throws Exception {
        String words = "messages.1.content.0: Invalid `signature` in `thinking` block";
        String refusal = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + words
                + "\"},\"request_id\":\"req_1\"}";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(400, "application/json", refusal);
                TestGateway gateway = gateway("anthropic", upstream, "")) {
            RawClient.Answer answer = ask(gateway, "/v1/messages?beta=true", ASK);

            assertThat(answer.status()).isEqualTo(400);
            JsonNode error = JSON.readTree(answer.text());
            assertThat(error.get("type").asString()).isEqualTo("error");
            assertThat(error.get("error").get("type").asString()).isEqualTo("invalid_request_error");
            assertThat(error.get("error").get("message").asString()).isEqualTo(words);
        }
    }

    @Test
    void modelDiscovery_takesEitherCredential() throws Exception {
        try (ScriptedUpstream upstream = Scene.answering();
                TestGateway gateway = gateway("anthropic", upstream, "")) {
            for (String credential : new String[] {"authorization: Bearer " + KEY, "x-api-key: " + KEY}) {
                try (RawClient client = new RawClient(gateway.port())) {
                    RawClient.Answer answer = client.send("GET /v1/models?limit=1000 HTTP/1.1\r\nhost: test\r\n"
                                    + "anthropic-version: 2023-06-01\r\n" + credential + "\r\n\r\n")
                            .read();
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(JSON.readTree(answer.text()).get("data").toString())
                            .contains("\"id\":\"claude-opus-house\"");
                }
            }
        }
    }

    private static RawClient.Answer ask(TestGateway gateway, String path, String json) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(path, HEADERS, json).read();
        }
    }

    private static TestGateway gateway(String dialect, ScriptedUpstream upstream, String path) {
        return TestGateway.start("""
                providers:
                  - { name: up, dialect: %s, base_url: "http://127.0.0.1:%s%s", api_key: sk-provider }
                models:
                  - { alias: "claude-haiku-*", provider: up, model: small }
                  - { alias: "claude-sonnet-*", provider: up, model: big }
                  - { alias: claude-opus-house, provider: up, model: big }
                virtual_keys:
                  - { name: developer, key: %s }
                """.formatted(dialect, upstream.port(), path, KEY));
    }

    private static String anthropic(String event, String data) {
        return "event: " + event + "\ndata: " + data + "\n\n";
    }
}
