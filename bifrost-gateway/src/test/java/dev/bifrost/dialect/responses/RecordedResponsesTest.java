package dev.bifrost.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Recordings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real providers answered, read as a provider's answer and written out again to a client. */
class RecordedResponsesTest {
    private static final String PLACE = "openai-responses/";
    private static final ChatRequest ASKED =
            Streams.asked("{\"model\":\"m\",\"input\":\"hi\",\"instructions\":\"be kind\",\"stream\":true}");

    private static ChatAnswer whole(String name) throws Exception {
        byte[] json = Recordings.bytes(PLACE + name + ".json");
        return new ResponsesProvider().read(Json.readObject(json, 0, json.length));
    }

    private static Part.ToolCall call(String id, String name, String arguments, Part.ToolCall.Kind kind) {
        return new Part.ToolCall(id, name, arguments, kind, null, null);
    }

    @Test
    void whole_text_isRead() throws Exception {
        ChatAnswer answer = whole("azure-text.1");

        assertThat(answer.choices().getFirst().parts()).containsExactly(Part.Text.of("Word"));
        assertThat(answer.choices().getFirst().finish()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage()).isEqualTo(Usage.of(11, 11));
        assertThat(answer.id()).isEqualTo("resp_0d6bb044bb6ff37200698c51948054819385e24e2ad931ae6e");
        assertThat(answer.created()).isEqualTo(1770803604);
    }

