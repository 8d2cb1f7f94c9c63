package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.testing.OtlpCollector;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever debugs prompts sees them in the trace, in every dialect; and nobody sees what was to be left out. */
@Timeout(60)
class TracedContentTest {
    private static final String MASTER = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String TOOLS = """
            "tools":[{"type":"function","function":{"name":"weather","description":"Of a town",\
            "parameters":{"type":"object","properties":{"town":{"type":"string"}}}}}]""";
    private static final String QUESTION = """
            {"model":"up/m","messages":[{"role":"system","content":"Be brief"},\
            {"role":"user","content":[{"type":"text","text":"And this?"},\
            {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]},\
            {"role":"assistant","tool_calls":[{"id":"c0","type":"function","function":{"name":"weather",\
            "arguments":"{\\"town\\":\\"Bern\\"}"}}]},\
            {"role":"tool","tool_call_id":"c0","content":"sunny"}],%s}""".formatted(TOOLS);
    private static final String ASKED = """
            [{"role":"system","parts":[{"type":"text","content":"Be brief"}]},\
            {"role":"user","parts":[{"type":"text","content":"And this?"},\
            {"type":"blob","modality":"image","mime_type":"image/png","content":""}]},\
            {"role":"assistant","parts":[{"type":"tool_call","id":"c0","name":"weather","arguments":{"town":"Bern"}}]},\
            {"role":"tool","parts":[{"type":"tool_call_response","id":"c0","response":"sunny"}]}]""";
    private static final String OFFERED = """
            [{"type":"function","name":"weather","description":"Of a town",\
            "parameters":{"type":"object","properties":{"town":{"type":"string"}}}}]""";
    private static final String CALLED = """
            [{"role":"assistant","parts":[{"type":"text","content":"Let me see."},\
            {"type":"tool_call","id":"c1","name":"weather","arguments":{"town":"Basel"}}],"finish_reason":"tool_call"}]""";

    @TempDir
    private Path folder;

    private String yaml(ScriptedUpstream upstream, OtlpCollector collector, String tracing, String audit) {
        return """
                data: %s
                defaults: { retry: { attempts: 1 } }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1, inject_usage: false,
                      surfaces: { responses: openai-responses, messages: anthropic } }
                teams:
                  - { name: quiet, content: none }
                virtual_keys:
                  - { name: all, key: %s }
                  - { name: team, key: vk-0123456789abcdef, team: quiet }
                  - { name: silent, key: vk-fedcba9876543210, content: none }
                observability:
                  tracing: { otlp: "%s", metrics: false%s }
                  audit: { %s }
                """.formatted(folder, upstream.baseUrl(), Stage.KEY, collector.address(), tracing, audit);
    }

