package dev.bifrost.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseStatus;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.sse.SseOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What clients are answered. */
class ResponsesAnswerWriterTest {
    private static final Usage USAGE = new Usage(10, 4, 3, 7, 2, 0, 0, false);

    /** Asks for everything that an answer repeats. */
    private static final ChatRequest ASKED = Streams.asked("""
            {"model":"alias","instructions":"be kind","input":"hi","stream":true,"temperature":0.5,"top_p":0.9,
            "max_output_tokens":100,"tool_choice":{"type":"function","name":"f"},"parallel_tool_calls":false,
            "reasoning":{"effort":"low","summary":"auto"},"metadata":{"a":"b"},"user":"u","truncation":"auto",
            "text":{"format":{"type":"json_schema","name":"n","schema":{"type":"object"},"strict":true},
              "verbosity":"low"},
            "tools":[{"type":"function","name":"f","parameters":{"type":"object"}},
              {"type":"custom","name":"c","format":{"type":"grammar","syntax":"lark","definition":"start: /a/"}},
              {"type":"web_search"},{"type":"mcp","server_label":"s","server_url":"https://e.org"}]}
            """);

    private static ChatAnswer answer(FinishReason finish, Part... parts) {
        return new ChatAnswer(
                "msg_01",
                1_700_000_000,
                "claude-1",
                List.of(new ChatAnswer.Choice(0, List.of(parts), finish, null, null)),
                USAGE,
                "standard");
    }

    private static ResponsesGrammar.Read streamed(ChatAnswer answer) {
        byte[] sse = Streams.write(ASKED, answer);
        Sdk.events(sse);
        return ResponsesGrammar.check(sse);
    }

    private static Json.Obj whole(ChatAnswer answer) {
        Json.Obj written = new ResponsesClient().answer(answer, ASKED);
        Sdk.response(written.bytes());
        return written;
    }

    @Test
    void answer_whole_isAcceptedAndRepeatsTheRequest() {
        Response response = Sdk.response(
                whole(answer(FinishReason.STOP, Part.Text.of("hello"))).bytes());

        assertThat(response.id()).isEqualTo("resp_msg_01");
        assertThat(response.model().toString()).contains("claude-1");
        assertThat(response.instructions()).isEmpty();
        assertThat(response.temperature()).contains(0.5);
        assertThat(response.parallelToolCalls()).isFalse();
        assertThat(response.toolChoice().asFunction().name()).isEqualTo("f");
        assertThat(response.tools()).hasSize(4);
        assertThat(response.usage().orElseThrow().inputTokensDetails().cachedTokens())
                .isEqualTo(4);
        assertThat(response.usage().orElseThrow().outputTokensDetails().reasoningTokens())
                .isEqualTo(2);
        assertThat(response.usage().orElseThrow().totalTokens()).isEqualTo(17);
        assertThat(response.serviceTier().orElseThrow()).isEqualTo(Response.ServiceTier.DEFAULT);
        assertThat(response.output()
                        .getFirst()
                        .asMessage()
                        .content()
                        .getFirst()
                        .asOutputText()
                        .text())
                .isEqualTo("hello");
    }

    @Test
    void answer_whole_repeatsNothingThatTheClientDidNotSayOrNobodyHeeds() {
        ChatRequest asked = Streams.asked("""
                {"model":"m","input":[{"role":"system","content":"s"},{"role":"user","content":"u"}],
                "safety_identifier":"me","max_tool_calls":3,"truncation":"auto"}""");
        Json.Obj written = new ResponsesClient().answer(answer(FinishReason.STOP, Part.Text.of("x")), asked);

        assertThat(written.print())
                .contains("\"instructions\":null", "\"user\":null", "\"safety_identifier\":\"me\"")
                .contains("\"max_tool_calls\":null", "\"truncation\":\"disabled\"");
        assertThat(asked.user()).isEqualTo("me");
    }

