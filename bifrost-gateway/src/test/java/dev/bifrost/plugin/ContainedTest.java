package dev.bifrost.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatEvent.ArgumentsDelta;
import dev.bifrost.api.chat.ChatEvent.Closed;
import dev.bifrost.api.chat.ChatEvent.Ended;
import dev.bifrost.api.chat.ChatEvent.Finished;
import dev.bifrost.api.chat.ChatEvent.Opened;
import dev.bifrost.api.chat.ChatEvent.Started;
import dev.bifrost.api.chat.ChatEvent.TextDelta;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Assembled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContainedTest {
    private static final Recipient RECIPIENT = new Recipient("p", "custom", "m", Set.of());
    private static final WireEvent EVENT = new WireEvent("", false, new byte[0], 0, 0);
    private static final Started STARTED = new Started("", 0, "", null);
    private static final Opened TEXT = new Opened(0, 0, Part.Text.of(""));
    private static final Finished FINISHED = new Finished(0, FinishReason.STOP, null);

    @Test
    void write_adapterFails_saysWhereWithoutItsWords() {
        Refusal refusal = catchThrowableOfType(
                Refusal.class, () -> new Contained(new Adapter()).write(request(), RECIPIENT, new Losses()));

        assertThat(refusal.failure()).isInstanceOf(Failure.Internal.class);
        assertThat(refusal.failure().message())
                .startsWith("the adapter 'named' failed: IllegalStateException at Adapter.java:")
                .doesNotContain("secret");
    }

    @Test
    void read_adapterFails_isAFaultOfTheAnswer() {
        assertThatThrownBy(() -> new Contained(new Adapter()).read(new Json.Obj(), RECIPIENT))
                .isInstanceOf(AnswerFault.class)
                .hasMessageStartingWith("the adapter 'named' failed: IllegalStateException at Adapter.java:");
    }

    @Test
    void read_noChoices_isAFaultOfTheAnswer() {
        Adapter empty = new Adapter() {
            @Override
            public ChatAnswer read(Json.Obj json) {
                return new ChatAnswer("", 0, "", List.of(), null, null);
            }
        };

        assertThatThrownBy(() -> new Contained(empty).read(new Json.Obj()))
                .isInstanceOf(AnswerFault.class)
                .hasMessageContaining("without choices");
    }

    @Test
    void stream_adapterFails_isAFaultOfTheFirstEvent() {
        AnswerReader reader = new Contained(new Adapter()).stream(RECIPIENT);

        assertThatThrownBy(() -> reader.event(EVENT, _ -> {})).isInstanceOf(AnswerFault.class);
    }

    @Test
    void error_adapterFails_leavesItToTheGateway() {
        Adapter confused = new Adapter() {
            @Override
            public dev.bifrost.api.ErrorDetail error(int status, byte[] body) {
                throw new NoSuchMethodError();
            }
        };

        assertThat(new Contained(confused).error(500, new byte[0])).isNull();
    }

    @Test
    void stream_goodEvents_arePassedOn() throws AnswerFault {
        List<ChatEvent> events = List.of(
                STARTED,
                TEXT,
                new TextDelta(0, 0, "Hi", null),
                new Closed(0, 0),
                new Opened(0, 1, Part.ToolCall.of("c", "f", "")),
                new ArgumentsDelta(0, 1, "{}"),
                new Closed(0, 1),
                FINISHED,
                new Ended());
        Assembled assembled = new Assembled();

        saying(events).event(EVENT, assembled);

        assertThat(assembled.ended()).isTrue();
        assertThat(assembled.answer().choices().getFirst().parts())
                .containsExactly(Part.Text.of("Hi"), Part.ToolCall.of("c", "f", "{}"));
    }

    static Stream<Arguments> disordered() {
        TextDelta delta = new TextDelta(0, 0, "x", null);
        return Stream.of(
                Arguments.of(List.of(delta), "TextDelta before Started", 0),
                Arguments.of(List.of(STARTED, STARTED), "Started twice", 1),
                Arguments.of(List.of(STARTED, delta), "TextDelta of block 0, which is not open", 1),
                Arguments.of(List.of(STARTED, TEXT, TEXT), "Opened while a block is open", 2),
                Arguments.of(
                        List.of(STARTED, new Opened(0, 1, Part.Text.of(""))),
                        "Opened of block 1 where the next is 0",
                        1),
                Arguments.of(
                        List.of(STARTED, TEXT, new ArgumentsDelta(0, 0, "{")),
                        "ArgumentsDelta within a block of Text",
                        2),
                Arguments.of(List.of(STARTED, TEXT, FINISHED), "Finished while a block is open", 2),
                Arguments.of(List.of(STARTED, FINISHED, FINISHED), "Finished twice", 2),
                Arguments.of(List.of(STARTED, FINISHED, TEXT), "Opened after Finished", 2),
                Arguments.of(List.of(STARTED, new Ended()), "Ended before Finished", 1),
                Arguments.of(List.of(STARTED, FINISHED, new Ended(), STARTED), "Started after the end", 3));
    }

    @ParameterizedTest
    @MethodSource("disordered")
    void stream_eventOutOfPlace_isAFaultAndTheLast(List<ChatEvent> events, String complaint, int passed) {
        List<ChatEvent> out = new ArrayList<>();

        assertThatThrownBy(() -> saying(events).event(EVENT, out::add))
                .isInstanceOf(AnswerFault.class)
                .hasMessage("the adapter 'named' says " + complaint);
        assertThat(out).hasSize(passed);
    }

    private static AnswerReader saying(List<ChatEvent> events) {
        return new Contained(new Adapter() {
                    @Override
                    public AnswerReader stream() {
                        return (_, out) -> events.forEach(out);
                    }
                })
                .stream(RECIPIENT);
    }

    private static ChatRequest request() {
        return new ChatRequest(
                "openai",
                "m",
                List.of(),
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
}
