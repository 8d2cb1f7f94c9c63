package dev.bifrost.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.StreamFollower.EventKind;
import dev.bifrost.dialect.anthropic.MessagesRecordings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Anthropic's answers that pass through unchanged, streamed and whole. */
class MessagesStreamsTest {
    private static final String START = "{\"type\":\"message_start\",\"message\":{\"model\":\"m\",\"content\":[],"
            + "\"usage\":{\"input_tokens\":5,\"cache_read_input_tokens\":7,\"cache_creation_input_tokens\":2,"
            + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":2},\"output_tokens\":1}}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PREAMBLE | {\"type\":\"message_start\",\"message\":{\"content\":[]}}",
                "CONTENT | {\"type\":\"message_start\",\"message\":{\"content\":[{\"type\":\"tool_use\"}]}}",
                "PREAMBLE | {\"type\": \"ping\"}",
                "OPENING | {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                "OPENING | {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
                "CONTENT | {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\",\"text\":\"x\"}}",
                "CONTENT | {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"tool_use\",\"input\":{}}}",
                "CONTENT | {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"x\"}}",
                "CONTENT | {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"\\\"error\\\"\"}}",
                "CONTENT | {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":1}}",
                "CONTENT | {\"type\":\"message_stop\"}",
                "CONTENT | {\"type\":\"from_the_future\"}",
                "CONTENT | {broken",
                "ERROR | {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
                "ERROR | {\"error\":{\"message\":\"no\"}}"
            })
    void event_messages_isClassified(EventKind kind, String data) {
        assertThat(follow("data: " + data + "\n\n").kinds()).containsExactly(kind);
    }

    private static Followed follow(String stream) {
        return Followed.of(Operation.MESSAGES, true, stream.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void usage_ofStartAndEnd_isMerged() {
        String delta = "data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":9,"
                + "\"output_tokens_details\":{\"thinking_tokens\":4},"
                + "\"iterations\":[{\"input_tokens\":100,\"output_tokens\":100}]}}\n\n";

        assertThat(follow("data: " + START + "\n\n").usage()).isEqualTo(new Usage(14, 7, 2, 1, 0, 0, 0, false));
        assertThat(follow("data: " + START + "\n\n" + delta).usage()).isEqualTo(new Usage(14, 7, 2, 9, 4, 0, 0, false));
        assertThat(follow(delta).usage()).isEqualTo(new Usage(0, 0, 0, 9, 4, 0, 0, false));
        String later = delta.replace("\"output_tokens\":9", "\"input_tokens\":6,\"output_tokens\":9");
        assertThat(follow("data: " + START + "\n\n" + later).usage().prompt()).isEqualTo(15);
    }

    @Test
    void event_named_isEnoughForAnError() {
        Followed followed = follow("event: error\ndata: {\"type\":\"error\",\"error\":"
                + "{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");

        assertThat(followed.kinds()).containsExactly(EventKind.ERROR);
        assertThat(followed.error()).isEqualTo(new ErrorDetail(0, "", "overloaded_error", "Overloaded"));
    }

    @Test
    void light_textThatLooksLikeTheEnd_isNotTheEnd() {
        String text = "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":"
                + "\"{\\\"type\\\":\\\"message_stop\\\"} \\\"error\\\"\"}}\n\n";
        Followed followed = Followed.of(Operation.MESSAGES, false, text.getBytes(StandardCharsets.UTF_8));

        assertThat(followed.terminated()).isFalse();
        assertThat(followed.error()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic-text, claude-sonnet-4-5-20250929, 12, 30",
        "anthropic-clear-thinking.1, claude-sonnet-4-5-20250929, 69, 53",
        "anthropic-json-tool.1, claude-haiku-4-5-20251001, 849, 47",
        "anthropic-refusal, claude-fable-5, 18, 5"
    })
    void feed_recording_isClassifiedTheSameHoweverCut(String name, String model, long in, long out) {
        byte[] stream = MessagesRecordings.stream(name);
        Followed followed = Followed.of(Operation.MESSAGES, true, stream);

        assertThat(followed.model()).isEqualTo(model);
        assertThat(followed.usage()).isEqualTo(Usage.of(in, out));
        assertThat(followed.terminated()).isTrue();
        assertThat(followed.malformed()).isFalse();
        assertThat(followed.kinds().getFirst()).isEqualTo(EventKind.PREAMBLE);
        assertThat(followed.kinds()).doesNotContain(EventKind.ERROR, EventKind.USAGE_ONLY, EventKind.DONE);

        Followed light = Followed.of(Operation.MESSAGES, false, stream);
        assertThat(light.ends()).isEqualTo(followed.ends());
        assertThat(light.usage()).isEqualTo(followed.usage());
        assertThat(light.terminated()).isTrue();
        assertThat(Followed.byteByByte(Operation.MESSAGES, true, stream)).isEqualTo(followed);
        assertThat(Followed.byteByByte(Operation.MESSAGES, false, stream)).isEqualTo(light);
        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(Followed.of(Operation.MESSAGES, true, stream, cut)).isEqualTo(followed);
            assertThat(Followed.of(Operation.MESSAGES, false, stream, cut)).isEqualTo(light);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic-text, claude-sonnet-4-5-20250929, 12, 29",
        "anthropic-clear-thinking.1, claude-sonnet-4-5-20250929, 69, 33",
        "anthropic-json-tool.1, claude-haiku-4-5-20251001, 1151, 87",
        "anthropic-refusal, claude-fable-5, 18, 5"
    })
    void scan_wholeRecording_findsModelAndUsageHoweverCut(String name, String model, long in, long out) {
        byte[] body = Recordings.bytes("anthropic-messages/" + name + ".json");
        for (int cut = 0; cut <= body.length; cut++) {
            var scan = new AnswerScan();
            scan.feed(body, 0, cut);
            scan.feed(body, cut, body.length);
            scan.end();

            assertThat(scan.malformed()).isFalse();
            assertThat(scan.model()).isEqualTo(model);
            assertThat(scan.usage()).isEqualTo(Usage.of(in, out));
            assertThat(scan.error()).isNull();
        }
    }

    @Test
    void scan_cachedPrompt_isCountedOnceInEveryDialect() {
        assertThat(usage("{\"input_tokens\":5,\"cache_read_input_tokens\":7,\"cache_creation_input_tokens\":2,"
                        + "\"output_tokens\":9}"))
                .isEqualTo(new Usage(14, 7, 2, 9, 0, 0, 0, false));
        assertThat(usage("{\"input_tokens\":12,\"input_tokens_details\":{\"cached_tokens\":7},\"output_tokens\":9}"))
                .isEqualTo(new Usage(12, 7, 0, 9, 0, 0, 0, false));
        assertThat(usage("{\"prompt_tokens\":14,\"completion_tokens\":9,\"cache_read_input_tokens\":7,"
                        + "\"cache_creation_input_tokens\":2}"))
                .isEqualTo(new Usage(14, 7, 2, 9, 0, 0, 0, false));
        assertThat(List.of(usage("{\"input_tokens\":5,\"cache_read_input_tokens\":null,\"output_tokens\":9}")))
                .containsExactly(Usage.of(5, 9));
    }

    private static Usage usage(String json) {
        var scan = new AnswerScan();
        byte[] body = ("{\"usage\":" + json + "}").getBytes(StandardCharsets.UTF_8);
        scan.feed(body, 0, body.length);
        scan.end();
        return scan.usage();
    }
}
