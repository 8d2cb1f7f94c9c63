package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.function;
import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.model;
import static dev.bifrost.dialect.gemini.Gemini.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.gemini.Gemini.Ask;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolsWriterTest {
    private static final Tool F = function("f", "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}}}");
    private static final Tool G = function("g", "{\"type\":\"object\"}");
    private static final Tool STRICT = new Tool.Function("s", null, null, true, null);
    private static final Tool SEARCH = new Tool.WebSearch(
            List.of("a.com"), List.of("b.com"), 3L, json("{\"city\":\"Rome\"}"), "openai", new Json.Obj());
    private static final Tool CODE = new Tool.Opaque("gemini", "codeExecution", json("{\"codeExecution\":{}}"));

    private static Ask ask(ToolChoice choice, Tool... tools) {
        var ask = new Ask(user("Hi"));
        ask.tools = List.of(tools);
        ask.choice = choice;
        return ask;
    }

    private static String config(String model, ToolChoice choice, Tool... tools) throws Exception {
        Json config = ask(choice, tools).to(model(model)).body().get("toolConfig");
        return config == null ? "none" : config.print();
    }

    @Test
    void choice_everyKind_isAMode() throws Exception {
        assertThat(config("gemini-2.5-flash", null, F)).isEqualTo("none");
        assertThat(config("gemini-2.5-flash", new ToolChoice.Auto(), F))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"AUTO\"}}");
        assertThat(config("gemini-2.5-flash", new ToolChoice.None(), F))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"NONE\"}}");
        assertThat(config("gemini-2.5-flash", new ToolChoice.Required(), F))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"ANY\"}}");
        assertThat(config("gemini-2.5-flash", new ToolChoice.Named("g"), F, G))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"g\"]}}");
        assertThat(config("gemini-2.5-flash", new ToolChoice.Allowed(List.of("f", "g"), true), F, G))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"ANY\",\"allowedFunctionNames\":[\"f\",\"g\"]}}");
        assertThat(config("gemini-2.5-flash", new ToolChoice.Allowed(List.of("f"), false), F, G))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"VALIDATED\",\"allowedFunctionNames\":[\"f\"]}}");
    }

    @Test
    void choice_strictFunctions_areValidated() throws Exception {
        assertThat(config("gemini-2.5-flash", null, STRICT))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"VALIDATED\"}}");
        assertThat(config("gemini-2.5-flash", new ToolChoice.Auto(), F, STRICT))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"VALIDATED\"}}");
        assertThat(config("gemini-2.5-flash", new ToolChoice.Required(), F, STRICT))
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"ANY\"}}");
    }

    @Test
    void choice_ofAFunctionThatIsNot_isNamed() throws Exception {
        var written = ask(new ToolChoice.Named("z"), F).to(model("gemini-2.5-flash"));

        assertThat(written.losses()).containsExactly("tool_choice");
        assertThat(ask(new ToolChoice.Required(), CODE)
                        .to(model("gemini-2.5-flash"))
                        .losses())
                .containsExactly("tool_choice");
    }

    @Test
    void search_alone_isGooglesAndItsLimitsAreNamed() throws Exception {
        var written = ask(null, SEARCH).to(model("gemini-2.5-flash"));
        var vertex = ask(null, SEARCH).to(model("gemini-2.5-flash", "vertex"));

        assertThat(written.body().get("tools").print()).isEqualTo("[{\"googleSearch\":{}}]");
        assertThat(written.losses())
                .containsExactly(
                        "tools[0].allowed_domains",
                        "tools[0].max_uses",
                        "tools[0].user_location",
                        "tools[0].blocked_domains");
        assertThat(vertex.body().get("tools").print())
                .isEqualTo("[{\"googleSearch\":{\"excludeDomains\":[\"b.com\"]}}]");
        assertThat(vertex.losses()).doesNotContain("tools[0].blocked_domains");
    }

    @Test
    void search_besideFunctions_needsGemini3() throws Exception {
        var second = ask(null, SEARCH, F, CODE).to(model("gemini-2.5-flash"));
        var third = ask(null, CODE, F).to(model("gemini-3-flash-preview"));
        var vertex = ask(new ToolChoice.Auto(), CODE, F).to(model("gemini-3-flash-preview", "vertex"));

        assertThat(second.losses()).contains("tools[0]", "tools[2]");
        assertThat(second.body().list("tools")).hasSize(1);
        assertThat(third.losses()).isEmpty();
        assertThat(third.body().get("tools").print()).contains("functionDeclarations", "{\"codeExecution\":{}}");
        assertThat(third.body().get("toolConfig").print())
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"VALIDATED\"},"
                        + "\"includeServerSideToolInvocations\":true}");
        assertThat(vertex.body().get("toolConfig").print())
                .isEqualTo("{\"functionCallingConfig\":{\"mode\":\"VALIDATED\"}}");
    }

    @Test
    void choice_none_leavesGooglesToolsOut() throws Exception {
        var written = ask(new ToolChoice.None(), CODE).to(model("gemini-2.5-flash"));

        assertThat(written.losses()).isEmpty();
        assertThat(written.body().has("tools")).isFalse();
    }

    @Test
    void tools_withFreeText_becomeFunctions() throws Exception {
        var patch = new Tool.Custom("apply_patch", "Patches.", json("{\"type\":\"grammar\"}"));
        var written = ask(new ToolChoice.Named("apply_patch"), patch, F).to(model("gemini-2.5-flash"));

        assertThat(written.body().get("tools").print())
                .contains("\"name\":\"apply_patch\",\"description\":\"Patches.\\n\\nFormat of the input: {")
                .contains("\"properties\":{\"input\":{\"type\":\"string\"}},\"required\":[\"input\"]");
        assertThat(written.body().get("toolConfig").print()).contains("\"allowedFunctionNames\":[\"apply_patch\"]");
        assertThat(written.losses()).containsExactly("tools[0].custom.format");
    }

    @Test
    void search_whatGoogleCanNotBeTold_isNamed_andNoSearchIfOnlyOthersAreAllowed() throws Exception {
        var sized = new Tool.WebSearch(
                List.of(),
                List.of(),
                null,
                null,
                "openai-responses",
                json("{\"type\":\"web_search\",\"search_context_size\":\"high\"}"));
        assertThat(ask(null, sized).to(model("gemini-3-pro")).losses()).containsExactly("tools[0].search_context_size");

        var allowed = new ToolChoice.Allowed(List.of("f"), false);
        var written = ask(allowed, sized, F).to(model("gemini-3-pro"));
        assertThat(written.body().print()).doesNotContain("googleSearch");
        assertThat(written.losses()).isEmpty();
    }

    @Test
    void tools_thatGoogleDoesNotHave_areNamed() throws Exception {
        var ask = ask(
                null,
                new Tool.Opaque("openai-responses", "mcp", json("{\"type\":\"mcp\"}")),
                new Tool.Opaque("anthropic", "bash", json("{\"type\":\"bash_20250124\"}")),
                F);
        ask.parallel = false;
        var written = ask.to(model("gemini-2.5-flash"));

        assertThat(written.losses()).containsExactly("tools[0]", "tools[1]", "parallel_tool_calls");
        assertThat(new ArrayList<>(written.body().objects("tools"))).hasSize(1);
    }
}