    private static RawClient.Answer ask(TestGateway gateway, String key, String path, String headers, String body)
            throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(path, "authorization: Bearer " + key + "\r\n" + headers, body)
                    .read();
        }
    }

    /** The span that tells of the only request of a call which is made with these settings. */
    private Span traced(ScriptedUpstream upstream, String audit, String path, String body) throws Exception {
        try (OtlpCollector collector = new OtlpCollector()) {
            try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, collector, ", content: true", audit))) {
                assertThat(ask(gateway, Stage.KEY, path, "", body).status()).isEqualTo(200);
            }
            Span span = client(collector.spans(2));
            assertThat(collector.unread()).isZero();
            return span;
        }
    }

    private static Span client(List<Span> spans) {
        return spans.stream()
                .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT)
                .findFirst()
                .orElseThrow();
    }

    private static Object value(Span span, String name) {
        return OtlpCollector.value(span.getAttributesList(), name);
    }

    private static Json json(Span span, String name) throws Exception {
        return Json.read(String.valueOf(value(span, name)));
    }

    @Test
    void chat_whole_isInTheConventionsWords() throws Exception {
        String answer = """
                {"id":"a","model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant",\
                "content":"Let me see.","tool_calls":[{"id":"c1","type":"function","function":{"name":"weather",\
                "arguments":"{\\"town\\":\\"Basel\\"}"}}]}}],"usage":{"prompt_tokens":9,"completion_tokens":1}}""";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", answer)) {
            Span span = traced(upstream, "", Stage.CHAT, QUESTION);
            assertThat(json(span, "gen_ai.input.messages")).isEqualTo(Json.read(ASKED));
            assertThat(json(span, "gen_ai.tool.definitions")).isEqualTo(Json.read(OFFERED));
            assertThat(json(span, "gen_ai.output.messages")).isEqualTo(Json.read(CALLED));
            assertThat(value(span, "gen_ai.system_instructions")).isNull();
            assertThat(value(span, "bifrost.content.missing")).isNull();
            assertThat(value(span, "bifrost.content.cut")).isNull();
        }
    }

    @Test
    void chat_stream_isPutTogether() throws Exception {
        String delta = "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,%s}]}}]}";
        try (ScriptedUpstream upstream = Scene.streaming(
                Scene.ROLE,
                Scene.content("Let me"),
                Scene.content(" see."),
                Scene.event(delta.formatted("\"id\":\"c1\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"weather\",\"arguments\":\"\"}")),
                Scene.event(delta.formatted("\"function\":{\"arguments\":\"{\\\"town\\\":\"}")),
                Scene.event(delta.formatted("\"function\":{\"arguments\":\"\\\"Basel\\\"}\"}")),
                Scene.event("{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}"),
                Scene.DONE)) {
            Span span = traced(upstream, "", Stage.CHAT, QUESTION.replace("\"tools\"", "\"stream\":true,\"tools\""));
            assertThat(json(span, "gen_ai.input.messages")).isEqualTo(Json.read(ASKED));
            assertThat(json(span, "gen_ai.output.messages")).isEqualTo(Json.read(CALLED));
        }
    }

    private static final String MESSAGES = """
            {"model":"up/m","max_tokens":50,"system":"Be brief","messages":[{"role":"user","content":"And here?"}],\
            "tools":[{"name":"weather","description":"Of a town",\
            "input_schema":{"type":"object","properties":{"town":{"type":"string"}}}}]%s}""";

    private static void assertMessages(Span span) throws Exception {
        assertThat(json(span, "gen_ai.system_instructions"))
                .isEqualTo(Json.read("[{\"type\":\"text\",\"content\":\"Be brief\"}]"));
        assertThat(json(span, "gen_ai.input.messages"))
                .isEqualTo(
                        Json.read("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"And here?\"}]}]"));
        assertThat(json(span, "gen_ai.tool.definitions")).isEqualTo(Json.read(OFFERED));
        assertThat(json(span, "gen_ai.output.messages"))
                .isEqualTo(Json.read(
                        CALLED.replace("\"parts\":[", "\"parts\":[{\"type\":\"reasoning\",\"content\":\"Hm.\"},")));
    }

    @Test
    void messages_whole_haveTheirInstructionsApart() throws Exception {
        String answer = """
                {"id":"a","type":"message","role":"assistant","model":"m","content":[\
                {"type":"thinking","thinking":"Hm.","signature":"s"},{"type":"text","text":"Let me see."},\
                {"type":"tool_use","id":"c1","name":"weather","input":{"town":"Basel"}}],\
                "stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}}""";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", answer)) {
            assertMessages(traced(upstream, "", "/v1/messages", MESSAGES.formatted("")));
        }
    }

    private static String event(String json) throws Exception {
        return "event: " + ((Json.Obj) Json.read(json)).text("type", "") + "\ndata: " + json + "\n\n";
    }

    @Test
    void messages_stream_isPutTogether() throws Exception {
        String start = "{\"type\":\"content_block_start\",\"index\":%d,\"content_block\":%s}";
        String delta = "{\"type\":\"content_block_delta\",\"index\":%d,\"delta\":%s}";
        try (ScriptedUpstream upstream = Scene.streaming(
                event(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"a\",\"type\":\"message\",\"role\":\"assistant\","
                                + "\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}"),
                event(start.formatted(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}")),
                event(delta.formatted(0, "{\"type\":\"thinking_delta\",\"thinking\":\"Hm.\"}")),
                event("{\"type\":\"content_block_stop\",\"index\":0}"),
                event(start.formatted(1, "{\"type\":\"text\",\"text\":\"\"}")),
                event(delta.formatted(1, "{\"type\":\"text_delta\",\"text\":\"Let me\"}")),
                event(delta.formatted(1, "{\"type\":\"text_delta\",\"text\":\" see.\"}")),
                event("{\"type\":\"content_block_stop\",\"index\":1}"),
                event(start.formatted(2, "{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"weather\",\"input\":{}}")),
                event(delta.formatted(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"town\\\":\"}")),
                event(delta.formatted(2, "{\"type\":\"input_json_delta\",\"partial_json\":\"\\\"Basel\\\"}\"}")),
                event("{\"type\":\"content_block_stop\",\"index\":2}"),
                event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},"
                        + "\"usage\":{\"output_tokens\":1}}"),
                event("{\"type\":\"message_stop\"}"))) {
            assertMessages(traced(upstream, "", "/v1/messages", MESSAGES.formatted(",\"stream\":true")));
        }
    }

    private static final String RESPONSES = """
            {"model":"up/m","instructions":"Be brief","input":"And here?","tools":[{"type":"function","name":"weather",\
            "description":"Of a town","parameters":{"type":"object","properties":{"town":{"type":"string"}}}}]%s}""";
    private static final String REASONED =
            "{\"id\":\"r1\",\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"Hm.\"}]}";
    private static final String SAID = """
            {"id":"m1","type":"message","role":"assistant","status":"completed",\
            "content":[{"type":"output_text","text":"Let me see.","annotations":[]}]}""";
    private static final String CALL = """
            {"id":"f1","type":"function_call","status":"completed","call_id":"c1","name":"weather",\
            "arguments":"{\\"town\\":\\"Basel\\"}"}""";

    @Test
    void responses_whole_areInTheConventionsWords() throws Exception {
        String answer = """
                {"id":"r","object":"response","status":"completed","model":"m","output":[%s,%s,%s],\
                "usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""".formatted(REASONED, SAID, CALL);
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", answer)) {
            assertMessages(traced(upstream, "", "/v1/responses", RESPONSES.formatted("")));
        }
    }

    @Test
    void responses_stream_isPutTogether() throws Exception {
        String added =
                "{\"type\":\"response.output_item.added\",\"sequence_number\":1,\"output_index\":%d,\"item\":%s}";
        String done = "{\"type\":\"response.output_item.done\",\"sequence_number\":1,\"output_index\":%d,\"item\":%s}";
        String delta = "{\"type\":\"response.%s.delta\",\"sequence_number\":1,\"output_index\":%d,\"delta\":\"%s\"}";
        try (ScriptedUpstream upstream = Scene.streaming(
                Scene.CREATED,
                event(added.formatted(0, "{\"id\":\"r1\",\"type\":\"reasoning\",\"summary\":[]}")),
                event(delta.formatted("reasoning_summary_text", 0, "Hm.")),
                event(done.formatted(0, REASONED)),
                event(
                        added.formatted(
                                1,
                                "{\"id\":\"m1\",\"type\":\"message\",\"role\":\"assistant\",\"status\":\"in_progress\",\"content\":[]}")),
                event(delta.formatted("output_text", 1, "Let me")),
                event(delta.formatted("output_text", 1, " see.")),
                event(done.formatted(1, SAID)),
                event(added.formatted(
                        2,
                        "{\"id\":\"f1\",\"type\":\"function_call\",\"status\":\"in_progress\",\"call_id\":\"c1\","
                                + "\"name\":\"weather\",\"arguments\":\"\"}")),
                event(delta.formatted("function_call_arguments", 2, "{\\\"town\\\":")),
                event(delta.formatted("function_call_arguments", 2, "\\\"Basel\\\"}")),
                event(done.formatted(2, CALL)),
                Scene.COMPLETED)) {
            assertMessages(traced(upstream, "", "/v1/responses", RESPONSES.formatted(",\"stream\":true")));
        }
    }

    @Test
    void secret_overSeveralDeltasAndInTheRequest_isInNoSpanThoughTheAuditKeepsContentToo() throws Exception {
        String audit = "content: full, content_key: \"" + MASTER
                + "\", redact: { patterns: [\"sk-[a-z0-9]{10,}\"], pointers: [/messages/*/content/*/image_url] }";
        try (ScriptedUpstream upstream = Scene.streaming(
                Scene.ROLE,
                Scene.content("The key is sk"),
                Scene.content("-abcdefgh"),
                Scene.content("ij0123456789") + Scene.content(" – keep it"),
                Scene.STOP,
                Scene.DONE)) {
            String body = QUESTION.replace("And this?", "Is it sk-abcdefghij0123456789?")
                    .replace("\"tools\"", "\"stream\":true,\"tools\"");
            Span span = traced(upstream, audit, Stage.CHAT, body);
            assertThat(span.toString()).doesNotContain("abcdefgh", "0123456789", "iVBOR");
            assertThat(String.valueOf(value(span, "gen_ai.input.messages")))
                    .contains("Is it [redacted]?", "Be brief", "sunny");
            assertThat(json(span, "gen_ai.output.messages")).isEqualTo(Json.read("""
                    [{"role":"assistant","parts":[{"type":"text","content":"The key is [redacted] – keep it"}],\
                    "finish_reason":"stop"}]"""));
            assertThat(value(span, "bifrost.content.redacted")).isEqualTo(true);
        }
    }

    /** A pattern sees arguments as the text that they are in; read as JSON they would say what it could not see, so they go. */
    @Test
    void secret_escapedWithinArguments_isNotTold() throws Exception {
        String answer = """
                {"choices":[{"index":0,"finish_reason":"tool_calls","message":{"tool_calls":[{"id":"c1","type":"function",\
                "function":{"name":"weather","arguments":"{\\"town\\":\\"sk\\\\u002dabcdefghij0123\\"}"}}]}}]}""";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", answer)) {
            Span span = traced(upstream, "redact: { patterns: [\"sk-[a-z0-9]{10,}\"] }", Stage.CHAT, QUESTION);
            assertThat(String.valueOf(value(span, "gen_ai.output.messages")))
                    .contains("\"arguments\":\"[redacted]\"")
                    .doesNotContain("abcdefghij0123");
        }
    }

    @Test
    void whatIsLong_isCutAndTheRestIsStillRead() throws Exception {
        try (ScriptedUpstream upstream = Scene.answering()) {
            String body = QUESTION.replace("\"sunny\"", "\"" + "s".repeat(5000) + "\"");
            Span span = traced(upstream, "max_content: 1KB", Stage.CHAT, body);
            assertThat(String.valueOf(value(span, "gen_ai.input.messages")))
                    .startsWith("[{\"role\":\"system\",\"parts\":[{\"type\":\"text\",\"content\":\"Be brief\"}]}")
                    .hasSizeLessThan(1500);
            assertThat(value(span, "bifrost.content.cut")).isEqualTo(true);
        }
    }

    @Test
    void answer_thatIsNone_leavesASpanThatSaysSo() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", "{\"choices\":[]}")) {
            Span span = traced(upstream, "", Stage.CHAT, QUESTION);
            assertThat(json(span, "gen_ai.input.messages")).isEqualTo(Json.read(ASKED));
            assertThat(value(span, "gen_ai.output.messages")).isNull();
            assertThat(value(span, "bifrost.content.missing")).isEqualTo("answer");
        }
    }

    @Test
    void keysAndTeams_whoseContentIsNone_areNeverTold() throws Exception {
        try (ScriptedUpstream upstream = Scene.answering();
                OtlpCollector collector = new OtlpCollector()) {
            try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, collector, ", content: true", ""))) {
                for (String key : List.of("vk-0123456789abcdef", "vk-fedcba9876543210")) {
                    assertThat(ask(gateway, key, Stage.CHAT, "", QUESTION).status())
                            .isEqualTo(200);
                }
            }
            collector.spans(4);
            assertThat(collector.text()).doesNotContain("Be brief", "gen_ai.input.messages", "sunny");
        }
    }

    /** The client's flag counts, whatever the share; what is kept afterwards because it was slow has no content. */
    @Test
    void flag_ofTheClient_decidesOverTheShareWhetherContentIsTold() throws Exception {
        for (int flag = 0; flag <= 1; flag++) {
            try (ScriptedUpstream upstream = Scene.answering();
                    OtlpCollector collector = new OtlpCollector()) {
                String tracing = ", content: true, sample: " + (1 - flag) + ", slow: 0ms";
                try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, collector, tracing, ""))) {
                    assertThat(ask(
                                            gateway,
                                            Stage.KEY,
                                            Stage.CHAT,
                                            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0" + flag
                                                    + "\r\n",
                                            QUESTION)
                                    .status())
                            .isEqualTo(200);
                }
                Span span = client(collector.spans(2));
                assertThat(span.getFlags() & 1).isEqualTo(flag);
                assertThat(value(span, "gen_ai.input.messages") != null).isEqualTo(flag == 1);
                assertThat(collector.text().contains("Be brief")).isEqualTo(flag == 1);
            }
        }
    }

    @Test
    void nothing_isToldUnlessItIsTurnedOnAndTheTraceIsSampled() throws Exception {
        for (String tracing : List.of("", ", content: true, sample: 0, slow: 1ms")) {
            try (ScriptedUpstream upstream = Scene.answering();
                    OtlpCollector collector = new OtlpCollector()) {
                try (TestGateway gateway = TestGateway.startDurable(yaml(upstream, collector, tracing, ""))) {
                    assertThat(ask(gateway, Stage.KEY, Stage.CHAT, "", QUESTION).status())
                            .isEqualTo(200);
                }
                if (tracing.isEmpty()) {
                    collector.spans(2);
                }
                assertThat(collector.text()).doesNotContain("Be brief", "gen_ai.input.messages", "sunny");
            }
        }
    }
}