    @Test
    void answer_streamed_isAcceptedByTheAccumulator() {
        ChatAnswer answer = answer(
                FinishReason.TOOL_CALLS,
                new Part.Thinking("hmm", new Seal("anthropic", "sig"), false, null, false),
                Part.Text.of("hello"),
                Part.ToolCall.of("toolu_1", "f", "{\"a\":1}"));
        ResponseAccumulator accumulator = ResponseAccumulator.create();

        Sdk.events(Streams.write(ASKED, answer)).forEach(accumulator::accumulate);

        assertThat(accumulator.response().output()).hasSize(3);
        assertThat(accumulator.response().output().getLast().asFunctionCall().callId())
                .isEqualTo("toolu_1");
    }

    @Test
    void stream_allKinds_keepsGrammarAndOutput() {
        ChatAnswer answer = answer(
                FinishReason.TOOL_CALLS,
                new Part.Thinking("hmm", new Seal("anthropic", "sig"), false, null, false),
                new Part.Thinking("", new Seal("anthropic", "data"), true, null, false),
                Part.Text.of("a"),
                Part.Text.of("b"),
                new Part.Refusal("no"),
                Part.ToolCall.of("c1", "f", "{\"a\":1}"),
                Part.ToolCall.of("c2", "g", ""),
                new Part.ToolCall("c3", "c", "raw", Part.ToolCall.Kind.CUSTOM, null, null),
                new Part.Opaque(
                        "openai-responses",
                        Streams.json("{\"type\":\"web_search_call\",\"id\":\"ws_1\",\"status\":\"completed\","
                                + "\"action\":{\"type\":\"search\",\"query\":\"q\"}}")),
                new Part.Image(new Source.Data("image/webp", "AAA="), null, null));

        ResponsesGrammar.Read read = streamed(answer);

        assertThat(read.text()).isEqualTo("ab");
        assertThat(read.refusal()).isEqualTo("no");
        assertThat(read.thoughts()).isEqualTo("hmm");
        assertThat(read.calls())
                .containsExactly(
                        new ResponsesGrammar.Call("c1", "f", "{\"a\":1}"),
                        new ResponsesGrammar.Call("c2", "g", "{}"),
                        new ResponsesGrammar.Call("c3", "c", "raw"));
        assertThat(read.status()).isEqualTo("completed");
        assertThat(read.output()).isEqualTo(whole(answer).objects("output"));
        assertThat(read.response().print()).isEqualTo(whole(answer).print());
        assertThat(read.output().stream().map(item -> item.text("type")))
                .containsExactly(
                        "reasoning",
                        "reasoning",
                        "message",
                        "function_call",
                        "function_call",
                        "custom_tool_call",
                        "web_search_call",
                        "image_generation_call");
        assertThat(read.output().get(1).text("encrypted_content")).isEqualTo("bf1.anthropic+redacted.data");
    }

    @Test
    void stream_text_leavesAtOnce() {
        SseOutput out = new SseOutput();
        AnswerWriter writer = new ResponsesClient().stream(ASKED, false);
        writer.write(new ChatEvent.Started("id", 1, "m", null), out);
        writer.write(new ChatEvent.Opened(0, 0, Part.Text.of("")), out);
        out.clear();

        writer.write(new ChatEvent.TextDelta(0, 0, "h\u00e9\"", null), out);

        assertThat(new String(Streams.bytes(out), StandardCharsets.UTF_8)).isEqualTo("""
                event: response.output_text.delta
                data: {"type":"response.output_text.delta","item_id":"msg_id_0","output_index":0,"content_index":0,\
                "delta":"h\u00e9\\"","logprobs":[],"sequence_number":4}

                """);
    }

    @ParameterizedTest
    @CsvSource({
        "STOP,completed,",
        "STOP_SEQUENCE,completed,",
        "TOOL_CALLS,completed,",
        "OTHER,completed,",
        "LENGTH,incomplete,max_output_tokens",
        "CONTEXT_FULL,incomplete,max_output_tokens",
        "CONTENT_FILTER,incomplete,content_filter",
        "REFUSAL,incomplete,content_filter",
        "PAUSE,incomplete,max_messages"
    })
    void stream_finish_isStatus(FinishReason finish, String status, String reason) {
        ResponsesGrammar.Read read = streamed(answer(finish, Part.Text.of("x")));

        assertThat(read.status()).isEqualTo(status);
        assertThat(read.incompleteReason()).isEqualTo(reason);
        assertThat(read.output().getFirst().text("status")).isEqualTo(status);
    }

