package dev.bifrost.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.StreamFollower.EventKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamFollowerTest {
    private static final String CHUNK =
            "data: {\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PREAMBLE | {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"},\"finish_reason\":null}]}",
                "PREAMBLE | {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null,\"tool_calls\":[],\"reasoning\":\"\"}}]}",
                "PREAMBLE | {\"choices\":[{\"delta\":{}},{\"delta\":{\"content\":null}}]}",
                "PREAMBLE | {\"choices\":[{\"delta\":{\"content\":\"\"},\"content_filter_results\":{\"hate\":{\"filtered\":false}}}]}",
                "PREAMBLE | {\"choices\":[{\"delta\":{\"content\":\"\"}}],\"usage\":{\"prompt_tokens\":3}}",
                "PREAMBLE | {\"choices\":[],\"model\":\"\",\"usage\":null,\"prompt_filter_results\":[{\"prompt_index\":0}]}",
                "USAGE_ONLY | {\"choices\":[],\"usage\":{\"prompt_tokens\":3}}",
                "CONTENT | {\"choices\":[{\"delta\":{\"content\":\" \"}}]}",
                "CONTENT | {\"choices\":[{\"delta\":{\"content\":\"\"}},{\"delta\":{\"content\":\"x\"}}]}",
                "CONTENT | {\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}",
                "CONTENT | {\"choices\":[{\"delta\":{\"reasoning_content\":\"We\"}}]}",
                "CONTENT | {\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[]}]}}]}",
                "CONTENT | {\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0}]}}]}",
                "CONTENT | {\"choices\":[{\"delta\":{\"audio\":{\"id\":\"x\"}}}]}",
                "CONTENT | {\"choices\":[{\"delta\":{\"function_call\":{\"name\":\"f\"}}}]}",
                "CONTENT | {\"choices\":[{\"delta\":\"x\"}]}",
                "CONTENT | {\"choices\":[1]}",
                "CONTENT | {\"choices\":null,\"usage\":{\"prompt_tokens\":3}}",
                "CONTENT | {\"hello\":1}",
                "CONTENT | 1",
                "CONTENT | {broken",
                "ERROR | {\"error\":{\"message\":\"no\"}}",
                "ERROR | {\"error\":\"no\",\"choices\":[]}",
                "ERROR | {\"object\":\"error\",\"message\":\"no\",\"code\":500}",
                "CONTENT | {\"error\":null,\"choices\":[{\"delta\":{\"content\":\"error\"}}]}",
                "DONE | [DONE]"
            })
    void event_chat_isClassified(EventKind kind, String data) {
        assertThat(follow(Operation.CHAT, "data: " + data + "\n\n").kinds()).containsExactly(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PREAMBLE | {\"choices\":[{\"text\":\"\",\"index\":0,\"logprobs\":null,\"finish_reason\":null}]}",
                "CONTENT | {\"choices\":[{\"text\":\"The\",\"index\":0}]}",
                "CONTENT | {\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}]}",
            })
    void event_completions_isClassified(EventKind kind, String data) {
        assertThat(follow(Operation.COMPLETIONS, "data: " + data + "\n\n").kinds())
                .containsExactly(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PREAMBLE | {\"type\":\"response.created\"}",
                "PREAMBLE | {\"type\":\"response.queued\"}",
                "PREAMBLE | {\"sequence_number\":1,\"type\" : \"response.in_progress\"}",
                "CONTENT | {\"type\":\"response.output_item.added\"}",
                "CONTENT | {\"type\":\"response.completed\",\"response\":{\"error\":null}}",
                "ERROR | {\"type\":\"error\",\"code\":\"x\",\"message\":\"no\"}",
                "ERROR | {\"type\":\"response.failed\",\"response\":{\"error\":{\"message\":\"no\"}}}",
                "ERROR | {\"error\":{\"message\":\"no\"}}",
                "CONTENT | {\"type\":\"new.kind\"}"
            })
    void event_responses_isClassified(EventKind kind, String data) {
        assertThat(follow(Operation.RESPONSES, "data: " + data + "\n\n").kinds())
                .containsExactly(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ": ping\n\n",
                "\n",
                "id: 1\n\n",
                "retry: 5\n\n",
                "data:\n\n",
                "data: \n\n",
                "dat: x\n\n",
                ":\n:\n\n"
            })
    void event_nothingForAClient_isAComment(String event) {
        assertThat(follow(Operation.CHAT, event).kinds()).containsExactly(EventKind.COMMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"event: error\ndata: oh\n\n", "event:error\ndata: {\"message\":\"oh\"}\n\n", "event: error\n\n"})
    void event_namedError_isAnError(String event) {
        assertThat(follow(Operation.CHAT, event).kinds()).containsExactly(EventKind.ERROR);
        assertThat(Followed.of(Operation.CHAT, false, bytes(event)).kinds()).containsExactly(EventKind.ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void feed_anyLineEnd_hasTheSameEventsHoweverCut(String end) {
        String text = String.join(
                        "\n",
                        "\uFEFF: hi",
                        "",
                        "event: x",
                        "id: 1",
                        "data: {\"choices\":",
                        "data: []}",
                        "",
                        CHUNK,
                        "",
                        "",
                        USAGE,
                        "",
                        "data: [DONE]",
                        "",
                        "")
                .replace("\n", end);
        byte[] stream = bytes(text);
        var whole = Followed.of(Operation.CHAT, true, stream);

        assertThat(whole.kinds())
                .containsExactly(
                        EventKind.COMMENT,
                        EventKind.PREAMBLE,
                        EventKind.CONTENT,
                        EventKind.COMMENT,
                        EventKind.USAGE_ONLY,
                        EventKind.DONE);
        assertThat(whole.ends().getLast()).isEqualTo(stream.length);
        assertThat(whole.usage()).isEqualTo(Usage.of(3, 2));
        for (int cut = 0; cut <= stream.length; cut++) {
            assertThat(Followed.of(Operation.CHAT, true, stream, cut))
                    .as("cut at " + cut)
                    .isEqualTo(whole);
        }
        assertThat(Followed.byteByByte(Operation.CHAT, true, stream)).isEqualTo(whole);
    }

    @Test
    void feed_lineFeedsAlone_areEventsAtOnce() {
        assertThat(follow(Operation.CHAT, CHUNK + "\r\r").ends()).containsExactly(CHUNK.length() + 2);
        assertThat(follow(Operation.CHAT, CHUNK + "\n\n").ends()).containsExactly(CHUNK.length() + 2);
    }

    @Test
    void midEvent_partOfAnEvent_isTrueUntilItEnds() {
        var follower = new StreamFollower(Operation.CHAT);
        byte[] event = bytes(CHUNK + "\n\n");

        follower.feed(event, 0, 10, (_, _) -> {});
        assertThat(follower.midEvent()).isTrue();
        follower.feed(event, 10, event.length, (_, _) -> {});
        assertThat(follower.midEvent()).isFalse();
    }

    @Test
    void classifyAll_switchedOffInTheSink_holdsFromTheNextEvent() {
        String preamble = "data: {\"choices\":[{\"delta\":{}}]}\n\n";
        var follower = new StreamFollower(Operation.CHAT);
        var kinds = new ArrayList<EventKind>();
        byte[] stream = bytes(preamble + CHUNK + "\n\n" + preamble + USAGE + "\n\ndata: [DONE]\n\n");

        follower.feed(stream, 0, stream.length, (kind, _) -> {
            kinds.add(kind);
            follower.classifyAll(kind == EventKind.PREAMBLE);
        });

        assertThat(kinds)
                .containsExactly(
                        EventKind.PREAMBLE, EventKind.CONTENT, EventKind.CONTENT, EventKind.USAGE_ONLY, EventKind.DONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\":{\\\"prompt_tokens\\\":9}\"}}]}",
                "{\"choices\":[{\"delta\":{\"content\":\"usage\"}}],\"usage\" : null}",
                "{\"choices\":[{\"delta\":{\"content\":\"error\"}}],\"error\":null}"
            })
    void feed_contentThatSpeaksOfUsage_deceivesNobody(String data) {
        var followed = Followed.of(Operation.CHAT, false, bytes("data: " + data + "\n\n"));

        assertThat(followed.kinds()).containsExactly(EventKind.CONTENT);
        assertThat(followed.usage()).isNull();
        assertThat(followed.error()).isNull();
    }

    @Test
    void feed_hugeEvent_isContentAndNotKept() {
        String event = "data: {\"choices\":[],\"x\":\"" + "y".repeat(StreamFollower.MAX_EVENT) + "\"}\n\n";
        byte[] stream = bytes(event + USAGE + "\n\n");

        for (var followed : new Followed[] {
            Followed.of(Operation.CHAT, true, stream), Followed.of(Operation.CHAT, true, stream, 7, 1000, 600_000)
        }) {
            assertThat(followed.kinds()).containsExactly(EventKind.CONTENT, EventKind.USAGE_ONLY);
            assertThat(followed.ends()).containsExactly(event.length(), stream.length);
        }
    }

    @Test
    void feed_hugeEndOfAResponse_isStillItsEnd() {
        String event = "event: response.completed\ndata: {\"type\":\"response.completed\",\"x\":\""
                + "y".repeat(StreamFollower.MAX_EVENT) + "\"}\n\n";

        assertThat(Followed.of(Operation.RESPONSES, false, bytes(event), 900).terminated())
                .isTrue();
    }

    @Test
    void error_event_isDescribed() {
        var followed = follow(
                Operation.CHAT,
                "data: {\"error\":{\"code\":429,\"message\":\"slow down\",\"type\":\"rate_limit\"}}\n\n");

        assertThat(followed.error()).isEqualTo(new ErrorDetail(429, "429", "rate_limit", "slow down"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "10|4|0|20|5|2| {\"prompt_tokens\":10,\"completion_tokens\":20,\"prompt_tokens_details\":{\"cached_tokens\":4,\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":5,\"audio_tokens\":2}}",
                "10|4|0|20|0|0| {\"prompt_tokens\":10,\"completion_tokens\":20,\"prompt_cache_hit_tokens\":4,\"prompt_cache_miss_tokens\":6}",
                "10|4|2|20|5|0| {\"input_tokens\":10,\"output_tokens\":20,\"input_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":2},\"output_tokens_details\":{\"reasoning_tokens\":5}}",
                "10|0|0|25|5|0| {\"prompt_tokens\":10,\"completion_tokens\":20,\"total_tokens\":35,\"completion_tokens_details\":{\"reasoning_tokens\":5}}",
                "10|0|0|0|0|0| {\"prompt_tokens\":10,\"total_tokens\":10}",
                "10|0|0|0|0|0| {\"total_tokens\":10}"
            })
    void usage_everyForm_isMapped(
            long prompt, long cached, long cacheWrite, long completion, long reasoning, long audio, String usage) {
        var expected = new Usage(prompt, cached, cacheWrite, completion, reasoning, audio, 0, false);
        assertThat(follow(Operation.CHAT, "data: {\"choices\":[],\"usage\":" + usage + "}\n\n")
                        .usage())
                .isEqualTo(expected);
        assertThat(follow(Operation.CHAT, "data: {\"x_groq\":{\"usage\":" + usage + "}}\n\n")
                        .usage())
                .isEqualTo(expected);

        var answer = new AnswerScan();
        byte[] body = bytes("{\"model\":\"m\",\"usage\":" + usage + ",\"data\":[0.1]}");
        answer.feed(body, 0, 20);
        answer.feed(body, 20, body.length);
        answer.end();
        assertThat(answer.usage()).isEqualTo(expected);
        assertThat(answer.model()).isEqualTo("m");
        assertThat(answer.error()).isNull();
    }

    @Test
    void usage_soundAndHourlyCache_areToldApart() {
        String usage = "{\"input_tokens\":10,\"output_tokens\":20,\"cache_creation_input_tokens\":5,\"cache_creation\":"
                + "{\"ephemeral_5m_input_tokens\":2,\"ephemeral_1h_input_tokens\":3},\"input_tokens_details\":"
                + "{\"audio_tokens\":4},\"output_tokens_details\":{\"audio_tokens\":6},\"server_tool_use\":"
                + "{\"web_search_requests\":2}}";
        assertThat(follow(Operation.CHAT, "data: {\"choices\":[],\"usage\":" + usage + "}\n\n")
                        .usage())
                .as("they have different prices")
                .isEqualTo(new Usage(15, 0, 5, 3, 20, 0, 4, 6, 0, 2, false));
    }

    @Test
    void deliveredTokens_chat_isCountedFromItsText() {
        String chunk =
                "data: {\"id\":\"chatcmpl-0123456789\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"}}]}\n\n";

        assertThat(delivered(Operation.CHAT, chunk.formatted("Hi").repeat(5)))
                .as("a token an event")
                .isEqualTo(5);
        assertThat(delivered(Operation.CHAT, chunk.formatted("four".repeat(100))))
                .as("or by its text")
                .isEqualTo(100);
        assertThat(delivered(
                        Operation.CHAT,
                        "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"))
                .isZero();
    }

    @Test
    void deliveredTokens_messages_countNeitherStopsNorSeals() {
        String stream = """
                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}

                """.repeat(100) + """
                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"%s"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":103}}

                """.formatted("s".repeat(400));

        assertThat(delivered(Operation.MESSAGES, stream))
                .as("a client that hangs up pays for its tokens, not for their envelopes")
                .isBetween(100L, 103L);
    }

    @Test
    void deliveredTokens_responses_countEachTextOnce() {
        String stream =
                "data: {\"type\":\"response.output_text.delta\",\"item_id\":\"msg_1\",\"delta\":\"a \\\"b\\\"\"}\n\n"
                                .repeat(10)
                        + "data: {\"type\":\"response.output_text.done\",\"text\":\"" + "a b".repeat(10) + "\"}\n\n";

        assertThat(delivered(Operation.RESPONSES, stream)).isEqualTo(20);
    }

    private static long delivered(Operation operation, String stream) {
        byte[] bytes = bytes(stream);
        var follower = new StreamFollower(operation);
        for (int at = 0; at < bytes.length; at += 7) {
            follower.feed(bytes, at, Math.min(bytes.length, at + 7), (_, _) -> {});
        }
        return follower.deliveredTokens();
    }

    private static Followed follow(Operation operation, String stream) {
        return Followed.of(operation, true, bytes(stream));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
