package dev.bifrost.dialect.cohere;

import static dev.bifrost.dialect.cohere.Asked.PLANNER;
import static dev.bifrost.dialect.cohere.Asked.REASONER;
import static dev.bifrost.dialect.cohere.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything of a request but its messages and tools. */
class CohereRequestTest {

    @Test
    void write_plainRequest_hasNothingThatWasNotAsked() throws Refusal {
        Asked asked = Asked.hello();

        assertThat(asked.body()).isEqualTo(json("""
                {'model':'command-a-reasoning-08-2025','stream':false,
                 'messages':[{'role':'user','content':'Hello'}]}"""));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_sameRequestTwice_isTheSameBytes() throws Refusal {
        Asked asked = Asked.hello().tool("find", true);
        asked.extra.put("safety_mode", new Json.Str("STRICT"));

        assertThat(asked.body().bytes()).isEqualTo(asked.body().bytes());
    }

    @Test
    void write_sampling_goesByCoheresNames() throws Refusal {
        Asked asked = Asked.hello();
        asked.stream = true;
        asked.sampling = new Sampling(
                num("0.30"),
                num("0.9"),
                num("40"),
                500L,
                List.of("END"),
                num("7"),
                num("0.5"),
                num("0.25"),
                null,
                true,
                0L,
                1L);

        assertThat(asked.body().isTrue("stream")).isTrue();
        assertThat(asked.fields()).isEqualTo(json("""
                {'max_tokens':500,'stop_sequences':['END'],'temperature':0.30,'p':0.9,'k':40,'seed':7,
                 'frequency_penalty':0.25,'presence_penalty':0.5,'logprobs':true}"""));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_samplingOutOfRange_isTheNearestAndNamed() throws Refusal {
        Asked asked = Asked.hello();
        asked.sampling = new Sampling(
                num("1.5"),
                num("1"),
                num("5000"),
                null,
                List.of("1", "2", "3", "4", "5", "6"),
                num("-1"),
                num("-2"),
                num("1.5"),
                json("{'50256':-100}"),
                true,
                5L,
                3L);

        assertThat(asked.fields()).isEqualTo(json("""
                {'stop_sequences':['1','2','3','4','5'],'temperature':1,'p':0.99,'k':500,'frequency_penalty':1,
                 'logprobs':true}"""));
        assertThat(asked.losses.names())
                .containsExactly(
                        "stop",
                        "temperature",
                        "seed",
                        "frequency_penalty",
                        "presence_penalty",
                        "top_logprobs",
                        "logit_bias",
                        "n");
    }

    @Test
    void write_penaltiesOfNothing_stayAway() throws Refusal {
        Asked asked = Asked.hello();
        asked.sampling = new Sampling(
                null, null, num("0"), null, List.of(), null, num("0"), num("0.0"), null, false, null, null);

        assertThat(asked.fields()).isEqualTo(json("{}"));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_whatCohereLacks_isNamed() throws Refusal {
        Asked asked = Asked.hello();
        asked.parallel = false;
        asked.user = "jane";
        asked.metadata = json("{'a':'b'}");
        asked.serviceTier = "flex";
        asked.extra.put("store", new Json.Bool(true));
        asked.unread.add("messages[0].weird");

        assertThat(asked.fields()).isEqualTo(json("{}"));
        assertThat(asked.losses.names())
                .containsExactly(
                        "parallel_tool_calls", "user", "metadata", "service_tier", "store", "messages[0].weird");
    }

    @Test
    void write_fieldsOfCoheresOwn_areCarried() throws Refusal {
        Asked asked = Asked.hello();
        String own = """
                {'safety_mode':'STRICT','citation_options':{'mode':'FAST'},'documents':['a'],
                 'thinking':{'type':'disabled'},'priority':3}""";
        asked.extra.putAll(json(own).asMap());

        assertThat(asked.fields()).isEqualTo(json(own));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_outputFormats_areJsonObjects() throws Refusal {
        Asked any = Asked.hello();
        any.output = new OutputFormat.JsonObject();
        Asked bySchema = Asked.hello();
        bySchema.output = new OutputFormat.JsonSchema("it", null, json("{'type':'object'}"), true);
        Asked described = Asked.hello();
        described.output = new OutputFormat.JsonSchema("it", "what it is", json("{'type':'object'}"), true);
        Asked text = Asked.hello();
        text.output = new OutputFormat.Text();

        assertThat(any.fields()).isEqualTo(json("{'response_format':{'type':'json_object'}}"));
        assertThat(bySchema.fields())
                .isEqualTo(described.fields())
                .isEqualTo(json("{'response_format':{'type':'json_object','json_schema':{'type':'object'}}}"));
        assertThat(bySchema.losses.names()).isEmpty();
        assertThat(described.losses.names()).containsExactly("response_format.json_schema.description");
        assertThat(text.fields()).isEqualTo(json("{}"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                // mode, effort, budget, limit, thinking
                "ON, medium, -, -, `{'type':'enabled','token_budget':8192}`",
                "ON, high, -, 30000, `{'type':'enabled','token_budget':24576}`",
                "ON, high, -, 10000, `{'type':'enabled','token_budget':8976}`",
                "ON, low, -, 1000, `{'type':'enabled','token_budget':500}`",
                "ON, max, -, -, `{'type':'enabled'}`",
                "ON, -, 777, 500, `{'type':'enabled','token_budget':777}`",
                "ADAPTIVE, -, -, -, `{'type':'enabled'}`",
                "OFF, -, -, -, `{'type':'disabled'}`",
            })
    void write_reasoning_isThinking(Reasoning.Mode mode, String effort, Long budget, Long limit, String thinking)
            throws Refusal {
        Asked asked = Asked.hello();
        asked.reasoning = new Reasoning(mode, effort, budget, null);
        asked.sampling = Sampling.NONE.withMaxTokens(limit);

        assertThat(asked.body().get("thinking")).isEqualTo(json(thinking));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_reasoningOfModelThatOnlyPlans_isLost() throws Refusal {
        Asked on = Asked.to(PLANNER).says(Role.USER, Part.Text.of("Hello"));
        on.reasoning = Reasoning.ofEffort("high", null);
        Asked off = Asked.to(PLANNER).says(Role.USER, Part.Text.of("Hello"));
        off.reasoning = Reasoning.ofEffort("none", null);

        assertThat(on.fields()).isEqualTo(json("{}"));
        assertThat(on.losses.names()).containsExactly("reasoning_effort");
        assertThat(off.fields()).isEqualTo(json("{}"));
        assertThat(off.losses.names()).isEmpty();
    }

    @Test
    void isReasoner_models_asCohereLists() {
        assertThat(List.of(REASONER, "command-a-plus-05-2026", "north-mini-code-1.0", "my-own"))
                .allMatch(Thoughts::isReasoner);
        assertThat(List.of(PLANNER, "command-r7b-12-2024", "command-r-plus-08-2024", "command", "c4ai-aya-vision-8b"))
                .noneMatch(Thoughts::isReasoner);
    }

    private static Json.Num num(String literal) {
        return new Json.Num(literal);
    }

    static void assertRefused(Asked asked, String param, String text) {
        assertThatThrownBy(asked::body)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.failure())
                                .isInstanceOfSatisfying(Failure.InvalidRequest.class, failure -> {
                                    assertThat(failure.param()).isEqualTo(param);
                                    assertThat(failure.message()).contains(text);
                                }));
    }
}