    @ParameterizedTest
    @EnumSource(FinishReason.class)
    void answer_finish_isTheSameWholeAndStreamed(FinishReason finish) {
        ChatAnswer answer = answer(finish, Part.Text.of("x"));

        assertThat(whole(answer).print()).isEqualTo(streamed(answer).response().print());
    }

    @Test
    void answer_paused_hasAReasonThatOpenAiKnows() {
        Response response = Sdk.response(
                whole(answer(FinishReason.PAUSE, Part.Text.of("x"))).bytes());

        assertThat(response.status()).contains(ResponseStatus.INCOMPLETE);
        assertThat(response.incompleteDetails().orElseThrow().reason())
                .contains(Response.IncompleteDetails.Reason.MAX_MESSAGES);
    }

    @Test
    void answer_malformed_isFailed() {
        Json.Obj written = whole(answer(FinishReason.MALFORMED));

        assertThat(written.text("status")).isEqualTo("failed");
        assertThat(written.object("error").text("code")).isEqualTo("server_error");
    }

    @Test
    void answer_refusalInWords_isCompleted() {
        assertThat(whole(answer(FinishReason.REFUSAL, new Part.Refusal("no"))).text("status"))
                .isEqualTo("completed");
    }

    @Test
    void answer_citations_areAnnotations() {
        Json.Obj raw = Streams.json("{\"type\":\"url_citation\",\"start_index\":1,\"end_index\":2,"
                + "\"url\":\"https://a.org\",\"title\":\"A\"}");
        Part.Text text = new Part.Text(
                "abcdef",
                List.of(
                        new Citation("https://a.org", "A", null, 1, 2, "openai-responses", raw),
                        new Citation("https://b.org", null, null, 3, 5, "anthropic", new Json.Obj()),
                        new Citation("https://c.org", "C", "quoted", -1, -1, "anthropic", new Json.Obj()),
                        new Citation(null, "a.pdf", "quoted", -1, -1, "cohere", new Json.Obj())),
                null,
                null);
        ChatAnswer answer = answer(FinishReason.STOP, text);

        List<Json.Obj> annotations = whole(answer)
                .objects("output")
                .getFirst()
                .objects("content")
                .getFirst()
                .objects("annotations");

        assertThat(annotations)
                .containsExactly(
                        raw,
                        Streams.json("{\"type\":\"url_citation\",\"start_index\":3,\"end_index\":5,"
                                + "\"url\":\"https://b.org\",\"title\":\"\"}"),
                        Streams.json("{\"type\":\"url_citation\",\"start_index\":0,\"end_index\":6,"
                                + "\"url\":\"https://c.org\",\"title\":\"C\"}"),
                        Streams.json(
                                "{\"type\":\"file_citation\",\"file_id\":\"\",\"filename\":\"a.pdf\",\"index\":6}"));
        assertThat(streamed(answer).output()).isEqualTo(whole(answer).objects("output"));
    }

    @Test
    void answer_logprobs_haveEveryField() {
        Json.Arr logprobs = new Json.Arr()
                .add(Streams.json("{\"token\":\"h\u00e9\",\"logprob\":-0.5,\"bytes\":null,\"top_logprobs\":[]}"));
        ChatAnswer answer = new ChatAnswer(
                "id",
                0,
                "m",
                List.of(new ChatAnswer.Choice(0, List.of(Part.Text.of("h\u00e9")), FinishReason.STOP, null, logprobs)),
                null,
                null);

        Json.Obj part =
                whole(answer).objects("output").getFirst().objects("content").getFirst();

        assertThat(part.get("logprobs").print())
                .isEqualTo("[{\"token\":\"h\u00e9\",\"logprob\":-0.5,\"bytes\":[104,195,169],\"top_logprobs\":[]}]");
        assertThat(streamed(answer).output()).isEqualTo(whole(answer).objects("output"));
    }

