package dev.bifrost.dialect.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatRequest;
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
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicateRequestTest {
    private static final String LLAMA = "meta/meta-llama-3.1-405b-instruct";
    private static final Part PNG = new Part.Image(new Source.Data("image/png", "iVBO"), null, null);
    private static final Part URL = new Part.Image(new Source.Url("https://x.example/a.png", ""), "low", null);

    private String model = LLAMA;
    private List<Message> messages = List.of(Message.of(Role.USER, "Hello"));
    private List<Tool> tools = List.of();
    private ToolChoice choice;
    private OutputFormat output;
    private Reasoning reasoning;
    private Sampling sampling = Sampling.NONE;
    private String user;
    private final Map<String, Json> extra = new LinkedHashMap<>();
    private final Losses losses = new Losses();

    private ProviderRequest written() throws Refusal {
        ChatRequest request = new ChatRequest(
                "openai", model, messages, tools, choice, null, output, reasoning, sampling, true, true, user, null,
                null, extra, List.of());
        Recipient recipient = new Recipient("replicate", "replicate", model, Set.of());
        return new ReplicateProvider().write(request, recipient, losses);
    }

    private String body() throws Refusal {
        return written().body().print().replace('"', '\'');
    }

    private static Message said(Role role, Part... parts) {
        return new Message(role, List.of(parts));
    }

    private static Sampling everything() {
        return new Sampling(
                Json.Num.of(0.5),
                Json.Num.of(0.9),
                Json.Num.of(40),
                100L,
                List.of("END", "a,b", "\n\n"),
                Json.Num.of(7),
                Json.Num.of(0.1),
                Json.Num.of(0.2),
                null,
                null,
                null,
                1L);
    }

    @Test
    void write_oneQuestion_staysBareAndIsWaitedFor() throws Refusal {
        assertThat(body()).isEqualTo("{'input':{'prompt':'Hello'}}");
        assertThat(written().headers()).containsExactly(Map.entry("prefer", "wait"));
        assertThat(losses.names()).isEmpty();
    }

    @Test
    void write_system_isTheSystemPrompt() throws Refusal {
        messages = List.of(
                Message.of(Role.SYSTEM, "Be brief."),
                Message.of(Role.DEVELOPER, "Be kind."),
                Message.of(Role.USER, "Hello"));

        assertThat(body()).isEqualTo("{'input':{'prompt':'Hello','system_prompt':'Be brief.\\n\\nBe kind.'}}");
    }

    @Test
    void write_systemForAModelThatHasNone_leadsThePrompt() throws Refusal {
        model = "deepseek-ai/deepseek-v3.1";
        messages = List.of(Message.of(Role.SYSTEM, "Be brief."), Message.of(Role.USER, "Hello"));

        assertThat(body()).isEqualTo("{'input':{'prompt':'Be brief.\\n\\nHello'}}");
    }

    @Test
    void write_systemAlone_isThePrompt() throws Refusal {
        messages = List.of(Message.of(Role.SYSTEM, "Greet."));

        assertThat(body()).isEqualTo("{'input':{'prompt':'Greet.'}}");
    }

    @Test
    void write_severalTurns_areATranscript() throws Refusal {
        messages = List.of(
                Message.of(Role.SYSTEM, "Be brief."),
                Message.of(Role.USER, "Capital of France?"),
                Message.of(Role.ASSISTANT, "Paris."),
                Message.of(Role.SYSTEM, "Be briefer."),
                Message.of(Role.USER, "Of Switzerland?"));

        assertThat(body())
                .isEqualTo(
                        "{'input':{'prompt':'User: Capital of France?\\n\\nAssistant: Paris.\\n\\n"
                                + "System: Be briefer.\\n\\nUser: Of Switzerland?\\n\\nAssistant:','system_prompt':'Be brief.'}}");
        assertThat(losses.names()).isEmpty();
    }

    @Test
    void write_answerBegun_goesOnThere() throws Refusal {
        messages = List.of(Message.of(Role.USER, "Count."), Message.of(Role.ASSISTANT, "One, two,"));

        assertThat(body()).isEqualTo("{'input':{'prompt':'User: Count.\\n\\nAssistant: One, two,'}}");
    }

    @Test
    void write_toolsAndThoughts_areNamedAsLost() throws Refusal {
        tools = List.of(new Tool.Function("weather", null, null, null, null));
        choice = new ToolChoice.Required();
        output = new OutputFormat.JsonObject();
        reasoning = Reasoning.ofEffort("high", null);
        user = "u";
        messages = List.of(
                Message.of(Role.USER, "Weather?"),
                said(
                        Role.ASSISTANT,
                        new Part.Thinking("Hm", new Seal("anthropic", "s"), false, null, false),
                        Part.ToolCall.of("c1", "weather", "{}")),
                said(Role.TOOL, Part.ToolResult.of("c1", "12 degrees")));

        assertThat(body()).isEqualTo("{'input':{'prompt':'User: Weather?\\n\\nTool: 12 degrees\\n\\nAssistant:'}}");
        assertThat(losses.names())
                .containsExactly(
                        "reasoning",
                        "messages[1].tool_calls",
                        "messages[2].tool_call_id",
                        "reasoning_effort",
                        "tools",
                        "tool_choice",
                        "response_format",
                        "user");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "meta/meta-llama-3-8b-instruct | 'max_tokens':100,'temperature':0.5,'top_p':0.9,'top_k':40,"
                        + "'presence_penalty':0.1,'frequency_penalty':0.2,'seed':7,'stop_sequences':'END,\\n\\n' | stop",
                "openai/gpt-4.1 | 'max_completion_tokens':100,'temperature':0.5,'top_p':0.9,'presence_penalty':0.1,"
                        + "'frequency_penalty':0.2 | top_k seed stop",
                "openai/o1 | 'max_completion_tokens':100 | temperature top_p top_k presence_penalty frequency_penalty "
                        + "seed stop",
                "anthropic/claude-4-sonnet | 'max_tokens':100 | temperature top_p top_k presence_penalty "
                        + "frequency_penalty seed stop",
                "deepseek-ai/deepseek-v3.1 | 'max_tokens':100,'temperature':0.5,'top_p':0.9,'presence_penalty':0.1,"
                        + "'frequency_penalty':0.2 | top_k seed stop",
            })
    void write_sampling_isWhatTheModelDocuments(String asked, String fields, String lost) throws Refusal {
        model = asked;
        sampling = everything();

        assertThat(body()).isEqualTo("{'input':{'prompt':'Hello'," + fields + "}}");
        assertThat(losses.names()).containsExactly(lost.split(" ", -1));
    }

    @ParameterizedTest
    @CsvSource({"high, high, ", "max, , reasoning_effort", "none, , reasoning_effort"})
    void write_effort_isForModelsThatTakeIt(String effort, String sent, String lost) throws Refusal {
        model = "openai/o1";
        reasoning = Reasoning.ofEffort(effort, null);

        assertThat(written().body().object("input").text("reasoning_effort")).isEqualTo(sent);
        assertThat(losses.names()).isEqualTo(lost == null ? List.of() : List.of(lost));
    }

    @Test
    void write_images_goWhereTheModelHasThem() throws Refusal {
        messages = List.of(
                said(Role.USER, PNG, Part.Text.of("This?")),
                Message.of(Role.ASSISTANT, "A cat."),
                said(Role.USER, Part.Text.of("These?"), PNG, URL));
        model = "openai/gpt-4o";

        assertThat(written().body().object("input").get("image_input").print().replace('"', '\''))
                .isEqualTo("['data:image/png;base64,iVBO','https://x.example/a.png']");
        assertThat(losses.names()).containsExactly("messages[0].content[0]", "messages[2].content[2].image_url.detail");
    }

    @Test
    void write_imagesForOneImageOrNone_othersAreLost() throws Refusal {
        messages = List.of(said(Role.USER, Part.Text.of("These?"), PNG, URL));
        model = "anthropic/claude-4-sonnet";

        assertThat(body()).isEqualTo("{'input':{'prompt':'These?','image':'data:image/png;base64,iVBO'}}");
        assertThat(losses.names()).containsExactly("messages[0].content[2]");
        model = LLAMA;
        assertThat(body()).isEqualTo("{'input':{'prompt':'These?'}}");
        assertThat(losses.names()).containsExactly("messages[0].content[2]", "messages[0].content[1]");
    }

    @Test
    void write_inputOfTheClients_wins() throws Refusal {
        sampling = Sampling.NONE.withMaxTokens(10L);
        extra.put("input", new Json.Obj().put("max_tokens", 20).put("min_tokens", 5));
        extra.put("webhook", new Json.Str("https://x.example"));

        assertThat(body()).isEqualTo("{'input':{'prompt':'Hello','max_tokens':20,'min_tokens':5}}");
        assertThat(losses.names()).containsExactly("webhook");
    }

    @Test
    void write_inputThatIsNoObject_isLost() throws Refusal {
        extra.put("input", new Json.Str("x"));

        assertThat(body()).isEqualTo("{'input':{'prompt':'Hello'}}");
        assertThat(losses.names()).containsExactly("input");
    }

    @Test
    void write_version_standsInTheBody() throws Refusal {
        model = "me/mine:5c7d5dc6";

        assertThat(body()).isEqualTo("{'version':'me/mine:5c7d5dc6','input':{'prompt':'Hello'}}");
    }

    @Test
    void write_nothingToRead_isRefused() {
        messages = List.of(said(Role.USER, new Part.Audio(null, "wav", "a", null)));

        assertThatThrownBy(this::body).isInstanceOf(Refusal.class).hasMessageContaining("add a message with text");
    }
}
