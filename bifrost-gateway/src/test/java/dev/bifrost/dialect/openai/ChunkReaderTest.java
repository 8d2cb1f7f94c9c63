package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.dialect.Assembled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What providers send, and what it means. */
class ChunkReaderTest {

    @Test
    void event_ordinaryCalls_leaveAtOnce() throws AnswerFault {
        List<ChatEvent> events = new ArrayList<>();
        ChunkReader reader = new ChunkReader();
        feed(
                reader,
                events,
                "{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':''}}]}");
        assertThat(events.getLast()).isInstanceOf(ChatEvent.Opened.class);
        feed(reader, events, "{'tool_calls':[{'index':0,'function':{'arguments':'{'}}]}");
        assertThat(events.getLast()).isEqualTo(new ChatEvent.ArgumentsDelta(0, 0, "{"));
        feed(reader, events, "{'tool_calls':[{'index':0,'function':{'arguments':'}'}}]}");
        feed(reader, events, "{'tool_calls':[{'index':1,'id':'b','function':{'name':'g','arguments':''}}]}");

        assertThat(events.subList(events.size() - 2, events.size()))
                .containsExactly(
                        new ChatEvent.Closed(0, 0), new ChatEvent.Opened(0, 1, Part.ToolCall.of("b", "g", "")));
    }

    @Test
    void event_mixedCalls_areBlocksOneAfterTheOther() throws AnswerFault {
        List<Part> parts = parts(
                "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':''}}]}",
                "{'tool_calls':[{'index':1,'id':'b','function':{'name':'g','arguments':'{\\\"x\\\"'}}]}",
                "{'tool_calls':[{'index':0,'function':{'arguments':'{\\\"y\\\"'}}]}",
                "{'tool_calls':[{'index':1,'function':{'arguments':':1}'}},{'index':0,'function':{'arguments':':2}'}}]}",
                "{'tool_calls':[{'index':2,'id':'c','function':{'name':'h','arguments':'{}'}}]}",
                "{'content':'after'}");

        assertThat(parts)
                .containsExactly(
                        Part.ToolCall.of("a", "f", "{\"y\":2}"),
                        Part.ToolCall.of("b", "g", "{\"x\":1}"),
                        Part.ToolCall.of("c", "h", "{}"),
                        Part.Text.of("after"));
    }

    @Test
    void event_mixedCallIsWhole_theNextGoesOnAtOnce() throws AnswerFault {
        List<ChatEvent> events = new ArrayList<>();
        ChunkReader reader = new ChunkReader();
        feed(reader, events, "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{'}}]}");
        feed(reader, events, "{'tool_calls':[{'index':1,'id':'b','function':{'name':'g','arguments':'{'}}]}");
        feed(reader, events, "{'tool_calls':[{'index':0,'function':{'arguments':'}'}}]}");

        assertThat(events.getLast()).isEqualTo(new ChatEvent.ArgumentsDelta(0, 1, "{"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Mistral: no index, no type, whole
                "{'tool_calls':[{'id':'a','function':{'name':'f','arguments':'{}'}},{'id':'b','function':{'name':'g','arguments':'{}'}}]}|{}",
                // Gemini: index 0 for all
                "{'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}]}|{'tool_calls':[{'index':0,'id':'b','type':'function','function':{'name':'g','arguments':'{}'}}]}",
                // ids again in every piece
                "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{'}}]}|{'tool_calls':[{'index':0,'id':'a','function':{'arguments':'}'}},{'index':1,'id':'b','function':{'name':'g'}}]}",
                // Ollama: arguments as an object
                "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':{}}}]}|{'tool_calls':[{'index':1,'id':'b','function':{'name':'g','arguments':{}}}]}",
                // no arguments at all, then what has to wait for their end
                "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f'}}]}|{'tool_calls':[{'index':1,'id':'b','function':{'name':'g','arguments':null}}]}",
                // the name comes late
                "{'tool_calls':[{'index':0,'id':'a','function':{'arguments':''}}]}|{'tool_calls':[{'index':0,'function':{'name':'f','arguments':'{}'}},{'index':1,'id':'b','function':{'name':'g'}}]}"
            })
    void event_oddCalls_areUnderstood(String first, String second) throws AnswerFault {
        assertThat(parts(first, second))
                .containsExactly(Part.ToolCall.of("a", "f", "{}"), Part.ToolCall.of("b", "g", "{}"));
    }

    @Test
    void event_callsWithoutIds_getStableOnes() throws AnswerFault {
        String[] deltas = {
            "{'tool_calls':[{'function':{'name':'f','arguments':'{'}}]}",
            "{'tool_calls':[{'function':{'arguments':'}'}}]}",
            "{'tool_calls':[{'function':{'name':'g','arguments':'{}'}}]}",
            "{'tool_calls':[{'index':0,'function':{'name':'h','arguments':'{}'}}]}"
        };
        List<Part> parts = parts(deltas);

        assertThat(parts)
                .hasSize(3)
                .isEqualTo(parts(deltas))
                .extracting(part -> ((Part.ToolCall) part).id())
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("call_[a-zA-Z0-9]{16}"));
    }

