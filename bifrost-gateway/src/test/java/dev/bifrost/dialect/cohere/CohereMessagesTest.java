package dev.bifrost.dialect.cohere;

import static dev.bifrost.dialect.cohere.Asked.PLANNER;
import static dev.bifrost.dialect.cohere.Asked.REASONER;
import static dev.bifrost.dialect.cohere.Asked.array;
import static dev.bifrost.dialect.cohere.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class CohereMessagesTest {
    private static final Part.ToolCall CALL = Part.ToolCall.of("call_1", "find", "{\"q\": 1}");
    private static final String WRITTEN_CALL =
            "'tool_calls':[{'id':'call_1','type':'function','function':{'name':'find','arguments':'{\\'q\\': 1}'}}]";

    @Test
    void write_systemAndDeveloper_areSystemWhereTheyStand() throws Refusal {
        Asked asked = Asked.to(REASONER)
                .says(Role.SYSTEM, text("Be brief"), text("Be kind"))
                .says(Role.USER, text("Hello"))
                .says(Role.DEVELOPER, text("Be honest"));

        assertThat(asked.messageBodies()).isEqualTo(array("""
                [{'role':'system','content':[{'type':'text','text':'Be brief'},{'type':'text','text':'Be kind'}]},
                 {'role':'user','content':'Hello'},
                 {'role':'system','content':'Be honest'}]"""));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_images_areUrls() throws Refusal {
        Asked asked = Asked.to("command-a-vision-07-2025")
                .says(
                        Role.USER,
                        text("What is this?"),
                        new Part.Image(new Source.Data("image/png", "AAAA"), "low", null),
                        new Part.Image(new Source.Url("https://example.com/a.png", ""), null, null),
                        new Part.Image(new Source.File("file-1"), null, null));

        assertThat(asked.messageBodies()).isEqualTo(array("""
                [{'role':'user','content':[{'type':'text','text':'What is this?'},
                  {'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA','detail':'low'}},
                  {'type':'image_url','image_url':{'url':'https://example.com/a.png'}}]}]"""));
        assertThat(asked.losses.names()).containsExactly("messages[0].content[3]");
    }

    @Test
    void write_textDocuments_stayInPlaceUnlessTheyAreToBeCited() throws Refusal {
        String base64 = Base64.getEncoder().encodeToString("über".getBytes(StandardCharsets.UTF_8));
        Asked asked = Asked.to(REASONER)
                .says(
                        Role.USER,
                        new Part.Document(new Source.Data("text/plain", base64), "a.txt", null, false, null),
                        new Part.Document(new Source.Plain("cited"), "b.txt", "of 2020", true, null),
                        text("Sum up"));
        asked.extra.put("documents", array("['their own']"));

        assertThat(asked.messageBodies()).isEqualTo(array("""
                [{'role':'user','content':[{'type':'text','text':'a.txt\\n\\nüber'},{'type':'text','text':'Sum up'}]}]"""));
        assertThat(asked.body().get("documents"))
                .isEqualTo(array("['their own',{'data':{'title':'b.txt','context':'of 2020','text':'cited'}}]"));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_pdfAndAudio_areLost() throws Refusal {
        Asked asked = Asked.to(REASONER)
                .says(
                        Role.USER,
                        new Part.Document(new Source.Data("application/pdf", "AAAA"), "a.pdf", null, false, null),
                        new Part.Document(new Source.Data("text/plain", "no base64!"), null, null, false, null),
                        new Part.Audio(new Source.Data("audio/wav", "AAAA"), "wav", null, null),
                        text("Hello"));

        assertThat(asked.messageBodies()).isEqualTo(array("[{'role':'user','content':'Hello'}]"));
        assertThat(asked.losses.names())
                .containsExactly("messages[0].content[0]", "messages[0].content[1]", "messages[0].content[2]");
    }

    @Test
    void write_messageOfWhichNothingIsLeft_isRefused() {
        Asked asked = Asked.to(REASONER)
                .says(
                        Role.USER,
                        new Part.Document(new Source.Url("https://example.com/a.pdf", ""), null, null, false, null));

        CohereRequestTest.assertRefused(asked, "messages[0].content", "nothing that Cohere can read");
    }

    @Test
    void write_namesAndCacheTimes_areLost() throws Refusal {
        Asked asked = Asked.to(REASONER);
        asked.messages.add(new Message(
                Role.USER,
                List.of(
                        new Part.Text("a", List.of(), new CacheMark(null), null),
                        new Part.Text("b", List.of(), new CacheMark("1h"), null)),
                "jane"));

        asked.body();

        assertThat(asked.losses.names()).containsExactly("messages[0].name", "cache_control.ttl");
    }

    @Test
    void write_turnOfText_isText() throws Refusal {
        Asked asked = Asked.to(PLANNER)
                .says(Role.ASSISTANT, text("Hi"))
                .says(Role.ASSISTANT, new Part.Refusal("I won't"))
                .says(Role.ASSISTANT, new Part.Audio(null, "wav", "audio_1", "spoken"))
                .says(Role.ASSISTANT, text(""));

        assertThat(asked.messageBodies()).isEqualTo(array("""
                [{'role':'assistant','content':'Hi'},{'role':'assistant','content':'I won`t'},
                 {'role':'assistant','content':'spoken'}]""".replace("`", "\\u0027")));
        assertThat(asked.losses.names()).containsExactly("messages[2].content[0]");
    }

    @Test
    void write_textBesideCalls_isThePlan() throws Refusal {
        Asked asked = Asked.to(PLANNER).says(Role.ASSISTANT, text("I look it up."), CALL);

        assertThat(asked.messageBodies())
                .isEqualTo(array("[{'role':'assistant','tool_plan':'I look it up.'," + call() + "}]"));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_textBesideCallsOfReasoner_isThought() throws Refusal {
        Asked asked = Asked.to(REASONER).says(Role.ASSISTANT, Thoughts.block("Hm."), text("I look it up."), CALL);

        assertThat(asked.messageBodies()).isEqualTo(array("""
                [{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.'},
                  {'type':'thinking','thinking':'I look it up.'}],""" + call() + "}]"));
    }

    @Test
    void write_planOfPlanner_comesBackAsPlanOrAsTheTargetKnowsIt() throws Refusal {
        Part[] turn = {Thoughts.plan("I will search."), CALL};
        Asked same = Asked.to(PLANNER).says(Role.ASSISTANT, turn);
        Asked other = Asked.to(REASONER).says(Role.ASSISTANT, turn);
        Asked off = Asked.to(REASONER).says(Role.ASSISTANT, turn);
        off.reasoning = Reasoning.ofEffort("none", null);

        assertThat(same.messageBodies())
                .isEqualTo(off.messageBodies())
                .isEqualTo(array("[{'role':'assistant','tool_plan':'I will search.'," + call() + "}]"));
        assertThat(other.messageBodies())
                .isEqualTo(array("[{'role':'assistant','content':[{'type':'thinking','thinking':'I will search.'}],"
                        + call() + "}]"));
        assertThat(same.losses.names()).isEmpty();
    }

    @Test
    void write_thoughtsBesideText_areBlocksOfReasonersAlone() throws Refusal {
        Part[] turn = {Thoughts.block("Hm."), text("4")};
        Asked reasoner = Asked.to(REASONER).says(Role.ASSISTANT, turn);
        Asked planner = Asked.to(PLANNER).says(Role.ASSISTANT, turn);

        assertThat(reasoner.messageBodies()).isEqualTo(array("""
                [{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.'},{'type':'text','text':'4'}]}]"""));
        assertThat(reasoner.losses.names()).isEmpty();
        assertThat(planner.messageBodies()).isEqualTo(array("[{'role':'assistant','content':'4'}]"));
        assertThat(planner.losses.names()).containsExactly("reasoning");
    }

    @Test
    void write_thoughtsOfOthers_areLostAndNamedOnce() throws Refusal {
        Part sealed = new Part.Thinking("Hm.", new Seal("anthropic", "sig"), false, null, false);
        Part redacted = new Part.Thinking("", new Seal("anthropic", "data"), true, null, false);
        Asked asked = Asked.to(REASONER).says(Role.ASSISTANT, sealed, redacted, text("4"));

        assertThat(asked.messageBodies()).isEqualTo(array("[{'role':'assistant','content':'4'}]"));
        assertThat(asked.losses.names()).containsExactly("reasoning");
    }

    @Test
    void write_calls_keepTheirArgumentsAsText() throws Refusal {
        Asked asked = Asked.to(REASONER)
                .says(
                        Role.ASSISTANT,
                        Part.ToolCall.of("1", "a", ""),
                        Part.ToolCall.of("2", "b", "{ \"x\" : 1.0 }"),
                        new Part.ToolCall("3", "c", "free", Part.ToolCall.Kind.CUSTOM, null, null));

        assertThat(((Json.Arr) asked.messageBodies()).items())
                .first()
                .isInstanceOfSatisfying(
                        Json.Obj.class,
                        turn -> assertThat(turn.objects("tool_calls"))
                                .extracting(call -> call.object("function").text("arguments"))
                                .containsExactly("{}", "{ \"x\" : 1.0 }", "{\"input\":\"free\"}"));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_results_areMessagesEach() throws Refusal {
        Asked asked = Asked.to(REASONER)
                .says(
                        Role.TOOL,
                        Part.ToolResult.of("1", "sunny"),
                        new Part.ToolResult("2", List.of(text("no such city")), true, null),
                        new Part.ToolResult(
                                "3",
                                List.of(
                                        text("found"),
                                        new Part.Document(new Source.Plain("body"), "title", null, false, null)),
                                false,
                                null))
                .says(Role.TOOL, new Part.ToolResult("4", List.of(), true, null));

        assertThat(asked.messageBodies()).isEqualTo(array("""
                [{'role':'tool','tool_call_id':'1','content':'sunny'},
                 {'role':'tool','tool_call_id':'2','content':
                  [{'type':'document','document':{'data':{'error':'no such city'}}}]},
                 {'role':'tool','tool_call_id':'3','content':[{'type':'text','text':'found'},
                  {'type':'document','document':{'data':{'title':'title','text':'body'}}}]},
                 {'role':'tool','tool_call_id':'4','content':
                  [{'type':'document','document':{'data':{'error':'the tool failed'}}}]}]"""));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_imagesOfTools_areLost() throws Refusal {
        Asked asked = Asked.to(REASONER)
                .says(
                        Role.TOOL,
                        new Part.ToolResult(
                                "1",
                                List.of(text("see"), new Part.Image(new Source.Url("https://e.com/a", ""), null, null)),
                                false,
                                null));

        assertThat(asked.messageBodies()).isEqualTo(array("[{'role':'tool','tool_call_id':'1','content':'see'}]"));
        assertThat(asked.losses.names()).containsExactly("messages[0].content[0]");
    }

    @Test
    void write_citationsOfCohere_goBack() throws Refusal {
        Json.Obj raw = json("{'start':0,'end':1,'text':'4','sources':[]}");
        Citation ours = new Citation(null, null, null, 0, 1, "cohere", raw);
        Citation theirs = new Citation(null, null, null, 0, 1, "openai", raw);
        Asked asked = Asked.to(REASONER).says(Role.ASSISTANT, new Part.Text("4", List.of(ours, theirs), null, null));

        assertThat(asked.messageBodies())
                .isEqualTo(array("[{'role':'assistant','content':'4','citations':[" + raw.print() + "]}]"));
    }

    @Test
    void write_opaque_isForItsOwnDialect() throws Refusal {
        Json.Obj block = json("{'type':'new'}");
        Asked asked = Asked.to(REASONER)
                .says(Role.ASSISTANT, new Part.Opaque("cohere", block), new Part.Opaque("anthropic", block));

        assertThat(asked.messageBodies()).isEqualTo(array("[{'role':'assistant','content':[{'type':'new'}]}]"));
        assertThat(asked.losses.names()).containsExactly("messages[0].content[1]");
    }

    private static Part text(String text) {
        return Part.Text.of(text);
    }

    private static String call() {
        return WRITTEN_CALL.replace("\\'", "\\\"");
    }
}
