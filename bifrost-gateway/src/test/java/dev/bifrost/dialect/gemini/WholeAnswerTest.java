package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.dialect.Recordings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeAnswerTest {

    private static ChatAnswer read(String answer) throws AnswerFault {
        return new GeminiProvider().read(json(answer));
    }

    /** The parts of an answer of these. */
    private static List<Part> parts(String parts) throws AnswerFault {
        return read("{\"candidates\":[{\"content\":{\"parts\":" + parts + "},\"finishReason\":\"STOP\"}],"
                        + "\"responseId\":\"r-1\"}")
                .choices()
                .getFirst()
                .parts();
    }

    private static ChatAnswer recorded(String name) throws AnswerFault {
        return read(new String(Recordings.bytes("gemini-generate/" + name + ".json"), StandardCharsets.UTF_8));
    }

    @Test
    void read_recordedText_isWhole() throws Exception {
        var answer = recorded("google-reasoning-gemini3");

        assertThat(answer.id()).isEqualTo("DniLab2dFPeSxN8PpqXY4Ag");
        assertThat(answer.model()).isEqualTo("gemini-3-pro-preview");
        assertThat(answer.usage()).isEqualTo(new Usage(9, 0, 0, 287, 258, 0, 0, false));
        assertThat(answer.choices()).hasSize(1);
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
        var text = (Part.Text) answer.choices().getFirst().parts().getFirst();
        assertThat(text.text()).startsWith("There are **3** \"r\"s").endsWith("st**r**awbe**rr**y.");
        assertThat(text.signature().origin()).isEqualTo("gemini");
        assertThat(text.signature().value()).startsWith("EswFCskFAb4");
    }

    @Test
    void read_recordedCall_isSignedAndHasAnId() throws Exception {
        var answer = recorded("google-tool-call");
        var call = (Part.ToolCall) answer.choices().getFirst().parts().getFirst();

        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(call.id()).isEqualTo("call_m36LaZGyCLz1xs0PtNSB-QU_0");
        assertThat(call.name()).isEqualTo("weather");
        assertThat(call.arguments()).isEqualTo("{\"location\":\"San Francisco\"}");
        assertThat(call.signature().value()).startsWith("EskgCsYgAb4");
        assertThat(answer.usage().completion()).isEqualTo(908);
    }

    @Test
    void read_partsOfEveryKind_areOurs() throws Exception {
        var code = "{\"executableCode\":{\"language\":\"PYTHON\",\"code\":\"1\"},\"thoughtSignature\":\"Yw==\"}";
        var draft = "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"DDDD\"},\"thought\":true}";

        assertThat(parts("[{\"text\":\"Hm. \",\"thought\":true},{\"text\":\"So.\",\"thought\":true},"
                        + "{\"text\":\"It \"},{\"text\":\"is.\",\"thoughtSignature\":\"YQ==\"},{\"text\":\"Yes\"},"
                        + code + "," + draft + ","
                        + "{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}},"
                        + "{\"inlineData\":{\"mimeType\":\"audio/L16;rate=24000\",\"data\":\"BBBB\"}},"
                        + "{\"functionCall\":{\"name\":\"f\",\"id\":\"own\"}},"
                        + "{\"functionCall\":{\"name\":\"g\",\"args\":{\"a\": 1.50}},\"thoughtSignature\":\"Yg==\"},"
                        + "{\"text\":\"\",\"thoughtSignature\":\"ZA==\"},{}]"))
                .containsExactly(
                        new Part.Thinking("Hm. So.", null, false, null, true),
                        new Part.Text("It is.", List.of(), null, new Seal("gemini", "YQ==")),
                        Part.Text.of("Yes"),
                        new Part.Opaque("gemini", json(code)),
                        new Part.Opaque("gemini", json(draft)),
                        new Part.Image(new Source.Data("image/png", "AAAA"), null, null),
                        new Part.Audio(new Source.Data("audio/L16;rate=24000", "BBBB"), "pcm16", null, null),
                        Part.ToolCall.of("own", "f", "{}"),
                        new Part.ToolCall(
                                "call_r-1_0",
                                "g",
                                "{\"a\":1.50}",
                                Part.ToolCall.Kind.FUNCTION,
                                new Seal("gemini", "Yg=="),
                                null),
                        new Part.Text("", List.of(), null, new Seal("gemini", "ZA==")));
    }

    @Test
    void read_callsWithoutIds_haveDifferentOnes() throws Exception {
        var ids = parts("[{\"functionCall\":{\"name\":\"f\"}},{\"functionCall\":{\"name\":\"f\"}}]").stream()
                .map(part -> ((Part.ToolCall) part).id());

        assertThat(ids).containsExactly("call_r-1_0", "call_r-1_1");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, STOP",
        "MAX_TOKENS, LENGTH",
        "CONTINUATION, LENGTH",
        "SAFETY, CONTENT_FILTER",
        "RECITATION, CONTENT_FILTER",
        "LANGUAGE, CONTENT_FILTER",
        "BLOCKLIST, CONTENT_FILTER",
        "PROHIBITED_CONTENT, CONTENT_FILTER",
        "SPII, CONTENT_FILTER",
        "IMAGE_SAFETY, CONTENT_FILTER",
        "IMAGE_PROHIBITED_CONTENT, CONTENT_FILTER",
        "IMAGE_RECITATION, CONTENT_FILTER",
        "MODEL_ARMOR, CONTENT_FILTER",
        "MALFORMED_FUNCTION_CALL, MALFORMED",
        "UNEXPECTED_TOOL_CALL, MALFORMED",
        "TOO_MANY_TOOL_CALLS, OTHER",
        "NO_IMAGE, OTHER",
        "IMAGE_OTHER, OTHER",
        "OTHER, OTHER",
        "SOMETHING_NEW, OTHER"
    })
    void read_finishReason_isMapped(String word, FinishReason reason) throws Exception {
        assertThat(read("{\"candidates\":[{\"finishReason\":\"" + word + "\"}]}")
                        .choices()
                        .getFirst()
                        .finish())
                .isEqualTo(reason);
    }

    @Test
    void read_blockedPrompt_isAFilteredChoice() throws Exception {
        var answer = read("{\"promptFeedback\":{\"blockReason\":\"PROHIBITED_CONTENT\"},"
                + "\"usageMetadata\":{\"promptTokenCount\":5}}");

        assertThat(answer.choices())
                .containsExactly(new ChatAnswer.Choice(0, List.of(), FinishReason.CONTENT_FILTER, null, null));
        assertThat(answer.usage()).isEqualTo(Usage.of(5, 0));
    }

    @Test
    void read_severalCandidates_areChoices() throws Exception {
        var choices = read("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"index\":1,"
                        + "\"finishReason\":\"STOP\"},{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"index\":0,"
                        + "\"finishReason\":\"MAX_TOKENS\"}]}")
                .choices();

        assertThat(choices.get(0).parts()).containsExactly(Part.Text.of("a"));
        assertThat(choices.get(1).parts()).containsExactly(Part.Text.of("b"));
        assertThat(choices.get(0).finish()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void read_usage_countsToolsCachesThoughtsAndSound() throws Exception {
        var usage = read("""
                {"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":""}}]},
                  "finishReason":"STOP"}],
                 "usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":60,"toolUsePromptTokenCount":7,
                  "candidatesTokenCount":20,"thoughtsTokenCount":5,"serviceTier":"PRIORITY",
                  "promptTokensDetails":[{"modality":"TEXT","tokenCount":90},{"modality":"AUDIO","tokenCount":10}],
                  "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":3}]},
                 "createTime":"2026-01-02T03:04:05.678Z"}""");

        assertThat(usage.usage()).isEqualTo(new Usage(107, 60, 0, 0, 25, 5, 10, 3, 1, 0, false));
        assertThat(usage.serviceTier()).isEqualTo("priority");
        assertThat(usage.created()).isEqualTo(1767323045);
    }

    @Test
    void read_logprobs_areOpenAis() throws Exception {
        var answer = read("""
                {"candidates":[{"content":{"parts":[{"text":"é"}]},"finishReason":"STOP","logprobsResult":{
                  "chosenCandidates":[{"token":"é","tokenId":9,"logProbability":-0.25}],
                  "topCandidates":[{"candidates":[{"token":"é","logProbability":-0.25},{"token":"e","logProbability":-2}]}]
                }}]}""");

        assertThat(answer.choices().getFirst().logprobs().print())
                .isEqualTo("[{\"token\":\"é\",\"logprob\":-0.25,\"bytes\":[195,169],\"top_logprobs\":["
                        + "{\"token\":\"é\",\"logprob\":-0.25,\"bytes\":[195,169]},"
                        + "{\"token\":\"e\",\"logprob\":-2,\"bytes\":[101]}]}]");
    }

    @Test
    void read_grounding_isCitedInCharacters() throws Exception {
        var parts = read("""
                {"candidates":[{"content":{"parts":[{"text":"Hm","thought":true},{"text":"Né à 🇫🇷 Paris. Oui."}]},
                  "finishReason":"STOP","groundingMetadata":{
                  "groundingChunks":[{"web":{"uri":"https://a.fr","title":"a.fr"}},
                    {"retrievedContext":{"uri":"gs://b/c","title":"c","text":"Born in Paris"}},
                    {"web":{"uri":"https://d.fr"}}],
                  "groundingSupports":[
                    {"segment":{"startIndex":16,"endIndex":22,"text":"Paris."},"groundingChunkIndices":[0,1,9]}]}}]}""").choices().getFirst().parts();

        var text = (Part.Text) parts.get(1);
        assertThat(text.citations())
                .extracting(Citation::url, Citation::title, Citation::quoted, Citation::start, Citation::end)
                .containsExactly(
                        tuple("https://a.fr", "a.fr", null, 10L, 16L),
                        tuple("gs://b/c", "c", "Born in Paris", 10L, 16L),
                        tuple("https://d.fr", null, null, -1L, -1L));
        assertThat(text.text().substring(10, 16)).isEqualTo("Paris.");
        assertThat(text.citations().getFirst().raw().object("groundingChunk").object("web"))
                .isNotNull();
    }

    @Test
    void read_quotations_areCited() throws Exception {
        var text = (Part.Text) read("""
                {"candidates":[{"content":{"parts":[{"text":"To be or not"}]},"finishReason":"STOP",
                  "citationMetadata":{"citations":[{"endIndex":5,"uri":"https://h.org","license":"x"}]}}]}""").choices().getFirst().parts().getFirst();

        assertThat(text.citations())
                .containsExactly(new Citation(
                        "https://h.org",
                        null,
                        null,
                        0,
                        5,
                        "gemini",
                        json("{\"endIndex\":5,\"uri\":\"https://h.org\",\"license\":\"x\"}")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"candidates\":[]}",
                "{\"candidates\":[{}]}",
                "{\"candidates\":3,\"promptFeedback\":{}}",
                "{\"usageMetadata\":{\"promptTokenCount\":3},\"responseId\":\"x\"}"
            })
    void read_noAnswer_isAFault(String answer) {
        var fault = catchThrowableOfType(AnswerFault.class, () -> read(answer));

        assertThat(fault.error()).isNull();
        assertThat(fault).hasMessage("it has no candidates");
    }

    @Test
    void read_error_isReported() {
        var fault = catchThrowableOfType(
                AnswerFault.class,
                () -> read("{\"error\":{\"code\":503,\"message\":\"busy\",\"status\":\"UNAVAILABLE\"}}"));

        assertThat(fault.error().status()).isEqualTo(503);
        assertThat(fault.error().type()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void read_wrongTypes_areForgiven() throws Exception {
        var answer = read("""
                {"candidates":[{"content":{"parts":[3,{"text":4},{"text":"a","thought":"no"},{"functionCall":{"name":5}},
                  {"functionCall":{"name":"f","args":[1]}},{"inlineData":"x"}]},"finishReason":"STOP","index":"zero",
                  "groundingMetadata":[],"logprobsResult":{"chosenCandidates":{}}}],
                 "modelVersion":5,"usageMetadata":{"promptTokenCount":"many","thoughtsTokenCount":-5}}""");

        assertThat(answer.choices().getFirst().parts())
                .contains(Part.Text.of("a"))
                .filteredOn(Part.ToolCall.class::isInstance)
                .extracting(part -> ((Part.ToolCall) part).arguments())
                .containsExactly("{}");
        assertThat(answer.usage()).isEqualTo(Usage.of(0, 0));
    }
}