    @Test
    void stream_otherChoices_areNotWritten() {
        byte[] sse = Streams.write(
                ASKED,
                false,
                List.of(
                        new ChatEvent.Started("id", 1, "m", null),
                        new ChatEvent.Opened(0, 0, Part.Text.of("")),
                        new ChatEvent.Opened(1, 0, Part.Text.of("")),
                        new ChatEvent.TextDelta(1, 0, "other", null),
                        new ChatEvent.TextDelta(0, 0, "this", null),
                        new ChatEvent.Closed(1, 0),
                        new ChatEvent.Finished(1, FinishReason.LENGTH, null),
                        new ChatEvent.Closed(0, 0),
                        new ChatEvent.Finished(0, FinishReason.STOP, null),
                        new ChatEvent.Ended()));

        ResponsesGrammar.Read read = ResponsesGrammar.check(sse);
        assertThat(read.text()).isEqualTo("this");
        assertThat(read.status()).isEqualTo("completed");
        assertThat(read.usage()).isNull();
    }

    @Test
    void stream_begun_goesOnWithoutBeginning() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("id", 1, "m", null),
                new ChatEvent.Opened(0, 0, Part.Text.of("")),
                new ChatEvent.TextDelta(0, 0, "x", null),
                new ChatEvent.Closed(0, 0),
                new ChatEvent.Finished(0, FinishReason.STOP, null),
                new ChatEvent.Ended());

        ResponsesGrammar.Read read = ResponsesGrammar.check(Streams.write(ASKED, true, events), true);

        assertThat(read.text()).isEqualTo("x");
        assertThat(read.types().getFirst()).isEqualTo("response.output_item.added");
    }

    @Test
    void stream_nothingSaid_isAnEmptyOutput() {
        ResponsesGrammar.Read read = streamed(answer(FinishReason.STOP));

        assertThat(read.output()).isEmpty();
        assertThat(read.status()).isEqualTo("completed");
    }

    private static final Failure BROKEN = new Failure.UpstreamBroken(new Target("p", "m"), "cut off");

    @Test
    void fail_inTheMiddle_isErrorAndFailed() {
        SseOutput out = new SseOutput();
        AnswerWriter writer = new ResponsesClient().stream(ASKED, false);
        writer.write(new ChatEvent.Started("id", 1, "m", null), out);
        writer.write(new ChatEvent.Opened(0, 0, Part.Text.of("")), out);
        writer.write(new ChatEvent.TextDelta(0, 0, "x", null), out);
        writer.fail(BROKEN, out);

        ResponsesGrammar.Read read = ResponsesGrammar.check(Streams.bytes(out));
        assertThat(read.status()).isEqualTo("failed");
        assertThat(read.error().text("message")).isEqualTo(BROKEN.message());
        assertThat(read.response().object("error").text("message")).isEqualTo(BROKEN.message());
        assertThat(Sdk.events(Streams.bytes(out)).getLast().isFailed()).isTrue();
    }

    @Test
    void fail_beforeAnything_isErrorAlone() {
        SseOutput out = new SseOutput();
        new ResponsesClient().stream(ASKED, false).fail(BROKEN, out);

        assertThat(ResponsesGrammar.check(Streams.bytes(out)).types()).containsExactly("error");
    }

    @Test
    void fail_afterABeginningOfAnother_goesOnCounting() {
        SseOutput out = new SseOutput();
        new ResponsesClient().stream(ASKED, true).fail(BROKEN, out);

        assertThat(ResponsesGrammar.check(Streams.bytes(out), true).types())
                .containsExactly("error", "response.failed");
    }

    @Test
    void answer_withoutId_hasOneThatTheRequestMakes() {
        ChatAnswer answer = new ChatAnswer(
                "", 0, "", List.of(new ChatAnswer.Choice(0, List.of(), FinishReason.STOP, null, null)), null, null);

        assertThat(whole(answer).text("id", ""))
                .matches("resp_[0-9a-f]{32}")
                .isEqualTo(whole(answer).text("id"));
        assertThat(whole(answer).text("model")).isEqualTo("alias");
    }

    @Test
    void answer_longForeignId_makesIdsThatOpenAiTakesBack() {
        ChatAnswer answer = new ChatAnswer(
                "a/b:" + "x".repeat(100),
                0,
                "m",
                List.of(new ChatAnswer.Choice(0, List.of(Part.Text.of("x")), FinishReason.STOP, null, null)),
                null,
                null);

        assertThat(whole(answer).objects("output").getFirst().text("id", "")).matches("msg_[A-Za-z0-9_-]{1,60}");
    }
}
