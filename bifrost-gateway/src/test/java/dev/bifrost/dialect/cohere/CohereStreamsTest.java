package dev.bifrost.dialect.cohere;

import static dev.bifrost.dialect.cohere.Asked.array;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.dialect.Assembled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Streams event by event. */
class CohereStreamsTest {
    private static final String START = "{'id':'1','type':'message-start','delta':{'message':{'role':'assistant'}}}";
    private static final String END = "{'type':'message-end','delta':{'finish_reason':'COMPLETE'}}";

    @Test
    void stream_firstDelta_leavesAtOnce() throws AnswerFault {
        byte[] bytes = ("data: " + START + "\n\ndata: " + text("Hi") + "\n\n")
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);

        assertThat(Streamed.of(bytes, 0))
                .containsExactly(
                        new ChatEvent.Started("1", 0, "", null),
                        new ChatEvent.Opened(0, 0, Part.Text.of("")),
                        new ChatEvent.TextDelta(0, 0, "Hi", null));
    }

    @Test
    void stream_citationBehindContentEnd_isOfTheTextBefore() throws AnswerFault {
        Assembled read = Streamed.assembled(
                START,
                begin("text"),
                text("It is 4."),
                "{'type':'content-end','index':0}",
                """
                {'type':'citation-start','index':0,'delta':{'message':{'citations':
                {'start':6,'end':7,'text':'4','sources':[{'type':'document','id':'doc:0','document':{'title':'T','text':'4'}}],
                'type':'TEXT_CONTENT'}}}}""".replace("\n", ""),
                "{'type':'citation-end','index':0}",
                END);

        Part.Text text = (Part.Text) parts(read).getFirst();
        assertThat(text.text()).isEqualTo("It is 4.");
        assertThat(text.citations())
                .extracting(Citation::title, Citation::quoted, Citation::start)
                .containsExactly(tuple("T", "4", 6L));
        assertThat(read.ended()).isTrue();
    }

    @Test
    void stream_citationsInTheMiddle_splitNothing() throws AnswerFault {
        String cite = "{'type':'citation-start','delta':{'message':{'citations':{'start':0,'end':1}}}}";

        Assembled read = Streamed.assembled(START, begin("text"), text("a"), cite, text("b"), cite, END);

        assertThat(parts(read)).singleElement().isInstanceOfSatisfying(Part.Text.class, text -> {
            assertThat(text.text()).isEqualTo("ab");
            assertThat(text.citations()).hasSize(2);
        });
    }

    @Test
    void stream_citationsOfThoughts_areLeftOut() throws AnswerFault {
        String ofThought = "{'type':'citation-start','delta':{'message':{'citations':{'type':'THINKING_CONTENT'}}}}";
        String early = "{'type':'citation-start','delta':{'message':{'citations':{'start':0}}}}";

        assertThat(parts(Streamed.assembled(START, begin("thinking"), thinking("Hm"), early, ofThought, END)))
                .containsExactly(Thoughts.block("Hm"));
    }

    @Test
    void stream_planThoughtsTextAndCalls_areBlocksInOrder() throws AnswerFault {
        Assembled read = Streamed.assembled(
                START,
                "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'I '}}}",
                "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'will.'}}}",
                begin("thinking"),
                thinking("Hm"),
                "{'type':'content-end'}",
                begin("text"),
                text("So:"),
                "{'type':'content-end'}",
                call("a", "f"),
                arguments("{\\\"q\\\""),
                arguments(":1}"),
                "{'type':'tool-call-end'}",
                call("b", "g"),
                "{'type':'tool-call-end'}",
                "{'type':'message-end','delta':{'finish_reason':'TOOL_CALL'}}",
                "[DONE]");

        assertThat(parts(read))
                .containsExactly(
                        Thoughts.plan("I will."),
                        Thoughts.block("Hm"),
                        Part.Text.of("So:"),
                        Part.ToolCall.of("a", "f", "{\"q\":1}"),
                        Part.ToolCall.of("b", "g", "{}"));
        assertThat(read.answer().choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void stream_argumentsOfNothing_areAnEmptyObject() throws AnswerFault {
        assertThat(argumentsOf("null")).isEqualTo("{}");
        assertThat(argumentsOf()).isEqualTo("{}");
        assertThat(argumentsOf("")).isEqualTo("{}");
        assertThat(argumentsOf("nul", "l")).isEqualTo("null");
        assertThat(argumentsOf("null", "", "able")).isEqualTo("nullable");
        assertThat(argumentsOf("{", "null", "}")).isEqualTo("{null}");
    }

    private static String argumentsOf(String... fragments) throws AnswerFault {
        String[] events = new String[fragments.length + 3];
        events[0] = START;
        events[1] = call("a", "f");
        for (int i = 0; i < fragments.length; i++) {
            events[i + 2] = arguments(fragments[i]);
        }
        events[events.length - 1] = END;
        return ((Part.ToolCall) parts(Streamed.assembled(events)).getFirst()).arguments();
    }

    @Test
    void stream_eventsLeftOut_areMadeUpFor() throws AnswerFault {
        Assembled read = Streamed.assembled(text("a"), thinking("b"), call("c", "f"), text("d"), END, text("late"));

        assertThat(parts(read))
                .containsExactly(
                        Part.Text.of("a"), Thoughts.block("b"), Part.ToolCall.of("c", "f", "{}"), Part.Text.of("d"));
        assertThat(read.answer().choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(read.ended()).isTrue();
    }

    @Test
    void stream_unknownEvents_areNothing() throws AnswerFault {
        Assembled read = Streamed.assembled(
                START, "{'type':'debug','prompt':'<BOS>'}", "{'type':'new','message':'x'}", "{}", text("a"), END);

        assertThat(parts(read)).containsExactly(Part.Text.of("a"));
    }

    @Test
    void stream_logprobs_comeWithTheirText() throws AnswerFault {
        Assembled read = Streamed.assembled(START, begin("text"), """
                {'type':'content-delta','delta':{'message':{'content':{'text':'a'}}},
                'logprobs':{'text':'a','token_ids':[1],'logprobs':[-0.5]}}""".replace("\n", ""), END);

        assertThat(read.answer().choices().getFirst().logprobs())
                .isEqualTo(array("[{'token':'a','logprob':-0.5,'bytes':[97],'top_logprobs':[]}]"));
    }

    @Test
    void stream_usage_isMeteredBeforeTheEnd() throws AnswerFault {
        Assembled read = Streamed.assembled(START, text("a"), """
                {'type':'message-end','delta':{'finish_reason':'MAX_TOKENS','usage':
                {'tokens':{'input_tokens':100,'output_tokens':9},'cached_tokens':640}}}""".replace("\n", ""));

        assertThat(read.answer().usage()).isEqualTo(new Usage(100, 100, 0, 9, 0, 0, 0, false));
        assertThat(read.answer().choices().getFirst().finish()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void stream_errorAtTheEnd_isAFailureWithUsage() throws AnswerFault {
        Assembled read = Streamed.assembled(START, text("a"), """
                {'type':'message-end','delta':{'finish_reason':'ERROR','error':'it broke','usage':
                {'tokens':{'input_tokens':100,'output_tokens':9}}}}""".replace("\n", ""), text("late"));

        assertThat(read.error()).isEqualTo(new ErrorDetail(500, "error", "server_error", "it broke"));
        assertThat(read.ended()).isFalse();
        assertThat(read.answer().usage()).isEqualTo(Usage.of(100, 9));
    }

    @Test
    void stream_errorInsteadOfAnEvent_isAFailure() throws AnswerFault {
        assertThat(Streamed.assembled("{'message':'trial token rate limit exceeded'}")
                        .error()
                        .message())
                .isEqualTo("trial token rate limit exceeded");
        assertThat(Streamed.assembled(START, text("a"), "{'type':'error','message':'gone'}")
                        .error()
                        .message())
                .isEqualTo("gone");
    }

    @Test
    void stream_brokenOff_doesNotEnd() throws AnswerFault {
        Assembled read = Streamed.assembled(START, text("a"));

        assertThat(read.ended()).isFalse();
        assertThat(read.error()).isNull();
    }

    @Test
    void stream_noJson_isAFault() {
        assertThatThrownBy(() -> Streamed.assembled(START, "{'type':")).isInstanceOf(AnswerFault.class);
        assertThatThrownBy(() -> Streamed.assembled("[1]")).isInstanceOf(AnswerFault.class);
    }

    private static List<Part> parts(Assembled read) {
        return read.answer().choices().getFirst().parts();
    }

    private static String begin(String type) {
        return "{'type':'content-start','index':0,'delta':{'message':{'content':{'type':'" + type + "','" + type
                + "':''}}}}";
    }

    private static String text(String text) {
        return "{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'" + text + "'}}}}";
    }

    private static String thinking(String text) {
        return "{'type':'content-delta','index':0,'delta':{'message':{'content':{'thinking':'" + text + "'}}}}";
    }

    private static String call(String id, String name) {
        return "{'type':'tool-call-start','index':0,'delta':{'message':{'tool_calls':{'id':'" + id
                + "','type':'function','function':{'name':'" + name + "','arguments':''}}}}}";
    }

    private static String arguments(String fragment) {
        return "{'type':'tool-call-delta','index':0,'delta':{'message':{'tool_calls':{'function':{'arguments':'"
                + fragment + "'}}}}}";
    }
}
