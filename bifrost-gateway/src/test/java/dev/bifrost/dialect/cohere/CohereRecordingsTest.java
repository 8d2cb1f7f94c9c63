package dev.bifrost.dialect.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.Citation;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Recordings;
import dev.bifrost.dialect.Replay;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the real API. */
class CohereRecordingsTest {
    private final CohereProvider cohere = new CohereProvider();

    @Test
    void read_text_isText() throws Exception {
        ChatAnswer answer = whole("cohere-text");

        assertThat(answer.id()).isEqualTo("e7592632-1e3d-424f-b129-bd5f9f980f7b");
        assertThat(choice(answer).parts()).containsExactly(Part.Text.of("The capital of France is Paris."));
        assertThat(choice(answer).finish()).isEqualTo(FinishReason.STOP);
        assertThat(answer.usage()).isEqualTo(new Usage(507, 448, 0, 10, 0, 0, 0, false));
    }

    @Test
    void read_reasoning_isThinking() throws Exception {
        ChatAnswer answer = whole("cohere-reasoning");

        assertThat(choice(answer).parts()).hasSize(2).last().isEqualTo(Part.Text.of("2 + 2 = 4"));
        assertThat(choice(answer).parts().getFirst()).isInstanceOfSatisfying(Part.Thinking.class, thinking -> {
            assertThat(thinking.text()).startsWith("Okay, so I need to figure out");
            assertThat(thinking.seal()).isEqualTo(Thoughts.BLOCK);
        });
        assertThat(answer.usage()).isEqualTo(new Usage(1394, 1344, 0, 582, 0, 0, 0, false));
    }

    @Test
    void read_toolCalls_haveTheirPlan() throws Exception {
        ChatAnswer answer = whole("cohere-tool-call");

        assertThat(choice(answer).parts())
                .containsExactly(
                        Thoughts.plan(
                                "I will use the weather tool to find out the weather in San Francisco. I will also"
                                        + " use the cityAttractions tool to find out what attractions are in San Francisco."),
                        Part.ToolCall.of("weather_dqgshstja6p9", "weather", "{\"location\":\"San Francisco\"}"),
                        Part.ToolCall.of(
                                "cityAttractions_dcxfx4myvx68", "cityAttractions", "{\"city\":\"San Francisco\"}"));
        assertThat(choice(answer).finish()).isEqualTo(FinishReason.TOOL_CALLS);
    }

    @Test
    void read_citations_pointIntoTheText() throws Exception {
        ChatAnswer answer = whole("cohere-citations");

        assertThat(choice(answer).parts()).singleElement().isInstanceOfSatisfying(Part.Text.class, text -> {
            assertThat(text.citations()).hasSize(3);
            for (Citation citation : text.citations()) {
                assertThat(text.text().substring((int) citation.start(), (int) citation.end()))
                        .isEqualTo(citation.raw().text("text"));
                assertThat(citation.title()).isEqualTo("benefits.txt");
                assertThat(citation.quoted()).startsWith("AI provides: 1.");
            }
        });
    }

