package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients ask, in all the words in use. */
class ChatRequestReaderTest {

    @Test
    void read_roles_areKept() {
        List<Message> messages = messages("""
                {'role':'system','content':'s','name':'n'},
                {'role':'developer','content':[{'type':'text','text':'d'}]},
                {'role':'user','content':'u'},
                {'role':'assistant','content':null,'refusal':'no'},
                {'role':'assistant','content':[{'type':'text','text':'a'},{'type':'refusal','refusal':'r'}],'audio':{'id':'au'}}
                """);

        assertThat(messages)
                .containsExactly(
                        new Message(Role.SYSTEM, List.of(Part.Text.of("s")), "n"),
                        Message.of(Role.DEVELOPER, "d"),
                        Message.of(Role.USER, "u"),
                        new Message(Role.ASSISTANT, List.of(new Part.Refusal("no"))),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        Part.Text.of("a"),
                                        new Part.Refusal("r"),
                                        new Part.Audio(null, "", "au", null))));
    }

    @Test
    void read_parts_areKept() {
        ChatRequest request = ask("""
                {'role':'user','content':[
                  {'type':'text','text':'t','cache_control':{'type':'ephemeral','ttl':'1h'}},
                  {'type':'image_url','image_url':{'url':'data:image/png;base64,AA==','detail':'low'}},
                  {'type':'image_url','image_url':'https://a/b.png'},
                  {'type':'input_audio','input_audio':{'data':'AA==','format':'mp3'}},
                  {'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,AA=='}},
                  {'type':'file','file':{'filename':'a.csv','file_data':'AA=='}},
                  {'type':'file','file':{'file_id':'file-1'}},
                  {'type':'file','file':{'file_data':'https://a/b.pdf'}},
                  {'type':'video_url','video_url':{'url':'https://a'}},
                  {'type':'text','text':'','odd':1}]}
                """);

        assertThat(request.messages().getFirst().parts())
                .containsExactly(
                        new Part.Text("t", List.of(), new CacheMark("1h"), null),
                        new Part.Image(new Source.Data("image/png", "AA=="), "low", null),
                        new Part.Image(new Source.Url("https://a/b.png", ""), null, null),
                        new Part.Audio(new Source.Data("audio/mp3", "AA=="), "mp3", null, null),
                        document(new Source.Data("application/pdf", "AA=="), "a.pdf"),
                        document(new Source.Data("text/csv", "AA=="), "a.csv"),
                        document(new Source.File("file-1"), null),
                        document(new Source.Url("https://a/b.pdf", ""), null));
        assertThat(request.unread()).containsExactly("messages[0].content[8]", "messages[0].content[9].odd");
    }

    private static Part document(Source source, String name) {
        return new Part.Document(source, name, null, false, null);
    }

    @Test
    void read_callsAndResults_areTiedTogether() {
        List<Message> messages = messages("""
                {'role':'assistant','content':'','tool_calls':[
                  {'id':'a','type':'function','function':{'name':'f','arguments':'{ }'},'extra_content':{'google':{'thought_signature':'sig'}}},
                  {'id':'b','type':'custom','custom':{'name':'g','input':'x'}},
                  {'id':'c','type':'function','function':{'name':'h','arguments':''},'index':2}]},
                {'role':'tool','tool_call_id':'a','content':'r','cache_control':{'type':'ephemeral'}},
                {'role':'tool','tool_call_id':'b','content':[{'type':'text','text':'r'}]}
                """);

        assertThat(messages)
                .containsExactly(
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.ToolCall(
                                                "a",
                                                "f",
                                                "{ }",
                                                Part.ToolCall.Kind.FUNCTION,
                                                new Seal("gemini", "sig"),
                                                null),
                                        new Part.ToolCall("b", "g", "x", Part.ToolCall.Kind.CUSTOM, null, null),
                                        Part.ToolCall.of("c", "h", "{}"))),
                        new Message(
                                Role.TOOL,
                                List.of(new Part.ToolResult(
                                        "a", List.of(Part.Text.of("r")), false, new CacheMark(null)))),
                        new Message(Role.TOOL, List.of(Part.ToolResult.of("b", "r"))));
    }

    @Test
    void read_functionRole_isTheResultOfItsCall() {
        List<Message> messages = messages("""
                {'role':'user','content':'u'},
                {'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},
                {'role':'function','name':'f','content':'r'}
                """);

        assertThat(messages.get(1).parts()).containsExactly(Part.ToolCall.of("call_1_f", "f", "{}"));
        assertThat(messages.get(2).parts()).containsExactly(Part.ToolResult.of("call_1_f", "r"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'reasoning_content':'t' | t | | false",
                "'reasoning':'t','reasoning_content':'t' | t | | false",
                "'reasoning':'t' | t | | false",
                "'reasoning':'t','reasoning_details':[{'type':'reasoning.text','text':'t','signature':'s','format':'anthropic-claude-v1','index':0}] | t | anthropic:s | false",
                "'reasoning_details':[{'type':'reasoning.text','text':'t'},{'type':'reasoning.text','text':'','signature':'s'}] | t | anthropic:s | false",
                "'reasoning_content':'t','reasoning_details':[{'type':'reasoning.text','signature':'s'}] | t | anthropic:s | false",
                "'reasoning_details':[{'type':'reasoning.encrypted','data':'s','format':'anthropic-claude-v1'}] | `` | anthropic:s | true",
                "'reasoning_details':[{'type':'reasoning.summary','summary':'t','index':0},{'type':'reasoning.encrypted','data':'bf1.openai.s','index':0}] | t | openai:s | false",
                "'reasoning_details':[{'type':'reasoning.summary','summary':'t'},{'type':'reasoning.encrypted','data':'s','format':'azure-openai-responses-v1'}] | t | openai:s | false",
                "'reasoning_details':[{'type':'reasoning.text','text':'t','signature':'bf1.gemini.s'}] | t | gemini:s | false",
                "'thinking_blocks':[{'type':'thinking','thinking':'t','signature':'s'}],'reasoning_content':'t' | t | anthropic:s | false",
                "'thinking_blocks':[{'type':'redacted_thinking','data':'s'}] | `` | anthropic:s | true"
            })
    void read_reasoning_isReadOnce(String field, String text, String seal, boolean redacted) {
        List<Part> parts = messages("{'role':'assistant','content':'a'," + field + "}")
                .getFirst()
                .parts();

        assertThat(parts).hasSize(2);
        Part.Thinking thinking = (Part.Thinking) parts.getFirst();
        assertThat(thinking.text()).isEqualTo(text);
        assertThat(
                        thinking.seal() == null
                                ? null
                                : thinking.seal().origin() + ":"
                                        + thinking.seal().value())
                .isEqualTo(seal);
        assertThat(thinking.redacted()).isEqualTo(redacted);
    }

    @Test
    void read_severalThoughts_stayApart() {
        List<Part> parts = messages("""
                        {'role':'assistant','content':'a','reasoning_details':[
                          {'type':'reasoning.text','text':'t','index':0},{'type':'reasoning.text','text':'u','index':0},
                          {'type':'reasoning.text','signature':'s','index':0},
                          {'type':'reasoning.encrypted','data':'r','index':1},
                          {'type':'reasoning.text','text':'v','signature':'w','index':2},
                          {'type':'reasoning.encrypted','data':'x','id':'call','format':'google-gemini-v1','index':3}],
                         'tool_calls':[{'id':'call','type':'function','function':{'name':'f','arguments':'{}'}}]}
                        """).getFirst().parts();

        assertThat(parts)
                .containsExactly(
                        new Part.Thinking("tu", new Seal("anthropic", "s"), false, null, false),
                        new Part.Thinking("", new Seal("anthropic", "r"), true, null, false),
                        new Part.Thinking("v", new Seal("anthropic", "w"), false, null, false),
                        Part.Text.of("a"),
                        new Part.ToolCall(
                                "call", "f", "{}", Part.ToolCall.Kind.FUNCTION, new Seal("gemini", "x"), null));
    }

    @Test
    void read_mistralThoughts_areThoughts() {
        assertThat(messages(
                                "{'role':'assistant','content':[{'type':'thinking','thinking':[{'type':'text','text':'t'}]},{'type':'text','text':'a'}]}")
                        .getFirst()
                        .parts())
                .containsExactly(Part.Thinking.of("t"), Part.Text.of("a"));
    }

    @Test
    void read_tools_areKept() {
        ChatRequest request = ChatStreams.asked("""
                {'messages':[{'role':'user','content':'u'}],'tools':[
                  {'type':'function','function':{'name':'f','description':'d','parameters':{'type':'object'},'strict':true},'cache_control':{'type':'ephemeral'}},
                  {'type':'function','name':'flat','parameters':{}},
                  {'name':'anthropic','input_schema':{'type':'object'}},
                  {'type':'custom','custom':{'name':'c','format':{'type':'text'}}},
                  {'type':'code_interpreter','container':{}}],
                 'functions':[{'name':'old'}],'function_call':{'name':'old'},'parallel_tool_calls':false,
                 'web_search_options':{'search_context_size':'low','user_location':{'type':'approximate','approximate':{'city':'Bern'}}}}
                """);

        assertThat(request.tools())
                .containsExactly(
                        new Tool.Function("f", "d", ChatStreams.json("{'type':'object'}"), true, new CacheMark(null)),
                        new Tool.Function("flat", null, new Json.Obj(), null, null),
                        new Tool.Function("anthropic", null, ChatStreams.json("{'type':'object'}"), null, null),
                        new Tool.Custom("c", null, ChatStreams.json("{'type':'text'}")),
                        new Tool.Opaque(
                                "openai",
                                "code_interpreter",
                                ChatStreams.json("{'type':'code_interpreter','container':{}}")),
                        new Tool.Function("old", null, null, null, null),
                        new Tool.WebSearch(
                                List.of(),
                                List.of(),
                                null,
                                ChatStreams.json("{'type':'approximate','city':'Bern'}"),
                                "openai",
                                ChatStreams.json(
                                        "{'search_context_size':'low','user_location':{'type':'approximate','approximate':{'city':'Bern'}}}")));
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("old"));
        assertThat(request.parallelToolCalls()).isFalse();
        assertThat(request.unread()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'auto' | Auto[]",
                "'none' | None[]",
                "'required' | Required[]",
                "'any' | Required[]",
                "{'type':'function','function':{'name':'f'}} | Named[name=f]",
                "{'type':'function','name':'f'} | Named[name=f]",
                "{'type':'custom','custom':{'name':'f'}} | Named[name=f]",
                "{'type':'tool','name':'f'} | Named[name=f]",
                "{'type':'auto'} | Auto[]",
                "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'f'}}]}} | Allowed[names=[f], required=true]",
                "{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'}]} | Allowed[names=[f], required=false]"
            })
    void read_toolChoice_isUnderstood(String choice, String meaning) {
        assertThat(top("'tool_choice':" + choice).toolChoice()).hasToString(meaning);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'reasoning_effort':'low' | ON | low | | ",
                "'reasoning_effort':'none' | OFF | | | ",
                "'reasoning':{'effort':'high','summary':'auto'} | ON | high | | auto",
                "'reasoning':{'max_tokens':2000} | ON | | 2000 | ",
                "'reasoning':{'enabled':true,'exclude':false} | ON | | | ",
                "'reasoning':{'enabled':false} | OFF | | | ",
                "'reasoning':{'summary':'auto'} | ADAPTIVE | | | auto",
                "'thinking':{'type':'enabled','budget_tokens':3000},'reasoning_effort':'low' | ON | low | 3000 | ",
                "'thinking':{'type':'disabled'} | OFF | | | ",
                "'thinking':{'type':'adaptive'} | ADAPTIVE | | | "
            })
    void read_reasoningWish_isPutTogether(
            String field, Reasoning.Mode mode, String effort, Long budget, String summary) {
        ChatRequest request = top(field);
        assertThat(request.reasoning()).isEqualTo(new Reasoning(mode, effort, budget, summary));
        assertThat(request.unread()).isEmpty();
        assertThat(request.extra()).isEmpty();
    }

    @Test
    void read_samplingAndTheRest_areKept() {
        ChatRequest request = top("""
                'temperature':0.10,'top_p':1,'top_k':5,'max_tokens':10,'max_completion_tokens':20,'stop':'x','seed':3,
                'presence_penalty':0.1,'frequency_penalty':0.2,'logit_bias':{'5':1},'logprobs':true,'top_logprobs':2,'n':2,
                'user':'me','safety_identifier':'hash','metadata':{'a':'b'},'service_tier':'flex','stream':true,
                'stream_options':{'include_usage':true},'store':false,'verbosity':'low','modalities':['text'],'nothing':null
                """);

        assertThat(request.sampling().temperature()).isEqualTo(new Json.Num("0.10"));
        assertThat(request.sampling().topK()).isEqualTo(new Json.Num("5"));
        assertThat(request.sampling().maxTokens()).isEqualTo(20);
        assertThat(request.sampling().stop()).containsExactly("x");
        assertThat(request.sampling().n()).isEqualTo(2);
        assertThat(request.user()).isEqualTo("me");
        assertThat(request.serviceTier()).isEqualTo("flex");
        assertThat(request.stream()).isTrue();
        assertThat(request.streamUsage()).isTrue();
        assertThat(request.metadata()).isEqualTo(ChatStreams.json("{'a':'b'}"));
        assertThat(request.extra().keySet()).containsExactly("safety_identifier", "store", "verbosity", "modalities");
        assertThat(top("'safety_identifier':'hash'").user()).isEqualTo("hash");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'text'} | Text[]",
                "{'type':'json_object'} | JsonObject[]",
                "{'type':'json_schema','json_schema':{'name':'n','schema':{},'strict':true}} | JsonSchema[name=n, description=null, schema=Obj[members={}], strict=true]",
                "{'type':'json_object','schema':{}} | JsonSchema[name=response, description=null, schema=Obj[members={}], strict=null]"
            })
    void read_responseFormat_isUnderstood(String format, String meaning) {
        OutputFormat output = top("'response_format':" + format).output();
        assertThat(output).hasToString(meaning);
    }

    @Test
    void read_inputOfResponses_isAConversation() {
        ChatRequest request = ChatStreams.asked("""
                {'model':'m','instructions':'i','input':[
                  {'role':'user','content':[{'type':'input_text','text':'u'},{'type':'input_image','image_url':'https://a'}]},
                  {'type':'reasoning','id':'rs','summary':[{'type':'summary_text','text':'t'}],'encrypted_content':'e'},
                  {'type':'message','role':'assistant','content':[{'type':'output_text','text':'a','annotations':[]}],'id':'msg','status':'completed'},
                  {'type':'function_call','id':'fc','call_id':'c1','name':'f','arguments':'{}'},
                  {'type':'function_call','call_id':'c2','name':'f','arguments':'{}'},
                  {'type':'function_call_output','call_id':'c1','output':'r'}],
                 'max_output_tokens':9,'text':{'format':{'type':'json_object'}}}
                """);

        assertThat(request.messages())
                .containsExactly(
                        Message.of(Role.SYSTEM, "i"),
                        new Message(
                                Role.USER,
                                List.of(
                                        Part.Text.of("u"),
                                        new Part.Image(new Source.Url("https://a", ""), null, null))),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Thinking("t", new Seal("openai", "e"), false, "rs", true),
                                        Part.Text.of("a"),
                                        Part.ToolCall.of("c1", "f", "{}"),
                                        Part.ToolCall.of("c2", "f", "{}"))),
                        new Message(Role.TOOL, List.of(Part.ToolResult.of("c1", "r"))));
        assertThat(request.sampling().maxTokens()).isEqualTo(9);
        assertThat(request.output()).isEqualTo(new OutputFormat.JsonObject());
        assertThat(request.unread()).isEmpty();
        assertThat(ChatStreams.asked("{'input':'hi'}").messages()).containsExactly(Message.of(Role.USER, "hi"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | messages | missing_required_parameter",
                "{'messages':[]} | messages | invalid_type",
                "{'messages':{}} | messages | invalid_type",
                "{'messages':['u']} | messages[0] | invalid_type",
                "{'messages':[{'content':'u'}]} | messages[0].role | missing_required_parameter",
                "{'messages':[{'role':'bot','content':'u'}]} | messages[0].role | invalid_value",
                "{'messages':[{'role':'user'}]} | messages[0].content | missing_required_parameter",
                "{'messages':[{'role':'user','content':5}]} | messages[0].content | invalid_type",
                "{'messages':[{'role':'user','content':[{'type':'movie'}]}]} | messages[0].content[0].type | invalid_value",
                "{'messages':[{'role':'user','content':[{'type':'text'}]}]} | messages[0].content[0].text | missing_required_parameter",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{}}]}]} | messages[0].content[0].image_url.url | missing_required_parameter",
                "{'messages':[{'role':'tool','content':'r'}]} | messages[0].tool_call_id | missing_required_parameter",
                "{'messages':[{'role':'assistant','tool_calls':[{'id':'a'}]}]} | messages[0].tool_calls[0].function | missing_required_parameter",
                "{'messages':[{'role':'assistant','tool_calls':[{'function':{'name':'f'}}]}]} | messages[0].tool_calls[0].id | missing_required_parameter",
                "{'messages':[{'role':'user','content':'u'}],'temperature':'hot'} | temperature | invalid_type",
                "{'messages':[{'role':'user','content':'u'}],'max_tokens':1.5} | max_tokens | invalid_type",
                "{'messages':[{'role':'user','content':'u'}],'stop':[1]} | stop[0] | invalid_type",
                "{'messages':[{'role':'user','content':'u'}],'tools':[{'type':'function','function':{}}]} | tools[0].function.name | missing_required_parameter",
                "{'messages':[{'role':'user','content':'u'}],'tool_choice':'maybe'} | tool_choice | invalid_value",
                "{'messages':[{'role':'user','content':'u'}],'response_format':{'type':'xml'}} | response_format.type | invalid_value",
                "{'messages':[{'role':'user','content':'u'}],'reasoning_effort':'much'} | reasoning_effort | invalid_value",
                "{'input':[{'type':'image_generation_call'}]} | input[0].type | invalid_value",
                "{'input':'u','previous_response_id':'r'} | previous_response_id | invalid_type"
            })
    void read_nonsense_isRefusedByItsField(String body, String param, String code) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> new ChatClient().read(ChatStreams.json(body)));

        assertThat(refusal.failure()).isInstanceOfSatisfying(Failure.InvalidRequest.class, failure -> {
            assertThat(failure.param()).isEqualTo(param);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.message()).contains("'" + param + "'");
        });
    }

    private static ChatRequest ask(String messages) {
        return ChatStreams.asked("{'messages':[" + messages + "]}");
    }

    private static List<Message> messages(String messages) {
        ChatRequest request = ask(messages);
        assertThat(request.unread()).isEmpty();
        return request.messages();
    }

    private static ChatRequest top(String fields) {
        return ChatStreams.asked("{'messages':[{'role':'user','content':'u'}]," + fields + "}");
    }
}
