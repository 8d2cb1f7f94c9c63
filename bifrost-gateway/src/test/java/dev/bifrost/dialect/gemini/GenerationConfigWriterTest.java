package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.function;
import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.model;
import static dev.bifrost.dialect.gemini.Gemini.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.gemini.Gemini.Ask;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerationConfigWriterTest {

    private static Ask ask(Sampling sampling) {
        var ask = new Ask(user("Hi"));
        ask.sampling = sampling;
        return ask;
    }

    private static Sampling penalties(String presence, String frequency) {
        return new Sampling(
                null,
                null,
                null,
                null,
                List.of(),
                null,
                new Json.Num(presence),
                new Json.Num(frequency),
                null,
                null,
                null,
                null);
    }

    @Test
    void penalties_whereNoModelHasThem_areNamed() throws Exception {
        var given = ask(penalties("0.5", "0"));

        assertThat(given.to(model("gemini-2.0-flash")).config())
                .isEqualTo("{\"presencePenalty\":0.5,\"frequencyPenalty\":0}");
        assertThat(given.to(model("gemini-2.5-flash", "vertex")).config())
                .isEqualTo("{\"presencePenalty\":0.5,\"frequencyPenalty\":0}");
        assertThat(given.to(model("gemini-2.5-flash")).config()).isEqualTo("{}");
        assertThat(given.to(model("gemini-2.5-flash")).losses()).containsExactly("presence_penalty");
        assertThat(given.to(model("gemini-3.1-pro-preview", "vertex")).losses()).containsExactly("presence_penalty");
    }

    @Test
    void sampling_beyondGooglesLimits_isNamed() throws Exception {
        var written = ask(new Sampling(
                        null,
                        null,
                        null,
                        null,
                        List.of("1", "", "2", "3", "4", "5", "6"),
                        new Json.Num("99999999999"),
                        null,
                        null,
                        json("{\"1\":2}"),
                        false,
                        5L,
                        1L))
                .to(model("gemini-2.5-flash"));

        assertThat(written.config()).isEqualTo("{\"stopSequences\":[\"1\",\"2\",\"3\",\"4\",\"5\"]}");
        assertThat(written.losses()).containsExactlyInAnyOrder("seed", "stop", "logit_bias");
    }

    @Test
    void format_besideFunctions_needsGemini3() throws Exception {
        var ask = new Ask(user("Hi"));
        ask.output = new OutputFormat.JsonObject();
        ask.tools = List.of(function("f", "{\"type\":\"object\"}"));

        assertThat(ask.to(model("gemini-3-pro-preview")).losses()).isEmpty();
        assertThat(ask.to(model("gemini-3-pro-preview")).config())
                .isEqualTo("{\"responseMimeType\":\"application/json\"}");
        assertThat(ask.to(model("gemini-2.5-pro")).losses()).containsExactly("response_format");
        assertThat(ask.to(model("gemini-2.5-pro")).config()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // model | mode | effort | budget | configuration | lost
                "gemini-2.5-flash|ON|low|-|{\"thinkingBudget\":1024,\"includeThoughts\":true}|-",
                "gemini-2.5-flash|ON|high|-|{\"thinkingBudget\":24576,\"includeThoughts\":true}|-",
                "gemini-2.5-flash|ON|max|-|{\"thinkingBudget\":24576,\"includeThoughts\":true}|-",
                "gemini-2.5-pro|ON|max|-|{\"thinkingBudget\":32768,\"includeThoughts\":true}|-",
                "gemini-2.5-pro|ON|-|100|{\"thinkingBudget\":128,\"includeThoughts\":true}|-",
                "gemini-2.5-flash-lite|ON|-|100|{\"thinkingBudget\":512,\"includeThoughts\":true}|-",
                "gemini-2.5-flash|ON|-|-|{\"thinkingBudget\":-1,\"includeThoughts\":true}|-",
                "gemini-2.5-flash|ADAPTIVE|high|-|{\"thinkingBudget\":-1,\"includeThoughts\":true}|-",
                "gemini-2.5-flash|OFF|-|-|{\"thinkingBudget\":0,\"includeThoughts\":false}|-",
                "gemini-2.5-pro|OFF|-|-|{\"thinkingBudget\":128,\"includeThoughts\":false}|reasoning_effort",
                "models/gemini-2.0-flash|ON|low|-|-|reasoning_effort",
                "gemini-2.0-flash|OFF|-|-|-|-",
                "gemini-2.5-flash-image|ON|low|-|-|reasoning_effort",
                "gemini-3-pro-preview|ON|minimal|-|{\"thinkingLevel\":\"LOW\",\"includeThoughts\":true}|-",
                "gemini-3-pro-preview|ON|medium|-|{\"thinkingLevel\":\"HIGH\",\"includeThoughts\":true}|-",
                "gemini-3.1-pro-preview|ON|medium|-|{\"thinkingLevel\":\"MEDIUM\",\"includeThoughts\":true}|-",
                "gemini-3-flash-preview|ON|minimal|-|{\"thinkingLevel\":\"MINIMAL\",\"includeThoughts\":true}|-",
                "gemini-3.8-flash|ON|minimal|-|{\"thinkingLevel\":\"LOW\",\"includeThoughts\":true}|-",
                "gemini-3-flash-preview|ON|xhigh|-|{\"thinkingLevel\":\"HIGH\",\"includeThoughts\":true}|-",
                "gemini-3-flash-preview|ON|-|2000|{\"thinkingLevel\":\"LOW\",\"includeThoughts\":true}|-",
                "gemini-3-flash-preview|ON|-|30000|{\"thinkingLevel\":\"HIGH\",\"includeThoughts\":true}|-",
                "gemini-3-flash-preview|ADAPTIVE|-|-|{\"includeThoughts\":true}|-",
                "gemini-3-flash-preview|ADAPTIVE|low|-|{\"thinkingLevel\":\"LOW\",\"includeThoughts\":true}|-",
                "gemini-3-flash-preview|OFF|-|-|{\"thinkingLevel\":\"MINIMAL\",\"includeThoughts\":false}|reasoning_effort",
                "gemini-3.1-flash-image-preview|ON|low|-|{\"thinkingLevel\":\"MINIMAL\",\"includeThoughts\":true}|-",
                "gemini-flash-latest|ON|minimal|-|{\"thinkingLevel\":\"LOW\",\"includeThoughts\":true}|-",
                "gemini-4-argon|ON|max|-|{\"thinkingLevel\":\"HIGH\",\"includeThoughts\":true}|-",
                "gemma-3-27b-it|ON|max|-|-|reasoning_effort",
            })
    void reasoning_everyModel_isToldInItsWords(
            String model, Reasoning.Mode mode, String effort, Long budget, String config, String lost)
            throws Exception {
        var ask = new Ask(user("Hi"));
        ask.reasoning = new Reasoning(mode, effort, budget, null);

        var written = ask.to(model(model));

        assertThat(written.config()).isEqualTo(config == null ? "{}" : "{\"thinkingConfig\":" + config + "}");
        assertThat(written.losses()).isEqualTo(lost == null ? List.of() : List.of(lost));
    }
}
