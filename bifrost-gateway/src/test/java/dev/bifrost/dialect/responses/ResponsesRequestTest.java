package dev.bifrost.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.ChatRequest;
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

/** What clients ask, read. */
class ResponsesRequestTest {

    private static ChatRequest read(String fields) {
        return Streams.asked("{\"model\":\"m\"," + fields + "}");
    }

    private static List<Message> input(String items) {
        return read("\"input\":[" + items + "]").messages();
    }

    private static Failure.InvalidRequest refusal(String body) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> new ResponsesClient().read(Streams.json(body)));
        return (Failure.InvalidRequest) refusal.failure();
    }

    @Test
    void read_textAndInstructions_areMessages() {
        ChatRequest request = read("\"input\":\"hi\",\"instructions\":\"be kind\"");

        assertThat(request.dialect()).isEqualTo("openai-responses");
        assertThat(request.messages()).containsExactly(Message.of(Role.SYSTEM, "be kind"), Message.of(Role.USER, "hi"));
        assertThat(request.stream()).isFalse();
        assertThat(request.extra()).isEmpty();
        assertThat(request.unread()).isEmpty();
    }

    @Test
    void read_unknownItem_isRefusedWithTheKnownTypes() {
        Failure.InvalidRequest refused =
                refusal("{\"model\":\"m\",\"input\":[{\"type\":\"nonsense\",\"text\":\"hi\"}]}");

        assertThat(refused.param()).isEqualTo("input[0].type");
        assertThat(refused.message()).contains("'nonsense'", "'message'", "'function_call'", "'web_search_call'");
    }

    @Test
    void read_rolesAndForms_areKept() {
        List<Message> messages = input("""
                {"role":"developer","content":"a"},
                {"type":"message","role":"system","content":[{"type":"input_text","text":"b"}]},
                {"role":"user","content":[{"type":"input_text","text":"c"},{"type":"text","text":"d"}]},
                {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[
                  {"type":"output_text","text":"e","annotations":[],"logprobs":[]},{"type":"refusal","refusal":"f"}]}
                """);

        assertThat(messages)
                .containsExactly(
                        Message.of(Role.DEVELOPER, "a"),
                        Message.of(Role.SYSTEM, "b"),
                        new Message(Role.USER, List.of(Part.Text.of("c"), Part.Text.of("d"))),
                        new Message(Role.ASSISTANT, List.of(Part.Text.of("e"), new Part.Refusal("f"))));
    }

    @Test
    void read_media_isKept() {
        List<Message> messages = input("""
                {"role":"user","content":[
                  {"type":"input_image","image_url":"data:image/png;base64,AAA=","detail":"low"},
                  {"type":"input_image","image_url":"https://example.org/a.png"},
                  {"type":"input_image","file_id":"file-1"},
                  {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,BBB="},
                  {"type":"input_file","filename":"a.csv","file_data":"CCC="},
                  {"type":"input_file","file_url":"https://example.org/a.pdf"},
                  {"type":"input_file","file_id":"file-2"},
                  {"type":"input_audio","input_audio":{"data":"DDD=","format":"mp3"}},
                  {"type":"input_text","text":"x","prompt_cache_breakpoint":{"mode":"explicit"}}]}
                """);

        assertThat(messages.getFirst().parts())
                .containsExactly(
                        new Part.Image(new Source.Data("image/png", "AAA="), "low", null),
                        new Part.Image(new Source.Url("https://example.org/a.png", ""), null, null),
                        new Part.Image(new Source.File("file-1"), null, null),
                        new Part.Document(new Source.Data("application/pdf", "BBB="), "a.pdf", null, false, null),
                        new Part.Document(new Source.Data("text/csv", "CCC="), "a.csv", null, false, null),
                        new Part.Document(new Source.Url("https://example.org/a.pdf", ""), null, null, false, null),
                        new Part.Document(new Source.File("file-2"), null, null, false, null),
                        new Part.Audio(new Source.Data("audio/mp3", "DDD="), "mp3", null, null),
                        new Part.Text("x", List.of(), new CacheMark(null), null));
    }

    @Test
    void read_itemsOfOneTurn_areOneMessage() {
        List<Message> messages = input("""
                {"role":"user","content":"weather?"},
                {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"a"},
                  {"type":"summary_text","text":"b"}],"encrypted_content":"gAAA"},
                {"role":"assistant","content":"I look"},
                {"type":"function_call","id":"fc_1","call_id":"c1","name":"w","arguments":"","status":"completed"},
                {"type":"custom_tool_call","call_id":"c2","name":"sql","input":"SELECT 1"},
                {"type":"function_call_output","call_id":"c1","output":"sunny"},
                {"type":"custom_tool_call_output","call_id":"c2","output":[{"type":"input_text","text":"1"},
                  {"type":"input_image","image_url":"https://example.org/a.png"}]},
                {"type":"function_call_output","call_id":"c3","output":"no","status":"incomplete"},
                {"role":"user","content":"thanks"}
                """);

        assertThat(messages)
                .containsExactly(
                        Message.of(Role.USER, "weather?"),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Thinking("a\n\nb", new Seal("openai", "gAAA"), false, "rs_1", true),
                                        Part.Text.of("I look"),
                                        Part.ToolCall.of("c1", "w", "{}"),
                                        new Part.ToolCall(
                                                "c2", "sql", "SELECT 1", Part.ToolCall.Kind.CUSTOM, null, null))),
                        new Message(
                                Role.TOOL,
                                List.of(
                                        Part.ToolResult.of("c1", "sunny"),
                                        new Part.ToolResult(
                                                "c2",
                                                List.of(
                                                        Part.Text.of("1"),
                                                        new Part.Image(
                                                                new Source.Url("https://example.org/a.png", ""),
                                                                null,
                                                                null)),
                                                false,
                                                null),
                                        new Part.ToolResult("c3", List.of(Part.Text.of("no")), true, null))),
                        Message.of(Role.USER, "thanks"));
    }

    @Test
    void read_itemsOfServerTools_areKeptAsTheyAre() {
        String search = "{\"type\":\"web_search_call\",\"id\":\"ws_1\",\"status\":\"completed\"}";
        String output = "{\"type\":\"computer_call_output\",\"call_id\":\"c1\",\"output\":{}}";

        List<Message> messages = input(search + ",{\"role\":\"assistant\",\"content\":\"x\"}," + output);

        assertThat(messages)
                .containsExactly(
                        new Message(
                                Role.ASSISTANT,
                                List.of(new Part.Opaque("openai-responses", Streams.json(search)), Part.Text.of("x"))),
                        new Message(Role.USER, List.of(new Part.Opaque("openai-responses", Streams.json(output)))));
    }

    @Test
    void read_tools_allKinds() {
        ChatRequest request = read("""
                "input":"x","tools":[
                  {"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":true},
                  {"type":"function","name":"g","parameters":null},
                  {"type":"custom","name":"c","format":{"type":"grammar","syntax":"lark","definition":"start: /a/"}},
                  {"type":"web_search","filters":{"allowed_domains":["a.org"]},"user_location":{"type":"approximate"}},
                  {"type":"mcp","server_label":"s"}],
                "parallel_tool_calls":false
                """);

        assertThat(request.tools())
                .containsExactly(
                        new Tool.Function("f", "d", Streams.json("{\"type\":\"object\"}"), true, null),
                        new Tool.Function("g", null, null, null, null),
                        new Tool.Custom(
                                "c",
                                null,
                                Streams.json("{\"type\":\"grammar\",\"grammar\":"
                                        + "{\"definition\":\"start: /a/\",\"syntax\":\"lark\"}}")),
                        new Tool.WebSearch(
                                List.of("a.org"),
                                List.of(),
                                null,
                                Streams.json("{\"type\":\"approximate\"}"),
                                "openai-responses",
                                Streams.json("{\"type\":\"web_search\",\"filters\":{\"allowed_domains\":[\"a.org\"]},"
                                        + "\"user_location\":{\"type\":\"approximate\"}}")),
                        new Tool.Opaque(
                                "openai-responses", "mcp", Streams.json("{\"type\":\"mcp\",\"server_label\":\"s\"}")));
        assertThat(request.parallelToolCalls()).isFalse();
    }

    @Test
    void read_toolChoice_allForms() {
        assertThat(choice("\"auto\"")).isEqualTo(new ToolChoice.Auto());
        assertThat(choice("\"none\"")).isEqualTo(new ToolChoice.None());
        assertThat(choice("\"required\"")).isEqualTo(new ToolChoice.Required());
        assertThat(choice("{\"type\":\"function\",\"name\":\"f\"}")).isEqualTo(new ToolChoice.Named("f"));
        assertThat(choice("{\"type\":\"custom\",\"name\":\"c\"}")).isEqualTo(new ToolChoice.Named("c"));
        assertThat(choice("{\"type\":\"web_search_preview\"}")).isEqualTo(new ToolChoice.Named("web_search"));
        assertThat(choice("{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":["
                        + "{\"type\":\"function\",\"name\":\"f\"},{\"type\":\"image_generation\"}]}"))
                .isEqualTo(new ToolChoice.Allowed(List.of("f", "image_generation"), true));
        assertThat(choice("null")).isNull();
    }

    private static ToolChoice choice(String json) {
        return read("\"input\":\"x\",\"tool_choice\":" + json).toolChoice();
    }

    @Test
    void read_settings_areKept() {
        ChatRequest request = read("""
                "input":"x","stream":true,"temperature":0.50,"top_p":1,"max_output_tokens":100,"user":"u",
                "top_logprobs":3,"include":["message.output_text.logprobs","reasoning.encrypted_content",
                "file_search_call.results"],"metadata":{"k":"v"},"service_tier":"flex","store":false,
                "background":false,"truncation":"auto","safety_identifier":"s","max_tool_calls":4,
                "prompt_cache_key":"k","previous_response_id":null,
                "reasoning":{"effort":"high","summary":"auto"},
                "text":{"verbosity":"low","format":{"type":"json_schema","name":"n","schema":{"type":"object"},
                  "strict":true}}
                """);

        assertThat(request.sampling().temperature()).isEqualTo(new Json.Num("0.50"));
        assertThat(request.sampling().maxTokens()).isEqualTo(100);
        assertThat(request.sampling().logprobs()).isTrue();
        assertThat(request.sampling().topLogprobs()).isEqualTo(3);
        assertThat(request.stream() && request.streamUsage()).isTrue();
        assertThat(request.user()).isEqualTo("u");
        assertThat(request.metadata()).isEqualTo(Streams.json("{\"k\":\"v\"}"));
        assertThat(request.serviceTier()).isEqualTo("flex");
        assertThat(request.reasoning()).isEqualTo(Reasoning.ofEffort("high", "auto"));
        assertThat(request.output())
                .isEqualTo(new OutputFormat.JsonSchema("n", null, Streams.json("{\"type\":\"object\"}"), true));
        assertThat(request.extra().keySet())
                .containsExactlyInAnyOrder(
                        "verbosity",
                        "include",
                        "truncation",
                        "safety_identifier",
                        "max_tool_calls",
                        "prompt_cache_key");
        assertThat(request.unread()).isEmpty();
    }

    @Test
    void read_reasoning_offAndUnsaid() {
        assertThat(reasoning("{\"effort\":\"none\"}").mode()).isEqualTo(Reasoning.Mode.OFF);
        assertThat(reasoning("{\"effort\":null,\"summary\":\"auto\"}").mode()).isEqualTo(Reasoning.Mode.ADAPTIVE);
        assertThat(reasoning("{\"effort\":null,\"summary\":null}")).isNull();
    }

    private static Reasoning reasoning(String json) {
        return read("\"input\":\"x\",\"reasoning\":" + json).reasoning();
    }

    @Test
    void read_nestedFieldsNobodyKnows_areNamed() {
        ChatRequest request = read("""
                "input":[{"role":"assistant","content":"x","phase":"commentary"},
                  {"role":"user","content":[{"type":"input_file","file_id":"f","detail":"low"}]}],
                "tools":[{"type":"function","name":"f","defer_loading":true}],
                "reasoning":{"effort":"low","context":"all"},
                "stream_options":{"include_obfuscation":true}
                """);

        assertThat(request.unread())
                .containsExactlyInAnyOrder(
                        "input[0].phase",
                        "input[1].content[0].detail",
                        "tools[0].defer_loading",
                        "reasoning.context",
                        "stream_options.include_obfuscation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"previous_response_id\":\"resp_1\"|previous_response_id",
                "\"conversation\":{\"id\":\"conv_1\"}|conversation",
                "\"background\":true|background",
                "\"store\":true|store",
                "\"prompt\":{\"id\":\"pmpt_1\"}|prompt"
            })
    void read_whatNeedsState_isRefused(String field, String param) {
        Failure.InvalidRequest refusal = refusal("{\"model\":\"m\",\"input\":\"x\"," + field + "}");

        assertThat(refusal.code()).isEqualTo("unsupported_parameter");
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.message()).contains("send the whole conversation in 'input'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"input\":\"x\"}|model|missing_required_parameter",
                "{\"model\":\"m\"}|input|missing_required_parameter",
                "{\"model\":\"m\",\"input\":7}|input|invalid_type",
                "{\"model\":\"m\",\"input\":[\"x\"]}|input[0]|invalid_type",
                "{\"model\":\"m\",\"input\":[{\"role\":\"king\",\"content\":\"x\"}]}|input[0].role|invalid_value",
                "{\"model\":\"m\",\"input\":[{\"role\":\"user\"}]}|input[0].content|missing_required_parameter",
                "{\"model\":\"m\",\"input\":[{\"id\":\"msg_1\"}]}|input[0].id|unsupported_parameter",
                "{\"model\":\"m\",\"input\":[{\"type\":\"item_reference\",\"id\":\"a\"}]}|input[0].id|unsupported_parameter",
                "{\"model\":\"m\",\"input\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}]}"
                        + "|input[0].call_id|missing_required_parameter",
                "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"video\"}]}]}"
                        + "|input[0].content[0].type|invalid_value",
                "{\"model\":\"m\",\"input\":\"x\",\"temperature\":\"hot\"}|temperature|invalid_type",
                "{\"model\":\"m\",\"input\":\"x\",\"tool_choice\":\"maybe\"}|tool_choice|invalid_value",
                "{\"model\":\"m\",\"input\":\"x\",\"reasoning\":{\"effort\":\"much\"}}|reasoning.effort|invalid_value",
                "{\"model\":\"m\",\"input\":\"x\",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\"}}}"
                        + "|text.format.schema|missing_required_parameter",
                "{\"model\":\"m\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}"
                        + "|tools[0].function|unsupported_parameter"
            })
    void read_nonsense_isRefusedNamingTheField(String body, String param, String code) {
        Failure.InvalidRequest refusal = refusal(body);

        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.code()).isEqualTo(code);
        assertThat(refusal.message()).contains(param.startsWith("input[0].id") ? "input[0]" : param);
    }
}
