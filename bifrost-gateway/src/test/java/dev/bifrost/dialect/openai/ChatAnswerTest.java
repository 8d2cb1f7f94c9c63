package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.Replay;
import dev.bifrost.dialect.sse.SseOutput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients get, whole and streamed, and what whole answers of providers mean. */
class ChatAnswerTest {
    private static final ChatRequest ASKED = ChatStreams.asked();

    @Test
    void answer_callsOnly_haveNoContent() {
        Json.Obj message = message(
                answer(FinishReason.STOP, Part.ToolCall.of("a", "f", " "), Part.ToolCall.of("b", "g", "{\"x\":1}")));

        assertThat(message).isEqualTo(ChatStreams.json("""
                        {'role':'assistant','content':null,'refusal':null,'tool_calls':[
                          {'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},
                          {'id':'b','type':'function','function':{'name':'g','arguments':'{\\"x\\":1}'}}]}
                        """));
    }

    @Test
    void answer_everything_isWritten() {
        Usage usage = new Usage(10, 4, 3, 6, 2, 0, 0, false);
        ChatAnswer answer = new ChatAnswer(
                "",
                0,
                "",
                List.of(new ChatAnswer.Choice(0, List.of(Part.Text.of("a")), FinishReason.STOP_SEQUENCE, "END", null)),
                usage,
                "standard");

        assertThat(new ChatClient().answer(answer, ASKED)).isEqualTo(ChatStreams.json("""
                        {'id':'chatcmpl-bifrost','object':'chat.completion','created':0,'model':'m','choices':[
                          {'index':0,'message':{'role':'assistant','content':'a','refusal':null},'logprobs':null,
                           'finish_reason':'stop','native_finish_reason':'stop_sequence','stop_reason':'END'}],
                         'usage':{'prompt_tokens':10,'completion_tokens':6,'total_tokens':16,
                           'prompt_tokens_details':{'cached_tokens':4,'cache_write_tokens':3},
                           'completion_tokens_details':{'reasoning_tokens':2}},'service_tier':'default'}
                        """));
    }

    @ParameterizedTest
    @CsvSource({
        // reason, with text, with a call, with a refusal
        "STOP, stop, tool_calls, stop",
        "STOP_SEQUENCE, stop, tool_calls, stop",
        "LENGTH, length, length, length",
        "CONTEXT_FULL, length, length, length",
        "TOOL_CALLS, stop, tool_calls, stop",
        "CONTENT_FILTER, content_filter, content_filter, content_filter",
        "REFUSAL, content_filter, tool_calls, stop",
        "PAUSE, stop, tool_calls, stop",
        "MALFORMED, stop, tool_calls, stop",
        "OTHER, stop, tool_calls, stop"
    })
    void finish_everyReason_hasAWord(FinishReason reason, String text, String call, String refusal) {
        check(answer(reason, Part.Text.of("a")), text);
        check(answer(reason, Part.Text.of("a"), Part.ToolCall.of("a", "f", "{}")), call);
        check(answer(reason, new Part.Refusal("no")), refusal);
    }

    private static void check(ChatAnswer answer, String word) {
        assertThat(new ChatClient()
                        .answer(answer, ASKED)
                        .objects("choices")
                        .getFirst()
                        .text("finish_reason"))
                .isEqualTo(word);
        assertThat(streamed(answer, ASKED).choice().finish()).isEqualTo(word);
    }