    @Test
    void event_functionCall_isAToolCall() throws AnswerFault {
        ChatAnswer answer = answer(ChatStreams.deltas(
                "function_call",
                "{'function_call':{'name':'f','arguments':''}}",
                "{'function_call':{'arguments':'{}'}}"));

        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(answer.choices().getFirst().parts())
                .singleElement()
                .isEqualTo(Part.ToolCall.of(CallIds.made("x", 0, "f"), "f", "{}"));
    }

    @Test
    void event_customCall_keepsItsText() throws AnswerFault {
        assertThat(parts(
                        "{'tool_calls':[{'index':0,'id':'a','type':'custom','custom':{'name':'f','input':'a {'}}]}",
                        "{'tool_calls':[{'index':0,'custom':{'input':' b'}}]}",
                        "{'content':'c'}"))
                .containsExactly(
                        new Part.ToolCall("a", "f", "a { b", Part.ToolCall.Kind.CUSTOM, null, null), Part.Text.of("c"));
    }

    @Test
    void event_reasoning_isReadOnceWhereverItStands() throws AnswerFault {
        assertThat(parts(
                        "{'reasoning':'a','reasoning_content':'a'}",
                        "{'reasoning':'b'}",
                        "{'reasoning':'c','reasoning_details':[{'type':'reasoning.text','text':'c','index':0}]}",
                        "{'reasoning_details':[{'type':'reasoning.text','signature':'s','format':'anthropic-claude-v1','index':0}]}",
                        "{'reasoning_details':[{'type':'reasoning.encrypted','data':'r','format':'anthropic-claude-v1','index':1}]}",
                        "{'content':'<think>d</think>'}"))
                .containsExactly(
                        new Part.Thinking("abc", new Seal("anthropic", "s"), false, null, false),
                        new Part.Thinking("", new Seal("anthropic", "r"), true, null, false),
                        Part.Text.of("<think>d</think>"));
    }

