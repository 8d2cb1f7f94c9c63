package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.sse.SseOutput;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamWriterTest {
    private static final ChatRequest ASKED = Read.asking(Message.of(Role.USER, "x"));
    private static final ChatEvent STARTED = new ChatEvent.Started("id1", 0, "gpt-x", null);

    private final AnswerWriter writer = new MessagesClient().stream(ASKED, false);
    private final SseOutput out = new SseOutput();

    /** What is written for this event alone. */
    private String after(ChatEvent event) {
        out.clear();
        writer.write(event, out);
        return out.toString();
    }

    @Test
    void write_answer_isTheDocumentedStream() {
        byte[] stream = Read.written(
                List.of(
                        STARTED,
                        new ChatEvent.Opened(0, 0, Part.Text.of("")),
                        new ChatEvent.TextDelta(0, 0, "Hi", null),
                        new ChatEvent.Closed(0, 0),
                        new ChatEvent.Finished(0, FinishReason.STOP, null),
                        new ChatEvent.Metered(new Usage(10, 4, 0, 3, 0, 0, 0, false)),
                        new ChatEvent.Ended()),
                ASKED);

        assertThat(new String(stream, java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("""
                event: message_start
                data: {"type":"message_start","message":{"id":"msg_id1","type":"message","role":"assistant","model":"gpt-x","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":6,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":3}}

                event: message_stop
                data: {"type":"message_stop"}

                """);
        assertThat(MessagesGrammar.checkWhole(stream).text()).isEqualTo("Hi");
    }

    @Test
    void write_emptyBlock_waitsForItsContent() {
        after(STARTED);
        assertThat(after(new ChatEvent.Opened(0, 0, Part.Text.of("")))).isEmpty();
        assertThat(after(new ChatEvent.Closed(0, 0))).isEmpty();
        assertThat(after(new ChatEvent.Opened(0, 1, Part.Thinking.of("")))).isEmpty();
        assertThat(after(new ChatEvent.ThinkingDelta(0, 1, "hm"))).contains("content_block_start", "\"index\":0", "hm");
    }

    @Test
    void write_arguments_leaveAtOnceAsTheyCame() {
        after(STARTED);
        assertThat(after(new ChatEvent.Opened(0, 0, Part.ToolCall.of("call_1", "f", ""))))
                .contains("\"content_block\":{\"type\":\"tool_use\",\"id\":\"call_1\",\"name\":\"f\",\"input\":{}}");
        assertThat(after(new ChatEvent.ArgumentsDelta(0, 0, "{\"pa")))
                .contains("{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"pa\"}");
    }

    @Test
    void write_severalChoices_tellsTheFirst() {
        byte[] stream = Read.written(
                List.of(
                        STARTED,
                        new ChatEvent.Opened(1, 0, Part.Text.of("")),
                        new ChatEvent.Opened(0, 0, Part.Text.of("")),
                        new ChatEvent.TextDelta(1, 0, "other", null),
                        new ChatEvent.TextDelta(0, 0, "first", null),
                        new ChatEvent.Closed(1, 0),
                        new ChatEvent.Finished(1, FinishReason.LENGTH, null),
                        new ChatEvent.Closed(0, 0),
                        new ChatEvent.Finished(0, FinishReason.STOP, null),
                        new ChatEvent.Ended()),
                ASKED);

        assertThat(MessagesGrammar.checkWhole(stream).text()).isEqualTo("first");
        assertThat(MessagesGrammar.checkWhole(stream).stopReason()).isEqualTo("end_turn");
    }

    @Test
    void write_sealsOfOthers_standInThinkingBlocks() {
        byte[] stream = Read.written(
                List.of(
                        STARTED,
                        new ChatEvent.Opened(0, 0, new Part.Thinking("", null, false, "rs_1", true)),
                        new ChatEvent.Sealed(0, 0, new Seal("openai", "ENC")),
                        new ChatEvent.Closed(0, 0),
                        new ChatEvent.Opened(0, 1, Part.ToolCall.of("c", "f", "")),
                        new ChatEvent.ArgumentsDelta(0, 1, "{}"),
                        new ChatEvent.Sealed(0, 1, new Seal("gemini", "SIG")),
                        new ChatEvent.Closed(0, 1),
                        new ChatEvent.Opened(
                                0, 2, new Part.Thinking("", new Seal("anthropic", "R"), true, null, false)),
                        new ChatEvent.Closed(0, 2),
                        new ChatEvent.Finished(0, FinishReason.TOOL_CALLS, null),
                        new ChatEvent.Ended()),
                ASKED);

        assertThat(MessagesGrammar.checkWhole(stream).blocks())
                .containsExactly(
                        Read.json("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"bf1.openai.ENC#rs_1\"}"),
                        Read.json("{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{}}"),
                        Read.json("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"bf1.gemini.SIG#@\"}"),
                        Read.json("{\"type\":\"redacted_thinking\",\"data\":\"R\"}"));
    }

    @Test
    void write_blocksOfServerTools_goOnlyToWhoKnowsThem() {
        Json.Obj search = Read.json(
                "{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"web_search\",\"input\":{\"query\":\"q\"}}");
        byte[] stream = Read.written(
                List.of(
                        STARTED,
                        new ChatEvent.Opened(0, 0, new Part.Opaque("anthropic", search)),
                        new ChatEvent.Closed(0, 0),
                        new ChatEvent.Opened(0, 1, new Part.Opaque("openai-responses", new Json.Obj())),
                        new ChatEvent.Closed(0, 1),
                        new ChatEvent.Opened(0, 2, Part.Text.of("")),
                        new ChatEvent.TextDelta(0, 2, "x", null),
                        new ChatEvent.Closed(0, 2),
                        new ChatEvent.Finished(0, FinishReason.STOP, null),
                        new ChatEvent.Ended()),
                ASKED);

        assertThat(MessagesGrammar.checkWhole(stream).blocks())
                .containsExactly(search, Read.json("{\"type\":\"text\",\"text\":\"x\"}"));
    }

    @Test
    void write_afterAnotherBegan_doesNotBeginAgain() {
        AnswerWriter second = new MessagesClient().stream(ASKED, true);
        second.write(STARTED, out);

        assertThat(out.length()).isZero();
    }

    @Test
    void fail_inTheMiddle_isTheLastEvent() {
        writer.write(STARTED, out);
        writer.write(new ChatEvent.Opened(0, 0, Part.Text.of("")), out);
        writer.write(new ChatEvent.TextDelta(0, 0, "x", null), out);
        writer.fail(new Failure.UpstreamBroken(new Target("p", "m"), "cut"), out);

        MessagesGrammar grammar = MessagesGrammar.check(java.util.Arrays.copyOf(out.bytes(), out.length()));
        assertThat(grammar.error().text("type")).isEqualTo("api_error");
        assertThat(grammar.error().text("code")).isEqualTo("upstream_broken");
    }
}
