package dev.bifrost.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked beside the conversation: tools, form, thinking, sampling and the rest. */
class ConverseParametersTest {
    private static final String HAIKU_3 = "anthropic.claude-3-haiku-20240307-v1:0";
    private static final String OPUS_47 = "global.anthropic.claude-opus-4-7";
    private static final String LLAMA = "us.meta.llama4-scout-17b-instruct-v1:0";
    private static final String MISTRAL = "mistral.mistral-large-2407-v1:0";
    private static final String GPT = "us.openai.gpt-5.6-sol";
    private static final String GPT_OSS = "openai.gpt-oss-120b-1:0";
    private static final String PROFILE =
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6";

    private static final OutputFormat SCHEMA =
            schema("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}");

    private static OutputFormat schema(String schema) {
        return new OutputFormat.JsonSchema("person", null, Asked.json(schema), true);
    }

    private static Asked hi(String model) {
        return Asked.of(model).user("hi");
    }

    @Test
    void tools_forNova_haveNoReferences() throws Refusal {
        String referring = "{\"type\":\"object\",\"properties\":{\"p\":{\"$ref\":\"#/$defs/P\"}},"
                + "\"$defs\":{\"P\":{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"number\"}}}}}";
        String inlined = "{\"type\":\"object\",\"properties\":{\"p\":{\"type\":\"object\","
                + "\"properties\":{\"x\":{\"type\":\"number\"}}}}}";
        Asked asked = hi("amazon.nova-pro-v1:0");
        asked.tools.add(new Tool.Function("f", null, Asked.json(referring), null, null));
        assertThat(asked.member("toolConfig")).contains(inlined).doesNotContain("$");
        assertThat(asked.losses.names()).isEmpty();

        Asked form = hi("amazon.nova-pro-v1:0");
        form.output = schema(referring);
        assertThat(form.member("toolConfig"))
                .contains("bifrost_json_output")
                .contains(inlined)
                .doesNotContain("$");
    }

    @Test
    void tools_forNova_thatReferToThemselves_areCutOffAndNamed() throws Refusal {
        Asked asked = hi("amazon.nova-pro-v1:0");
        asked.tools.add(new Tool.Function(
                "f",
                null,
                Asked.json("{\"$ref\":\"#/$defs/N\",\"$defs\":{\"N\":{\"type\":\"object\","
                        + "\"properties\":{\"next\":{\"$ref\":\"#/$defs/N\"}}}}}"),
                null,
                null));
        assertThat(asked.member("toolConfig")).contains("\"next\"").doesNotContain("$");
        assertThat(asked.losses.names()).containsExactly("tools[0].function.parameters");
    }

