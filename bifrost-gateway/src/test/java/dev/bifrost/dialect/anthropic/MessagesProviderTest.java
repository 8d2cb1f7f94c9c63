package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
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
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesProviderTest {
    private static final Tool FUNCTION = new Tool.Function(
            "f", "d", Read.json("{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"number\"}}}"), null, null);
    private static final Message HELLO = Message.of(Role.USER, "Hello");

    private final Losses losses = new Losses();

    private Json.Obj write(String model, ChatRequest request) {
        return Read.request(request, model, losses);
    }

    @Test
    void write_simple_hasALimitAndNothingElse() {
        Json.Obj body = write("claude-sonnet-4-5", Read.asking(Message.of(Role.SYSTEM, "Be kind."), HELLO));

        assertThat(body.print())
                .isEqualTo("{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":32000,\"system\":\"Be kind.\","
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(losses.names()).isEmpty();
    }

    @Test
    void write_conversation_alternatesWithResultsFirst() {
        Json.Obj body = write(
                "claude-sonnet-4-5",
                new Asking()
                        .tools(FUNCTION)
                        .messages(
                                Message.of(Role.SYSTEM, "One."),
                                Message.of(Role.DEVELOPER, "Two."),
                                HELLO,
                                Message.of(Role.USER, "again"),
                                Message.of(Role.ASSISTANT, ""),
                                new Message(
                                        Role.ASSISTANT,
                                        List.of(
                                                Part.Text.of("  "),
                                                Part.Text.of("Wait."),
                                                Part.ToolCall.of("call:1", "f", "{\"x\": 1.0}"),
                                                Part.ToolCall.of("call_2", "f", ""))),
                                new Message(Role.TOOL, List.of(Part.ToolResult.of("call:1", "1"))),
                                Message.of(Role.USER, "And?"),
                                new Message(
                                        Role.TOOL,
                                        List.of(new Part.ToolResult(
                                                "call_2",
                                                List.of(
                                                        Part.Text.of("bad"),
                                                        new Part.Image(new Source.Data("image/jpg", "AA"), null, null)),
                                                true,
                                                null))))
                        .request());

        assertThat(body.get("system").print())
                .isEqualTo("[{\"type\":\"text\",\"text\":\"One.\"},{\"type\":\"text\",\"text\":\"Two.\"}]");
        assertThat(body.get("messages").print())
                .isEqualToIgnoringWhitespace("""
                [{"role":"user","content":[{"type":"text","text":"Hello"},{"type":"text","text":"again"}]},
                 {"role":"assistant","content":[{"type":"text","text":"Wait."},
                  {"type":"tool_use","id":"ID","name":"f","input":{"x":1.0}},
                  {"type":"tool_use","id":"call_2","name":"f","input":{}}]},
                 {"role":"user","content":[
                  {"type":"tool_result","tool_use_id":"ID","content":"1"},
                  {"type":"tool_result","tool_use_id":"call_2","content":[{"type":"text","text":"bad"},
                   {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"AA"}}],
                   "is_error":true},
                  {"type":"text","text":"And?"}]}]""".replace("ID", "call_1_" + Integer.toHexString("call:1".hashCode())));
        assertThat(losses.names()).isEmpty();
    }

    @Test
    void write_systemInTheMiddle_isATurnWhereTheModelKnowsThose() {
        ChatRequest request = new Asking()
                .messages(
                        Message.of(Role.SYSTEM, "One."),
                        HELLO,
                        Message.of(Role.ASSISTANT, "Hi"),
                        Message.of(Role.DEVELOPER, "Two."),
                        Message.of(Role.USER, "Go"))
                .request();

        assertThat(write("claude-opus-4-8", request).get("messages").print())
                .endsWith("{\"role\":\"user\",\"content\":\"Go\"},{\"role\":\"system\",\"content\":\"Two.\"}]");
        assertThat(losses.names()).isEmpty();
        assertThat(write("claude-opus-4-6", request).get("messages").print())
                .endsWith("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Two.\"},"
                        + "{\"type\":\"text\",\"text\":\"Go\"}]}]");
        assertThat(losses.names()).containsExactly("messages[3].role");
    }

    @Test
    void write_systemAlone_isAskedAsUser() {
        Json.Obj body = write("claude-opus-4-6", Read.asking(Message.of(Role.SYSTEM, "Say hi.")));

        assertThat(body.get("messages").print()).isEqualTo("[{\"role\":\"user\",\"content\":\"Say hi.\"}]");
        assertThat(body.has("system")).isFalse();
        assertThat(losses.names()).containsExactly("messages[0].role");
    }

    @Test
    void write_nothingSaid_isRefused() {
        assertThatThrownBy(() -> new MessagesProvider(MessagesFlavour.DIRECT)
                        .write(Read.asking(Message.of(Role.USER, " ")), Read.recipient("claude-x"), losses))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("messages");
    }

    @Test
    void write_begunAnswer_isGoneOnWithOrNot() {
        ChatRequest request = Read.asking(HELLO, Message.of(Role.ASSISTANT, "The answer is (  "));

        assertThat(write("claude-sonnet-4-5", request).get("messages").print())
                .endsWith("{\"role\":\"assistant\",\"content\":\"The answer is (\"}]");
        assertThat(losses.names()).isEmpty();
        assertThat(write("claude-sonnet-4-6", request).get("messages").print())
                .endsWith("{\"role\":\"user\",\"content\":\"Continue.\"}]");
        assertThat(losses.names()).containsExactly("messages[1]");
    }

    @Test
    void write_thoughts_comeBackOnlyToClaude() {
        Json.Obj body = write(
                "claude-sonnet-4-5",
                Read.asking(
                        HELLO,
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Thinking("a", new Seal("anthropic", "S"), false, null, false),
                                        new Part.Thinking("", new Seal("anthropic", "R"), true, null, false),
                                        new Part.Thinking("b", new Seal("openai", "E"), false, "rs", true),
                                        Part.Thinking.of("c"),
                                        Part.Text.of("x"))),
                        HELLO));

        assertThat(body.objects("messages").get(1).get("content").print())
                .isEqualTo("[{\"type\":\"thinking\",\"thinking\":\"a\",\"signature\":\"S\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"R\"},{\"type\":\"text\",\"text\":\"x\"}]");
        assertThat(losses.names()).containsExactly("reasoning");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // model | mode | effort | budget | max_tokens | thinking | effort | max_tokens | losses
                "claude-sonnet-4-5 | ON | high | - | - | {\"type\":\"enabled\",\"budget_tokens\":24576} | - | 56576 | []",
                "claude-sonnet-4-5 | ON | high | - | 8000 | {\"type\":\"enabled\",\"budget_tokens\":4000} | - | 8000 | []",
                "claude-sonnet-4-5 | ON | - | 9000 | 8000 | {\"type\":\"enabled\",\"budget_tokens\":4000} | - | 8000 | [thinking.budget_tokens]",
                "claude-sonnet-4-5 | ON | low | - | 1000 | - | - | 1000 | [reasoning_effort]",
                "claude-sonnet-4-5 | ADAPTIVE | - | - | - | {\"type\":\"enabled\",\"budget_tokens\":8192} | - | 40192 | []",
                "claude-sonnet-4-5 | OFF | - | - | - | - | - | 32000 | []",
                "claude-opus-4-1 | ON | max | - | - | {\"type\":\"enabled\",\"budget_tokens\":16000} | - | 32000 | []",
                "claude-3-5-haiku-20241022 | ON | low | - | - | - | - | 8192 | [reasoning_effort]",
                "claude-opus-4-6 | ON | xhigh | - | - | {\"type\":\"adaptive\"} | max | 32000 | []",
                "claude-opus-4-6 | ON | - | 5000 | - | {\"type\":\"enabled\",\"budget_tokens\":5000} | - | 37000 | []",
                "claude-opus-4-7 | ON | minimal | - | - | {\"type\":\"adaptive\",\"display\":\"summarized\"} | low | 32000 | []",
                "claude-opus-4-7 | ON | - | 9000 | - | {\"type\":\"adaptive\",\"display\":\"summarized\"} | medium | 32000 | [thinking.budget_tokens]",
                "claude-opus-4-7 | OFF | - | - | - | - | - | 32000 | []",
                "claude-sonnet-5 | OFF | max | - | - | {\"type\":\"disabled\"} | high | 32000 | []",
                "claude-sonnet-5-5 | OFF | - | - | - | {\"type\":\"between_tools\"} | - | 32000 | []",
                "claude-haiku-5-5 | OFF | - | - | - | {\"type\":\"disabled\"} | - | 32000 | []",
                "claude-opus-5-5 | OFF | - | - | - | - | low | 32000 | [reasoning_effort]",
                "claude-fable-5 | ON | xhigh | - | - | {\"type\":\"adaptive\",\"display\":\"summarized\"} | xhigh | 32000 | []",
                "kimi-k2 | ON | low | - | - | {\"type\":\"enabled\",\"budget_tokens\":1024} | - | 9216 | []"
            })
    void write_reasoning_isWhatTheModelTakes(
            String model,
            Reasoning.Mode mode,
            String effort,
            Long budget,
            Long most,
            String thinking,
            String written,
            long maxTokens,
            String lost) {
        Json.Obj body = write(
                model,
                new Asking()
                        .messages(HELLO)
                        .reasoning(new Reasoning(mode, effort, budget, null))
                        .sampling(Sampling.NONE.withMaxTokens(most))
                        .request());

        assertThat(body.get("thinking")).isEqualTo(thinking == null ? null : Read.json(thinking));
        Json.Obj config = body.object("output_config");
        assertThat(config == null ? null : config.text("effort")).isEqualTo(written);
        assertThat(body.number("max_tokens", 0)).isEqualTo(maxTokens);
        assertThat(losses.names()).hasToString(lost);
    }

    @Test
    void write_reasoningAmidToolsWithoutThought_isLeftOut() {
        ChatRequest request = new Asking()
                .tools(FUNCTION)
                .reasoning(Reasoning.ofEffort("high", null))
                .messages(
                        HELLO,
                        new Message(Role.ASSISTANT, List.of(Part.ToolCall.of("c", "f", "{}"))),
                        new Message(Role.TOOL, List.of(Part.ToolResult.of("c", "1"))))
                .request();

        assertThat(write("claude-sonnet-4-5", request).has("thinking")).isFalse();
        assertThat(losses.names()).containsExactly("reasoning_effort");
        assertThat(write("claude-opus-4-6", request).object("thinking").text("type"))
                .isEqualTo("adaptive");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-sonnet-4-5 | 1.5 | 0.5 | {\"temperature\":1} | [temperature, top_p]",
                "claude-3-7-sonnet | 0.5 | 0.5 | {\"temperature\":0.5,\"top_p\":0.5} | []",
                "claude-sonnet-4-5 | 0.2 | 1 | {\"temperature\":0.2} | []",
                "claude-opus-4-7 | 1 | 1 | {} | []",
                "claude-opus-4-7 | 0.7 | 0.9 | {} | [temperature, top_p]"
            })
    void write_sampling_isWhatTheModelTakes(
            String model, String temperature, String topP, String expected, String lost) {
        Json.Obj body = write(
                model,
                new Asking()
                        .messages(HELLO)
                        .sampling(new Sampling(
                                new Json.Num(temperature),
                                new Json.Num(topP),
                                null,
                                5L,
                                List.of(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                null,
                                null))
                        .request());
        Json.Obj said =
                new Json.Obj().put("temperature", body.get("temperature")).put("top_p", body.get("top_p"));

        assertThat(said).isEqualTo(Read.json(expected));
        assertThat(losses.names()).hasToString(lost);
    }

    @Test
    void write_whatClaudeLacks_isNamed() {
        Json.Obj body = write(
                "claude-sonnet-4-5",
                new Asking()
                        .messages(
                                new Message(Role.USER, List.of(Part.Text.of("x")), "Bob"),
                                new Message(
                                        Role.USER,
                                        List.of(new Part.Audio(new Source.Data("audio/wav", "AA"), "wav", null, null))))
                        .sampling(new Sampling(
                                null,
                                null,
                                null,
                                null,
                                List.of("END", "\n"),
                                new Json.Num("1"),
                                new Json.Num("0"),
                                new Json.Num("0.1"),
                                Read.json("{\"1\":2}"),
                                true,
                                3L,
                                2L))
                        .metadata(Read.json("{\"a\":\"b\"}"))
                        .extra(Map.of("verbosity", new Json.Str("low"), "speed", new Json.Str("fast")))
                        .unread("messages[0].content[0].future")
                        .request());

        assertThat(body.list("stop_sequences")).containsExactly(new Json.Str("END"));
        assertThat(body.text("speed")).isEqualTo("fast");
        assertThat(losses.names())
                .containsExactlyInAnyOrder(
                        "messages[0].name",
                        "messages[1].content[0]",
                        "n",
                        "seed",
                        "frequency_penalty",
                        "logit_bias",
                        "logprobs",
                        "top_logprobs",
                        "stop",
                        "metadata",
                        "verbosity",
                        "messages[0].content[0].future");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "auto | - | -",
                "auto | false | {\"type\":\"auto\",\"disable_parallel_tool_use\":true}",
                "none | false | {\"type\":\"none\"}",
                "required | - | {\"type\":\"any\"}",
                "named | true | {\"type\":\"tool\",\"name\":\"f\"}",
                "allowed | - | {\"type\":\"any\"}"
            })
    void write_toolChoice_isOurs(String choice, Boolean parallel, String expected) {
        ToolChoice wanted = switch (choice) {
            case "none" -> new ToolChoice.None();
            case "required" -> new ToolChoice.Required();
            case "named" -> new ToolChoice.Named("f");
            case "allowed" -> new ToolChoice.Allowed(List.of("f"), true);
            default -> new ToolChoice.Auto();
        };
        Json.Obj body = write(
                "claude-opus-5",
                new Asking()
                        .messages(HELLO)
                        .tools(FUNCTION, new Tool.Function("g", null, null, null, null))
                        .choice(wanted, parallel)
                        .request());

        assertThat(body.get("tool_choice")).isEqualTo(expected == null ? null : Read.json(expected));
        assertThat(body.objects("tools")).hasSize(choice.equals("allowed") ? 1 : 2);
        boolean forced = wanted instanceof ToolChoice.Required
                || wanted instanceof ToolChoice.Named
                || wanted instanceof ToolChoice.Allowed;
        assertThat(body.get("thinking")).isEqualTo(forced ? Read.json("{\"type\":\"disabled\"}") : null);
        assertThat(losses.names()).isEmpty();
    }

    @Test
    void write_forcedTool_excludesThinkingOrIsItselfRefused() {
        ChatRequest request = new Asking()
                .messages(HELLO)
                .tools(FUNCTION)
                .choice(new ToolChoice.Required(), null)
                .reasoning(Reasoning.ofEffort("high", null))
                .request();

        Json.Obj older = write("claude-sonnet-4-5", request);
        assertThat(older.has("thinking")).isFalse();
        assertThat(older.object("tool_choice").text("type")).isEqualTo("any");
        assertThat(losses.names()).containsExactly("reasoning_effort");

        Losses newer = new Losses();
        Json.Obj body = Read.request(request, "claude-opus-5-5", newer);
        assertThat(body.object("thinking").text("type")).isEqualTo("adaptive");
        assertThat(body.has("tool_choice")).isFalse();
        assertThat(newer.names()).containsExactly("tool_choice");
    }

    @Test
    void write_tools_areOurs() {
        Json.Obj union = Read.json("""
                {"anyOf":[{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]},
                 {"type":"object","properties":{"b":{"type":"number"}},"required":["b"]}]}""");
        Json.Obj body = write(
                "claude-sonnet-4-5",
                new Asking()
                        .messages(HELLO)
                        .tools(
                                new Tool.Function("none", null, null, null, new CacheMark("1h")),
                                new Tool.Function(
                                        "strict",
                                        null,
                                        Read.json("{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"number\"}}}"),
                                        true,
                                        null),
                                new Tool.Function("union", null, union, null, null),
                                new Tool.Custom("patch", "Patches.", Read.json("{\"type\":\"grammar\"}")),
                                new Tool.WebSearch(
                                        List.of("a.org"),
                                        List.of(),
                                        2L,
                                        null,
                                        "openai-responses",
                                        Read.json("{\"search_context_size\":\"high\"}")),
                                new Tool.Opaque("openai-responses", "computer", new Json.Obj()))
                        .request());

        assertThat(body.get("tools").print()).isEqualToIgnoringWhitespace("""
                [{"name":"none","input_schema":{"type":"object","properties":{}},
                  "cache_control":{"type":"ephemeral","ttl":"1h"}},
                 {"name":"strict","input_schema":{"type":"object","properties":{"x":{"type":"number"}},
                  "additionalProperties":false},"strict":true},
                 {"name":"union","input_schema":{"type":"object","properties":{"a":{"type":"string"},
                  "b":{"type":"number"}}}},
                 {"name":"bifrost_text_patch","description":"Patches.\\n\\nFormatoftheinput:{\\"type\\":\\"grammar\\"}",
                  "input_schema":{"type":"object","properties":{"input":{"type":"string"}},"required":["input"],
                  "additionalProperties":false}},
                 {"type":"web_search_20250305","name":"web_search","max_uses":2,"allowed_domains":["a.org"]}]""");
        assertThat(losses.names())
                .containsExactly(
                        "tools[2].function.parameters",
                        "tools[3].custom.format",
                        "tools[4].search_context_size",
                        "tools[5]");
    }

    @Test
    void write_toolsOfThePast_areDefinedThoughNotUsed() {
        Json.Obj body = write(
                "claude-sonnet-4-5",
                Read.asking(
                        HELLO,
                        new Message(Role.ASSISTANT, List.of(Part.ToolCall.of("c", "f", "{}"))),
                        new Message(Role.TOOL, List.of(Part.ToolResult.of("c", "1")))));

        assertThat(body.get("tools").print())
                .isEqualTo("[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}]");
        assertThat(body.get("tool_choice").print()).isEqualTo("{\"type\":\"none\"}");
    }

    private static final OutputFormat SCHEMA = new OutputFormat.JsonSchema(
            "s", "The weather.", Read.json("{\"type\":\"object\",\"properties\":{\"t\":{\"type\":\"number\"}}}"), true);

    @Test
    void write_schema_isAskedForAsTheModelTakesIt() {
        ChatRequest request = new Asking().messages(HELLO).output(SCHEMA).request();

        assertThat(write("claude-opus-5-5", request).get("output_config").print())
                .isEqualTo("{\"format\":{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"properties\":"
                        + "{\"t\":{\"type\":\"number\"}},\"additionalProperties\":false}}}");
        Json.Obj older = write("claude-opus-4-1", request);
        assertThat(older.has("output_config")).isFalse();
        assertThat(older.objects("tools").getFirst().text("name")).isEqualTo("bifrost_json_output");
        assertThat(older.get("tool_choice").print()).isEqualTo("{\"type\":\"tool\",\"name\":\"bifrost_json_output\"}");
        assertThat(losses.names()).isEmpty();

        Json.Obj both = write(
                "claude-opus-4-1",
                new Asking().messages(HELLO).tools(FUNCTION).output(SCHEMA).request());
        assertThat(both.objects("tools"))
                .extracting(tool -> tool.text("name"))
                .containsExactly("f", "bifrost_json_output");
        assertThat(both.get("tool_choice").print()).isEqualTo("{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
    }

    @Test
    void write_schemaOnBedrock_isAToolAfter46() {
        ChatRequest request = new Asking().messages(HELLO).output(SCHEMA).request();
        Json.Obj native46 = Read.request(request, MessagesFlavour.BEDROCK, "us.anthropic.claude-sonnet-4-6", losses);
        Json.Obj tool47 = Read.request(request, MessagesFlavour.BEDROCK, "anthropic.claude-opus-4-7", losses);

        assertThat(native46.object("output_config").has("format")).isTrue();
        assertThat(tool47.has("output_config")).isFalse();
        assertThat(tool47.object("tool_choice").text("name")).isEqualTo("bifrost_json_output");
        assertThat(losses.names()).isEmpty();

        Json.Obj told = Read.request(request, MessagesFlavour.BEDROCK, "anthropic.claude-sonnet-5-5", losses);
        assertThat(told.has("tool_choice")).isFalse();
        assertThat(told.text("system")).contains("bifrost_json_output");
        assertThat(losses.names()).containsExactly("response_format");
    }

    @Test
    void write_anyJson_isToldInWords() {
        Json.Obj body = write(
                "claude-sonnet-4-5",
                new Asking()
                        .messages(HELLO)
                        .output(new OutputFormat.JsonObject())
                        .request());

        assertThat(body.text("system")).contains("JSON object");
        assertThat(losses.names()).containsExactly("response_format");
    }

    @Test
    void write_cacheMarks_areTheLastFour() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            parts.add(new Part.Text("t" + i, List.of(), new CacheMark(i == 5 ? "1h" : null), null));
        }
        ChatRequest request = Read.asking(new Message(Role.USER, parts));
        List<Json.Obj> blocks = write("claude-sonnet-4-5", request)
                .objects("messages")
                .getFirst()
                .objects("content");

        assertThat(blocks)
                .extracting(block -> block.has("cache_control"))
                .containsExactly(false, false, true, true, true, true);
        assertThat(blocks.getLast().object("cache_control").text("ttl")).isEqualTo("1h");
        assertThat(losses.names()).containsExactly("cache_control");

        Losses old = new Losses();
        Json.Obj bedrock = Read.request(request, MessagesFlavour.BEDROCK, "anthropic.claude-opus-4-1", old);
        assertThat(bedrock.print()).doesNotContain("ttl");
        assertThat(old.names()).containsExactly("cache_control", "cache_control.ttl");
    }

    @Test
    void write_picturesAndDocuments_areOurs() throws Exception {
        Message message = new Message(
                Role.USER,
                List.of(
                        new Part.Image(new Source.Url("https://x/y.png", ""), "high", null),
                        new Part.Document(new Source.Data("application/pdf", "AA"), "a.pdf", "C", true, null),
                        new Part.Document(new Source.Data("text/csv", "YSxi"), null, null, false, null),
                        new Part.Document(new Source.Plain("p"), null, null, false, null),
                        new Part.Image(new Source.File("file_1"), null, null)));
        ProviderRequest written = new MessagesProvider(MessagesFlavour.DIRECT)
                .write(Read.asking(message), Read.recipient("claude-sonnet-4-5"), losses);

        assertThat(written.body().objects("messages").getFirst().get("content").print())
                .isEqualToIgnoringWhitespace("""
                [{"type":"image","source":{"type":"url","url":"https://x/y.png"}},
                 {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AA"},
                  "title":"a.pdf","context":"C","citations":{"enabled":true}},
                 {"type":"document","source":{"type":"text","media_type":"text/plain","data":"a,b"}},
                 {"type":"document","source":{"type":"text","media_type":"text/plain","data":"p"}},
                 {"type":"image","source":{"type":"file","file_id":"file_1"}}]""");
        assertThat(written.headers()).isEqualTo(Map.of("anthropic-beta", "files-api-2025-04-14"));
        assertThat(losses.names()).containsExactly("messages[0].content[0].detail");
    }

    @ParameterizedTest
    @CsvSource({"BEDROCK, Amazon Bedrock", "VERTEX, Vertex AI"})
    void write_addressElsewhere_isRefusedWithWhatToDo(MessagesFlavour flavour, String where) {
        Message message =
                new Message(Role.USER, List.of(new Part.Image(new Source.Url("https://x/y.png", ""), null, null)));

        assertThatThrownBy(() -> new MessagesProvider(flavour)
                        .write(Read.asking(message), Read.recipient("claude-sonnet-4-5"), losses))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.failure())
                                .isInstanceOfSatisfying(
                                        Failure.InvalidRequest.class,
                                        invalid -> assertThat(invalid.param()).isEqualTo("messages[0].content[0]")))
                .hasMessageContaining(where)
                .hasMessageContaining("base64");
    }

    @Test
    void write_officeDocument_isRefusedWithWhatToDo() {
        Message message = new Message(
                Role.USER,
                List.of(new Part.Document(new Source.Data("application/vnd.ms-excel", "AA"), null, null, false, null)));

        assertThatThrownBy(() -> new MessagesProvider(MessagesFlavour.DIRECT)
                        .write(Read.asking(message), Read.recipient("claude-sonnet-4-5"), losses))
                .hasMessage("messages[0].content[0]: Claude reads PDF and plain text, not application/vnd.ms-excel;"
                        + " convert it");
    }

    @Test
    void write_flavours_differInWhatIsAround() throws Exception {
        ChatRequest request = new Asking()
                .messages(HELLO).stream()
                        .user("u")
                        .tier("priority")
                        .ofAnthropic(Map.of("anthropic_beta", new Json.Arr().add("b1"), "container", new Json.Str("c")))
                        .request();
        ProviderRequest direct = new MessagesProvider(MessagesFlavour.DIRECT)
                .write(request, Read.recipient("claude-sonnet-4-5"), losses);
        assertThat(direct.body().print()).isEqualToIgnoringWhitespace("""
                {"model":"claude-sonnet-4-5","max_tokens":32000,"messages":[{"role":"user","content":"Hello"}],
                 "metadata":{"user_id":"u"},"service_tier":"auto","stream":true,"container":"c"}""");
        assertThat(direct.headers()).isEqualTo(Map.of("anthropic-beta", "b1"));
        assertThat(losses.names()).isEmpty();

        ProviderRequest vertex = new MessagesProvider(MessagesFlavour.VERTEX)
                .write(request, Read.recipient("claude-sonnet-4-5@20250929"), losses);
        assertThat(vertex.body().print()).isEqualToIgnoringWhitespace("""
                {"anthropic_version":"vertex-2023-10-16","max_tokens":32000,
                 "messages":[{"role":"user","content":"Hello"}],"metadata":{"user_id":"u"},"stream":true}""");
        assertThat(vertex.headers()).isEqualTo(Map.of("anthropic-beta", "b1"));

        Losses bedrockLosses = new Losses();
        ProviderRequest bedrock = new MessagesProvider(MessagesFlavour.BEDROCK)
                .write(request, Read.recipient("anthropic.claude-sonnet-4-5-20250929-v1:0"), bedrockLosses);
        assertThat(bedrock.body().print()).isEqualToIgnoringWhitespace("""
                {"anthropic_version":"bedrock-2023-05-31","max_tokens":32000,
                 "messages":[{"role":"user","content":"Hello"}],"metadata":{"user_id":"u"},
                 "anthropic_beta":["b1"]}""");
        assertThat(bedrock.headers()).isEmpty();
        assertThat(bedrockLosses.names()).containsExactly("service_tier", "container");
    }

    @Test
    void write_twice_isTheSameByteForByte() {
        ChatRequest request =
                new Asking().messages(HELLO).tools(FUNCTION).output(SCHEMA).request();

        assertThat(write("claude-opus-4-1", request).bytes())
                .isEqualTo(write("claude-opus-4-1", request).bytes());
    }
}
