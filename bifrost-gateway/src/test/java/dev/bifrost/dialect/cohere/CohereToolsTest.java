package dev.bifrost.dialect.cohere;

import static dev.bifrost.dialect.cohere.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class CohereToolsTest {

    @Test
    void write_tools_areFunctions() throws Refusal {
        Asked asked = Asked.hello().tool("find", null);
        asked.tools.add(new Tool.Function("now", null, null, null, null));

        assertThat(asked.fields()).isEqualTo(json("""
                {'tools':[
                 {'type':'function','function':{'name':'find','description':'Does find',
                  'parameters':{'type':'object','properties':{'q':{}},'required':['q']}}},
                 {'type':'function','function':{'name':'now','parameters':{'type':'object','properties':{}}}}]}"""));
        assertThat(asked.losses.names()).isEmpty();
    }

    @Test
    void write_strictTools_areStrictTogetherOrNotAtAll() throws Refusal {
        Asked all = Asked.hello().tool("a", true).tool("b", true);
        Asked some = Asked.hello().tool("a", true).tool("b", null);
        Asked optional = Asked.hello().tool("a", true);
        optional.tools.add(new Tool.Function("b", null, json("{'properties':{'q':{}}}"), true, null));

        assertThat(all.body().isTrue("strict_tools")).isTrue();
        assertThat(all.losses.names()).isEmpty();
        assertThat(some.body().has("strict_tools")).isFalse();
        assertThat(some.losses.names()).containsExactly("tools[0].function.strict");
        assertThat(optional.body().has("strict_tools")).isFalse();
        assertThat(optional.losses.names()).containsExactly("tools[0].function.strict", "tools[1].function.strict");
    }

    @Test
    void write_freeTextTool_isAFunctionOfOneString() throws Refusal {
        Asked asked = Asked.hello().tool("a", true);
        asked.tools.add(new Tool.Custom("apply_patch", "Patches.", json("{'type':'grammar'}")));
        asked.says(
                Role.ASSISTANT,
                new Part.ToolCall("c", "apply_patch", "*** Begin", Part.ToolCall.Kind.CUSTOM, null, null));
        asked.says(Role.TOOL, Part.ToolResult.of("c", "done"));

        Json.Obj body = asked.body();
        assertThat(body.get("tools").print())
                .contains("\"name\":\"apply_patch\",\"description\":\"Patches.\\n\\nFormat of the input: {")
                .contains("\"required\":[\"input\"]");
        assertThat(body.isTrue("strict_tools")).isTrue();
        assertThat(body.get("messages").print()).contains("{\\\"input\\\":\\\"*** Begin\\\"}");
        assertThat(asked.losses.names()).containsExactly("tools[1].custom.format");
    }

    @Test
    void write_toolsThatAreNoFunctions_areLost() throws Refusal {
        Asked asked = Asked.hello().tool("a", null);
        asked.tools.add(new Tool.WebSearch(List.of(), List.of(), null, null, "openai", json("{}")));
        asked.tools.add(new Tool.Opaque("anthropic", "computer", json("{}")));

        assertThat(asked.body().list("tools")).hasSize(1);
        assertThat(asked.losses.names()).containsExactly("tools[1]", "tools[2]");
    }

    @Test
    void write_toolChoices_keepTheirMeaning() throws Refusal {
        assertThat(choosing(new ToolChoice.Auto())).isEqualTo("[a, b] null");
        assertThat(choosing(new ToolChoice.None())).isEqualTo("[a, b] NONE");
        assertThat(choosing(new ToolChoice.Required())).isEqualTo("[a, b] REQUIRED");
        assertThat(choosing(new ToolChoice.Named("b"))).isEqualTo("[b] REQUIRED");
        assertThat(choosing(new ToolChoice.Allowed(List.of("a"), false))).isEqualTo("[a] null");
        assertThat(choosing(new ToolChoice.Allowed(List.of("a", "b"), true))).isEqualTo("[a, b] REQUIRED");
    }

    private static String choosing(ToolChoice choice) throws Refusal {
        Asked asked = Asked.hello().tool("a", null).tool("b", null);
        asked.toolChoice = choice;
        Json.Obj body = asked.body();
        assertThat(asked.losses.names()).isEmpty();
        List<String> names = body.objects("tools").stream()
                .map(tool -> tool.object("function").text("name"))
                .toList();
        return names + " " + body.text("tool_choice");
    }

    @Test
    void write_toolChoiceThatCannotBeMet_isRefused() {
        Asked unknown = Asked.hello().tool("a", null);
        unknown.toolChoice = new ToolChoice.Named("z");
        Asked without = Asked.hello();
        without.toolChoice = new ToolChoice.Required();

        CohereRequestTest.assertRefused(unknown, "tool_choice", "'z'");
        CohereRequestTest.assertRefused(without, "tool_choice", "demands a tool");
    }

    @Test
    void write_toolChoiceNoneWithoutTools_isNothing() throws Refusal {
        Asked asked = Asked.hello();
        asked.toolChoice = new ToolChoice.None();

        assertThat(asked.fields()).isEqualTo(json("{}"));
    }
}
