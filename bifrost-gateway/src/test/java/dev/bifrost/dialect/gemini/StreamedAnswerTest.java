package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.events;
import static dev.bifrost.dialect.gemini.Gemini.sse;
import static dev.bifrost.dialect.gemini.Gemini.streamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Recordings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamedAnswerTest {

    private static String chunk(String parts, String more) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"}" + more
                + "}],\"responseId\":\"r\",\"modelVersion\":\"gemini-x\"}";
    }

    @ParameterizedTest
    @CsvSource({
        "google-text, STOP, 9, 208, 185, There are **3** \"r\"s, EqsFCqgFAb4",
        "google-reasoning-gemini3, STOP, 9, 325, 302, There are **3** \"r\"s, EpAICo0IAb4"
    })
    void event_recordedText_isTheSameHoweverCut(
            String name, FinishReason finish, long prompt, long completion, long reasoning, String text, String seal)
            throws Exception {
        byte[] stream = Recordings.stream("gemini-generate/" + name);
        var events = events(stream);
        var read = Gemini.assembled(events);
        var choice = read.answer().choices().getFirst();

        assertThat(read.ended()).isTrue();
        assertThat(choice.finish()).isEqualTo(finish);
        assertThat(read.answer().usage()).isEqualTo(new Usage(prompt, 0, 0, completion, reasoning, 0, 0, false));
        assertThat(choice.parts()).hasSize(1);
        var said = (Part.Text) choice.parts().getFirst();
        assertThat(said.text()).startsWith(text).endsWith("awbe**rr**y");
        assertThat(said.signature().value()).startsWith(seal);
        checkCuts(stream, events);
    }

    @Test
    void event_recordedCall_isTheSameHoweverCut() throws Exception {
        byte[] stream = Recordings.stream("gemini-generate/google-tool-call");
        var events = events(stream);
        var read = Gemini.assembled(events);
        var call = (Part.ToolCall) read.answer().choices().getFirst().parts().getFirst();

        assertThat(read.ended()).isTrue();
        assertThat(read.answer().choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(call.id()).isEqualTo("call_b36LacjwM668nsEP2tbsgQQ_0");
        assertThat(call.arguments()).isEqualTo("{\"location\":\"San Francisco\"}");
        assertThat(call.signature().value()).startsWith("EqUCCqICAb4");
        assertThat(read.answer().choices().getFirst().parts()).hasSize(1);
        checkCuts(stream, events);
    }

    private static void checkCuts(byte[] stream, List<ChatEvent> whole) throws AnswerFault {
        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(events(stream, cut)).as("cut at " + cut).isEqualTo(whole);
        }
        int[] all = new int[stream.length];
        Arrays.setAll(all, i -> i);
        assertThat(events(stream, all)).isEqualTo(whole);
    }

    @Test
    void event_text_leavesAtOnce() throws Exception {
        var events =
                events(sse(chunk("{\"text\":\"A\"}", ""), chunk("{\"text\":\"B\"}", ",\"finishReason\":\"STOP\"")));

        assertThat(events)
                .containsExactly(
                        new ChatEvent.Started("r", 0, "gemini-x", null),
                        new ChatEvent.Opened(0, 0, Part.Text.of("")),
                        new ChatEvent.TextDelta(0, 0, "A", null),
                        new ChatEvent.TextDelta(0, 0, "B", null),
                        new ChatEvent.Closed(0, 0),
                        new ChatEvent.Finished(0, FinishReason.STOP, null),
                        new ChatEvent.Ended());
    }

    @Test
    void event_thoughtsTextAndParallelCalls_areBlocks() throws Exception {
        var read = streamed(
                chunk("{\"text\":\"Hm\",\"thought\":true}", ""),
                chunk("{\"text\":\", hm\",\"thought\":true,\"thoughtSignature\":\"YQ==\"}", ""),
                chunk("{\"text\":\"I call.\"}", ""),
                chunk(
                        "{\"functionCall\":{\"name\":\"f\",\"args\":{\"a\":1}},\"thoughtSignature\":\"Yg==\"},"
                                + "{\"functionCall\":{\"name\":\"g\"}}",
                        ""),
                chunk("", ",\"finishReason\":\"STOP\""));

        assertThat(read.ended()).isTrue();
        assertThat(read.answer().choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(read.answer().choices().getFirst().parts())
                .containsExactly(
                        new Part.Thinking("Hm, hm", new Seal("gemini", "YQ=="), false, null, true),
                        Part.Text.of("I call."),
                        new Part.ToolCall(
                                "call_r_0",
                                "f",
                                "{\"a\":1}",
                                Part.ToolCall.Kind.FUNCTION,
                                new Seal("gemini", "Yg=="),
                                null),
                        Part.ToolCall.of("call_r_1", "g", "{}"));
    }

    @Test
    void event_looseSignatures_findABlock() throws Exception {
        var parts = streamed(
                        chunk("{\"text\":\"\",\"thoughtSignature\":\"YQ==\"}", ""),
                        chunk("{\"text\":\"A\"}", ""),
                        chunk("{\"text\":\"B\",\"thoughtSignature\":\"Yg==\"}", ""),
                        chunk("{\"thoughtSignature\":\"Yw==\"}", ""),
                        chunk("{\"text\":\"C\"}", ",\"finishReason\":\"STOP\""))
                .answer()
                .choices()
                .getFirst()
                .parts();

        assertThat(parts)
                .containsExactly(
                        new Part.Text("", List.of(), null, new Seal("gemini", "YQ==")),
                        new Part.Text("AB", List.of(), null, new Seal("gemini", "Yg==")),
                        new Part.Text("", List.of(), null, new Seal("gemini", "Yw==")),
                        Part.Text.of("C"));
    }

    @Test
    void event_textAfterTheFinish_isStillSaid() throws Exception {
        var read = streamed(
                chunk("{\"text\":\"A\"}", ",\"finishReason\":\"STOP\""),
                chunk("{\"text\":\"B\"}", ",\"finishReason\":\"MAX_TOKENS\""),
                "{\"usageMetadata\":{\"promptTokenCount\":1,\"candidatesTokenCount\":2}}");

        assertThat(read.answer().choices().getFirst().parts()).containsExactly(Part.Text.of("AB"));
        assertThat(read.answer().choices().getFirst().finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(read.answer().usage()).isEqualTo(Usage.of(1, 2));
    }

    @Test
    void event_usageOfEveryChunk_isToldWhenItChanges() throws Exception {
        String usage = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"A\"}]}}],"
                + "\"usageMetadata\":{\"promptTokenCount\":1}}";

        assertThat(events(sse(usage, usage)))
                .filteredOn(ChatEvent.Metered.class::isInstance)
                .containsExactly(new ChatEvent.Metered(Usage.of(1, 0)));
    }

    @Test
    void end_withoutFinish_closesAndDoesNotEnd() throws Exception {
        var read = streamed(chunk("{\"text\":\"A\"}", ""));

        assertThat(read.ended()).isFalse();
        assertThat(read.answer().choices().getFirst().parts()).containsExactly(Part.Text.of("A"));
    }

    @Test
    void end_oneOfTwoChoicesUnfinished_doesNotEnd() throws Exception {
        var read = streamed("{\"candidates\":[{\"index\":0,\"content\":{\"parts\":[{\"text\":\"A\"}]},"
                + "\"finishReason\":\"STOP\"},{\"index\":1,\"content\":{\"parts\":[{\"text\":\"B\"}]}}]}");

        assertThat(read.ended()).isFalse();
    }

    @Test
    void end_ofNothing_saysNothing() throws Exception {
        assertThat(events(new byte[0])).isEmpty();
    }

    @Test
    void event_blockedPrompt_isAFilteredChoice() throws Exception {
        var read = streamed(
                "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"}," + "\"usageMetadata\":{\"promptTokenCount\":4}}");

        assertThat(read.ended()).isTrue();
        assertThat(read.answer().choices())
                .containsExactly(new ChatAnswer.Choice(0, List.of(), FinishReason.CONTENT_FILTER, null, null));
        assertThat(read.answer().usage()).isEqualTo(Usage.of(4, 0));
    }

    @Test
    void event_sourcesAtTheEnd_areCitedInTheOpenText() throws Exception {
        var parts = streamed(
                        chunk("{\"text\":\"Ça \"}", ""),
                        chunk("{\"text\":\"va. Oui.\"}", ""),
                        chunk(
                                "{\"text\":\"\"}",
                                ",\"finishReason\":\"STOP\",\"groundingMetadata\":{\"groundingChunks\":["
                                        + "{\"web\":{\"uri\":\"https://a\",\"title\":\"A\"}}],\"groundingSupports\":["
                                        + "{\"segment\":{\"startIndex\":4,\"endIndex\":7},\"groundingChunkIndices\":[0]}]}"))
                .answer()
                .choices()
                .getFirst()
                .parts();

        var text = (Part.Text) parts.getFirst();
        assertThat(text.text()).isEqualTo("Ça va. Oui.");
        assertThat(text.citations()).hasSize(1);
        assertThat(text.text().substring((int) text.citations().getFirst().start(), (int)
                        text.citations().getFirst().end()))
                .isEqualTo("va.");
    }

    @Test
    void event_sourcesOfAnEarlierText_pointNowhere() throws Exception {
        var parts = streamed(
                        chunk("{\"text\":\"First.\",\"thoughtSignature\":\"YQ==\"}", ""),
                        chunk(
                                "{\"text\":\"Second.\"}",
                                ",\"finishReason\":\"STOP\",\"groundingMetadata\":{\"groundingChunks\":["
                                        + "{\"web\":{\"uri\":\"https://a\"}}],\"groundingSupports\":["
                                        + "{\"segment\":{\"endIndex\":6,\"text\":\"First.\"},\"groundingChunkIndices\":[0]},"
                                        + "{\"segment\":{\"startIndex\":6,\"endIndex\":13,\"text\":\"Second.\"},"
                                        + "\"groundingChunkIndices\":[0]}]}"))
                .answer()
                .choices()
                .getFirst()
                .parts();

        assertThat(((Part.Text) parts.get(1)).citations())
                .extracting(citation -> citation.start() + "-" + citation.end())
                .containsExactly("-1--1", "0-7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"code\":500,\"message\":\"Internal\",\"status\":\"INTERNAL\"}}|500",
                "[{\"error\":{\"code\":429,\"message\":\"Slow\",\"status\":\"RESOURCE_EXHAUSTED\"}}]|429"
            })
    void event_error_isTheLast(String error, int status) throws Exception {
        byte[] stream = ("data: " + chunk("{\"text\":\"A\"}", "") + "\n\ndata: " + error + "\n\ndata: "
                        + chunk("{\"text\":\"B\"}", ",\"finishReason\":\"STOP\"") + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
        Assembled read = Gemini.assembled(events(stream));

        assertThat(read.error().status()).isEqualTo(status);
        assertThat(read.ended()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"candidates\":", "[1]", "[", "3", "\"text\""})
    void event_nonsense_isAFault(String data) {
        byte[] stream = ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);

        assertThat(catchThrowableOfType(AnswerFault.class, () -> events(stream)))
                .isNotNull();
    }
}
