package dev.bifrost.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.dialect.Assembled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams of providers, those of servers that leave things out or mix them up among them. */
class ResponsesAnswerReaderTest {
    private static final String CREATED =
            "{\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\",\"created_at\":7,\"model\":\"m\"}}";
    private static final String COMPLETED = "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}";

    private static ChatAnswer.Choice read(String... events) throws AnswerFault {
        Assembled read = Streams.read(events);
        assertThat(read.ended()).isTrue();
        return read.answer().choices().getFirst();
    }

    private static String added(int index, String item) {
        return "{\"type\":\"response.output_item.added\",\"output_index\":" + index + ",\"item\":" + item + "}";
    }

    private static String done(int index, String item) {
        return "{\"type\":\"response.output_item.done\",\"output_index\":" + index + ",\"item\":" + item + "}";
    }

    private static String delta(String type, int index, String text) {
        return "{\"type\":\"response." + type + ".delta\",\"output_index\":" + index + ",\"delta\":\"" + text + "\"}";
    }

    private static String call(String id, String arguments) {
        return "{\"type\":\"function_call\",\"id\":\"fc_" + id + "\",\"call_id\":\"" + id
                + "\",\"name\":\"f\",\"arguments\":\"" + arguments + "\"}";
    }

    private static final String MESSAGE = "{\"type\":\"message\",\"id\":\"msg_1\",\"content\":[]}";

    @Test
    void read_deltas_leaveAtOnce() throws Exception {
        List<ChatEvent> events = new ArrayList<>();
        Streams.read(events::add, CREATED, added(0, call("c", "")), delta("function_call_arguments", 0, "{"));

        assertThat(events)
                .containsSequence(
                        new ChatEvent.Started("resp_1", 7, "m", null),
                        new ChatEvent.Opened(0, 0, Part.ToolCall.of("c", "f", "")),
                        new ChatEvent.ArgumentsDelta(0, 0, "{"))
                .doesNotContain(new ChatEvent.Ended());
    }

