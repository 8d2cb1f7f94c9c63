package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.Replay;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Out and back is the identity on all that the dialect can say. */
class ChatRoundTripTest {
    private static final Recipient ALL = new Recipient(
            "p", "openai", "deployment", Set.of("reasoning_details", "extra_content", "cache_control", "top_k"));

    @Test
    void request_outAndBack_isTheSame() {
        Seeded.times(200, random -> {
            ChatRequest request = new RandomChats(random).request();
            Losses losses = new Losses();
            Json.Obj body = new ChatProvider().write(request, ALL, losses).body();

            assertThat(losses.names()).isEmpty();
            ChatRequest again = read(body);
            assertThat(again).isEqualTo(request);
            assertThat(new ChatProvider().write(again, ALL, losses).body().print())
                    .as("the same bytes, for the provider's prompt cache")
                    .isEqualTo(body.print());
        });
    }

    @Test
    void answer_outAndBack_isTheSame() {
        Seeded.times(200, random -> {
            ChatAnswer answer = new RandomChats(random).answer();
            Json.Obj written = new ChatClient().answer(answer, ChatStreams.asked());

            assertThat(read(written, ChatCompletion.class).validate().choices()).hasSameSizeAs(answer.choices());
            assertThat(whole(written)).isEqualTo(answer);
        });
    }

    @Test
    void stream_outAndBack_isTheSame() {
        Seeded.times(200, random -> {
            ChatAnswer answer = new RandomChats(random).answer();
            List<ChatEvent> events = new ArrayList<>();
            Replay.of(answer, events::add);
            byte[] written = ChatStreams.written(events, ChatStreams.asked());

            ChatGrammar grammar = ChatGrammar.whole(written);
            // The SDK does not know yet that calls of custom tools are streamed as well.
            grammar.chunks().stream()
                    .filter(chunk -> !chunk.print().contains("\"custom\""))
                    .forEach(chunk -> read(chunk, ChatCompletionChunk.class).validate());
            assertThat(streamed(written)).isEqualTo(answer);
        });
    }

    @Test
    void nextTurn_carriesBackWhatTheAnswerHeld() {
        Seeded.times(200, random -> {
            ChatAnswer answer = new RandomChats(random).answer();
            List<Part> said = answer.choices().getFirst().parts();
            List<ChatEvent> events = new ArrayList<>();
            Replay.of(answer, events::add);
            Json.Obj whole = new ChatClient()
                    .answer(answer, ChatStreams.asked())
                    .objects("choices")
                    .getFirst()
                    .object("message");
            Json.Obj streamed = ChatGrammar.whole(ChatStreams.written(events, ChatStreams.asked()))
                    .choice()
                    .message();

            assertThat(sealed(back(whole))).isEqualTo(sealed(said));
            assertThat(calls(back(streamed))).isEqualTo(calls(said));
            assertThat(sealed(back(streamed))).isEqualTo(sealed(said));
        });
    }

    private static List<Part> back(Json.Obj message) {
        Json.Arr messages = new Json.Arr().add(message);
        Message read = read(new Json.Obj().put("messages", messages)).messages().getFirst();
        assertThat(read.role()).isEqualTo(Role.ASSISTANT);
        return read.parts();
    }

    private static List<Part> sealed(List<Part> parts) {
        return parts.stream().filter(Part.Thinking.class::isInstance).toList();
    }

    private static List<Part> calls(List<Part> parts) {
        return parts.stream().filter(Part.ToolCall.class::isInstance).toList();
    }

    private static ChatRequest read(Json.Obj body) {
        try {
            return new ChatClient().read((Json.Obj) Json.read(body.print()));
        } catch (Refusal | MalformedJson e) {
            throw new AssertionError(body.print(), e);
        }
    }

    private static ChatAnswer whole(Json.Obj body) {
        try {
            return new ChatProvider().read((Json.Obj) Json.read(body.print()));
        } catch (AnswerFault | MalformedJson e) {
            throw new AssertionError(body.print(), e);
        }
    }

    private static ChatAnswer streamed(byte[] sse) {
        try {
            return ChatStreams.assembled(ChatStreams.events(sse)).answer();
        } catch (AnswerFault e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T read(Json.Obj json, Class<T> type) {
        try {
            return ObjectMappers.jsonMapper().readValue(json.print(), type);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new AssertionError(json.print(), e);
        }
    }
}