    private static String additional(Asked asked) throws Refusal {
        return asked.member("additionalModelRequestFields");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0 | CLAUDE | 405",
                "anthropic.claude-3-7-sonnet-20250219-v1:0 | CLAUDE | 307",
                "us-gov.anthropic.claude-sonnet-4-20250514-v1:0 | CLAUDE | 400",
                "apac.anthropic.claude-opus-4-1-20250805-v1:0 | CLAUDE | 401",
                "global.anthropic.claude-opus-4-6-v1 | CLAUDE | 406",
                "jp.anthropic.claude-fable-5-1 | CLAUDE | 501",
                "anthropic.claude-mythos-preview | CLAUDE | 500",
                "anthropic.claude-v2:1 | CLAUDE | 200",
                "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-opus-5 | CLAUDE | 500",
                "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0 | NOVA | 0",
                "arn:aws:bedrock:us-east-1:123456789012:custom-model/meta.llama3-1-8b-instruct-v1:0.aa/1b2c | LLAMA | 0",
                "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghijkl | UNKNOWN | 0",
                "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl | UNKNOWN | 0",
                "au.amazon.nova-2-lite-v1:0 | NOVA | 0",
                "us.deepseek.r1-v1:0 | DEEPSEEK | 0",
                "openai.gpt-oss-20b-1:0 | OPENAI | 0",
                "cohere.command-r-plus-v1:0 | COHERE | 0",
                "qwen.qwen3-32b-v1:0 | OTHER | 0"
            })
    void model_isToldByItsId(String id, BedrockModel.Family family, int version) {
        BedrockModel model = BedrockModel.of(Streamed.recipient(id));

        assertThat(model.family()).isEqualTo(family);
        assertThat(model.version()).isEqualTo(version);
    }

    @Test
    void model_quirk_saysWhatAnArnDoesNot() {
        assertThat(BedrockModel.of(Streamed.recipient(PROFILE, "family_anthropic"))
                        .isClaude())
                .isTrue();
        assertThat(BedrockModel.of(Streamed.recipient(PROFILE, "family_nova")).family())
                .isEqualTo(BedrockModel.Family.NOVA);
    }

    // ---- tools

    private static Asked choosing(String model, ToolChoice choice) {
        Asked asked = hi(model).tool("f").tool("g");
        asked.toolChoice = choice;
        return asked;
    }

    private static String choice(Asked asked) throws Refusal {
        Json choice = asked.body().object("toolConfig").get("toolChoice");
        return choice == null ? "null" : choice.print();
    }

    @Test
    void toolChoice_everyOne_isSaidAsTheModelTakesIt() throws Refusal {
        assertThat(choice(choosing(Streamed.CLAUDE, null))).isEqualTo("null");
        assertThat(choice(choosing(Streamed.CLAUDE, new ToolChoice.Auto()))).isEqualTo("null");
        assertThat(choice(choosing(Streamed.CLAUDE, new ToolChoice.Required()))).isEqualTo("{\"any\":{}}");
        assertThat(choice(choosing(Streamed.NOVA, new ToolChoice.Named("g")))).isEqualTo("{\"tool\":{\"name\":\"g\"}}");
        Asked allowed = choosing(Streamed.CLAUDE, new ToolChoice.Allowed(List.of("g"), true));
        assertThat(allowed.member("toolConfig"))
                .contains("\"g\"")
                .doesNotContain("\"f\"")
                .endsWith("\"toolChoice\":{\"any\":{}}}");
        assertThat(allowed.losses.names()).isEmpty();
    }

    @Test
    void toolChoice_named_isAnyOfOneWhereNamesAreNotTaken() throws Refusal {
        Asked asked = choosing(MISTRAL, new ToolChoice.Named("g"));

        assertThat(asked.member("toolConfig")).doesNotContain("\"f\"").endsWith("\"toolChoice\":{\"any\":{}}}");
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void toolChoice_thatTheModelDoesNotTake_isNamed() throws Refusal {
        Asked asked = choosing(LLAMA, new ToolChoice.Required());

        assertThat(choice(asked)).isEqualTo("null");
        assertThat(asked.losses.names()).containsExactly("tool_choice");
    }

    @Test
    void toolChoice_none_leavesToolsOutUnlessTheHistoryNeedsThem() throws Refusal {
        Asked free = choosing(Streamed.CLAUDE, new ToolChoice.None());
        assertThat(free.member("toolConfig")).isEqualTo("null");
        assertThat(free.losses.names()).isEmpty();

        Asked bound = hi(Streamed.CLAUDE).call("a", "f", "{}").result("a", "r").tool("f");
        bound.toolChoice = new ToolChoice.None();
        assertThat(bound.member("toolConfig")).contains("\"does f\"").doesNotContain("toolChoice");
        assertThat(bound.losses.names()).containsExactly("tool_choice");
    }

    @Test
    void parallelToolCalls_no_isSaidInAnthropicsWordsOnly() throws Refusal {
        Asked asked = choosing(Streamed.CLAUDE, new ToolChoice.Named("g"));
        asked.parallelToolCalls = false;
        assertThat(choice(asked)).isEqualTo("null");
        assertThat(additional(asked))
                .isEqualTo("{\"tool_choice\":{\"type\":\"tool\",\"name\":\"g\",\"disable_parallel_tool_use\":true}}");
        assertThat(asked.losses.names()).isEmpty();

        Asked nova = choosing(Streamed.NOVA, new ToolChoice.Required());
        nova.parallelToolCalls = false;
        assertThat(choice(nova)).isEqualTo("{\"any\":{}}");
        assertThat(nova.losses.names()).containsExactly("parallel_tool_calls");
    }

    @Test
    void tools_others_areNamed() throws Refusal {
        Asked asked = hi(Streamed.NOVA);
        asked.tools.add(new Tool.WebSearch(List.of(), List.of(), null, null, "openai", new Json.Obj()));
        asked.tools.add(new Tool.Opaque("anthropic", "computer", new Json.Obj()));
        asked.tools.add(
                new Tool.Opaque("bedrock", "grounding", Asked.json("{\"systemTool\":{\"name\":\"nova_grounding\"}}")));

        assertThat(asked.member("toolConfig"))
                .isEqualTo("{\"tools\":[{\"systemTool\":{\"name\":\"nova_grounding\"}}]}");
        assertThat(asked.losses.names()).containsExactly("tools[0]", "tools[1]");
    }

    @Test
    void tools_namesThatBedrockRefuses_areRefused() {
        assertThat(hi(Streamed.CLAUDE).tool("a.b").refused()).satisfies(refused -> {
            assertThat(refused.param()).isEqualTo("tools[0].function.name");
            assertThat(refused.message()).contains("64 letters").contains("a.b");
        });
    }

    @Test
    void tools_forNova_haveSchemasOfThreeMembers() throws Refusal {
        Asked asked = hi(Streamed.NOVA);
        Json.Obj schema = Asked.json("""
                {"$schema":"x","type":"object","properties":{},"additionalProperties":false,"required":[],"title":"T"}""");
        asked.tools.add(new Tool.Function("f", " ", schema, true, null));
        asked.tools.add(new Tool.Function("g", "G", Asked.json("{\"minProperties\":1}"), null, null));

        assertThat(asked.member("toolConfig"))
                .startsWith("{\"tools\":[{\"toolSpec\":{\"name\":\"f\",\"inputSchema\":{\"json\":"
                        + "{\"type\":\"object\",\"properties\":{},\"required\":[]}}}},");
        assertThat(asked.losses.names()).containsExactly("tools[0].function.strict", "tools[1].function.parameters");
    }

    // ---- structured output

    @Test
    void jsonSchema_isNativeWhereItCanBe() throws Refusal {
        Asked asked = hi(Streamed.CLAUDE);
        asked.output = SCHEMA;

        assertThat(asked.member("outputConfig"))
                .isEqualTo("{\"textFormat\":{\"type\":\"json_schema\",\"structure\":{\"jsonSchema\":{\"schema\":"
                        + "\"{\\\"type\\\":\\\"object\\\",\\\"properties\\\":{\\\"a\\\":{\\\"type\\\":\\\"string\\\"}},"
                        + "\\\"additionalProperties\\\":false}\",\"name\":\"person\"}}}}");
        assertThat(asked.member("toolConfig")).isEqualTo("null");
        assertThat(asked.losses.names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\",\"minimum\":1}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#\"}}}",
                "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":true}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"oneOf\":[{\"type\":\"null\"}]}}}"
            })
    void jsonSchema_beyondTheNativeSubset_isAForcedToolWithTheWholeSchema(String schema) throws Refusal {
        Asked asked = hi(Streamed.CLAUDE);
        asked.output = schema(schema);

        assertThat(asked.member("outputConfig")).isEqualTo("null");
        assertThat(asked.member("toolConfig"))
                .contains("\"json\":" + schema)
                .endsWith("\"toolChoice\":{\"tool\":{\"name\":\"bifrost_json_output\"}}}");
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void jsonSchema_ofPropertiesNamedLikeWords_isNative() throws Refusal {
        Asked asked = hi(Streamed.CLAUDE);
        asked.output = schema(
                "{\"type\":\"object\",\"properties\":{\"minimum\":{\"enum\":[{\"oneOf\":1}]}},\"required\":[\"minimum\"]}");

        assertThat(asked.member("outputConfig")).isNotEqualTo("null");
    }

    @Test
    void jsonSchema_besideTools_letsTheModelChoose() throws Refusal {
        Asked asked = hi(Streamed.NOVA).tool("f");
        asked.output = SCHEMA;

        assertThat(asked.member("toolConfig"))
                .contains("\"name\":\"f\"")
                .contains("\"name\":\"bifrost_json_output\"")
                .endsWith("\"toolChoice\":{\"any\":{}}}");

        asked.toolChoice = new ToolChoice.None();
        assertThat(asked.member("toolConfig"))
                .doesNotContain("\"name\":\"f\"")
                .endsWith("\"toolChoice\":{\"tool\":{\"name\":\"bifrost_json_output\"}}}");
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void jsonSchema_whereNothingCanBeForced_isNamed() throws Refusal {
        Asked asked = hi(LLAMA);
        asked.output = SCHEMA;

        assertThat(asked.member("toolConfig")).contains("bifrost_json_output").doesNotContain("toolChoice");
        assertThat(asked.losses.names()).containsExactly("response_format");
    }

    @Test
    void jsonObject_isAskedForAndNamed() throws Refusal {
        Asked asked = hi(Streamed.CLAUDE).system("Be brief.");
        asked.output = new OutputFormat.JsonObject();

        assertThat(asked.member("system"))
                .startsWith("[{\"text\":\"Be brief.\"},{\"text\":\"Answer with one JSON object");
        assertThat(asked.losses.names()).containsExactly("response_format");
    }

    // ---- reasoning

    @Test
    void reasoning_ofClaude_isABudgetWithRoomForTheAnswer() throws Refusal {
        Asked open = hi(Streamed.CLAUDE).think("high");
        assertThat(additional(open)).isEqualTo("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":24576}}");
        assertThat(open.member("inferenceConfig")).isEqualTo("{\"maxTokens\":32768}");

        Asked limited = hi(Streamed.CLAUDE).think("high").maxTokens(4000);
        assertThat(additional(limited)).contains("\"budget_tokens\":3999");
        assertThat(limited.member("inferenceConfig")).isEqualTo("{\"maxTokens\":4000}");
        assertThat(limited.losses.names()).isEmpty();

        Asked opus4 = hi("anthropic.claude-opus-4-1-20250805-v1:0").think("max");
        assertThat(additional(opus4)).contains("\"budget_tokens\":27904");
        assertThat(opus4.member("inferenceConfig")).isEqualTo("{\"maxTokens\":32000}");
    }

    @Test
    void reasoning_withoutRoom_orModelsThatDoNotThink_isNamed() throws Refusal {
        assertThat(hi(Streamed.CLAUDE).think("low").maxTokens(1000).lost()).containsExactly("reasoning_effort");
        assertThat(hi(HAIKU_3).think("low").lost()).containsExactly("reasoning_effort");
        assertThat(hi("amazon.nova-pro-v1:0").think("low").lost()).containsExactly("reasoning_effort");
        assertThat(hi(LLAMA).think("low").lost()).containsExactly("reasoning_effort");
        assertThat(hi(LLAMA).think("none").lost()).isEmpty();
    }

    @Test
    void reasoning_ofNewClaude_isAdaptive() throws Refusal {
        assertThat(additional(hi("us.anthropic.claude-opus-4-6-v1").think("xhigh")))
                .isEqualTo("{\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}}");

        Asked shown = hi(OPUS_47);
        shown.reasoning = new Reasoning(Reasoning.Mode.ON, null, 30_000L, "auto");
        assertThat(additional(shown))
                .isEqualTo("{\"thinking\":{\"type\":\"adaptive\",\"display\":\"summarized\"},"
                        + "\"output_config\":{\"effort\":\"high\"}}");

        Asked budget = hi("us.anthropic.claude-opus-4-6-v1");
        budget.reasoning = new Reasoning(Reasoning.Mode.ON, null, 2000L, null);
        assertThat(additional(budget)).contains("\"budget_tokens\":2000");
    }

    @Test
    void reasoning_off_isSaidWhereItMustBe() throws Refusal {
        assertThat(additional(hi(Streamed.CLAUDE).think("none"))).isEqualTo("null");
        assertThat(additional(hi("anthropic.claude-opus-5").think("none")))
                .isEqualTo("{\"thinking\":{\"type\":\"disabled\"}}");
        assertThat(hi("anthropic.claude-fable-5").think("none").lost()).containsExactly("reasoning_effort");
        assertThat(additional(hi(Streamed.NOVA).think("none")))
                .isEqualTo("{\"reasoningConfig\":{\"type\":\"disabled\"}}");
    }

    @Test
    void reasoning_beforeAForcedTool_gives_way() throws Refusal {
        Asked asked = choosing(Streamed.CLAUDE, new ToolChoice.Required()).think("high");

        assertThat(additional(asked)).isEqualTo("null");
        assertThat(choice(asked)).isEqualTo("{\"any\":{}}");
        assertThat(asked.losses.names()).containsExactly("reasoning_effort");
    }

    @Test
    void reasoning_afterToolsWithoutThoughts_givesWay() throws Refusal {
        Asked asked = hi(Streamed.CLAUDE)
                .call("a", "f", "{}")
                .result("a", "r")
                .tool("f")
                .think("high");
        assertThat(asked.lost()).containsExactly("reasoning_effort");

        Asked signed = hi(Streamed.CLAUDE)
                .add(
                        Role.ASSISTANT,
                        new Part.Thinking("Hm", new Seal("anthropic", "s"), false, null, false),
                        Part.ToolCall.of("a", "f", "{}"))
                .result("a", "r")
                .tool("f")
                .think("high");
        assertThat(additional(signed)).contains("budget_tokens");
        assertThat(signed.losses.names()).isEmpty();
    }

    @Test
    void reasoning_ofOthers_hasTheirWords() throws Refusal {
        assertThat(additional(hi(Streamed.NOVA).think("medium")))
                .isEqualTo("{\"reasoningConfig\":{\"type\":\"enabled\",\"maxReasoningEffort\":\"medium\"}}");
        assertThat(additional(hi(GPT_OSS).think("xhigh"))).isEqualTo("{\"reasoning_effort\":\"high\"}");
        assertThat(additional(hi(GPT).think("none"))).isEqualTo("{\"reasoning_effort\":\"none\"}");
    }

    @Test
    void reasoning_ofNovaAtItsHardest_takesNoSampling() throws Refusal {
        Asked asked = hi(Streamed.NOVA).sampled("0.5", "0.9", "10").think("high");
        asked.sampling = asked.sampling.withMaxTokens(100L);

        assertThat(asked.member("inferenceConfig")).isEqualTo("null");
        assertThat(asked.losses.names()).containsExactly("max_tokens", "temperature", "top_p", "top_k");
    }

    // ---- sampling

    @Test
    void sampling_isSaidAsTheModelTakesIt() throws Refusal {
        Asked haiku = hi(HAIKU_3).sampled("0.50", "0.9", "10", "END", " ", "");
        assertThat(haiku.member("inferenceConfig"))
                .isEqualTo("{\"temperature\":0.50,\"topP\":0.9,\"stopSequences\":[\"END\"]}");
        assertThat(additional(haiku)).isEqualTo("{\"top_k\":10}");
        assertThat(haiku.member("additionalModelResponseFieldPaths")).isEqualTo("[\"/stop_sequence\"]");
        assertThat(haiku.losses.names()).containsExactly("stop");

        Asked nova = hi(Streamed.NOVA).sampled("1.5", null, "10", " ");
        assertThat(nova.member("inferenceConfig")).isEqualTo("{\"temperature\":1,\"stopSequences\":[\" \"]}");
        assertThat(additional(nova)).isEqualTo("{\"inferenceConfig\":{\"topK\":10}}");
        assertThat(nova.losses.names()).containsExactly("temperature");
    }

    @Test
    void sampling_ofClaudeInAStream_asksForTheStopSequenceElsewhere() throws Refusal {
        Asked asked = hi(Streamed.CLAUDE).sampled(null, null, null, "END");
        asked.stream = true;

        assertThat(asked.member("additionalModelResponseFieldPaths")).isEqualTo("[\"/delta/stop_sequence\"]");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // Temperature and top_p exclude each other; what is the default anyway gives way without a word.
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0, 0.5, 0.9, {\"temperature\":0.5}, top_p",
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0, 1, 0.9, {\"topP\":0.9}, -",
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0, 0.5, 1, {\"temperature\":0.5}, -",
                "global.anthropic.claude-opus-4-7, 0.5, -, -, temperature",
                "global.anthropic.claude-opus-4-7, 1.0, 1, -, -",
                "us.openai.gpt-5.6-sol, -, 0.5, -, top_p",
                "openai.gpt-oss-120b-1:0, 0.2, 0.5, '{\"temperature\":0.2,\"topP\":0.5}', -"
            })
    void sampling_thatTheModelRefuses_isLeftOut(
            String model, String temperature, String topP, String config, String lost) throws Refusal {
        Asked asked = hi(model).sampled(temperature, topP, null);

        assertThat(asked.member("inferenceConfig")).isEqualTo(config == null ? "null" : config);
        assertThat(asked.losses.names()).isEqualTo(lost == null ? List.of() : List.of(lost));
    }

    @Test
    void sampling_ofClaudeThinking_isItsOwn() throws Refusal {
        Asked asked = hi("anthropic.claude-3-7-sonnet-20250219-v1:0")
                .sampled("0.5", "0.97", "10")
                .think("low");

        assertThat(asked.member("inferenceConfig")).isEqualTo("{\"maxTokens\":9216,\"topP\":0.97}");
        assertThat(asked.losses.names()).containsExactly("temperature", "top_k");
    }

    @Test
    void sampling_thatConverseHasNot_isNamed() throws Refusal {
        Asked asked = hi(Streamed.CLAUDE);
        Json.Num one = new Json.Num("1");
        asked.sampling = new Sampling(null, null, null, null, List.of(), one, one, one, new Json.Obj(), true, 3L, 2L);

        assertThat(asked.lost())
                .containsExactly(
                        "seed", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs", "top_logprobs", "n");
        assertThat(hi(GPT_OSS).sampled(null, null, null, "x").lost()).containsExactly("stop");
    }

    // ---- the rest

    @Test
    void extras_ofBedrock_areCarriedAndOthersNamed() throws Refusal {
        Asked asked = hi(Streamed.CLAUDE).sampled(null, null, "5");
        asked.extra.put("guardrailConfig", Asked.json("{\"guardrailIdentifier\":\"g\",\"guardrailVersion\":\"1\"}"));
        asked.extra.put("additionalModelRequestFields", Asked.json("{\"x\":1,\"top_k\":7}"));
        asked.extra.put("anthropic_beta", Json.Arr.of(List.of("context-1m-2025-08-07")));
        asked.extra.put("performanceConfig", Asked.json("{\"latency\":\"optimized\"}"));
        asked.extra.put("store", new Json.Bool(true));
        asked.serviceTier = "priority";

        assertThat(asked.member("guardrailConfig")).contains("\"g\"");
        assertThat(additional(asked)).isEqualTo("{\"top_k\":7,\"x\":1,\"anthropic_beta\":[\"context-1m-2025-08-07\"]}");
        assertThat(asked.member("performanceConfig")).isEqualTo("{\"latency\":\"optimized\"}");
        assertThat(asked.member("serviceTier")).isEqualTo("{\"type\":\"priority\"}");
        assertThat(asked.losses.names()).containsExactly("store");
    }

    @Test
    void metadata_thatFits_isCarriedWithTheUser() throws Refusal {
        Asked asked = hi(Streamed.CLAUDE);
        asked.metadata = Asked.json("{\"team\":\"a b\",\"n\":1}");
        asked.user = "user_1f__session_2";
        asked.serviceTier = "auto";

        assertThat(asked.member("requestMetadata")).isEqualTo("{\"team\":\"a b\",\"user_id\":\"user_1f__session_2\"}");
        assertThat(asked.member("serviceTier")).isEqualTo("null");
        assertThat(asked.losses.names()).containsExactly("metadata");

        asked.extra.put("requestMetadata", Asked.json("{\"team\":\"c\"}"));
        assertThat(asked.member("requestMetadata")).isEqualTo("{\"team\":\"c\",\"user_id\":\"user_1f__session_2\"}");

        asked.user = "é";
        asked.serviceTier = "scale";
        assertThat(asked.lost()).containsExactly("metadata", "service_tier", "user");
    }

    @Test
    void tokenCount_asksAboutTheSameConversation() throws Exception {
        Asked asked = Asked.of(Streamed.CLAUDE).system("s").user("u").tool("f").maxTokens(7);
        Json.Obj body = new BedrockTokenCount()
                .write(asked.request(), Streamed.recipient(Streamed.CLAUDE))
                .body();

        assertThat(body.object("input").object("converse").members().keySet())
                .containsExactly("messages", "system", "toolConfig");
        assertThat(body.object("input").object("converse").get("messages"))
                .isEqualTo(asked.body().get("messages"));
        assertThat(new BedrockTokenCount().read(Asked.json("{\"inputTokens\":15}")))
                .isEqualTo(15);
    }
}