    @Test
    void read_callWithoutDeltas_isWhole() throws Exception {
        var choice = read(
                CREATED,
                added(0, call("c", "")),
                "{\"type\":\"response.function_call_arguments.done\",\"output_index\":0,\"arguments\":\"{1}\"}",
                done(0, call("c", "{1}")),
                COMPLETED);

        assertThat(choice.parts()).containsExactly(Part.ToolCall.of("c", "f", "{1}"));
        assertThat(choice.finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void read_callWithoutArguments_hasAnEmptyObject() throws Exception {
        assertThat(read(CREATED, added(0, call("c", "")), done(0, call("c", "")), COMPLETED)
                        .parts())
                .containsExactly(Part.ToolCall.of("c", "f", "{}"));
    }

    @Test
    void read_itemsThatOnlyEnd_areWhole() throws Exception {
        var choice = read(
                CREATED,
                done(
                        0,
                        "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"text\":\"a\"},{\"text\":\"b\"}],"
                                + "\"encrypted_content\":\"gAAA\"}"),
                done(
                        1,
                        "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\",\"annotations\":"
                                + "[{\"type\":\"url_citation\",\"url\":\"u\"}]},{\"type\":\"refusal\",\"refusal\":\"no\"}]}"),
                done(2, call("c", "{}")),
                COMPLETED);

        assertThat(choice.parts()).hasSize(4);
        assertThat(choice.parts().getFirst())
                .isEqualTo(new Part.Thinking("a\n\nb", new Seal("openai", "gAAA"), false, "rs_1", true));
        assertThat(((Part.Text) choice.parts().get(1)).citations().getFirst().url())
                .isEqualTo("u");
    }

    @Test
    void read_onlyTheEnd_isTheAnswer() throws Exception {
        var choice = read("{\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"status\":\"completed\","
                + "\"output\":[" + call("c", "{}") + "],\"usage\":{\"input_tokens\":1,\"output_tokens\":2}}}");

        assertThat(choice.parts()).containsExactly(Part.ToolCall.of("c", "f", "{}"));
    }

    @Test
    void read_textAroundCall_isSplit() throws Exception {
        var choice = read(
                CREATED,
                added(0, MESSAGE),
                delta("output_text", 0, "a"),
                added(1, call("c", "")),
                delta("output_text", 0, "b"),
                delta("function_call_arguments", 1, "{}"),
                done(1, call("c", "{}")),
                delta("output_text", 0, "c"),
                done(0, "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"abc\"}]}"),
                COMPLETED);

        assertThat(choice.parts())
                .containsExactly(Part.Text.of("a"), Part.ToolCall.of("c", "f", "{}"), Part.Text.of("bc"));
    }

    @Test
    void read_callsThatOverlap_areOneAfterTheOther() throws Exception {
        var choice = read(
                CREATED,
                added(0, call("a", "")),
                added(1, call("b", "")),
                delta("function_call_arguments", 1, "{\\\"b\\\":"),
                delta("function_call_arguments", 0, "{\\\"a\\\":"),
                delta("function_call_arguments", 1, "1}"),
                done(1, call("b", "{\\\"b\\\":1}")),
                delta("function_call_arguments", 0, "2}"),
                done(0, call("a", "{\\\"a\\\":2}")),
                COMPLETED);

        assertThat(choice.parts())
                .containsExactly(Part.ToolCall.of("a", "f", "{\"a\":2}"), Part.ToolCall.of("b", "f", "{\"b\":1}"));
    }

    @Test
    void read_callsThatNeverEnd_areEndedByTheAnswer() throws Exception {
        var choice = read(
                CREATED,
                added(0, call("a", "")),
                added(1, call("b", "")),
                delta("function_call_arguments", 0, "1"),
                delta("function_call_arguments", 1, "2"),
                COMPLETED);

        assertThat(choice.parts()).containsExactly(Part.ToolCall.of("a", "f", "1"), Part.ToolCall.of("b", "f", "2"));
    }

    @Test
    void read_withoutIndexes_eventsBelongToTheLastItem() throws Exception {
        var choice = read(
                CREATED,
                "{\"type\":\"response.output_item.added\",\"item\":" + MESSAGE + "}",
                "{\"type\":\"response.output_text.delta\",\"delta\":\"x\"}",
                "{\"type\":\"response.output_item.added\",\"item\":" + call("c", "") + "}",
                "{\"type\":\"response.function_call_arguments.delta\",\"delta\":\"{}\"}",
                COMPLETED);

        assertThat(choice.parts()).containsExactly(Part.Text.of("x"), Part.ToolCall.of("c", "f", "{}"));
    }

    @Test
    void read_partsOfAMessage_areParts() throws Exception {
        var choice = read(
                CREATED,
                added(0, MESSAGE),
                "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":0,\"delta\":\"a\"}",
                "{\"type\":\"response.output_text.delta\",\"output_index\":0,\"content_index\":1,\"delta\":\"b\"}",
                "{\"type\":\"response.refusal.delta\",\"output_index\":0,\"content_index\":2,\"delta\":\"no\"}",
                COMPLETED);

        assertThat(choice.parts()).containsExactly(Part.Text.of("a"), Part.Text.of("b"), new Part.Refusal("no"));
        assertThat(choice.finish()).isEqualTo(FinishReason.REFUSAL);
    }

    @Test
    void read_summaryOfParts_isOneTextWithItsSeal() throws Exception {
        String delta = "{\"type\":\"response.reasoning_summary_text.delta\",\"output_index\":0,\"summary_index\":";
        var choice = read(
                CREATED,
                added(0, "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}"),
                delta + "0,\"delta\":\"a\"}",
                delta + "0,\"delta\":\"b\"}",
                delta + "1,\"delta\":\"c\"}",
                "{\"type\":\"response.reasoning_text.delta\",\"output_index\":0,\"delta\":\"the thought itself\"}",
                done(0, "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"encrypted_content\":\"gAAA\"}"),
                COMPLETED);

        assertThat(choice.parts())
                .containsExactly(new Part.Thinking("ab\n\nc", new Seal("openai", "gAAA"), false, "rs_1", true));
    }

    @Test
    void read_picture_isAnImage() throws Exception {
        assertThat(read(CREATED, done(0, "{\"type\":\"image_generation_call\",\"result\":\"AAA=\"}"), COMPLETED)
                        .parts())
                .containsExactly(new Part.Image(new Source.Data("image/png", "AAA="), null, null));
    }

    @ParameterizedTest
    @CsvSource({"max_output_tokens,LENGTH", "content_filter,CONTENT_FILTER", "steered,OTHER"})
    void read_incomplete_saysWhy(String reason, FinishReason finish) throws Exception {
        var choice = read(
                CREATED,
                done(0, call("c", "{")),
                "{\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\","
                        + "\"incomplete_details\":{\"reason\":\"" + reason + "\"}}}");

        assertThat(choice.finish()).isEqualTo(finish);
    }

    @Test
    void read_failures_fail() throws Exception {
        Assembled flat = Streams.read(CREATED, "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"down\"}");
        Assembled nested =
                Streams.read("{\"type\":\"error\",\"error\":{\"type\":\"t\",\"message\":\"down\"}}", CREATED);
        Assembled failed = Streams.read(
                CREATED,
                "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"c\",\"message\":\"down\"}}}");
        Assembled silent = Streams.read(CREATED, "{\"type\":\"response.failed\"}");

        assertThat(flat.error().message()).isEqualTo("down");
        assertThat(nested.error().message()).isEqualTo("down");
        assertThat(failed.error().code()).isEqualTo("c");
        assertThat(silent.error().message()).isEqualTo("The response failed");
    }

    @Test
    void read_noise_isIgnored() throws Exception {
        var choice = read(
                CREATED,
                "{\"type\":\"response.in_progress\",\"response\":{}}",
                "{\"type\":\"response.unheard_of\",\"delta\":\"x\"}",
                "{}",
                done(0, "{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\"}]}"),
                COMPLETED,
                "[DONE]",
                CREATED);

        assertThat(choice.parts()).containsExactly(Part.Text.of("x"));
    }

    @Test
    void read_noJson_isAFault() {
        assertThatThrownBy(() -> Streams.read(CREATED, "{\"type\":")).isInstanceOf(AnswerFault.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|it has no output",
                "{\"error\":{\"message\":\"down\"}}|down",
                "{\"status\":\"failed\",\"output\":[]}|The response failed",
                "{\"status\":\"queued\",\"output\":[]}|it is not finished"
            })
    void whole_noAnswer_isAFault(String json, String message) {
        assertThatThrownBy(() -> new ResponsesProvider().read(Streams.json(json)))
                .isInstanceOf(AnswerFault.class)
                .hasMessage(message);
    }

    @Test
    void whole_usage_countsReasoningAsOutput() throws Exception {
        var answer = new ResponsesProvider().read(Streams.json("""
                {"output":[],"usage":{"input_tokens":10,"input_tokens_details":{"cached_tokens":4},
                "output_tokens":5,"output_tokens_details":{"reasoning_tokens":7},"total_tokens":22}}
                """));

        assertThat(answer.usage()).isEqualTo(new Usage(10, 4, 0, 12, 7, 0, 0, false));
    }
}
