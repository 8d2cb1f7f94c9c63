package dev.bifrost.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said in a conversation, in Converse's words. */
class ConverseRequestTest {
    private static final String PNG = "iVBORw0KGgo=";

    private static Part image(String mediaType) {
        return new Part.Image(new Source.Data(mediaType, PNG), null, null);
    }

    @Test
    void wholeConversation_golden() throws Refusal {
        Asked asked = Asked.of(Streamed.CLAUDE).maxTokens(500);
        asked.messages.add(
                new Message(Role.SYSTEM, List.of(new Part.Text("Be brief.", List.of(), new CacheMark("1h"), null))));
        asked.messages.add(Message.of(Role.DEVELOPER, "Be kind."));
        asked.add(Role.USER, Part.Text.of("Look:"), image("image/jpeg"))
                .add(
                        Role.ASSISTANT,
                        new Part.Thinking("A cat?", new Seal("anthropic", "sig"), false, null, false),
                        new Part.Thinking("", new Seal("anthropic", "YWJj"), true, null, false),
                        Part.Text.of("Let me see."),
                        Part.ToolCall.of("call_1", "zoom", "{\"by\": 2.50}"),
                        Part.ToolCall.of("call_2", "zoom", ""))
                .add(
                        Role.TOOL,
                        new Part.ToolResult("call_1", List.of(Part.Text.of("ok"), image("image/png")), false, null))
                .add(Role.TOOL, new Part.ToolResult("call_2", List.of(Part.Text.of("")), true, new CacheMark(null)))
                .user("Well?");
        asked.tools.add(new Tool.Function(
                "zoom",
                null,
                Asked.json("{\"properties\":{\"by\":{\"type\":\"number\"}}}"),
                true,
                new CacheMark("5m")));

        assertThat(asked.body()).isEqualTo(Asked.json("""
                                {"messages":[
                                  {"role":"user","content":[
                                    {"text":"Look:"},
                                    {"image":{"format":"jpeg","source":{"bytes":"iVBORw0KGgo="}}}]},
                                  {"role":"assistant","content":[
                                    {"reasoningContent":{"reasoningText":{"text":"A cat?","signature":"sig"}}},
                                    {"reasoningContent":{"redactedContent":"YWJj"}},
                                    {"text":"Let me see."},
                                    {"toolUse":{"toolUseId":"call_1","name":"zoom","input":{"by":2.50}}},
                                    {"toolUse":{"toolUseId":"call_2","name":"zoom","input":{}}}]},
                                  {"role":"user","content":[
                                    {"toolResult":{"toolUseId":"call_1","content":[
                                      {"text":"ok"},{"image":{"format":"png","source":{"bytes":"iVBORw0KGgo="}}}]}},
                                    {"toolResult":{"toolUseId":"call_2","content":[{"text":"."}],"status":"error"}},
                                    {"cachePoint":{"type":"default"}},
                                    {"text":"Well?"}]}],
                                 "system":[{"text":"Be brief."},{"cachePoint":{"type":"default","ttl":"1h"}},{"text":"Be kind."}],
                                 "inferenceConfig":{"maxTokens":500},
                                 "toolConfig":{"tools":[
                                   {"toolSpec":{"name":"zoom",
                                     "inputSchema":{"json":{"type":"object","properties":{"by":{"type":"number"}}}},
                                     "strict":true}},
                                   {"cachePoint":{"type":"default"}}]}}
                                """));
        assertThat(asked.losses.names()).isEmpty();
        assertThat(asked.body().print()).isEqualTo(asked.body().print());
    }

