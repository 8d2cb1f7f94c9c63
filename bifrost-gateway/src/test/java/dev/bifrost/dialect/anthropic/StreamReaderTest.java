package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.dialect.Assembled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamReaderTest {
    private static final String START =
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\",\"content\":[],\"usage\":"
                    + "{\"input_tokens\":5,\"cache_read_input_tokens\":7,\"cache_creation_input_tokens\":2,\"output_tokens\":1}}}";
    private static final String STOP = "{\"type\":\"message_stop\"}";

    private static String end(String reason) {
        return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason
                + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":9,"
                + "\"output_tokens_details\":{\"thinking_tokens\":4}}}";
    }

    private static String open(int index, String block) {
        return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":" + block + "}";
    }

    private static String delta(int index, String delta) {
        return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":" + delta + "}";
    }

    private static String close(int index) {
        return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
    }

    private static List<Part> parts(ChatAnswer answer) {
        return answer.choices().getFirst().parts();
    }

    @Test
    void read_usage_isMergedFromBothEnds() throws Exception {
        ChatAnswer answer = Read.answer(START, end("end_turn"), STOP);

        assertThat(answer.usage()).isEqualTo(new Usage(14, 7, 2, 9, 4, 0, 0, false));
        assertThat(answer.id()).isEqualTo("msg_1");
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, STOP",
        "max_tokens, LENGTH",
        "stop_sequence, STOP_SEQUENCE",
        "pause_turn, PAUSE",
        "refusal, REFUSAL",
        "model_context_window_exceeded, CONTEXT_FULL",
        "compaction, OTHER",
        "something_new, OTHER"
    })
    void read_reasons_areAllKnown(String reason, FinishReason finish) throws Exception {
        assertThat(Read.answer(START, end(reason), STOP).choices().getFirst().finish())
                .isEqualTo(finish);
    }

    @Test
    void read_thoughtsOfEveryKind_keepTheirSeals() throws Exception {
        ChatAnswer answer = Read.answer(
                START,
                open(0, "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"),
                delta(0, "{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}"),
                delta(0, "{\"type\":\"signature_delta\",\"signature\":\"SIG\"}"),
                close(0),
                open(1, "{\"type\":\"redacted_thinking\",\"data\":\"RED\"}"),
                close(1),
                end("end_turn"),
                STOP);

        assertThat(parts(answer))
                .containsExactly(
                        new Part.Thinking("hm", new Seal("anthropic", "SIG"), false, null, false),
                        new Part.Thinking("", new Seal("anthropic", "RED"), true, null, false));
    }

    @Test
    void read_callWithoutArguments_hasAnEmptyObject() throws Exception {
        ChatAnswer answer = Read.answer(
                START,
                open(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}"),
                delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"\"}"),
                close(0),
                end("tool_use"),
                STOP);

        assertThat(parts(answer)).containsExactly(Part.ToolCall.of("t", "f", "{}"));
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void read_blocksOfServerTools_areKeptWhole() throws Exception {
        String result = "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"s\",\"content\":[{\"url\":\"u\"}]}";
        ChatAnswer answer = Read.answer(
                START,
                open(0, "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{}}"),
                delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"que\"}"),
                delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"ry\\\":1}\"}"),
                close(0),
                open(1, result),
                close(1),
                open(2, "{\"type\":\"compaction\",\"content\":null}"),
                delta(2, "{\"type\":\"compaction_delta\",\"content\":\"so far\"}"),
                close(2),
                open(3, "{\"type\":\"text\",\"text\":\"\"}"),
                delta(
                        3,
                        "{\"type\":\"citations_delta\",\"citation\":{\"type\":\"web_search_result_location\",\"url\":\"u\","
                                + "\"title\":\"T\",\"cited_text\":\"q\",\"encrypted_index\":\"e\"}}"),
                delta(3, "{\"type\":\"text_delta\",\"text\":\"See\"}"),
                close(3),
                end("end_turn"),
                STOP);

        assertThat(parts(answer).subList(0, 3))
                .containsExactly(
                        new Part.Opaque(
                                "anthropic",
                                Read.json("{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\","
                                        + "\"input\":{\"query\":1}}")),
                        new Part.Opaque("anthropic", Read.json(result)),
                        new Part.Opaque("anthropic", Read.json("{\"type\":\"compaction\",\"content\":\"so far\"}")));
        assertThat(parts(answer).get(3)).isInstanceOfSatisfying(Part.Text.class, text -> {
            assertThat(text.citations()).hasSize(1);
            assertThat(text.citations().getFirst().url()).isEqualTo("u");
            assertThat(text.citations().getFirst().quoted()).isEqualTo("q");
        });
    }

    @Test
    void read_answerInATool_isText() throws Exception {
        ChatAnswer answer = Read.answer(
                START,
                open(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"bifrost_json_output\",\"input\":{}}"),
                delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\": \"}"),
                delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":\"1}\"}"),
                close(0),
                end("tool_use"),
                STOP);

        assertThat(parts(answer)).containsExactly(Part.Text.of("{\"a\": 1}"));
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);

        ChatAnswer whole = new MessagesProvider(MessagesFlavour.DIRECT)
                .read(Read.json("{\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"bifrost_json_output\","
                        + "\"input\":{\"a\":1}}],\"stop_reason\":\"tool_use\"}"));
        assertThat(parts(whole)).containsExactly(Part.Text.of("{\"a\":1}"));
        assertThat(whole.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void read_toolOfFreeText_isOneAgain() throws Exception {
        String json = "{\"input\": \"a \\\"b\\\"\\n\\u00e9\"}";
        String[] lines = new String[json.length() + 5];
        lines[0] = START;
        lines[1] = open(0, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"bifrost_text_patch\",\"input\":{}}");
        for (int i = 0; i < json.length(); i++) {
            String one = new dev.bifrost.api.json.Json.Str(json.substring(i, i + 1)).print();
            lines[2 + i] = delta(0, "{\"type\":\"input_json_delta\",\"partial_json\":" + one + "}");
        }
        lines[json.length() + 2] = close(0);
        lines[json.length() + 3] = end("tool_use");
        lines[json.length() + 4] = STOP;

        assertThat(parts(Read.answer(lines)))
                .containsExactly(new Part.ToolCall("t", "patch", "a \"b\"\né", Part.ToolCall.Kind.CUSTOM, null, null));
    }

    @Test
    void read_contentBroughtAlong_comesFirst() throws Exception {
        ChatAnswer answer = Read.answer(
                "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_p\",\"model\":\"m\",\"content\":["
                        + "{\"type\":\"code_execution_tool_result\",\"tool_use_id\":\"s\"},"
                        + "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"id\":\"c\"}}],"
                        + "\"stop_reason\":\"tool_use\",\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}}",
                STOP);

        assertThat(parts(answer)).last().isEqualTo(Part.ToolCall.of("t", "f", "{\"id\":\"c\"}"));
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void read_refusalWithReasons_saysThem() throws Exception {
        ChatAnswer answer = Read.answer(
                START,
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"refusal\",\"stop_details\":"
                        + "{\"type\":\"refusal\",\"explanation\":\"No.\"}}}",
                STOP);

        assertThat(parts(answer)).containsExactly(new Part.Refusal("No."));
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error, 529",
        "rate_limit_error, 429",
        "invalid_request_error, 400",
        "billing_error, 402",
        "timeout_error, 504",
        "new_error, 0"
    })
    void read_error_isReportedWithItsStatus(String type, int status) throws Exception {
        String error = "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"Oh\"}}";

        assertThat(Read.error(START, error, STOP)).isEqualTo(new ErrorDetail(status, "", type, "Oh"));
        assertThat(Read.error(error)).isEqualTo(new ErrorDetail(status, "", type, "Oh"));
        assertThatThrownBy(() -> new MessagesProvider(MessagesFlavour.DIRECT).read(Read.json(error)))
                .isInstanceOfSatisfying(
                        AnswerFault.class,
                        fault -> assertThat(fault.error().status()).isEqualTo(status));
    }

    @Test
    void read_sloppyStream_isUnderstood() throws Exception {
        Assembled assembled = Read.assembled(Read.lines(
                "{\"type\":\"ping\"}",
                delta(0, "{\"type\":\"text_delta\",\"text\":\"a\"}"),
                START,
                open(1, "{\"type\":\"text\",\"text\":\"b\"}"),
                open(2, "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"x\":1}}"),
                "{\"type\":\"message_delta\"}",
                "{\"type\":\"from_the_future\"}",
                STOP,
                "[DONE]"));

        assertThat(parts(assembled.answer()))
                .containsExactly(Part.Text.of("a"), Part.Text.of("b"), Part.ToolCall.of("t", "f", "{\"x\":1}"));
        assertThat(assembled.ended()).isTrue();
    }

    @Test
    void read_streamCutOff_doesNotEnd() throws Exception {
        Assembled assembled = Read.assembled(Read.lines(
                START,
                open(0, "{\"type\":\"text\",\"text\":\"\"}"),
                delta(0, "{\"type\":\"text_delta\",\"text\":\"a\"}")));

        assertThat(assembled.ended()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"x\"}}",
                "[1]",
                "{broken"
            })
    void read_nonsense_isAFault(String line) {
        assertThatThrownBy(() -> Read.lines(START, line)).isInstanceOf(AnswerFault.class);
    }

    @Test
    void read_deltaOfAnotherBlock_isAFault() {
        assertThatThrownBy(() -> Read.lines(
                        START,
                        open(1, "{\"type\":\"text\",\"text\":\"\"}"),
                        delta(0, "{\"type\":\"text_delta\",\"text\":\"a\"}")))
                .isInstanceOf(AnswerFault.class)
                .hasMessageContaining("block 0 while block 1");
    }
}
