package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.dialect.Replay;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Claude's recorded answers, to the conversation and back to its own words. */
class MessagesRecordingsTest {
    private static final MessagesProvider PROVIDER = new MessagesProvider(MessagesFlavour.DIRECT);
    private static final ChatRequest ASKED = Read.asking(Message.of(Role.USER, "Hello"));

    @ParameterizedTest
    @CsvSource({
        "anthropic-text, claude-sonnet-4-5-20250929, STOP, 12, 29",
        "anthropic-clear-thinking.1, claude-sonnet-4-5-20250929, STOP, 69, 33",
        "anthropic-json-tool.1, claude-haiku-4-5-20251001, TOOL_CALLS, 1151, 87",
        "anthropic-refusal, claude-fable-5, REFUSAL, 18, 5"
    })
    void read_wholeAnswer_isUnderstoodAndWrittenTheSame(
            String name, String model, FinishReason finish, long in, long out) throws Exception {
        var json = MessagesRecordings.whole(name);
        ChatAnswer answer = PROVIDER.read(json);

        assertThat(answer.model()).isEqualTo(model);
        assertThat(answer.choices().getFirst().finish()).isEqualTo(finish);
        assertThat(answer.usage()).isEqualTo(Usage.of(in, out));
        assertThat(answer.serviceTier()).isEqualTo("default");

        var written = new MessagesClient().answer(answer, ASKED);
        assertThat(written.text("id")).isEqualTo(json.text("id"));
        assertThat(written.text("stop_reason")).isEqualTo(json.text("stop_reason"));
        if (finish == FinishReason.REFUSAL) {
            var details = written.object("stop_details");
            assertThat(details.text("explanation"))
                    .isEqualTo(json.object("stop_details").text("explanation"));
        } else {
            assertThat(written.get("content")).isEqualTo(json.get("content"));
        }
        assertThat(PROVIDER.read(written).usage()).isEqualTo(answer.usage());
    }

    @ParameterizedTest
    @CsvSource({
        "anthropic-text, 12, 30, STOP",
        "anthropic-clear-thinking.1, 69, 53, STOP",
        "anthropic-json-tool.1, 849, 47, TOOL_CALLS",
        "anthropic-refusal, 18, 5, REFUSAL"
    })
    void stream_cutAnywhere_isUnderstoodAndWrittenInItsGrammar(String name, long in, long out, FinishReason finish)
            throws Exception {
        byte[] stream = MessagesRecordings.stream(name);
        List<ChatEvent> events = Read.events(PROVIDER.stream(), stream, stream.length);
        var assembled = Read.assembled(events);
        ChatAnswer answer = assembled.answer();

        assertThat(assembled.ended()).isTrue();
        assertThat(answer.usage()).isEqualTo(Usage.of(in, out));
        assertThat(answer.choices().getFirst().finish()).isEqualTo(finish);

        MessagesGrammar original = MessagesGrammar.checkWhole(stream);
        MessagesGrammar written = MessagesGrammar.checkWhole(Read.written(events, ASKED));
        if (finish != FinishReason.REFUSAL) {
            assertThat(written.blocks()).isEqualTo(original.blocks());
        }
        assertThat(written.stopReason()).isEqualTo(original.stopReason());
        assertThat(written.usage().number("input_tokens"))
                .isEqualTo(original.usage().number("input_tokens"));
        assertThat(PROVIDER.read(written.message()).usage()).isEqualTo(answer.usage());

        for (int size = 1; size < stream.length; size++) {
            assertThat(Read.events(PROVIDER.stream(), stream, size)).isEqualTo(events);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-text", "anthropic-clear-thinking.1", "anthropic-json-tool.1"})
    void replay_ofTheStreamedAnswer_isTheSameAnswer(String name) throws Exception {
        byte[] stream = MessagesRecordings.stream(name);
        ChatAnswer answer = Read.assembled(Read.events(PROVIDER.stream(), stream, stream.length))
                .answer();
        MessagesGrammar replayed = MessagesGrammar.checkWhole(Read.written(out -> Replay.of(answer, out), ASKED));

        assertThat(replayed.blocks()).isEqualTo(MessagesGrammar.check(stream).blocks());
        assertThat(PROVIDER.read(replayed.message()).usage()).isEqualTo(answer.usage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-text", "anthropic-clear-thinking.1", "anthropic-json-tool.1"})
    void events_firstContent_comesWithItsEvent(String name) throws Exception {
        byte[] stream = MessagesRecordings.stream(name);
        long deltas = Read.events(PROVIDER.stream(), stream, 7).stream()
                .filter(event -> event instanceof ChatEvent.TextDelta
                        || event instanceof ChatEvent.ThinkingDelta
                        || event instanceof ChatEvent.ArgumentsDelta)
                .count();

        assertThat(deltas)
                .isEqualTo(new String(stream, java.nio.charset.StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.matches(".*\"(text|thinking|input_json)_delta\".*")
                                && !line.matches(".*\"(partial_json|thinking)\":\"\".*"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic-clear-thinking.1"})
    void thinking_whole_keepsItsSignature(String name) throws Exception {
        Part first = PROVIDER.read(MessagesRecordings.whole(name))
                .choices()
                .getFirst()
                .parts()
                .getFirst();

        assertThat(first).isInstanceOfSatisfying(Part.Thinking.class, thinking -> {
            assertThat(thinking.text()).isEqualTo("925 divided by 5 = 185");
            assertThat(thinking.seal().origin()).isEqualTo("anthropic");
            assertThat(thinking.seal().value()).startsWith("Er4B");
        });
    }
}