    @Test
    void whole_calls_areRead() throws Exception {
        ChatAnswer function = whole("lmstudio-tool-call.1");
        ChatAnswer custom = whole("openai-custom-tool.1");

        assertThat(function.choices().getFirst().parts())
                .containsExactly(call(
                        "call_2866856768160095",
                        "weather",
                        "{\"location\":\"San Francisco\"}",
                        Part.ToolCall.Kind.FUNCTION));
        assertThat(function.choices().getFirst().finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(function.usage()).isEqualTo(new Usage(1189, 891, 0, 11, 0, 0, 0, false));
        assertThat(custom.choices().getFirst().parts())
                .containsExactly(call(
                        "call_custom_sql_001",
                        "write_sql",
                        "SELECT * FROM users WHERE age > 25",
                        Part.ToolCall.Kind.CUSTOM));
    }

    @Test
    void whole_thought_keepsSealAndSummary() throws Exception {
        var parts = whole("openai-reasoning-encrypted-content.1")
                .choices()
                .getFirst()
                .parts();

        assertThat(parts).hasSize(2);
        Part.Thinking thinking = (Part.Thinking) parts.getFirst();
        assertThat(thinking.seal().origin()).isEqualTo("openai");
        assertThat(thinking.seal().value()).startsWith("gAAAAABpPMlc");
        assertThat(thinking.text()).startsWith("**Reporting final result**");
        assertThat(thinking.id()).startsWith("rs_");
    }

    @Test
    void whole_search_keepsItemsAndCitations() throws Exception {
        var parts = whole("openai-web-search-tool.1").choices().getFirst().parts();

        assertThat(parts.stream().filter(Part.Opaque.class::isInstance)).hasSize(3);
        Part.Text text = (Part.Text) parts.getLast();
        assertThat(text.citations()).hasSizeGreaterThan(4);
        assertThat(text.citations().getFirst().url()).startsWith("https://www.theverge.com/");
        assertThat(text.citations().getFirst().start()).isEqualTo(426);
    }

    @Test
    void whole_error_isNoAnswer() {
        assertThatThrownBy(() -> whole("openai-error.1"))
                .isInstanceOfSatisfying(
                        AnswerFault.class,
                        fault -> assertThat(fault.error().code()).isEqualTo("insufficient_quota"));
    }

    @Test
    void stream_error_fails() throws Exception {
        Assembled read = Streams.read(Recordings.stream(PLACE + "openai-error.1"));

        assertThat(read.error().code()).isEqualTo("insufficient_quota");
        assertThat(read.ended()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure-text.1",
                "lmstudio-tool-call.1",
                "openai-custom-tool.1",
                "openai-reasoning-encrypted-content.1",
                "openai-web-search-tool.1"
            })
    void whole_writtenOut_isAcceptedAndSaysTheSame(String name) throws Exception {
        ChatAnswer answer = whole(name);

        Json.Obj written = new ResponsesClient().answer(answer, ASKED);

        assertThat(Sdk.response(written.bytes()).id()).isEqualTo(answer.id());
        assertThat(new ResponsesProvider().read(written)).isEqualTo(answer);
        assertThat(ResponsesGrammar.check(Streams.write(ASKED, answer)).output())
                .isEqualTo(written.objects("output"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure-text.1",
                "lmstudio-tool-call.1",
                "openai-custom-tool.1",
                "openai-reasoning-encrypted-content.1",
                "openai-web-search-tool.1"
            })
    void stream_writtenOut_isAcceptedAndSaysTheSame(String name) throws Exception {
        for (byte[] stream : answers(name)) {
            List<ChatEvent> events = new ArrayList<>();
            Streams.read(stream, stream.length, events::add);
            ChatAnswer answer = Streams.read(stream).answer();

            byte[] written = Streams.write(ASKED, false, events);

            ResponsesGrammar.Read read = ResponsesGrammar.check(written);
            assertThat(Sdk.events(written)).hasSameSizeAs(read.types());
            ChatAnswer again = Streams.read(written).answer();
            assertThat(again).isEqualTo(asSummary(answer));
            assertThat(new ResponsesProvider().read(read.response())).isEqualTo(asSummary(answer));
            assertThat(read.output().stream().map(item -> item.text("type")))
                    .isEqualTo(answer.choices().getFirst().parts().stream()
                            .map(RecordedResponsesTest::type)
                            .toList());
        }
    }

    /** Thoughts reach a client as summaries, whatever they were. */
    private static ChatAnswer asSummary(ChatAnswer answer) {
        ChatAnswer.Choice choice = answer.choices().getFirst();
        List<Part> parts = choice.parts().stream()
                .map(part -> part instanceof Part.Thinking it
                        ? new Part.Thinking(it.text(), it.seal(), it.redacted(), it.id(), true)
                        : part)
                .toList();
        ChatAnswer.Choice said = new ChatAnswer.Choice(0, parts, choice.finish(), null, choice.logprobs());
        return new ChatAnswer(
                answer.id(), answer.created(), answer.model(), List.of(said), answer.usage(), answer.serviceTier());
    }

    private static String type(Part part) {
        return switch (part) {
            case Part.Text _ -> "message";
            case Part.Thinking _ -> "reasoning";
            case Part.ToolCall call -> call.kind() == Part.ToolCall.Kind.CUSTOM ? "custom_tool_call" : "function_call";
            case Part.Opaque opaque -> opaque.json().text("type");
            default -> throw new AssertionError(part);
        };
    }

    /** The same text and calls, finish and usage as the provider's last event says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "azure-text.1",
                "lmstudio-tool-call.1",
                "openai-custom-tool.1",
                "openai-reasoning-encrypted-content.1",
                "openai-web-search-tool.1"
            })
    void stream_read_saysWhatItsEndRepeats(String name) throws Exception {
        for (byte[] stream : answers(name)) {
            String last = new String(stream, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .reduce("", (_, line) -> line);
            Json.Obj response = Streams.json(last.substring(6)).object("response");

            ChatAnswer read = Streams.read(stream).answer();
            ChatAnswer whole = new ResponsesProvider().read(response);

            assertThat(plain(read.choices().getFirst().parts()))
                    .isEqualTo(plain(whole.choices().getFirst().parts()));
            assertThat(read.choices().getFirst().finish())
                    .isEqualTo(whole.choices().getFirst().finish());
            assertThat(read.choices().getFirst().logprobs())
                    .isEqualTo(whole.choices().getFirst().logprobs());
            assertThat(read.usage()).isEqualTo(whole.usage());
        }
    }

    /** The same thought is sealed differently each time that it is sent. */
    private static List<Part> plain(List<Part> parts) {
        return parts.stream()
                .map(part -> part instanceof Part.Thinking thinking
                        ? new Part.Thinking(thinking.text(), null, false, thinking.id(), thinking.summary())
                        : part)
                .toList();
    }

    @Test
    void stream_cutAnywhere_readsTheSame() throws Exception {
        byte[] stream = Recordings.stream(PLACE + "openai-custom-tool.1");
        ChatAnswer expected = Streams.read(stream).answer();

        for (int cut = 0; cut <= stream.length; cut++) {
            Assembled read = new Assembled();
            Streams.read(stream, cut, read);
            assertThat(read.answer()).isEqualTo(expected);
        }
    }

    @Test
    void stream_brokenOffAnywhere_neverEnds() throws Exception {
        byte[] stream = Recordings.stream(PLACE + "lmstudio-tool-call.1");
        int end = new String(stream, StandardCharsets.UTF_8).indexOf("event: response.completed");

        for (int cut = 0; cut < end; cut += 7) {
            Assembled read = new Assembled();
            Streams.read(Arrays.copyOf(stream, cut), cut, read);
            assertThat(read.ended()).isFalse();
        }
    }

    /** The answers in a recording, some of which hold several, one after the other. */
    private static List<byte[]> answers(String name) {
        String all = new String(Recordings.stream(PLACE + name), StandardCharsets.UTF_8);
        List<byte[]> answers = new ArrayList<>();
        for (String answer : all.split("(?=event: response.created\n)", -1)) {
            if (!answer.isEmpty()) {
                answers.add(answer.getBytes(StandardCharsets.UTF_8));
            }
        }
        return answers;
    }
}
