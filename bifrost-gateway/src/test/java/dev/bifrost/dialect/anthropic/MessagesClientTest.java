package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesClientTest {

    private static ChatRequest user(String blocks) {
        return Read.read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" + blocks + "]}]}");
    }

    private static Part only(String block) {
        return user(block).messages().getFirst().parts().getFirst();
    }

    @Test
    void read_everythingAtTheTop_hasItsPlaceOrIsKept() {
        ChatRequest request = Read.read("""
                {"model":"claude-x","max_tokens":100,"temperature":0.50,"top_p":0.9,"top_k":5,"stream":true,
                 "stop_sequences":["END"],"metadata":{"user_id":"u1","tags":["a"]},"service_tier":"standard_only",
                 "system":[{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
                 "messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Ho"}],
                 "container":"c1","inference_geo":"eu","speed":null,
                 "output_config":{"effort":"xhigh","format":{"type":"json_schema","schema":{"type":"object",
                   "properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}},
                   "task_budget":{"type":"tokens","total":5}}}""");

        assertThat(request.dialect()).isEqualTo("anthropic");
        assertThat(request.model()).isEqualTo("claude-x");
        assertThat(request.stream()).isTrue();
        assertThat(request.sampling().temperature()).isEqualTo(new Json.Num("0.50"));
        assertThat(request.sampling().topK()).isEqualTo(new Json.Num("5"));
        assertThat(request.sampling().maxTokens()).isEqualTo(100);
        assertThat(request.sampling().stop()).containsExactly("END");
        assertThat(request.user()).isEqualTo("u1");
        assertThat(request.metadata()).isEqualTo(Read.json("{\"tags\":[\"a\"]}"));
        assertThat(request.serviceTier()).isEqualTo("default");
        assertThat(request.messages())
                .containsExactly(
                        new Message(
                                Role.SYSTEM, List.of(new Part.Text("Be kind.", List.of(), new CacheMark("1h"), null))),
                        Message.of(Role.USER, "Hi"),
                        Message.of(Role.ASSISTANT, "Ho"));
        assertThat(request.reasoning()).isEqualTo(new Reasoning(Reasoning.Mode.ADAPTIVE, "xhigh", null, null));
        assertThat(request.output()).isInstanceOfSatisfying(OutputFormat.JsonSchema.class, schema -> {
            assertThat(schema.strict()).isTrue();
            assertThat(schema.schema().text("type")).isEqualTo("object");
        });
        assertThat(request.extra()).containsOnlyKeys("container", "inference_geo", "output_config");
        assertThat(request.extra().get("output_config"))
                .isEqualTo(Read.json("{\"task_budget\":{\"type\":\"tokens\",\"total\":5}}"));
        assertThat(request.unread()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "{\"type\":\"enabled\",\"budget_tokens\":2000} | ON | 2000 | -",
                "{\"type\":\"disabled\"} | OFF | - | -",
                "{\"type\":\"between_tools\"} | OFF | - | -",
                "{\"type\":\"adaptive\"} | ADAPTIVE | - | -",
                "{\"type\":\"adaptive\",\"display\":\"summarized\"} | ADAPTIVE | - | auto",
                "{\"type\":\"adaptive\",\"display\":\"omitted\"} | ADAPTIVE | - | -"
            })
    void read_thinking_isReasoning(String thinking, Reasoning.Mode mode, Long budget, String summary) {
        ChatRequest request = Read.read("{\"model\":\"m\",\"messages\":[],\"thinking\":" + thinking + "}");

        assertThat(request.reasoning()).isEqualTo(new Reasoning(mode, null, budget, summary));
    }

    @Test
    void read_olderOutputFormat_isTheSame() {
        ChatRequest request = Read.read("""
                {"model":"m","messages":[],"output_format":{"type":"json_schema","schema":{"type":"object",
                "properties":{"a":{"type":"string"}},"additionalProperties":false}}}""");

        assertThat(request.output())
                .isInstanceOfSatisfying(
                        OutputFormat.JsonSchema.class,
                        schema -> assertThat(schema.strict()).isNull());
    }

    @Test
    void read_blocks_arePartsWithTheirMarks() {
        assertThat(only(
                        "{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"AA\"},"
                                + "\"cache_control\":{\"type\":\"ephemeral\"}}"))
                .isEqualTo(new Part.Image(new Source.Data("image/png", "AA"), null, new CacheMark(null)));
        assertThat(only("{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"https://x/y.png\"}}"))
                .isEqualTo(new Part.Image(new Source.Url("https://x/y.png", ""), null, null));
        assertThat(only("{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"f1\"}}"))
                .isEqualTo(new Part.Image(new Source.File("f1"), null, null));
        assertThat(only("{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\","
                        + "\"data\":\"AA\"},\"title\":\"T\",\"context\":\"C\",\"citations\":{\"enabled\":true}}"))
                .isEqualTo(new Part.Document(new Source.Data("application/pdf", "AA"), "T", "C", true, null));
        assertThat(only("{\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\","
                        + "\"data\":\"plain\"}}"))
                .isEqualTo(new Part.Document(new Source.Plain("plain"), null, null, false, null));
        assertThat(only("{\"type\":\"document\",\"source\":{\"type\":\"content\",\"content\":["
                        + "{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}}"))
                .isEqualTo(new Part.Document(new Source.Plain("a\nb"), null, null, false, null));
        assertThat(only("{\"type\":\"search_result\",\"source\":\"https://s\",\"title\":\"T\",\"content\":["
                        + "{\"type\":\"text\",\"text\":\"found\"}],\"citations\":{\"enabled\":true}}"))
                .isEqualTo(new Part.Document(new Source.Plain("found"), "T", "https://s", true, null));
        Json.Obj upload = Read.json("{\"type\":\"container_upload\",\"file_id\":\"f\"}");
        assertThat(only(upload.print())).isEqualTo(new Part.Opaque("anthropic", upload));
    }

    @Test
    void read_toolResults_becomeAMessageBeforeWhatTheUserSays() {
        ChatRequest request = Read.read("""
                {"model":"m","messages":[
                 {"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{"x":1.50}},
                  {"type":"tool_use","id":"t2","name":"g","input":{}}]},
                 {"role":"user","content":[{"type":"text","text":"Look"},
                  {"type":"tool_result","tool_use_id":"t1","content":"1"},
                  {"type":"tool_result","tool_use_id":"t2","is_error":true,"content":[{"type":"text","text":"no"},
                   {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}]}]}]}""");

        assertThat(request.messages())
                .containsExactly(
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        Part.ToolCall.of("t1", "f", "{\"x\":1.50}"),
                                        Part.ToolCall.of("t2", "g", "{}"))),
                        new Message(
                                Role.TOOL,
                                List.of(
                                        Part.ToolResult.of("t1", "1"),
                                        new Part.ToolResult(
                                                "t2",
                                                List.of(
                                                        Part.Text.of("no"),
                                                        new Part.Image(new Source.Data("image/png", "AA"), null, null)),
                                                true,
                                                null))),
                        Message.of(Role.USER, "Look"));
    }

    @Test
    void read_systemWithinTheConversation_staysThere() {
        ChatRequest request = Read.read("""
                {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"a"},
                  {"type":"mid_conv_system","content":[{"type":"text","text":"s"}]},{"type":"text","text":"b"}]},
                 {"role":"system","content":"t"}]}""");

        assertThat(request.messages())
                .containsExactly(
                        Message.of(Role.USER, "a"),
                        Message.of(Role.SYSTEM, "s"),
                        Message.of(Role.USER, "b"),
                        Message.of(Role.SYSTEM, "t"));
    }

    @Test
    void read_tools_areTold() {
        ChatRequest request = Read.read("""
                {"model":"m","messages":[],"tools":[
                 {"name":"f","description":"d","input_schema":{"type":"object"},"strict":true,
                  "cache_control":{"type":"ephemeral"},"eager_input_streaming":true,"defer_loading":true},
                 {"type":"web_search_20250305","name":"web_search","max_uses":3,"allowed_domains":["a.org"]},
                 {"type":"bash_20250124","name":"bash"}],
                 "tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true}}""");

        assertThat(request.tools().get(0))
                .isEqualTo(new Tool.Function("f", "d", Read.json("{\"type\":\"object\"}"), true, new CacheMark(null)));
        assertThat(request.tools().get(1)).isInstanceOfSatisfying(Tool.WebSearch.class, search -> {
            assertThat(search.maxUses()).isEqualTo(3);
            assertThat(search.allowedDomains()).containsExactly("a.org");
        });
        assertThat(request.tools().get(2))
                .isEqualTo(new Tool.Opaque(
                        "anthropic", "bash", Read.json("{\"type\":\"bash_20250124\",\"name\":\"bash\"}")));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("f"));
        assertThat(request.parallelToolCalls()).isFalse();
        assertThat(request.unread()).containsExactly("tools[0].defer_loading");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\":[]} | model | field required",
                "{\"model\":\"m\"} | messages | field required",
                "{\"model\":\"m\",\"messages\":{}} | messages | should be a list",
                "{\"model\":\"m\",\"messages\":[1]} | messages[0] | should be an object",
                "{\"model\":\"m\",\"messages\":[{\"content\":\"x\"}]} | messages[0].role | field required",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"robot\",\"content\":\"x\"}]} | messages[0].role | none of",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]} | messages[0].content | field required",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{}]}]} | messages[0].content[0].type | field required",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\"}]}]} | messages[0].content[0].source | field required",
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\"}]}]} | messages[0].content[0].tool_use_id | field required",
                "{\"model\":\"m\",\"messages\":[],\"max_tokens\":\"5\"} | max_tokens | should be a number",
                "{\"model\":\"m\",\"messages\":[],\"stop_sequences\":[1]} | stop_sequences[0] | should be a string",
                "{\"model\":\"m\",\"messages\":[],\"tools\":[{}]} | tools[0].name | field required",
                "{\"model\":\"m\",\"messages\":[],\"tool_choice\":{\"type\":\"x\"}} | tool_choice.type | none of",
                "{\"model\":\"m\",\"messages\":[],\"thinking\":1} | thinking | should be an object"
            })
    void read_nonsense_isRefusedNamingTheField(String body, String param, String complaint) {
        assertThatThrownBy(() -> new MessagesClient().read(Read.json(body)))
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    assertThat(refusal.failure())
                            .isInstanceOfSatisfying(
                                    Failure.InvalidRequest.class,
                                    invalid -> assertThat(invalid.param()).isEqualTo(param));
                    assertThat(refusal.failure().message())
                            .startsWith(param + ": ")
                            .contains(complaint);
                });
    }

    private static ChatAnswer answering(FinishReason finish, Part... parts) {
        return new ChatAnswer(
                "chatcmpl-1",
                5,
                "gpt-x",
                List.of(new ChatAnswer.Choice(0, List.of(parts), finish, null, null)),
                new Usage(100, 30, 20, 9, 4, 0, 0, false),
                "default");
    }

    private static final ChatRequest ASKED = Read.asking(Message.of(Role.USER, "x"));

    @Test
    void answer_ofAnother_isWholeInOurWords() {
        Json.Obj answer = new MessagesClient()
                .answer(
                        answering(
                                FinishReason.STOP,
                                new Part.Thinking("hm", new Seal("openai", "ENC"), false, "rs_1", true),
                                new Part.Text(
                                        "See",
                                        List.of(new Citation("https://u", "T", "q", 0, 3, "openai", new Json.Obj())),
                                        null,
                                        new Seal("gemini", "SIG")),
                                new Part.ToolCall(
                                        "call_1",
                                        "f",
                                        "{\"x\":1}",
                                        Part.ToolCall.Kind.FUNCTION,
                                        new Seal("gemini", "SIG2"),
                                        null),
                                Part.ToolCall.of("", "g", "not json")),
                        ASKED);

        assertThat(answer.print())
                .isEqualToIgnoringWhitespace("""
                {"id":"msg_chatcmpl-1","type":"message","role":"assistant","model":"gpt-x","content":[
                 {"type":"thinking","thinking":"hm","signature":"bf1.openai.ENC#rs_1"},
                 {"type":"text","text":"See","citations":[{"type":"web_search_result_location","cited_text":"q",
                  "url":"https://u","title":"T","encrypted_index":""}]},
                 {"type":"thinking","thinking":"","signature":"bf1.gemini.SIG#@"},
                 {"type":"tool_use","id":"call_1","name":"f","input":{"x":1}},
                 {"type":"thinking","thinking":"","signature":"bf1.gemini.SIG2#@"},
                 {"type":"tool_use","id":"%s","name":"g","input":{"arguments":"notjson"}}],
                 "stop_reason":"tool_use","stop_sequence":null,
                 "usage":{"input_tokens":50,"cache_creation_input_tokens":20,"cache_read_input_tokens":30,
                  "output_tokens":9,"output_tokens_details":{"thinking_tokens":4},"service_tier":"standard"}}
                """.formatted(
                        answer.objects("content").getLast().text("id")).replace("notjson", "not json"));
        assertThat(answer.objects("content").getLast().text("id")).isEqualTo("toolu_chatcmpl-1_5");
    }

    @Test
    void read_sealsOfOthers_comeBackWhereTheyBelong() {
        ChatRequest request = Read.read("""
                {"model":"m","messages":[{"role":"assistant","content":[
                 {"type":"thinking","thinking":"hm","signature":"bf1.openai.ENC#rs_1"},
                 {"type":"text","text":"See"},
                 {"type":"thinking","thinking":"","signature":"bf1.gemini.SIG#@"},
                 {"type":"tool_use","id":"call_1","name":"f","input":{"x":1}},
                 {"type":"thinking","thinking":"","signature":"bf1.gemini.SIG2#@"},
                 {"type":"thinking","thinking":"own","signature":"Er4B"},
                 {"type":"redacted_thinking","data":"RED"},
                 {"type":"thinking","thinking":"bare","signature":""}]}]}""");

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Thinking("hm", new Seal("openai", "ENC"), false, "rs_1", true),
                        new Part.Text("See", List.of(), null, new Seal("gemini", "SIG")),
                        new Part.ToolCall(
                                "call_1",
                                "f",
                                "{\"x\":1}",
                                Part.ToolCall.Kind.FUNCTION,
                                new Seal("gemini", "SIG2"),
                                null),
                        new Part.Thinking("own", new Seal("anthropic", "Er4B"), false, null, false),
                        new Part.Thinking("", new Seal("anthropic", "RED"), true, null, false),
                        Part.Thinking.of("bare"));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, false, end_turn",
        "STOP, true, tool_use",
        "TOOL_CALLS, true, tool_use",
        "TOOL_CALLS, false, end_turn",
        "STOP_SEQUENCE, false, stop_sequence",
        "LENGTH, true, max_tokens",
        "CONTEXT_FULL, false, model_context_window_exceeded",
        "CONTENT_FILTER, false, refusal",
        "REFUSAL, false, refusal",
        "PAUSE, false, pause_turn",
        "MALFORMED, false, end_turn",
        "OTHER, true, tool_use"
    })
    void answer_everyReasonToStop_hasItsWord(FinishReason finish, boolean calls, String reason) {
        Part part = calls ? Part.ToolCall.of("t", "f", "{}") : Part.Text.of("x");

        assertThat(new MessagesClient().answer(answering(finish, part), ASKED).text("stop_reason"))
                .isEqualTo(reason);
        byte[] stream = Read.written(out -> dev.bifrost.dialect.Replay.of(answering(finish, part), out), ASKED);
        assertThat(MessagesGrammar.checkWhole(stream).stopReason()).isEqualTo(reason);
    }

    @Test
    void answer_thatSaysLittle_isWhole() {
        ChatAnswer nameless = new ChatAnswer(
                "",
                0,
                "",
                List.of(new ChatAnswer.Choice(0, List.of(Part.Text.of("a")), FinishReason.STOP, null, null)),
                null,
                null);
        Json.Obj answer = new MessagesClient().answer(nameless, ASKED);

        assertThat(answer.text("id")).startsWith("msg_");
        assertThat(answer.text("model")).isEqualTo("alias");
        assertThat(answer.object("usage").number("input_tokens", -1)).isZero();
    }

    @Test
    void answer_refusalInWords_isTextAndSaidBeside() {
        Json.Obj answer = new MessagesClient().answer(answering(FinishReason.REFUSAL, new Part.Refusal("No.")), ASKED);

        assertThat(answer.objects("content").getFirst().text("text")).isEqualTo("No.");
        assertThat(answer.object("stop_details"))
                .isEqualTo(Read.json("{\"type\":\"refusal\",\"category\":null,\"explanation\":\"No.\"}"));
    }
}
