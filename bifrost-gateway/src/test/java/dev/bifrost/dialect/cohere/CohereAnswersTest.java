package dev.bifrost.dialect.cohere;

import static dev.bifrost.dialect.cohere.Asked.array;
import static dev.bifrost.dialect.cohere.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.dialect.ErrorReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole answers. */
class CohereAnswersTest {
    private final CohereProvider cohere = new CohereProvider();

    @Test
    void read_thoughtsAndText_areParts() throws AnswerFault {
        ChatAnswer answer = cohere.read(json("""
                {'id':'1','message':{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.'},
                 {'type':'text','text':'4'},{'type':'text','text':''},{'type':'new','x':1}]},'finish_reason':'COMPLETE',
                 'usage':{'billed_units':{'input_tokens':8,'output_tokens':5},
                  'tokens':{'input_tokens':100,'output_tokens':9},'cached_tokens':64}}"""));

        assertThat(answer)
                .isEqualTo(new ChatAnswer(
                        "1",
                        0,
                        "",
                        List.of(new ChatAnswer.Choice(
                                0,
                                List.of(
                                        Thoughts.block("Hm."),
                                        Part.Text.of("4"),
                                        new Part.Opaque("cohere", json("{'type':'new','x':1}"))),
                                FinishReason.STOP,
                                null,
                                null)),
                        new Usage(100, 64, 0, 9, 0, 0, 0, false),
                        null));
    }

    @Test
    void read_planAndCalls_areParts() throws AnswerFault {
        var choice = choice("""
                {'message':{'tool_plan':'I will look.','tool_calls':[
                 {'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},
                 {'id':'b','type':'function','function':{'name':'g','arguments':'null'}},
                 {'id':'c','type':'function','function':{'name':'h'}}]},'finish_reason':'TOOL_CALL'}""");

        assertThat(choice.parts())
                .containsExactly(
                        Thoughts.plan("I will look."),
                        Part.ToolCall.of("a", "f", "{}"),
                        Part.ToolCall.of("b", "g", "{}"),
                        Part.ToolCall.of("c", "h", "{}"));
        assertThat(choice.finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void read_citations_areOfTheTextTheyName() throws AnswerFault {
        var choice = choice("""
                {'message':{'content':[{'type':'thinking','thinking':'Hm.'},{'type':'text','text':'It is 20°C.'}],
                 'citations':[
                  {'start':6,'end':10,'text':'20°C','content_index':1,'type':'TEXT_CONTENT','sources':[
                   {'type':'tool','id':'w:0','tool_output':{'temperature':'20°C'}},
                   {'type':'document','id':'d','document':{'title':'T','snippet':'It was 20°C','url':'https://e.com'}}]},
                  {'start':0,'end':2,'text':'It','sources':[]},
                  {'start':0,'end':2,'text':'Hm','content_index':0,'type':'THINKING_CONTENT','sources':[]}]},
                 'finish_reason':'COMPLETE'}""");

        assertThat(((Part.Text) choice.parts().get(1)).citations())
                .extracting(Citation::title, Citation::url, Citation::quoted, Citation::start, Citation::end)
                .containsExactly(
                        tuple("w:0", null, null, 6L, 10L),
                        tuple("T", "https://e.com", "It was 20°C", 6L, 10L),
                        tuple(null, null, null, 0L, 2L));
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETE, STOP",
        "STOP_SEQUENCE, STOP_SEQUENCE",
        "MAX_TOKENS, LENGTH",
        "ERROR_LIMIT, CONTEXT_FULL",
        "ERROR_TOXIC, CONTENT_FILTER",
        "USER_CANCEL, OTHER",
        "NEW, OTHER",
    })
    void read_finishWords_areReasons(String word, FinishReason reason) throws AnswerFault {
        assertThat(choice("{'message':{'content':'Hi'},'finish_reason':'" + word + "'}")
                        .finish())
                .isEqualTo(reason);
    }

    @Test
    void read_completeWithCalls_isToolCalls() throws AnswerFault {
        assertThat(choice("{'message':{'tool_calls':[{'id':'a'}]},'finish_reason':'COMPLETE'}")
                        .finish())
                .isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice("{'message':{'tool_calls':[{'id':'a'}]}}").finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void read_logprobs_areOpenAisEntries() throws AnswerFault {
        assertThat(choice("""
                        {'message':{'content':'é!'},'finish_reason':'COMPLETE','logprobs':[
                         {'text':'é','token_ids':[1],'logprobs':[-0.10]},
                         {'text':'!','token_ids':[2,3],'logprobs':[-1,-0.5]},{'text':'','token_ids':[4]}]}""").logprobs()).isEqualTo(array("""
                        [{'token':'é','logprob':-0.10,'bytes':[195,169],'top_logprobs':[]},
                         {'token':'!','logprob':-1.5,'bytes':[33],'top_logprobs':[]}]"""));
    }

    @Test
    void read_billedUnitsAlone_standIn() throws AnswerFault {
        assertThat(cohere.read(json("""
                        {'message':{},'usage':{'billed_units':{'input_tokens':8.0,'output_tokens':5.0}}}""")).usage()).isEqualTo(Usage.of(8, 5));
        assertThat(cohere.read(json("{'message':{},'usage':{}}")).usage()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`{'message':'too many tokens'}`, 0, too many tokens",
                "`{'id':'1','message':'no'}`, 0, no",
                "`{'message':{'content':[]},'finish_reason':'ERROR','error':'it broke'}`, 500, it broke",
                "`{'message':{'content':[]},'finish_reason':'TIMEOUT'}`, 504, ``",
                "`{'message':{},'error':'it broke'}`, 500, it broke",
            })
    void read_failures_areErrors(String answer, int status, String message) {
        assertThatThrownBy(() -> cohere.read(json(answer))).isInstanceOfSatisfying(AnswerFault.class, fault -> {
            assertThat(fault.error().status()).isEqualTo(status);
            assertThat(fault.error().message()).isEqualTo(message);
        });
    }

    @Test
    void read_somethingElse_isNoAnswer() {
        assertThatThrownBy(() -> cohere.read(json("{'id':'1'}")))
                .isInstanceOfSatisfying(
                        AnswerFault.class, fault -> assertThat(fault.error()).isNull());
    }

    @Test
    void error_bodies_areReadByTheGatewayButForDeniedTokens() {
        byte[] body = "{\"id\":\"1\",\"message\":\"blocked\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(cohere.error(400, body)).isNull();
        assertThat(ErrorReader.read(body).message()).isEqualTo("blocked");
        assertThat(cohere.error(498, body))
                .isEqualTo(new ErrorDetail(400, "content_filter", "invalid_request_error", "blocked"));
        assertThat(cohere.error(498, new byte[0]).message()).isEmpty();
    }

    private ChatAnswer.Choice choice(String json) throws AnswerFault {
        return cohere.read(json(json)).choices().getFirst();
    }
}
