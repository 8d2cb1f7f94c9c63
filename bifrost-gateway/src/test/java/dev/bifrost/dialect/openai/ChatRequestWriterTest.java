package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What OpenAI gets, and what those get who only resemble it. */
class ChatRequestWriterTest {
    private static final Recipient OPENAI = new Recipient("p", "openai", "gpt-4.1", Set.of());

    private final Losses losses = new Losses();

    @Test
    void write_openAi_getsItsNewestWords() {
        Json.Obj body = write(OPENAI, """
                {'model':'alias','messages':[{'role':'developer','content':'d','name':'n'},{'role':'user','content':'u'}],
                 'max_tokens':5,'stop':'x','user':'me','stream':true,'metadata':{'a':'b','tags':['x']},'service_tier':'flex',
                 'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required','parallel_tool_calls':false,
                 'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'},'strict':true}},
                 'verbosity':'low'}
                """);

        assertThat(body).isEqualTo(ChatStreams.json("""
                        {'model':'gpt-4.1','messages':[{'role':'developer','content':'d','name':'n'},{'role':'user','content':'u'}],
                         'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required','parallel_tool_calls':false,
                         'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'},'strict':true}},
                         'max_completion_tokens':5,'stop':['x'],'stream':true,'stream_options':{'include_usage':true},
                         'user':'me','metadata':{'a':'b'},'service_tier':'flex','verbosity':'low'}
                        """));
        assertThat(losses.names()).containsExactly("metadata.tags");
    }

    @Test
    void write_compatible_getsCommonWords() {
        Json.Obj body = write(
                of("no_developer_role", "no_name", "no_stream_options", "no_parallel_tool_calls", "no_seed"), """
                {'messages':[{'role':'developer','content':'d','name':'n'}],'max_completion_tokens':5,'stream':true,'seed':1,
                 'tools':[{'type':'function','function':{'name':'f'}}],'parallel_tool_calls':true,'metadata':{'a':'b'}}
                """);

        assertThat(body).isEqualTo(ChatStreams.json("""
                        {'model':'m','messages':[{'role':'system','content':'d'}],
                         'tools':[{'type':'function','function':{'name':'f'}}],'max_tokens':5,'stream':true}
                        """));
        assertThat(losses.names()).containsExactly("metadata", "seed");
    }

    @Test
    void write_mistral_getsWhatItInsistsOn() {
        Json.Obj body = write(
                of(
                        "tool_id_9",
                        "thinking_list",
                        "random_seed",
                        "document_url",
                        "no_user_after_tool",
                        "prefix",
                        "no_name"),
                """
                {'messages':[
                  {'role':'user','content':[{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,AA=='}}]},
                  {'role':'assistant','content':'a','reasoning_content':'t','tool_calls':[
                    {'id':'toolu_0123456789','type':'function','function':{'name':'f','arguments':'{}'}},
                    {'id':'abcDEF123','type':'function','function':{'name':'f','arguments':'{}'}}]},
                  {'role':'tool','tool_call_id':'toolu_0123456789','content':'r'},
                  {'role':'tool','tool_call_id':'abcDEF123','content':'r'},
                  {'role':'user','content':'u'},
                  {'role':'assistant','content':'go on'}],'seed':7}
                """);

        List<Json.Obj> messages = body.objects("messages");
        assertThat(roles(messages))
                .containsExactly("user", "assistant", "tool", "tool", "assistant", "user", "assistant");
        assertThat(messages.get(4).text("content")).isEqualTo("(tool results received)");
        String id = messages.get(2).text("tool_call_id");
        assertThat(id).matches("[a-zA-Z0-9]{9}");
        assertThat(messages.get(0).print())
                .contains("\"document_url\":\"data:application/pdf;base64,AA==\",\"document_name\":\"a.pdf\"");
        assertThat(messages.get(1).print())
                .contains(
                        "[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"t\"}]},{\"type\":\"text\"")
                .contains("\"id\":\"" + id + "\"")
                .contains("\"id\":\"abcDEF123\"");
        assertThat(messages.getLast().isTrue("prefix")).isTrue();
        assertThat(body.number("random_seed", 0)).isEqualTo(7);
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void write_manyIds_stayDifferent() {
        CallIds ids = new CallIds(of("tool_id_9"));
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.of("call_" + i));
        }