    @Test
    void stream_recordings_areTheSameKindOfAnswer() throws Exception {
        ChatAnswer text = streamed("cohere-text");
        assertThat(choice(text).parts()).containsExactly(Part.Text.of("The capital of France is Paris."));
        assertThat(text.usage()).isEqualTo(new Usage(507, 448, 0, 10, 0, 0, 0, false));

        ChatAnswer reasoning = streamed("cohere-reasoning");
        assertThat(choice(reasoning).parts()).last().isEqualTo(Part.Text.of("The answer to 2 + 2 is 4."));
        assertThat(choice(reasoning).parts().getFirst())
                .isInstanceOfSatisfying(
                        Part.Thinking.class,
                        thinking -> assertThat(thinking.text())
                                .startsWith("The user is asking for the sum")
                                .endsWith(" directly."));

        ChatAnswer calls = streamed("cohere-tool-call");
        assertThat(choice(calls).finish()).isEqualTo(FinishReason.TOOL_CALLS);
        assertThat(choice(calls).parts()).hasSize(3);
        assertThat(choice(calls).parts().get(2))
                .isEqualTo(Part.ToolCall.of(
                        "cityAttractions_pyxssbwnq9fq", "cityAttractions", "{\"city\": \"San Francisco\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cohere-text", "cohere-reasoning", "cohere-tool-call"})
    void stream_cutAnywhere_isTheSame(String name) throws Exception {
        byte[] stream = stream(name);
        List<ChatEvent> expected = Streamed.of(stream, stream.length);

        for (int cut = 0; cut < stream.length; cut++) {
            assertThat(Streamed.of(stream, cut)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cohere-text", "cohere-reasoning", "cohere-tool-call", "cohere-citations"})
    void replay_ofWholeAnswer_isTheAnswer(String name) throws Exception {
        ChatAnswer answer = whole(name);
        Assembled replayed = new Assembled();
        Replay.of(answer, replayed);

        assertThat(replayed.answer()).isEqualTo(answer);
    }

    /** What the model thought and called comes back to it as it was. */
    @Test
    void write_turnThatWasRead_isWhatCohereSaid() throws Exception {
        for (String name : List.of("cohere-tool-call", "cohere-reasoning", "cohere-citations")) {
            Json.Obj said = document(name).object("message");
            Asked asked = Asked.to(name.equals("cohere-tool-call") ? Asked.PLANNER : Asked.REASONER)
                    .says(Role.ASSISTANT, choice(whole(name)).parts().toArray(Part[]::new));

            Json.Obj written = asked.body().objects("messages").getFirst();

            for (String field : List.of("tool_plan", "tool_calls", "citations")) {
                assertThat(written.get(field)).as(field).isEqualTo(said.get(field));
            }
            assertThat(asked.losses.names()).isEmpty();
        }
    }

    @Test
    void stream_mutated_isReadOrAFault() {
        byte[] stream = stream("cohere-tool-call");
        Seeded.times(2_000, random -> {
            byte[] mutated = stream.clone();
            for (int i = random.nextInt(1, 8); i > 0; i--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                List<ChatEvent> events = new ArrayList<>(Streamed.of(mutated, random.nextInt(mutated.length)));
                events.forEach(new Assembled());
            } catch (AnswerFault _) {
                // as it may be
            }
        });
    }

    @Test
    void read_mutated_isReadOrAFault() {
        for (String name : List.of("cohere-tool-call", "cohere-citations", "cohere-reasoning")) {
            byte[] document = Recordings.bytes("cohere-chat/" + name + ".json");
            Seeded.times(1_000, random -> {
                byte[] mutated = document.clone();
                for (int i = random.nextInt(1, 8); i > 0; i--) {
                    mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
                }
                assertThatCode(() -> readOrFault(mutated)).doesNotThrowAnyException();
            });
        }
    }

    private void readOrFault(byte[] document) {
        try {
            Replay.of(cohere.read(Json.readObject(document, 0, document.length)), new Assembled());
        } catch (AnswerFault | MalformedJson _) {
            // as it may be
        }
    }

    private ChatAnswer whole(String name) throws Exception {
        return cohere.read(document(name));
    }

    private static Json.Obj document(String name) throws MalformedJson {
        byte[] json = Recordings.bytes("cohere-chat/" + name + ".json");
        return Json.readObject(json, 0, json.length);
    }

    private static ChatAnswer streamed(String name) throws AnswerFault {
        Assembled assembled = Streamed.assembled(stream(name));
        assertThat(assembled.ended()).isTrue();
        return assembled.answer();
    }

    private static byte[] stream(String name) {
        return Recordings.stream("cohere-chat/" + name);
    }

    private static ChatAnswer.Choice choice(ChatAnswer answer) {
        return answer.choices().getFirst();
    }
}