    @Test
    void stream_oneTextTwoCalls_areTheseChunks() {
        List<ChatEvent> events = List.of(
                new ChatEvent.Started("x", 7, "m", null),
                new ChatEvent.Opened(0, 0, Part.Text.of("")),
                new ChatEvent.TextDelta(0, 0, "hé", null),
                new ChatEvent.Closed(0, 0),
                new ChatEvent.Opened(0, 1, Part.ToolCall.of("a", "f", "")),
                new ChatEvent.ArgumentsDelta(0, 1, "{\"x\""),
                new ChatEvent.ArgumentsDelta(0, 1, ":1}"),
                new ChatEvent.Closed(0, 1),
                new ChatEvent.Opened(0, 2, Part.ToolCall.of("b", "g", "")),
                new ChatEvent.Closed(0, 2),
                new ChatEvent.Finished(0, FinishReason.STOP, null),
                new ChatEvent.Metered(Usage.of(3, 4)),
                new ChatEvent.Ended());
        String head =
                "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"m\",\"choices\":[";
        String delta = head + "{\"index\":0,\"delta\":";
        String end = ",\"finish_reason\":null}]}\n\n";

        assertThat(new String(ChatStreams.written(events, ASKED), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(delta + "{\"role\":\"assistant\",\"content\":\"\"}" + end
                        + delta + "{\"content\":\"hé\"}" + end
                        + delta
                        + "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"
                        + end
                        + delta + "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\"\"}}]}" + end
                        + delta + "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]}" + end
                        + delta
                        + "{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}"
                        + end
                        + delta + "{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}" + end
                        + delta + "{},\"finish_reason\":\"tool_calls\"}]}\n\n"
                        + head
                        + "],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7,\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n"
                        + "data: [DONE]\n\n");
        ChatRequest without = ChatStreams.asked("{'messages':[{'role':'user','content':'u'}],'stream':true}");
        assertThat(ChatGrammar.whole(ChatStreams.written(events, without)).usage())
                .isNull();
    }

    @Test
    void stream_begunBefore_doesNotRepeatTheRole() {
        AnswerWriter writer = new ChatClient().stream(ASKED, true);
        SseOutput out = new SseOutput();
        writer.write(new ChatEvent.Started("x", 7, "m", null), out);
        assertThat(out.length()).isZero();
        writer.write(new ChatEvent.Opened(0, 0, Part.Text.of("")), out);
        writer.write(new ChatEvent.TextDelta(0, 0, "a", null), out);
        assertThat(out.toString()).contains("\"content\":\"a\"").doesNotContain("role");
    }

    @Test
    void fail_inTheMiddle_isTheLastEvent() {
        AnswerWriter writer = new ChatClient().stream(ASKED, false);
        SseOutput out = new SseOutput();
        writer.write(new ChatEvent.Started("x", 7, "m", null), out);
        writer.fail(new Failure.UpstreamBroken(new Target("p", "m"), "it hung up"), out);

        ChatGrammar grammar = ChatGrammar.begun(java.util.Arrays.copyOf(out.bytes(), out.length()));
        assertThat(grammar.error().text("code")).isEqualTo("upstream_broken");
    }

    @Test
    void stream_severalThoughts_readAsOneAndGoBackAsSeveral() {
        ChatAnswer answer = answer(
                FinishReason.STOP,
                new Part.Thinking("a", new Seal("anthropic", "s"), false, null, false),
                new Part.Thinking("", new Seal("anthropic", "r"), true, null, false),
                new Part.Thinking("b", new Seal("gemini", "g"), false, null, false),
                Part.Text.of("c"));

        ChatGrammar.Choice choice = streamed(answer, ASKED).choice();
        assertThat(choice.reasoning()).isEqualTo("a\n\nb");
        assertThat(message(answer).text("reasoning_content")).isEqualTo("a\n\nb");
        assertThat(choice.details())
                .contains(ChatStreams.json(
                        "{'type':'reasoning.encrypted','data':'r','format':'anthropic-claude-v1','index':1}"))
                .contains(ChatStreams.json(
                        "{'type':'reasoning.text','signature':'bf1.gemini.g','format':'google-gemini-v1','index':2}"));
    }

    @Test
    void answer_citations_areMovedToTheWholeText() {
        Citation page = new Citation("https://a", "A", "q", 0, 2, "anthropic", new Json.Obj());
        Citation document = new Citation(null, "D", "q", 1, 2, "anthropic", new Json.Obj());
        ChatAnswer answer = answer(
                FinishReason.STOP, Part.Text.of("one "), new Part.Text("two", List.of(page, document), null, null));

        Json.Obj annotation = ChatStreams.json(
                "{'type':'url_citation','url_citation':{'start_index':4,'end_index':6,'title':'A','url':'https://a','content':'q'}}");
        assertThat(message(answer).objects("annotations")).containsExactly(annotation);
        assertThat(message(answer).objects("citations"))
                .containsExactly(ChatStreams.json("{'title':'D','quoted':'q','start_index':5,'end_index':6}"));
        assertThat(streamed(answer, ASKED).choice().annotations()).containsExactly(annotation);
    }

    @Test
    void answer_citationOfNoPlace_isOfTheWholeBlock() {
        Citation page = new Citation("https://a", "A", null, -1, -1, "anthropic", new Json.Obj());
        ChatAnswer answer =
                answer(FinishReason.STOP, Part.Text.of("one "), new Part.Text("two", List.of(page), null, null));

        Json.Obj annotation = ChatStreams.json(
                "{'type':'url_citation','url_citation':{'start_index':4,'end_index':7,'title':'A','url':'https://a'}}");
        assertThat(message(answer).objects("annotations")).containsExactly(annotation);
        assertThat(streamed(answer, ASKED).choice().annotations()).containsExactly(annotation);
    }

    @Test
    void read_functionForACustomTool_isACustomCallAgain() throws AnswerFault {
        String input = "x\n\u00e9 \"";
        String arguments = CustomTools.wrap(input);
        Json.Obj function =
                new Json.Obj().put("name", CustomTools.function("c")).put("arguments", arguments);
        Json.Obj call = new Json.Obj().put("id", "a").put("function", function);
        String message =
                new Json.Obj().put("tool_calls", new Json.Arr().add(call)).print();
        Part custom = new Part.ToolCall("a", "c", input, Part.ToolCall.Kind.CUSTOM, null, null);

        ChatAnswer whole =
                new ChatProvider().read(ChatStreams.json("{'id':'x','choices':[{'message':" + message + "}]}"));
        assertThat(whole.choices().getFirst().parts()).containsExactly(custom);
        assertThat(message(whole).objects("tool_calls").getFirst().text("type")).isEqualTo("custom");
        for (int cut = 0; cut < arguments.length(); cut++) {
            function.put("arguments", arguments.substring(0, cut));
            Json.Obj rest = new Json.Obj()
                    .put("index", 0)
                    .put("function", new Json.Obj().put("arguments", arguments.substring(cut)));
            List<ChatEvent> events = ChatStreams.events(ChatStreams.deltas(
                    "tool_calls",
                    new Json.Obj()
                            .put("tool_calls", new Json.Arr().add(call.put("index", 0)))
                            .print(),
                    new Json.Obj().put("tool_calls", new Json.Arr().add(rest)).print()));
            assertThat(ChatStreams.assembled(events)
                            .answer()
                            .choices()
                            .getFirst()
                            .parts())
                    .containsExactly(custom);
        }
    }

    @Test
    void answer_picturesAndSound_areWritten() {
        ChatAnswer answer = answer(
                FinishReason.STOP,
                new Part.Image(new dev.bifrost.api.chat.Source.Data("image/png", "AA=="), null, null),
                new Part.Audio(new dev.bifrost.api.chat.Source.Data("audio/wav", "AA=="), "wav", "au", "hi"));

        assertThat(message(answer).print())
                .contains("\"content\":null")
                .contains("\"audio\":{\"id\":\"au\",\"data\":\"AA==\",\"expires_at\":0,\"transcript\":\"hi\"}")
                .contains("\"url\":\"data:image/png;base64,AA==\"");
        assertThat(streamed(answer, ASKED).choice().images()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Ollama: no ids, arguments as an object
                "{'message':{'tool_calls':[{'function':{'name':'f','arguments':{'x':1}}}]},'finish_reason':'stop'} | TOOL_CALLS | ToolCall",
                "{'message':{'function_call':{'name':'f','arguments':''}},'finish_reason':'function_call'} | TOOL_CALLS | ToolCall",
                "{'message':{'content':[{'type':'text','text':'a'},{'type':'reference','reference_ids':[1]},'b']},'finish_reason':'eos'} | STOP | Text Text",
                "{'message':{'reasoning':'t','content':'a'},'finish_reason':null} | STOP | Thinking Text",
                "{'message':{'content':null,'refusal':'no'},'finish_reason':'stop'} | STOP | Refusal",
                "{'message':{'content':'','audio':{'id':'a','data':'AA==','transcript':'t'}}} | STOP | Audio",
                "{'text':'a','finish_reason':'length'} | LENGTH | Text",
                "{'message':5,'index':'x','finish_reason':7,'logprobs':[]} | STOP | ``"
            })
    void read_oddChoice_isUnderstood(String choice, FinishReason finish, String parts) throws AnswerFault {
        ChatAnswer answer = new ChatProvider().read(ChatStreams.json("{'id':'x','choices':[" + choice + "]}"));

        ChatAnswer.Choice only = answer.choices().getFirst();
        assertThat(only.finish()).isEqualTo(finish);
        assertThat(String.join(
                        " ",
                        only.parts().stream()
                                .map(part -> part.getClass().getSimpleName())
                                .toList()))
                .isEqualTo(parts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'error':{'message':'no','code':'c'},'choices':[]} | no",
                "{'error':'no'} | no",
                "{'object':'error','message':'no'} | no",
                "{'detail':'no'} | no",
                "{'id':'x','choices':[{'error':{'message':'no'},'finish_reason':'error'}]} | no",
                "{'id':'x','choices':[]} | it has no choices",
                "{} | it has no choices"
            })
    void read_noAnswer_isAFault(String json, String said) {
        assertThat(catchThrowableOfType(AnswerFault.class, () -> new ChatProvider().read(ChatStreams.json(json))))
                .hasMessage(said);
    }

    private static ChatAnswer answer(FinishReason finish, Part... parts) {
        return new ChatAnswer(
                "x", 7, "m", List.of(new ChatAnswer.Choice(0, List.of(parts), finish, null, null)), null, null);
    }

    private static Json.Obj message(ChatAnswer answer) {
        return message(answer, ASKED);
    }

    private static Json.Obj message(ChatAnswer answer, ChatRequest asked) {
        return new ChatClient()
                .answer(answer, asked)
                .objects("choices")
                .getFirst()
                .object("message");
    }

    private static ChatGrammar streamed(ChatAnswer answer, ChatRequest asked) {
        List<ChatEvent> events = new ArrayList<>();
        Replay.of(answer, events::add);
        return ChatGrammar.whole(ChatStreams.written(events, asked));
    }
}