        assertThat(made).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9]{9}"));
        assertThat(new CallIds(of("tool_id_9")).of("call_5")).isEqualTo(made.get(5));
        assertThat(new CallIds(OPENAI).of("x".repeat(64))).hasSize(25);
    }

    @Test
    void write_toolResultWithPicture_showsItAfterAllResults() {
        ChatRequest request = anthropic(
                new Message(
                        Role.ASSISTANT, List.of(Part.ToolCall.of("a", "f", "{}"), Part.ToolCall.of("b", "f", "{}"))),
                new Message(
                        Role.TOOL,
                        List.of(
                                new Part.ToolResult(
                                        "a",
                                        List.of(new Part.Image(new Source.Data("image/png", "AA=="), null, null)),
                                        false,
                                        null),
                                new Part.ToolResult("b", List.of(Part.Text.of("x"), Part.Text.of("y")), true, null))),
                Message.of(Role.USER, "u"));

        List<Json.Obj> messages = write(of(), request).objects("messages");
        assertThat(roles(messages)).containsExactly("assistant", "tool", "tool", "user", "user");
        assertThat(messages.get(1).text("content")).isEqualTo("The result follows in the next message.");
        assertThat(messages.get(2).text("content")).isEqualTo("Error: x\ny");
        assertThat(messages.get(3).print()).contains("tool call a").contains("data:image/png;base64,AA==");
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void write_perplexity_alternates() {
        Json.Obj body = write(of("alternate"), """
                {'messages':[{'role':'system','content':'s'},{'role':'user','content':'a'},{'role':'system','content':'t'},
                  {'role':'user','content':[{'type':'text','text':'b'},{'type':'image_url','image_url':{'url':'https://i'}}]},
                  {'role':'assistant','content':'c'},{'role':'assistant','content':'d'},{'role':'user','content':'e'}]}
                """);

        assertThat(body.get("messages")).isEqualTo(ChatStreams.json("""
                                {'m':[{'role':'system','content':'s\\n\\nt'},
                                  {'role':'user','content':[{'type':'text','text':'a'},{'type':'text','text':'b'},{'type':'image_url','image_url':{'url':'https://i'}}]},
                                  {'role':'assistant','content':'c\\n\\nd'},{'role':'user','content':'e'}]}
                                """).get("m"));
    }

    @Test
    void write_deepSeek_getsThoughtsOfTurnsWithCalls() {
        String conversation = """
                {'messages':[{'role':'user','content':'a'},
                  {'role':'assistant','content':'b','reasoning_content':'old'},
                  {'role':'user','content':'c'},
                  {'role':'assistant','content':null,'tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}}]},
                  {'role':'tool','tool_call_id':'x','content':'r'},
                  {'role':'assistant','content':'d','reasoning_content':'new'}]}
                """;
        List<Json.Obj> messages = write(of("reasoning_content"), conversation).objects("messages");

        assertThat(messages.get(1).has("reasoning_content")).isFalse();
        assertThat(messages.get(3).text("reasoning_content")).isEmpty();
        assertThat(messages.get(5).text("reasoning_content")).isEqualTo("new");
        assertThat(write(of("reasoning_text"), conversation)
                        .objects("messages")
                        .get(1)
                        .text("reasoning"))
                .isEqualTo("old");
        assertThat(write(of(), conversation).print()).doesNotContain("old");
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void write_sealedThoughts_goOnlyToThoseWhoTakeThem() {
        ChatRequest request = anthropic(new Message(
                Role.ASSISTANT,
                List.of(
                        new Part.Thinking("t", new Seal("anthropic", "s"), false, null, false),
                        new Part.ToolCall(
                                "a", "f", "{}", Part.ToolCall.Kind.FUNCTION, new Seal("gemini", "g"), null))));

        assertThat(write(of("reasoning_details"), request).print())
                .contains(
                        "{\"type\":\"reasoning.text\",\"text\":\"t\",\"index\":0,\"signature\":\"s\",\"format\":\"anthropic-claude-v1\"}")
                .contains("\"data\":\"g\",\"id\":\"a\",\"format\":\"google-gemini-v1\"");
        assertThat(write(of("thinking_blocks"), request).print())
                .contains("[{\"type\":\"thinking\",\"thinking\":\"t\",\"signature\":\"s\"}]");
        assertThat(write(of("extra_content"), request).print()).contains("{\"google\":{\"thought_signature\":\"g\"}}");
        assertThat(losses.names()).containsExactly("reasoning");
        assertThat(write(OPENAI, request).print()).doesNotContain("\"s\"", "\"g\"");
        assertThat(losses.names()).containsExactly("reasoning");
    }

    @Test
    void write_cacheMarks_goOnlyToThoseWhoTakeThem() {
        ChatRequest request =
                anthropic(new Message(Role.USER, List.of(new Part.Text("t", List.of(), new CacheMark("1h"), null))));

        assertThat(write(of("cache_control"), request).print())
                .contains("\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
        assertThat(write(of(), request).objects("messages").getFirst().text("content"))
                .isEqualTo("t");
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void write_documents_keepTheirMeaning() {
        ChatRequest request = anthropic(new Message(
                Role.USER,
                List.of(
                        document(new Source.Plain("text"), "a.txt"),
                        document(new Source.Data("text/plain", "dGV4dA=="), null),
                        document(new Source.Data("application/pdf", "AA=="), null),
                        document(new Source.Url("https://a/b.pdf", ""), null))));

        assertThat(write(OPENAI, request).objects("messages").getFirst().get("content"))
                .isEqualTo(ChatStreams.json("""
                                {'c':[{'type':'text','text':'a.txt\\n\\ntext'},{'type':'text','text':'text'},
                                  {'type':'file','file':{'filename':'document.pdf','file_data':'data:application/pdf;base64,AA=='}},
                                  {'type':'text','text':'[Document: https://a/b.pdf]'}]}
                                """).get("c"));
        assertThat(losses.names()).containsExactly("messages[0].content[3]");
        assertThat(write(of("file_url"), request).print()).contains("\"file_data\":\"https://a/b.pdf\"");
        write(of("text_only"), request);
        assertThat(losses.names()).contains("messages[0].content[2]");
    }

    private static Part document(Source source, String name) {
        return new Part.Document(source, name, null, false, null);
    }

    @Test
    void write_stringContent_joinsText() {
        assertThat(write(
                                of("string_content"),
                                "{'messages':[{'role':'system','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]}")
                        .objects("messages")
                        .getFirst()
                        .text("content"))
                .isEqualTo("a\n\nb");
    }

    @Test
    void write_customTool_isAFunctionForThoseWhoKnowNoOther() {
        Json.Obj body = write(of(), """
                {'messages':[{'role':'assistant','tool_calls':[{'id':'a','type':'custom','custom':{'name':'c','input':'x y'}}]}],
                 'tools':[{'type':'custom','custom':{'name':'c','format':{'type':'text'}}}],
                 'tool_choice':{'type':'custom','custom':{'name':'c'}}}
                """);

        assertThat(body.print())
                .contains("\"name\":\"bifrost_text_c\",\"arguments\":\"{\\\"input\\\":\\\"x y\\\"}\"")
                .contains("\"required\":[\"input\"]")
                .contains("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"bifrost_text_c\"}}");
        assertThat(losses.names()).containsExactly("tools[0].custom.format");
    }

    @Test
    void write_allowedTools_areTheOnlyOnes() {
        String request = """
                {'messages':[{'role':'user','content':'u'}],
                 'tools':[{'type':'function','function':{'name':'f'}},{'type':'function','function':{'name':'g'}},{'type':'odd'}],
                 'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'g'}}]}}}
                """;

        assertThat(write(of(), request).print())
                .contains("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"g\"}},{\"type\":\"odd\"}]")
                .contains("\"tool_choice\":\"required\"");
        assertThat(write(OPENAI, request).print()).contains("allowed_tools").contains("\"name\":\"f\"");
    }

    @Test
    void write_foreignTools_areNamedAsLost() {
        ChatRequest request = anthropic(Message.of(Role.USER, "u"));
        request = with(
                request,
                List.of(
                        new Tool.WebSearch(List.of("a.com"), List.of(), 3L, null, "anthropic", new Json.Obj()),
                        new Tool.Opaque("anthropic", "computer", new Json.Obj())));

        assertThat(write(OPENAI, request).has("tools")).isFalse();
        assertThat(losses.names()).containsExactly("tools[0]", "tools[1]");
        assertThat(write(of("web_search"), request).get("web_search_options")).isEqualTo(new Json.Obj());
        assertThat(losses.names()).contains("tools[0].allowed_domains", "tools[0].max_uses");
    }

    @Test
    void write_extraOfOtherDialects_isCarriedWhereTheWordsAreTheSame() {
        ChatRequest request = anthropic(Message.of(Role.USER, "u"));
        request = withExtra(
                request,
                Map.of(
                        "prompt_cache_key",
                        new Json.Str("k"),
                        "store",
                        new Json.Bool(false),
                        "container",
                        new Json.Str("c")));

        assertThat(write(OPENAI, request).print())
                .contains("\"prompt_cache_key\":\"k\"")
                .contains("\"store\":false");
        assertThat(losses.names()).containsExactly("container");
        assertThat(write(of(), request).print()).doesNotContain("prompt_cache_key", "store");
        assertThat(losses.names()).containsExactly("container");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // type, model, quirks, asked | written | lost
                "openai gpt-5.5 | 'reasoning_effort':'max' | \"reasoning_effort\":\"xhigh\" | []",
                "openai gpt-5.5 | 'thinking':{'type':'enabled','budget_tokens':2000} | \"reasoning_effort\":\"low\" | []",
                "openai gpt-5.5 | 'reasoning':{'enabled':false} | \"reasoning_effort\":\"none\" | []",
                "openai gpt-5-mini | 'reasoning':{'enabled':false} | \"reasoning_effort\":\"minimal\" | []",
                "openai o3 | 'reasoning':{'enabled':false} | \"reasoning_effort\":\"low\" | []",
                "openai o3 | 'temperature':0.5,'logprobs':true | \"model\":\"o3\" | [temperature, logprobs]",
                "openai gpt-5.5 | 'temperature':0.5 | \"temperature\":0.5 | []",
                "openai gpt-5.5 | 'temperature':0.5,'reasoning_effort':'low' | \"reasoning_effort\":\"low\" | [temperature]",
                "openai gpt-4o | 'reasoning_effort':'low','temperature':0.5 | \"temperature\":0.5 | [reasoning_effort]",
                "openai gpt-4o | 'thinking':{'type':'disabled'} | \"model\":\"gpt-4o\" | []",
                "openai gpt-5 | 'reasoning':{'summary':'auto'} | \"model\":\"gpt-5\" | [reasoning.summary]",
                "groq m effort_3 | 'reasoning_effort':'xhigh' | \"reasoning_effort\":\"high\" | []",
                "groq m no_reasoning_effort | 'reasoning_effort':'low' | \"model\":\"m\" | [reasoning_effort]",
                "groq m effort_none | 'reasoning_effort':'none' | \"reasoning_effort\":\"none\" | []",
                "openrouter m reasoning_object | 'reasoning':{'max_tokens':2000} | \"reasoning\":{\"max_tokens\":2000} | []",
                "openrouter m reasoning_object | 'reasoning_effort':'high' | \"reasoning\":{\"effort\":\"high\"} | []",
                "openrouter m reasoning_object | 'reasoning_effort':'none' | \"reasoning\":{\"enabled\":false} | []",
                "deepseek m thinking_type | 'reasoning_effort':'none' | \"thinking\":{\"type\":\"disabled\"} | []",
                "deepseek m thinking_type | 'reasoning_effort':'max' | \"thinking\":{\"type\":\"enabled\"},\"reasoning_effort\":\"max\" | []",
                "qwen m enable_thinking | 'reasoning':{'max_tokens':2000} | \"enable_thinking\":true,\"thinking_budget\":2000 | []"
            })
    void write_reasoning_isSaidInTheirWords(String to, String asked, String written, String lost) {
        String[] words = to.split(" ", -1);
        Recipient recipient = new Recipient(
                "p", words[0], words[1], Set.copyOf(Arrays.asList(words).subList(2, words.length)));

        assertThat(write(recipient, "{'messages':[{'role':'user','content':'u'}]," + asked + "}")
                        .print())
                .contains(written);
        assertThat(losses.names()).hasToString(lost);
    }

    @Test
    void write_jsonObjectOnly_saysTheSchemaInWords() {
        Json.Obj body = write(
                of("json_object_only"),
                "{'messages':[{'role':'user','content':'u'}],'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'}}}}");

        assertThat(body.get("response_format")).isEqualTo(ChatStreams.json("{'type':'json_object'}"));
        assertThat(body.objects("messages").getFirst().text("content")).contains("{\"type\":\"object\"}");
        assertThat(losses.names()).containsExactly("response_format.json_schema");
    }

    @Test
    void write_refusalAndEmptyMessages_areTold() {
        ChatRequest request = anthropic(
                new Message(Role.ASSISTANT, List.of(new Part.Refusal("no"))), new Message(Role.ASSISTANT, List.of()));

        assertThat(write(OPENAI, request).get("messages").print())
                .isEqualTo("[{\"role\":\"assistant\",\"refusal\":\"no\",\"content\":null},"
                        + "{\"role\":\"assistant\",\"content\":\"\"}]");
        assertThat(write(of(), request).objects("messages").getFirst().text("content"))
                .isEqualTo("no");
    }

    private static List<String> roles(List<Json.Obj> messages) {
        return messages.stream().map(message -> message.text("role")).toList();
    }

    private static Recipient of(String... quirks) {
        return new Recipient("p", "other", "m", Set.of(quirks));
    }

    private Json.Obj write(Recipient to, String request) {
        return write(to, ChatStreams.asked(request));
    }

    private Json.Obj write(Recipient to, ChatRequest request) {
        return new ChatProvider().write(request, to, losses).body();
    }

    /** What an Anthropic client asks. */
    private static ChatRequest anthropic(Message... messages) {
        return new ChatRequest(
                "anthropic",
                "m",
                List.of(messages),
                List.of(),
                null,
                null,
                null,
                null,
                Sampling.NONE,
                false,
                false,
                null,
                null,
                null,
                Map.of(),
                List.of());
    }

    private static ChatRequest with(ChatRequest it, List<Tool> tools) {
        return new ChatRequest(
                it.dialect(),
                it.model(),
                it.messages(),
                tools,
                null,
                null,
                null,
                (Reasoning) null,
                it.sampling(),
                false,
                false,
                null,
                null,
                null,
                Map.of(),
                List.of());
    }

    private static ChatRequest withExtra(ChatRequest it, Map<String, Json> extra) {
        return new ChatRequest(
                it.dialect(),
                it.model(),
                it.messages(),
                List.of(),
                null,
                null,
                null,
                null,
                it.sampling(),
                false,
                false,
                null,
                null,
                null,
                extra,
                List.of());
    }
}