    @Test
    void event_openAiReasoningByOpenRouter_isSealed() throws AnswerFault {
        assertThat(
                        parts(
                                "{'reasoning_details':[{'type':'reasoning.summary','summary':'a','format':'openai-responses-v1','index':0}]}",
                                "{'reasoning_details':[{'type':'reasoning.summary','summary':'b','index':0}]}",
                                "{'reasoning_details':[{'type':'reasoning.encrypted','data':'e','id':'rs_1','format':'openai-responses-v1','index':0}]}"))
                .containsExactly(new Part.Thinking("ab", new Seal("openai", "e"), false, null, true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'},'extra_content':{'google':{'thought_signature':'s'}}}]}|{}",
                "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}],'reasoning_details':[{'type':'reasoning.encrypted','id':'a','data':'s','format':'google-gemini-v1'}]}|{}",
                "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{}'}}]}|{'reasoning_details':[{'type':'reasoning.encrypted','id':'a','data':'s','format':'google-gemini-v1'}]}"
            })
    void event_geminiSignature_sealsItsCall(String first, String second) throws AnswerFault {
        assertThat(parts(first, second))
                .containsExactly(
                        new Part.ToolCall("a", "f", "{}", Part.ToolCall.Kind.FUNCTION, new Seal("gemini", "s"), null));
    }

    @Test
    void event_annotationsAndImages_areKept() throws AnswerFault {
        List<Part> parts = parts(
                "{'content':'see'}",
                "{'annotations':[{'type':'url_citation','url_citation':{'url':'https://a','title':'A','start_index':0,'end_index':3}}]}",
                "{'images':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AA=='}}]}");

        assertThat(parts).hasSize(3);
        assertThat(((Part.Text) parts.get(2)).citations()).singleElement().satisfies(citation -> {
            assertThat(citation.url()).isEqualTo("https://a");
            assertThat(citation.end()).isEqualTo(3);
        });
        assertThat(parts.get(1)).isInstanceOf(Part.Image.class);
    }

    @Test
    void event_audio_isPutTogether() throws AnswerFault {
        assertThat(parts(
                        "{'audio':{'id':'au','transcript':'h'}}",
                        "{'audio':{'data':'QQ=='}}",
                        "{'audio':{'data':'Qg==','transcript':'i'}}"))
                .singleElement()
                .isInstanceOfSatisfying(Part.Audio.class, audio -> {
                    assertThat(audio.id()).isEqualTo("au");
                    assertThat(audio.transcript()).isEqualTo("hi");
                    assertThat(AnswerMessage.url(audio.source())).endsWith(",QUI=");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "stop, STOP",
        "length, LENGTH",
        "max_tokens, LENGTH",
        "model_length, CONTEXT_FULL",
        "content_filter, CONTENT_FILTER",
        "insufficient_system_resource, OTHER",
        ", STOP"
    })
    void event_finishReason_isMapped(String word, FinishReason reason) throws AnswerFault {
        assertThat(answer(ChatStreams.deltas(word, "{'content':'a'}"))
                        .choices()
                        .getFirst()
                        .finish())
                .isEqualTo(reason);
    }

    @Test
    void event_callThatEndsAsStop_endsAsToolCalls() throws AnswerFault {
        for (String word : new String[] {"stop", "", "eos", null}) {
            assertThat(answer(ChatStreams.deltas(word, "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f'}}]}"))
                            .choices()
                            .getFirst()
                            .finish())
                    .isEqualTo(FinishReason.TOOL_CALLS);
        }
    }

    @Test
    void event_choicesAndUsage_areKeptApart() throws AnswerFault {
        ChatAnswer answer = answer(ChatStreams.sse(
                "{'id':'','model':'','created':0,'choices':[],'prompt_filter_results':[]}",
                "{'id':'x','model':'m','created':7,'service_tier':'flex','choices':[{'index':1,'delta':{'content':'b'}}],'usage':null}",
                "{'id':'x','choices':[{'index':0,'delta':{'content':'a'}}]}",
                "{'id':'x','choices':[{'index':1,'delta':{},'finish_reason':'stop','stop_reason':'END'},{'index':0,'delta':{},'finish_reason':'length'}]}",
                "{'id':'x','choices':[],'usage':{'prompt_tokens':5,'completion_tokens':2,'total_tokens':10,'completion_tokens_details':{'reasoning_tokens':3}}}",
                "[DONE]"));

        assertThat(answer.id()).isEqualTo("x");
        assertThat(answer.serviceTier()).isEqualTo("flex");
        assertThat(answer.usage()).isEqualTo(new Usage(5, 0, 0, 5, 3, 0, 0, false));
        assertThat(answer.choices().get(0).finish()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.choices().get(1).finish()).isEqualTo(FinishReason.STOP_SEQUENCE);
        assertThat(answer.choices().get(1).stopSequence()).isEqualTo("END");
    }

    @Test
    void event_logprobs_goWithTheirText() throws AnswerFault {
        ChatAnswer answer = answer(ChatStreams.sse(
                "{'id':'x','choices':[{'index':0,'delta':{'content':'a'},'logprobs':{'content':[{'token':'a','logprob':-1}]}}]}",
                "{'id':'x','choices':[{'index':0,'delta':{'content':'b'},'logprobs':{'content':[{'token':'b','logprob':-2}]},'finish_reason':'stop'}]}",
                "[DONE]"));

        assertThat(answer.choices().getFirst().logprobs().print())
                .isEqualTo("[{\"token\":\"a\",\"logprob\":-1},{\"token\":\"b\",\"logprob\":-2}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'error':{'message':'no','type':'server_error','code':'c'}}",
                "[{'error':{'message':'no','code':'c'}}]",
                "{'object':'error','message':'no','code':'c'}",
                "{'message':'no','code':'c'}",
                "{'id':'x','choices':[{'index':0,'delta':{'content':''},'finish_reason':'error','error':{'message':'no','code':'c'}}]}",
                "{'x_groq':{'error':{'message':'no','code':'c'}},'choices':[]}"
            })
    void event_error_isReported(String chunk) throws AnswerFault {
        List<ChatEvent> events = ChatStreams.events(
                ChatStreams.sse("{'id':'x','choices':[{'index':0,'delta':{'content':'a'}}]}", chunk, "[DONE]"));

        Assembled assembled = ChatStreams.assembled(events);
        assertThat(assembled.error().message()).isEqualTo("no");
        assertThat(assembled.error().code()).isEqualTo("c");
        assertThat(assembled.ended()).isFalse();
    }

    @Test
    void end_brokenStream_closesButDoesNotEnd() throws AnswerFault {
        Assembled assembled = ChatStreams.assembled(
                ChatStreams.events(ChatStreams.sse("{'id':'x','choices':[{'index':0,'delta':{'content':'a'}}]}")));

        assertThat(assembled.ended()).isFalse();
        assertThat(assembled.answer().choices().getFirst().parts()).containsExactly(Part.Text.of("a"));
    }

    @Test
    void event_nothingButDone_isAFault() {
        assertThatThrownBy(() -> ChatStreams.events(ChatStreams.sse("[DONE]"))).isInstanceOf(AnswerFault.class);
        assertThatThrownBy(() -> ChatStreams.events(ChatStreams.sse("{'id':"))).isInstanceOf(AnswerFault.class);
        assertThatThrownBy(() -> ChatStreams.events(ChatStreams.sse("[1]"))).isInstanceOf(AnswerFault.class);
    }

    private static void feed(ChunkReader reader, List<ChatEvent> events, String delta) throws AnswerFault {
        byte[] data = ChatStreams.json("{'id':'x','choices':[{'index':0,'delta':" + delta + "}]}")
                .bytes();
        reader.event(new WireEvent("", false, data, 0, data.length), events::add);
    }

    private static List<Part> parts(String... deltas) throws AnswerFault {
        return answer(ChatStreams.deltas("stop", deltas)).choices().getFirst().parts();
    }

    private static ChatAnswer answer(byte[] sse) throws AnswerFault {
        List<ChatEvent> events = ChatStreams.events(sse);
        Assembled assembled = ChatStreams.assembled(events);
        assertThat(assembled.ended()).isTrue();
        ChatGrammar.whole(ChatStreams.written(events, ChatStreams.asked()));
        return assembled.answer();
    }
}
