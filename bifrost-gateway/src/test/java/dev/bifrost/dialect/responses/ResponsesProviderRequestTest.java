package dev.bifrost.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers are asked. */
class ResponsesProviderRequestTest {
    private final Losses losses = new Losses();

    /** A request of a chat client, changed as a test wants. */
    private static final class Asked {
        String dialect = "openai";
        String model = "gpt-4.1";
        List<Message> messages = List.of(Message.of(Role.USER, "hi"));
        List<Tool> tools = List.of();
        ToolChoice choice;
        OutputFormat output;
        Reasoning reasoning;
        Sampling sampling = Sampling.NONE;
        Map<String, Json> extra = Map.of();
        String tier;

        ChatRequest request() {
            return new ChatRequest(
                    dialect, model, messages, tools, choice, null, output, reasoning, sampling, false, false, null,
                    null, tier, extra, List.of());
        }
    }

    private Json.Obj write(Asked asked, String... quirks) {
        Recipient recipient = new Recipient("openai", "openai", asked.model, Set.of(quirks));
        return new ResponsesProvider().write(asked.request(), recipient, losses).body();
    }

    private Json.Obj input(Message... messages) {
        Asked asked = new Asked();
        asked.messages = List.of(messages);
        return write(asked);
    }

    @Test
    void write_plain_storesNothing() {
        assertThat(write(new Asked()).print())
                .isEqualTo(
                        "{\"model\":\"gpt-4.1\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"}],\"store\":false}");
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void write_store_onlyIfTheClientSaysSo() {
        Asked asked = new Asked();
        asked.extra = Map.of("store", new Json.Bool(true));

        assertThat(write(asked).isTrue("store")).isTrue();
        assertThat(write(asked, "no_store_field").has("store")).isFalse();
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void write_noStoreFromResponsesClient_staysAbsent() {
        Asked asked = new Asked();
        asked.dialect = ResponsesClient.NAME;
        assertThat(write(asked).has("store")).isFalse();

        asked.extra = Map.of("store", new Json.Bool(false));
        assertThat(write(asked).get("store")).isEqualTo(new Json.Bool(false));
    }

    @Test
    void write_foreignSignatures_areNamedAsLostOnce() {
        Seal seal = new Seal("gemini", "AAAA");
        input(
                Message.of(Role.USER, "q"),
                new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Thinking("t", seal, false, null, false),
                                new Part.Text("x", List.of(), null, seal),
                                new Part.ToolCall("c", "f", "{}", Part.ToolCall.Kind.FUNCTION, seal, null))),
                new Message(Role.TOOL, List.of(Part.ToolResult.of("c", "r"))));

        assertThat(losses.names()).containsExactly("reasoning");
    }

    @Test
    void write_conversation_keepsOrderAndRoles() {
        Json.Obj body = input(
                Message.of(Role.SYSTEM, "s"),
                Message.of(Role.DEVELOPER, "d"),
                new Message(Role.USER, List.of(Part.Text.of("a"), Part.Text.of("b"))),
                new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.Thinking("sum", new Seal("openai", "gAAA"), false, "rs_1", true),
                                Part.Text.of("I look"),
                                Part.ToolCall.of("c1", "w", "{\"a\": 1}"),
                                new Part.ToolCall("c2", "sql", "x", Part.ToolCall.Kind.CUSTOM, null, null))),
                new Message(
                        Role.TOOL,
                        List.of(
                                new Part.ToolResult("c1", List.of(Part.Text.of("no")), true, null),
                                Part.ToolResult.of("c2", "1"))));

        assertThat(body.get("input").print())
                .isEqualTo(Streams.json("""
                {"input":[{"role":"system","content":"s"},{"role":"developer","content":"d"},
                {"role":"user","content":[{"type":"input_text","text":"a"},{"type":"input_text","text":"b"}]},
                {"type":"reasoning","summary":[{"type":"summary_text","text":"sum"}],"encrypted_content":"gAAA"},
                {"role":"assistant","content":"I look"},
                {"type":"function_call","call_id":"c1","name":"w","arguments":"{\\"a\\": 1}"},
                {"type":"custom_tool_call","call_id":"c2","name":"sql","input":"x"},
                {"type":"function_call_output","call_id":"c1","output":"no","status":"incomplete"},
                {"type":"custom_tool_call_output","call_id":"c2","output":"1"}]}
                """).get("input").print());
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void write_media_isSent() {
        Json.Obj body = input(new Message(
                Role.USER,
                List.of(
                        Part.Text.of("look"),
                        new Part.Image(new Source.Data("image/png", "AAA="), null, null),
                        new Part.Image(new Source.File("file-1"), "high", null),
                        new Part.Document(new Source.Data("application/pdf", "BBB="), null, null, false, null),
                        new Part.Document(new Source.Url("https://e.org/a.pdf", ""), null, null, false, null),
                        new Part.Document(new Source.Plain("words"), "title", "context", true, null),
                        new Part.Audio(new Source.Data("audio/wav", "CCC="), "wav", null, null))));

        assertThat(body.get("input").print())
                .isEqualTo(Streams.json("""
                {"input":[{"role":"user","content":[{"type":"input_text","text":"look"},
                {"type":"input_image","image_url":"data:image/png;base64,AAA=","detail":"auto"},
                {"type":"input_image","file_id":"file-1","detail":"high"},
                {"type":"input_file","filename":"document.pdf","file_data":"data:application/pdf;base64,BBB="},
                {"type":"input_file","file_url":"https://e.org/a.pdf"},
                {"type":"input_text","text":"context"},{"type":"input_text","text":"title\\n\\nwords"},
                {"type":"input_audio","input_audio":{"data":"CCC=","format":"wav"}}]}]}
                """).get("input").print());
        assertThat(losses.names()).containsExactly("messages[0].content[5].citations");
    }

    @Test
    void write_foreignThoughtsAndBlocks_areNamedAsLost() {
        Json.Obj body = input(new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Thinking("x", new Seal("anthropic", "s"), false, null, false),
                        Part.Thinking.of("y"),
                        new Part.Opaque("anthropic", new Json.Obj()),
                        new Part.Opaque("openai-responses", new Json.Obj().put("type", "web_search_call")),
                        Part.Text.of("said"))));

        assertThat(body.get("input").print())
                .isEqualTo("[{\"type\":\"web_search_call\"},{\"role\":\"assistant\",\"content\":\"said\"}]");
        assertThat(losses.names()).containsExactly("reasoning", "messages[0].content[2]");
    }

    @Test
    void write_tools_strictOnlyIfTheClientAsked() {
        Asked asked = new Asked();
        asked.tools = List.of(
                new Tool.Function("f", "d", new Json.Obj().put("type", "object"), null, null),
                new Tool.Function("g", null, null, true, null),
                new Tool.Custom(
                        "c",
                        null,
                        Streams.json("{\"type\":\"grammar\",\"grammar\":{\"definition\":\"a\",\"syntax\":\"lark\"}}")),
                new Tool.WebSearch(List.of("a.org"), List.of("b.org"), 3L, null, "anthropic", new Json.Obj()),
                new Tool.Opaque("anthropic", "computer_20250124", new Json.Obj()));
        asked.choice = new ToolChoice.Allowed(List.of("f", "c"), true);

        Json.Obj body = write(asked);

        assertThat(body.get("tools").print())
                .isEqualTo(Streams.json("""
                {"tools":[{"type":"function","name":"f","description":"d","parameters":{"type":"object"},"strict":false},
                {"type":"function","name":"g","parameters":{"type":"object","properties":{}},"strict":true},
                {"type":"custom","name":"c","format":{"type":"grammar","definition":"a","syntax":"lark"}},
                {"type":"web_search","filters":{"allowed_domains":["a.org"]}}]}
                """).get("tools").print());
        assertThat(body.get("tool_choice").print())
                .isEqualTo("{\"type\":\"allowed_tools\",\"mode\":\"required\",\"tools\":[{\"type\":\"function\","
                        + "\"name\":\"f\"},{\"type\":\"custom\",\"name\":\"c\"}]}");
        assertThat(losses.names())
                .containsExactly("tools[3].blocked_domains", "tools[3].max_uses", "tools.computer_20250124");
    }

    @Test
    void write_toolChoiceWithoutTools_isLeftOut() {
        Asked asked = new Asked();
        asked.choice = new ToolChoice.Required();

        assertThat(write(asked).has("tool_choice")).isFalse();
        assertThat(losses.names()).containsExactly("tool_choice");
    }

    @Test
    void write_samplingThatThereIsNot_isNamed() {
        Asked asked = new Asked();
        Json.Num one = new Json.Num("1");
        asked.sampling = new Sampling(
                one, one, one, 5L, List.of("END"), one, one, one, new Json.Obj().put("7", 1), true, 2L, 3L);

        Json.Obj body = write(asked);

        assertThat(body.number("temperature")).isEqualTo(one);
        assertThat(body.number("max_output_tokens", 0)).isEqualTo(16);
        assertThat(body.get("include").print()).isEqualTo("[\"message.output_text.logprobs\"]");
        assertThat(body.number("top_logprobs", 0)).isEqualTo(2);
        assertThat(losses.names())
                .containsExactly(
                        "max_tokens",
                        "top_k",
                        "stop",
                        "seed",
                        "presence_penalty",
                        "frequency_penalty",
                        "logit_bias",
                        "n");
    }

    @Test
    void write_samplingOfThinkingModel_isLost() {
        Asked asked = new Asked();
        asked.model = "gpt-5-mini-2025-08-07";
        Json.Num half = new Json.Num("0.5");
        asked.sampling = new Sampling(half, half, null, null, List.of(), null, null, null, null, true, 2L, null);

        Json.Obj body = write(asked);

        assertThat(body.asMap()).doesNotContainKeys("temperature", "top_p", "top_logprobs");
        assertThat(body.get("include").print()).isEqualTo("[\"reasoning.encrypted_content\"]");
        assertThat(losses.names()).containsExactly("temperature", "top_p", "logprobs", "top_logprobs");
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5.1,none,none,true",
        "gpt-5,none,minimal,false",
        "gpt-5-codex,none,low,false",
        "o3,none,low,false",
        "openai/o4-mini,xhigh,high,false",
        "gpt-5.1,minimal,low,false",
        "gpt-5.1-codex-max,xhigh,xhigh,true",
        "gpt-5.2,max,xhigh,false",
        "gpt-5.2,high,high,true",
        "gpt-6-sol,max,max,true",
        "my-deployment,minimal,minimal,true",
        "ft:o4-mini:org::1,low,low,true"
    })
    void write_effort_isOneTheModelTakes(String model, String wanted, String sent, boolean kept) {
        Asked asked = new Asked();
        asked.model = model;
        asked.reasoning = Reasoning.ofEffort(wanted, null);

        assertThat(write(asked).object("reasoning").text("effort")).isEqualTo(sent);
        assertThat(losses.isEmpty()).isEqualTo(kept);
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o-mini", "gpt-4.1", "gpt-5-chat-latest", "chatgpt-4o-latest"})
    void write_effortForModelThatDoesNotThink_isLost(String model) {
        Asked asked = new Asked();
        asked.model = model;
        asked.reasoning = Reasoning.ofEffort("high", "auto");

        Json.Obj body = write(asked);

        assertThat(body.asMap()).doesNotContainKeys("reasoning", "include");
        assertThat(losses.names()).containsExactly("reasoning_effort");
    }

    @Test
    void write_reasoning_budgetAndAdaptive() {
        Asked asked = new Asked();
        asked.model = "gpt-5.2";
        asked.reasoning = new Reasoning(Reasoning.Mode.ON, null, 30_000L, "auto");
        assertThat(write(asked).get("reasoning").print()).isEqualTo("{\"effort\":\"high\",\"summary\":\"auto\"}");

        asked.reasoning = new Reasoning(Reasoning.Mode.ADAPTIVE, null, null, null);
        assertThat(write(asked).has("reasoning")).isFalse();
    }

    @Test
    void write_formatAndVerbosity_areText() {
        Asked asked = new Asked();
        asked.output = new OutputFormat.JsonSchema("n", null, new Json.Obj().put("type", "object"), null);
        asked.extra = Map.of("verbosity", new Json.Str("low"), "web_search_options", new Json.Obj());

        assertThat(write(asked).get("text").print())
                .isEqualTo("{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":{\"type\":\"object\"}},"
                        + "\"verbosity\":\"low\"}");
        assertThat(losses.names()).containsExactly("web_search_options");
    }

    @Test
    void write_fieldsOfThisDialect_areAllCarried() {
        Asked asked = new Asked();
        asked.dialect = "openai-responses";
        asked.extra = Map.of("moderation", new Json.Obj(), "include", Json.Arr.of(List.of("a.b")));

        Json.Obj body = write(asked);

        assertThat(body.has("moderation")).isTrue();
        assertThat(body.get("include").print()).isEqualTo("[\"a.b\"]");
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void write_fieldsOfOtherDialects_areNotTakenForOurs() {
        Asked asked = new Asked();
        asked.dialect = "anthropic";
        asked.extra = Map.of("truncation", new Json.Str("x"));
        asked.tier = "standard_only";

        Json.Obj body = write(asked);

        assertThat(body.has("truncation")).isFalse();
        assertThat(body.text("service_tier")).isEqualTo("default");
        assertThat(losses.names()).containsExactly("truncation");
    }

    @Test
    void write_quirks_areHeeded() {
        Asked asked = new Asked();
        asked.model = "o3";
        asked.messages = List.of(Message.of(Role.DEVELOPER, "d"));

        Json.Obj body = write(asked, "no_store_field", "no_developer_role");

        assertThat(body.print())
                .isEqualTo("{\"model\":\"o3\",\"input\":[{\"role\":\"system\",\"content\":\"d\"}],"
                        + "\"include\":[\"reasoning.encrypted_content\"]}");
    }

    @Test
    void write_longCallId_isTheSameInCallAndResult() {
        String id = "x".repeat(100);
        Json.Obj body = input(
                new Message(Role.ASSISTANT, List.of(Part.ToolCall.of(id, "f", ""))),
                new Message(Role.TOOL, List.of(Part.ToolResult.of(id, "r"))));

        List<Json.Obj> items = body.objects("input");
        assertThat(items.get(0).text("call_id"))
                .hasSizeLessThanOrEqualTo(64)
                .isEqualTo(items.get(1).text("call_id"));
        assertThat(items.get(0).text("arguments")).isEqualTo("{}");
    }

    @Test
    void tokenCount_asksWithWhatCounts_andReadsTheNumber() throws Exception {
        Asked asked = new Asked();
        asked.tools = List.of(new Tool.Function("f", null, null, null, null));
        asked.sampling = Sampling.NONE.withMaxTokens(100L);
        ResponsesTokenCount count = new ResponsesTokenCount();

        Json.Obj body = count.write(asked.request(), new Recipient("openai", "openai", "gpt-4.1", Set.of()))
                .body();

        assertThat(body.asMap()).containsOnlyKeys("model", "input", "tools");
        assertThat(count.read(ResponsesClient.tokenCount(42))).isEqualTo(42);
    }
}
