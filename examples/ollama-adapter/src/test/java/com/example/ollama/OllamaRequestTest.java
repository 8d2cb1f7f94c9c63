package com.example.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OllamaRequestTest {
    private final Losses losses = new Losses();

    @Test
    void write_plainQuestion_saysThatNoStreamIsWanted() throws Refusal {
        assertThat(written(new Conversation().says(Role.DEVELOPER, "Be brief.").says(Role.USER, "Hi")))
                .isEqualTo("""
                        {"model":"qwen3","messages":[{"role":"system","content":"Be brief."},\
                        {"role":"user","content":"Hi"}],"stream":false}""");
        assertThat(losses.names()).isEmpty();
    }

    @Test
    void write_toolsAndTheirResults_areOllamas() throws Refusal {
        Json.Obj schema = new Json.Obj().put("type", "object");
        String written = written(new Conversation()
                .tool(new Tool.Function("weather", "The weather.", schema, null, null))
                .says(
                        Role.ASSISTANT,
                        Part.Thinking.of("Look."),
                        Part.ToolCall.of("c1", "weather", "{\"city\":\"Bern\"}"))
                .says(Role.TOOL, Part.ToolResult.of("c1", "12 degrees"))
                .streamed());

        assertThat(written).isEqualTo("""
                {"model":"qwen3","messages":[{"role":"assistant","content":"","thinking":"Look.","tool_calls":\
                [{"id":"c1","function":{"name":"weather","arguments":{"city":"Bern"}}}]},\
                {"role":"tool","content":"12 degrees","tool_name":"weather","tool_call_id":"c1"}],\
                "tools":[{"type":"function","function":{"name":"weather","description":"The weather.",\
                "parameters":{"type":"object"}}}],"stream":true}""");
        assertThat(losses.names()).isEmpty();
    }

    @Test
    void write_optionsOfBothSides_standUnderOptions() throws Refusal {
        Sampling sampling = new Sampling(
                new Json.Num("0.50"),
                Json.Num.of(1),
                null,
                100L,
                List.of("END"),
                Json.Num.of(7),
                null,
                null,
                null,
                true,
                null,
                2L);
        String written = written(new Conversation()
                .sampling(sampling)
                .extra("num_ctx", Json.Num.of(8192))
                .extra("keep_alive", new Json.Str("10m"))
                .extra("telepathy", new Json.Bool(true)));

        assertThat(written).endsWith("""
                "stream":false,"keep_alive":"10m","options":{"temperature":0.50,"top_p":1,"seed":7,\
                "num_predict":100,"stop":["END"],"num_ctx":8192}}""");
        assertThat(losses.names()).containsExactly("n", "logprobs", "telepathy");
    }

    @Test
    void write_pictureInBase64_standsInImages() throws Refusal {
        Part picture = new Part.Image(new Source.Data("image/png", "AAAA"), null, null);

        assertThat(written(new Conversation().says(Role.USER, Part.Text.of("What is it?"), picture)))
                .contains("{\"role\":\"user\",\"content\":\"What is it?\",\"images\":[\"AAAA\"]}");
    }

    @Test
    void write_pictureAtAnAddress_isRefusedWithItsField() {
        Part picture = new Part.Image(new Source.Url("https://x/y.png", ""), null, null);
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> written(new Conversation().says(Role.USER, Part.Text.of("?"), picture)));

        assertThat(((Failure.InvalidRequest) refusal.failure()).param()).isEqualTo("messages[0].content[1]");
    }

    @Test
    void write_formats_areSchemaOrWord() throws Refusal {
        Json.Obj schema = new Json.Obj().put("type", "object");

        assertThat(written(new Conversation().output(new OutputFormat.JsonObject())))
                .contains("\"format\":\"json\"");
        assertThat(written(new Conversation().output(new OutputFormat.JsonSchema("n", null, schema, true))))
                .contains("\"format\":{\"type\":\"object\"}");
    }

    @Test
    void write_effort_isALevelOnlyForModelsThatHaveThem() throws Refusal {
        Conversation thinking = new Conversation().reasoning(Reasoning.ofEffort("high", null));

        assertThat(written(thinking, Set.of("think_levels"))).contains("\"think\":\"high\"");
        assertThat(losses.names()).isEmpty();
        assertThat(written(thinking)).contains("\"think\":true");
        assertThat(losses.names()).containsExactly("reasoning_effort");
        assertThat(written(new Conversation().reasoning(Reasoning.ofEffort("none", null))))
                .contains("\"think\":false");
    }

    @Test
    void write_toolsThatMayNotBeChosen_areNotOffered() throws Refusal {
        Conversation two = new Conversation().function("a").function("b");

        assertThat(written(two.choice(new ToolChoice.None()))).doesNotContain("tools");
        assertThat(losses.names()).isEmpty();
        assertThat(written(two.choice(new ToolChoice.Named("b"))))
                .contains("\"b\"")
                .doesNotContain("\"a\"");
        assertThat(losses.names()).containsExactly("tool_choice");
    }

    @Test
    void write_whatOllamaHasNoRoomFor_isNamed() throws Refusal {
        Part sealed = new Part.Thinking("Hm.", new Seal("anthropic", "x"), false, null, false);
        Part sound = new Part.Audio(new Source.Data("audio/wav", "AAAA"), "wav", null, null);

        written(new Conversation()
                .says(Role.ASSISTANT, sealed, Part.ToolCall.of("c", "f", "no json"))
                .says(Role.TOOL, new Part.ToolResult("c", List.of(sound), true, null))
                .tool(new Tool.Custom("free", null, null)));

        assertThat(losses.names())
                .containsExactly(
                        "reasoning",
                        "messages[0].tool_calls",
                        "messages[1].is_error",
                        "messages[1].content[0]",
                        "tools[0]");
    }

    @Test
    void write_nameOfASpeaker_isNamedAsLost() throws Refusal {
        Message named = new Message(Role.USER, List.of(Part.Text.of("Hi")), "Ada");

        new OllamaMessages(losses).of(List.of(named));

        assertThat(losses.names()).containsExactly("messages[0].name");
    }

    private String written(Conversation conversation) throws Refusal {
        return written(conversation, Set.of());
    }

    private String written(Conversation conversation, Set<String> quirks) throws Refusal {
        Recipient recipient = new Recipient("mine", "custom", "qwen3", quirks);
        return new OllamaDialect()
                .write(conversation.request(), recipient, losses)
                .body()
                .print();
    }
}
