package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import dev.bifrost.api.CallRecord;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What Codex sends: the fields of its {@code ResponsesApiRequest}
 * (https://github.com/openai/codex, codex-rs/codex-api/src/common.rs), its tools, and its bodies in zstd at level 3
 * (https://github.com/openai/codex/pull/8767).
 */
class CodexTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String KEY = "vk-codex-0123456789";

    private static final String PATCH =
            "*** Begin Patch\\n*** Update File: a.txt\\n@@\\n-hello\\n+world\\n*** End Patch";

    private static final String ASK = """
            {"model":"gpt-5-codex","instructions":"You are Codex, based on GPT-5.","input":[\
            {"type":"message","role":"developer","content":[{"type":"input_text","text":"<permissions>read-only</permissions>"}]},\
            {"type":"message","role":"user","content":[{"type":"input_text","text":"Change hello to world."}]},\
            {"type":"reasoning","summary":[{"type":"summary_text","text":"I should look."}],"content":null,"encrypted_content":"gAAAA-SEALED"},\
            {"type":"function_call","name":"shell","arguments":"{\\"command\\":[\\"cat\\",\\"a.txt\\"]}","call_id":"call_1"},\
            {"type":"function_call_output","call_id":"call_1","output":"hello"},\
            {"type":"custom_tool_call","status":"completed","call_id":"call_2","name":"apply_patch","input":"%1$s"},\
            {"type":"custom_tool_call_output","call_id":"call_2","output":"Success."}],\
            "tools":[{"type":"function","name":"shell","description":"Runs a command.","strict":false,"parameters":\
            {"type":"object","properties":{"command":{"type":"array","items":{"type":"string"}}},"required":["command"],"additionalProperties":false}},\
            {"type":"custom","name":"apply_patch","description":"Edits files.","format":{"type":"grammar","syntax":"lark","definition":"start: patch"}}],\
            "tool_choice":"auto","parallel_tool_calls":false,"reasoning":{"effort":"medium","summary":"auto"},"store":false,"stream":true,\
            "include":["reasoning.encrypted_content"],"prompt_cache_key":"0199c1f2-5a5a-7000-8000-3b1c6e2f9d10","text":{"verbosity":"low"}}""".formatted(PATCH);

    private static final String RESPONSES_STREAM = event("response.created", """
            {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","object":"response","status":"in_progress","output":[]}}""")
            + event("response.output_text.delta", """
            {"type":"response.output_text.delta","sequence_number":1,"item_id":"msg_1","output_index":0,"content_index":0,"delta":"Done."}""")
            + event("response.completed", """
            {"type":"response.completed","sequence_number":2,"response":{"id":"resp_1","object":"response","model":"gpt-5-codex",\
            "status":"completed","output":[],"usage":{"input_tokens":50,"input_tokens_details":{"cached_tokens":40},"output_tokens":2,\
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":52}}}""");

    private static final String CHUNK =
            "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[";
    private static final String CHAT_STREAM = Scene.event(CHUNK + """
            {"index":0,"delta":{"role":"assistant","content":"Patching."},"finish_reason":null}]}""")
            + Scene.event(CHUNK + """
            {"index":0,"delta":{"tool_calls":[{"index":0,"id":"call_3","type":"function","function":{"name":"apply_patch",\
            "arguments":"{\\"input\\":\\"*** Begin Patch\\\\n*** End Patch\\"}"}}]},"finish_reason":null}]}""")
            + Scene.event(CHUNK + "{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}")
            + Scene.event(CHUNK + "],\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":9,\"total_tokens\":59}}")
            + Scene.DONE;

    @Test
    void responsesInZstd_toOpenAi_goAsTheyAreBothWays() throws Exception {
        try (ScriptedUpstream upstream = Scene.streaming(RESPONSES_STREAM);
                TestGateway gateway = gateway("openai-responses", upstream)) {
            RawClient.Answer answer = ask(gateway);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(RESPONSES_STREAM);
            Request seen = upstream.requests().getFirst();
            assertThat(seen.target()).isEqualTo("/v1/responses");
            assertThat(seen.text()).isEqualTo(ASK.replace("\"gpt-5-codex\"", "\"m\""));
            assertThat(seen.header("content-encoding")).isNull();
            assertThat(seen.header("authorization")).isEqualTo("Bearer sk-provider");
            CallRecord record = gateway.nextRecord();
            assertThat(record.bytesIn()).isEqualTo(ASK.getBytes(StandardCharsets.UTF_8).length);
            assertThat(record.usage().cached()).isEqualTo(40);
        }
    }

    /** By whichever of the two names the model knows the function that stands for the tool. */
    @ParameterizedTest
    @ValueSource(strings = {"bifrost_text_apply_patch", "apply_patch"})
    void responsesInZstd_toChatCompletions_keepCustomToolsAndTurns(String called) throws Exception {
        try (ScriptedUpstream upstream = Scene.streaming(CHAT_STREAM.replace("\"apply_patch\"", '"' + called + '"'));
                TestGateway gateway = gateway("openai", upstream)) {
            RawClient.Answer answer = ask(gateway);

            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            JsonNode sent = JSON.readTree(upstream.requests().getFirst().text());
            assertThat(sent.get("model").asString()).isEqualTo("m");
            assertThat(sent.get("messages").toString())
                    .contains("You are Codex", "read-only", "Change hello to world.", "call_1", "cat", "call_2")
                    .contains("*** Update File: a.txt", "Success.")
                    .doesNotContain("SEALED");
            assertThat(sent.get("tools").findValuesAsString("name"))
                    .containsExactly("shell", "bifrost_text_apply_patch");
            assertThat(sent.has("store") && sent.get("store").asBoolean()).isFalse();
            List<JsonNode> events = events(answer.text());
            assertThat(events.getFirst().get("type").asString()).isEqualTo("response.created");
            assertThat(events.getLast().get("type").asString()).isEqualTo("response.completed");
            assertThat(output(events, "message").toString()).contains("Patching.");
            JsonNode call = output(events, "custom_tool_call");
            assertThat(call.get("name").asString()).isEqualTo("apply_patch");
            assertThat(call.get("call_id").asString()).isEqualTo("call_3");
            assertThat(call.get("input").asString()).isEqualTo("*** Begin Patch\n*** End Patch");
        }
    }

    private static JsonNode output(List<JsonNode> events, String type) {
        for (JsonNode item : events.getLast().get("response").get("output")) {
            if (item.get("type").asString().equals(type)) {
                return item;
            }
        }
        throw new AssertionError("no " + type + " in " + events.getLast());
    }

    private static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : stream.split("\n", -1)) {
            if (line.startsWith("data: ")) {
                events.add(JSON.readTree(line.substring(6)));
            }
        }
        return events;
    }

    private static RawClient.Answer ask(TestGateway gateway) throws IOException {
        byte[] body = zstd();
        try (RawClient client = new RawClient(gateway.port())) {
            client.send("POST /v1/responses HTTP/1.1\r\nhost: test\r\nauthorization: Bearer " + KEY
                    + "\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-encoding: zstd\r\n"
                    + "originator: codex_cli_rs\r\nuser-agent: codex_cli_rs/0.98.0 (Ubuntu 24.4.0; x86_64) xterm\r\n"
                    + "session_id: 0199c1f2-5a5a-7000-8000-3b1c6e2f9d10\r\ncontent-length: " + body.length
                    + "\r\n\r\n");
            return client.send(body).read();
        }
    }

    private static byte[] zstd() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (var out = new ZstdOutputStreamNoFinalizer(body, 3)) {
            out.write(ASK.getBytes(StandardCharsets.UTF_8));
        }
        return body.toByteArray();
    }

    private static TestGateway gateway(String dialect, ScriptedUpstream upstream) {
        return TestGateway.start("""
                providers:
                  - { name: up, dialect: %s, base_url: "%s", api_key: sk-provider }
                models:
                  - { alias: "gpt-5*", provider: up, model: m }
                virtual_keys:
                  - { name: developer, key: %s }
                """.formatted(dialect, upstream.baseUrl(), KEY));
    }

    private static String event(String type, String data) {
        return "event: " + type + "\ndata: " + data + "\n\n";
    }
}