    @Test
    void turns_ofOneSide_areMerged() throws Refusal {
        Asked asked = Asked.of(Streamed.NOVA)
                .user("a")
                .user(" ")
                .user("b")
                .assistant("")
                .user("c")
                .assistant("d")
                .assistant("e")
                .user("f");

        assertThat(asked.member("messages"))
                .isEqualTo("[{\"role\":\"user\",\"content\":[{\"text\":\"a\"},{\"text\":\"b\"},{\"text\":\"c\"}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"text\":\"d\"},{\"text\":\"e\"}]},"
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"f\"}]}]");
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void turns_nothingSaid_getAFiller() throws Refusal {
        assertThat(Asked.of(Streamed.NOVA).system("Hi").member("messages"))
                .isEqualTo("[{\"role\":\"user\",\"content\":[{\"text\":\".\"}]}]");
        assertThat(Asked.of(Streamed.CLAUDE).assistant("Hello").user("x").member("messages"))
                .startsWith("[{\"role\":\"user\",\"content\":[{\"text\":\".\"}]},{\"role\":\"assistant\"");
    }

    @Test
    void prefill_isKeptWhereTheModelTakesIt() throws Refusal {
        assertThat(Asked.of(Streamed.CLAUDE).user("x").assistant("{ \n").member("messages"))
                .endsWith("{\"role\":\"assistant\",\"content\":[{\"text\":\"{\"}]}]");

        Asked asked = Asked.of("anthropic.claude-opus-4-6-v1").user("x").assistant("{");
        assertThat(asked.member("messages")).endsWith("{\"role\":\"user\",\"content\":[{\"text\":\".\"}]}]");
        assertThat(asked.losses.names()).containsExactly("messages[1]");
    }

    @Test
    void thoughts_ofOthers_areLeftOutAndNamed() throws Refusal {
        Asked asked = Asked.of(Streamed.CLAUDE)
                .user("x")
                .add(
                        Role.ASSISTANT,
                        new Part.Thinking("a", new Seal("openai", "s"), false, null, false),
                        Part.Thinking.of("unsigned"),
                        Part.Text.of("y"))
                .user("z");

        assertThat(asked.member("messages")).doesNotContain("reasoningContent");
        assertThat(asked.losses.names()).containsExactly("reasoning");
    }

    @Test
    void thoughts_goBackToTheirOwnFamilyOnly() throws Refusal {
        for (String model : List.of(Streamed.CLAUDE, "us.openai.gpt-5.6-sol")) {
            Asked asked = Asked.of(model)
                    .user("x")
                    .add(
                            Role.ASSISTANT,
                            new Part.Thinking("", new Seal("anthropic", "QQ=="), true, null, false),
                            new Part.Thinking("", new Seal("bedrock", "Qg=="), true, null, false),
                            Part.Text.of("y"))
                    .user("z");
            String own = model.equals(Streamed.CLAUDE) ? "QQ==" : "Qg==";
            assertThat(asked.member("messages"))
                    .containsOnlyOnce("redactedContent")
                    .contains("{\"reasoningContent\":{\"redactedContent\":\"" + own + "\"}}");
        }
    }

    @Test
    void toolIds_thatBedrockRefuses_areMappedAlikeInCallAndResult() throws Refusal {
        String id = "fc_" + "x".repeat(80) + "|é";
        for (String model : List.of(Streamed.CLAUDE, "mistral.mistral-large-2407-v1:0")) {
            Asked asked = Asked.of(model)
                    .user("x")
                    .call(id, "f", "{}")
                    .result(id, "r")
                    .tool("f");
            List<Json.Obj> messages = asked.body().objects("messages");
            String used = messages.get(1)
                    .objects("content")
                    .getFirst()
                    .object("toolUse")
                    .text("toolUseId");

            assertThat(used).matches(model.equals(Streamed.CLAUDE) ? "[a-zA-Z0-9_-]{32}" : "[a-zA-Z0-9]{9}");
            assertThat(messages.get(2)
                            .objects("content")
                            .getFirst()
                            .object("toolResult")
                            .text("toolUseId"))
                    .isEqualTo(used);
        }
    }

    @Test
    void arguments_thatAreNoObject_areWrappedAndNamed() throws Refusal {
        Asked asked = Asked.of(Streamed.CLAUDE)
                .user("x")
                .call("a", "f", "{\"half")
                .result("a", "r")
                .tool("f");

        assertThat(asked.member("messages")).contains("\"input\":{\"arguments\":\"{\\\"half\"}");
        assertThat(asked.losses.names()).containsExactly("messages[1].tool_calls");
    }

    @Test
    void tools_withFreeText_becomeFunctions() throws Refusal {
        Asked asked = Asked.of(Streamed.CLAUDE)
                .user("x")
                .add(
                        Role.ASSISTANT,
                        new Part.ToolCall("a", "patch", "*** Begin", Part.ToolCall.Kind.CUSTOM, null, null))
                .result("a", "r");
        asked.tools.add(new Tool.Custom("patch", "Patches.", Asked.json("{\"type\":\"grammar\"}")));

        assertThat(asked.member("messages")).contains("\"input\":{\"input\":\"*** Begin\"}");
        assertThat(asked.member("toolConfig"))
                .contains("\"required\":[\"input\"]")
                .contains("Patches.\\n\\nFormat of the input: {\\\"type\\\":\\\"grammar\\\"}");
        assertThat(asked.losses.names()).containsExactly("tools[0].custom.format");
    }

    @Test
    void results_missing_areRefused() {
        assertThat(Asked.of(Streamed.CLAUDE)
                        .user("x")
                        .call("a", "f", "{}")
                        .user("y")
                        .tool("f")
                        .refused())
                .satisfies(refused -> {
                    assertThat(refused.param()).isEqualTo("messages");
                    assertThat(refused.message())
                            .contains("results of all tools")
                            .contains("[a]");
                });
        assertThat(Asked.of(Streamed.CLAUDE)
                        .user("x")
                        .call("a", "f", "{}")
                        .refused()
                        .message())
                .contains("[a]");
    }

    @Test
    void results_withoutCall_areRefused() {
        assertThat(Asked.of(Streamed.CLAUDE)
                        .user("x")
                        .result("a", "r")
                        .refused()
                        .message())
                .contains("no such call is before the results of [a]");
        assertThat(Asked.of(Streamed.CLAUDE)
                        .user("x")
                        .call("a", "f", "{}")
                        .result("a", "r")
                        .result("a", "s")
                        .refused()
                        .message())
                .contains("one call has several");
    }

    @Test
    void results_andText_areSeparatedWhereTheModelWantsIt() throws Refusal {
        String messages = Asked.of("mistral.mistral-large-2407-v1:0")
                .user("x")
                .call("a12345678", "f", "{}")
                .result("a12345678", "r")
                .user("and now?")
                .tool("f")
                .member("messages");

        assertThat(messages)
                .endsWith("{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"a12345678\","
                        + "\"content\":[{\"text\":\"r\"}]}}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"text\":\".\"}]},"
                        + "{\"role\":\"user\",\"content\":[{\"text\":\"and now?\"}]}]");
    }

    @Test
    void toolConfig_historyOnly_declaresTheToolsOfTheHistory() throws Refusal {
        Asked asked = Asked.of(Streamed.CLAUDE)
                .user("x")
                .add(Role.ASSISTANT, Part.ToolCall.of("a", "f.g", "{}"), Part.ToolCall.of("b", "h", "{}"))
                .result("a", "r")
                .result("b", "r");

        assertThat(asked.member("toolConfig"))
                .isEqualTo(
                        "{\"tools\":["
                                + "{\"toolSpec\":{\"name\":\"f_g\",\"inputSchema\":{\"json\":{\"type\":\"object\",\"properties\":{}}}}},"
                                + "{\"toolSpec\":{\"name\":\"h\",\"inputSchema\":{\"json\":{\"type\":\"object\",\"properties\":{}}}}}]}");
    }

    @Test
    void pictures_elsewhere_areRefusedByName() throws Refusal {
        Part web = new Part.Image(new Source.Url("https://a.b/c.png", ""), null, null);
        assertThat(Asked.of(Streamed.CLAUDE)
                        .add(Role.USER, Part.Text.of("x"), web)
                        .refused())
                .satisfies(refused -> {
                    assertThat(refused.param()).isEqualTo("messages[0].content[1]");
                    assertThat(refused.message()).contains("fetches nothing").contains("base64");
                });
        assertThat(Asked.of(Streamed.CLAUDE)
                        .add(Role.USER, new Part.Image(new Source.File("file_1"), null, null))
                        .refused()
                        .message())
                .contains("no uploaded files");
        assertThat(Asked.of(Streamed.CLAUDE)
                        .add(Role.USER, image("image/tiff"))
                        .refused()
                        .message())
                .contains("PNG, JPEG, GIF or WebP")
                .contains("image/tiff");

        Part s3 = new Part.Image(new Source.Url("s3://bucket/c.webp", ""), "low", null);
        Asked asked = Asked.of(Streamed.NOVA).add(Role.USER, s3);
        assertThat(asked.member("messages"))
                .contains(
                        "{\"image\":{\"format\":\"webp\",\"source\":{\"s3Location\":{\"uri\":\"s3://bucket/c.webp\"}}}}");
        assertThat(asked.losses.names()).containsExactly("messages[0].content[0].detail");
    }

    @Test
    void documents_getSafeNamesAndAText() throws Refusal {
        Source pdf = new Source.Data("application/pdf", "AAAA");
        Asked asked = Asked.of(Streamed.CLAUDE)
                .add(
                        Role.USER,
                        new Part.Document(pdf, "Q3: report_final.pdf", "ctx", true, null),
                        new Part.Document(pdf, "Q3 report final", null, false, null),
                        new Part.Document(new Source.Plain("hé"), null, null, false, null),
                        new Part.Document(new Source.Data("", "AAAA"), "t.CSV", null, false, null),
                        new Part.Document(new Source.Data("video/mp4", "AAAA"), "v.mp4", null, false, null));

        assertThat(asked.body().objects("messages").getFirst().list("content"))
                .extracting(Json::print)
                .containsExactly(
                        "{\"text\":\".\"}",
                        "{\"document\":{\"format\":\"pdf\",\"name\":\"Q3 report final\",\"source\":{\"bytes\":\"AAAA\"},\"context\":\"ctx\",\"citations\":{\"enabled\":true}}}",
                        "{\"document\":{\"format\":\"pdf\",\"name\":\"Q3 report final 2\",\"source\":{\"bytes\":\"AAAA\"}}}",
                        "{\"document\":{\"format\":\"txt\",\"name\":\"document\",\"source\":{\"bytes\":\"aMOp\"}}}",
                        "{\"document\":{\"format\":\"csv\",\"name\":\"t\",\"source\":{\"bytes\":\"AAAA\"}}}",
                        "{\"video\":{\"format\":\"mp4\",\"source\":{\"bytes\":\"AAAA\"}}}");
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void sound_isSentAndOldSoundIsItsTranscript() throws Refusal {
        Asked asked = Asked.of(Streamed.NOVA)
                .add(Role.USER, new Part.Audio(new Source.Data("audio/wav", "AAAA"), "wav", null, null))
                .add(Role.ASSISTANT, new Part.Audio(null, "wav", "audio_1", "I said so"))
                .user("x");

        assertThat(asked.member("messages"))
                .contains("{\"audio\":{\"format\":\"wav\",\"source\":{\"bytes\":\"AAAA\"}}}")
                .contains("{\"text\":\"I said so\"}");
        assertThat(asked.losses.names()).containsExactly("messages[1].content[0]");
    }

    @Test
    void cache_whereThereIsNone_isNamed() throws Refusal {
        Part marked = new Part.Text("long", List.of(), new CacheMark(null), null);
        Asked asked = Asked.of("us.meta.llama4-scout-17b-instruct-v1:0").add(Role.USER, marked);

        assertThat(asked.member("messages")).doesNotContain("cachePoint");
        assertThat(asked.losses.names()).containsExactly("cache_control");
        assertThat(Asked.of("us.anthropic.claude-sonnet-4-20250514-v1:0")
                        .add(Role.USER, new Part.Text("long", List.of(), new CacheMark("1h"), null))
                        .lost())
                .containsExactly("messages[0].content[0].cache_control.ttl");
    }

    @Test
    void opaque_ofBedrock_isKept_othersAreNamed() throws Refusal {
        Asked asked = Asked.of(Streamed.CLAUDE)
                .add(
                        Role.USER,
                        new Part.Opaque("bedrock", Asked.json("{\"guardContent\":{\"text\":{\"text\":\"x\"}}}")),
                        new Part.Opaque("anthropic", Asked.json("{\"type\":\"server_tool_use\"}")));
        asked.messages.add(new Message(Role.USER, List.of(Part.Text.of("y")), "Ann"));

        assertThat(asked.member("messages")).contains("guardContent");
        assertThat(asked.losses.names()).containsExactly("messages[0].content[1]", "messages[1].name");
    }
}
