package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Recordings;
import dev.bifrost.dialect.Replay;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real answers of OpenAI and of those who follow it, through this dialect and back. */
class ChatRecordingsTest {
    /** Streams are cut at every byte of so many of their first and last events; the middle only repeats itself. */
    private static final int EVENTS = 5;

    @ParameterizedTest
    @CsvSource({
        // recording, parts, finish, prompt, cached, completion, reasoning
        "openai-text, Text, STOP, 16, 0, 363, 0",
        "deepseek-text, Text, LENGTH, 13, 0, 300, 0",
        "deepseek-reasoning, Thinking Text, STOP, 18, 0, 345, 315",
        "deepseek-tool-call, Thinking ToolCall, TOOL_CALLS, 339, 320, 92, 48",
        "groq-tool-call, ToolCall, TOOL_CALLS, 218, 0, 15, 0",
        "mistral-text, Text, STOP, 13, 0, 434, 0",
        "mistral-reasoning, Thinking Text, STOP, 10, 0, 46, 0",
        "mistral-tool-call, ToolCall, TOOL_CALLS, 124, 0, 22, 0",
        "perplexity-text, Text, STOP, 11, 0, 392, 0"
    })
    void read_whole_keepsTheAnswer(
            String name, String parts, FinishReason finish, long in, long cached, long out, long reasoning)
            throws Exception {
        ChatAnswer answer = whole(name);

        assertThat(kinds(answer)).isEqualTo(parts);
        assertThat(answer.choices()).hasSize(1);
        assertThat(answer.choices().getFirst().finish()).isEqualTo(finish);
        assertThat(answer.usage()).isEqualTo(new Usage(in, cached, 0, out, reasoning, 0, 0, false));
        ChatCompletion completion = sdk(new ChatClient().answer(answer, ChatStreams.asked()), ChatCompletion.class);
        assertThat(completion
                        .validate()
                        .choices()
                        .getFirst()
                        .message()
                        .content()
                        .orElse(""))
                .isEqualTo(text(answer));
        check(new ChatProvider().read(new ChatClient().answer(answer, ChatStreams.asked())), answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "openai-text",
                "deepseek-text",
                "deepseek-reasoning",
                "deepseek-tool-call",
                "groq-text",
                "groq-tool-call",
                "mistral-text",
                "mistral-reasoning",
                "mistral-tool-call",
                "perplexity-text"
            })
    void stream_chunks_keepTheAnswerHoweverCut(String name) throws Exception {
        byte[] stream = Recordings.stream("openai-chat/" + name);
        List<ChatEvent> events = ChatStreams.events(stream);
        Assembled assembled = ChatStreams.assembled(events);

        assertThat(assembled.ended()).isTrue();
        ChatAnswer answer = assembled.answer();
        assertThat(kinds(answer)).isEqualTo(name.equals("groq-text") ? "Text" : kinds(whole(name)));
        assertThat(answer.usage().completion()).isPositive();
        checkWritten(events, answer);
        byte[] ends = ends(stream);
        List<ChatEvent> uncut = ChatStreams.events(ends);
        for (int cut = 0; cut < ends.length; cut++) {
            assertThat(ChatStreams.events(ends, cut).equals(uncut))
                    .as("cut at " + cut)
                    .isTrue();
        }
    }

    private static byte[] ends(byte[] stream) {
        String[] events = new String(stream, StandardCharsets.UTF_8).split("(?<=\n\n)", -1);
        StringBuilder ends = new StringBuilder();
        for (int i = 0; i < events.length; i++) {
            ends.append(i < EVENTS || i >= events.length - EVENTS ? events[i] : "");
        }
        return ends.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void checkWritten(List<ChatEvent> events, ChatAnswer answer) throws Exception {
        byte[] written = ChatStreams.written(events, ChatStreams.asked());
        ChatGrammar grammar = ChatGrammar.whole(written);
        assertThat(grammar.choice().text()).isEqualTo(text(answer));
        assertThat(grammar.usage().number("completion_tokens", 0))
                .isEqualTo(answer.usage().completion());
        assertThat(grammar.choice().finish())
                .isEqualTo(FinishWords.write(
                        answer.choices().getFirst().finish(), kinds(answer).contains("ToolCall"), false));
        for (Json.Obj chunk : grammar.chunks()) {
            sdk(chunk, ChatCompletionChunk.class).validate();
        }
        check(ChatStreams.assembled(ChatStreams.events(written)).answer(), answer);
    }

    /** What was written and read again is the same; of citations and the tier, what the dialect has to say. */
    private static void check(ChatAnswer again, ChatAnswer answer) {
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("choices.parts.citations", "serviceTier")
                .isEqualTo(answer);
    }

    @Test
    void read_perplexity_sourcesAreCitations() throws Exception {
        Part.Text text = (Part.Text)
                whole("perplexity-text").choices().getFirst().parts().getFirst();

        assertThat(text.citations()).hasSize(6);
        assertThat(text.citations().getFirst().url()).startsWith("https://www.modernchristmastrees.com/");
        Json.Obj message = new ChatClient()
                .answer(whole("perplexity-text"), ChatStreams.asked())
                .objects("choices")
                .getFirst()
                .object("message");
        assertThat(message.objects("annotations")).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deepseek-tool-call", "mistral-reasoning", "perplexity-text", "openai-text"})
    void replay_whole_isAStreamThatSaysTheSame(String name) throws Exception {
        ChatAnswer answer = whole(name);
        List<ChatEvent> events = new ArrayList<>();
        Replay.of(answer, events::add);

        byte[] written = ChatStreams.written(events, ChatStreams.asked());
        ChatGrammar.whole(written);
        check(ChatStreams.assembled(ChatStreams.events(written)).answer(), answer);
    }

    @Test
    void read_error_isAFaultWithItsWords() throws Exception {
        Json.Obj error = document("openai-chat/reasoning-model-legacy-parameter-error.json");

        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                                AnswerFault.class, () -> new ChatProvider().read(error))
                        .error()
                        .code())
                .isEqualTo("unsupported_parameter");
    }

    private static ChatAnswer whole(String name) throws AnswerFault, MalformedJson {
        return new ChatProvider().read(document("openai-chat/" + name + ".json"));
    }

    private static Json.Obj document(String name) throws MalformedJson {
        return (Json.Obj) Json.read(Recordings.bytes(name));
    }

    private static String kinds(ChatAnswer answer) {
        return String.join(
                " ",
                answer.choices().getFirst().parts().stream()
                        .map(part -> part.getClass().getSimpleName())
                        .toList());
    }

    private static String text(ChatAnswer answer) {
        StringBuilder text = new StringBuilder();
        for (Part part : answer.choices().getFirst().parts()) {
            if (part instanceof Part.Text it) {
                text.append(it.text());
            }
        }
        return text.toString();
    }

    private static <T> T sdk(Json.Obj json, Class<T> type) throws Exception {
        return ObjectMappers.jsonMapper().readValue(json.print(), type);
    }
}
