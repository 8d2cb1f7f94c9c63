package dev.bifrost.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Replay;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever comes, clients are refused politely, and providers' nonsense is a fault and nothing else. */
class ChatFuzzTest {
    private static final List<String> NAMES = List.of(
            "messages",
            "input",
            "role",
            "content",
            "type",
            "text",
            "image_url",
            "url",
            "file",
            "tool_calls",
            "id",
            "index",
            "function",
            "custom",
            "name",
            "arguments",
            "tools",
            "tool_choice",
            "reasoning",
            "thinking",
            "reasoning_details",
            "summary",
            "data",
            "signature",
            "format",
            "choices",
            "delta",
            "message",
            "finish_reason",
            "usage",
            "prompt_tokens",
            "error",
            "logprobs",
            "annotations",
            "refusal",
            "audio",
            "stop");
    private static final List<String> WORDS = List.of(
            "user",
            "assistant",
            "tool",
            "text",
            "image_url",
            "function",
            "custom",
            "stop",
            "reasoning.text",
            "reasoning.encrypted",
            "thinking",
            "anthropic-claude-v1",
            "google-gemini-v1",
            "{}",
            "{",
            "",
            "a");

    @Test
    void read_mutatedRequest_isReadOrRefused() {
        Seeded.times(1000, random -> {
            ChatRequest request = new RandomChats(random).request();
            Recipient to = new Recipient("p", "openai", "d", Set.of("reasoning_details", "extra_content"));
            Json.Obj body = new ChatProvider().write(request, to, new Losses()).body();
            Json mutated = random.nextInt(4) == 0 ? object(random, 4) : mutated(body, random);
            try {
                ChatRequest read = new ChatClient().read((Json.Obj) mutated);
                new ChatProvider().write(read, new Recipient("p", "x", "d", Set.of("alternate")), new Losses());
            } catch (Refusal refusal) {
                assertThat(refusal.failure()).isInstanceOf(Failure.InvalidRequest.class);
                assertThat(((Failure.InvalidRequest) refusal.failure()).param()).isNotEmpty();
            }
        });
    }

    @Test
    void read_mutatedAnswer_isReadOrAFault() {
        Seeded.times(1000, random -> {
            Json.Obj answer = new ChatClient().answer(new RandomChats(random).answer(), ChatStreams.asked());
            Json mutated = random.nextInt(4) == 0 ? object(random, 4) : mutated(answer, random);
            try {
                new ChatClient().answer(new ChatProvider().read((Json.Obj) mutated), ChatStreams.asked());
            } catch (AnswerFault fault) {
                assertThat(fault).hasMessageMatching("(?s).*");
            }
        });
    }

    @Test
    void event_mutatedStream_keepsTheGrammar() {
        Seeded.times(1000, random -> {
            List<ChatEvent> said = new ArrayList<>();
            Replay.of(new RandomChats(random).answer(), said::add);
            List<Json.Obj> chunks = ChatGrammar.whole(ChatStreams.written(said, ChatStreams.asked()))
                    .chunks();
            List<ChatEvent> events = new ArrayList<>();
            Assembled assembled = new Assembled();
            AnswerReader reader = new ChatProvider().stream();
            try {
                for (Json.Obj chunk : chunks) {
                    Json mutated = random.nextInt(3) == 0 ? mutated(chunk, random) : chunk;
                    feed(reader, mutated.bytes(), assembled, events);
                }
                feed(reader, new byte[] {'[', 'D', 'O', 'N', 'E', ']'}, assembled, events);
                reader.end(assembled);
            } catch (AnswerFault fault) {
                assertThat(fault).hasMessageMatching("(?s).*");
            }
            byte[] written = ChatStreams.written(events, ChatStreams.asked());
            if (assembled.ended() && events.stream().noneMatch(ChatFuzzTest::isBelowZero)) {
                ChatGrammar.whole(written);
            }
        });
    }

    private static boolean isBelowZero(ChatEvent event) {
        return event instanceof ChatEvent.Finished it && it.choice() < 0;
    }

    private static void feed(AnswerReader reader, byte[] data, Assembled assembled, List<ChatEvent> events)
            throws AnswerFault {
        reader.event(new WireEvent("", false, data, 0, data.length), event -> {
            assembled.accept(event);
            events.add(event);
        });
    }

    /** The same with one of its values changed, or a few. */
    private static Json mutated(Json json, RandomGenerator random) {
        return switch (json) {
            case Json.Obj(Map<String, Json> members) -> {
                Json.Obj copy = new Json.Obj();
                members.forEach((name, value) -> {
                    if (random.nextInt(30) != 0) {
                        copy.put(name, random.nextInt(20) == 0 ? any(random, 3) : mutated(value, random));
                    }
                });
                yield copy;
            }
            case Json.Arr(List<Json> items) -> {
                Json.Arr copy = new Json.Arr();
                items.forEach(item -> copy.add(random.nextInt(20) == 0 ? any(random, 3) : mutated(item, random)));
                yield copy;
            }
            case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> json;
        };
    }

    private static Json any(RandomGenerator random, int depth) {
        return switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> new Json.Nil();
            case 1 -> new Json.Bool(random.nextBoolean());
            case 2 -> new Json.Num(List.of("0", "-1", "1.5", "1e400", "3").get(random.nextInt(5)));
            case 3 -> new Json.Str(WORDS.get(random.nextInt(WORDS.size())));
            case 4 -> new Json.Str(Seeded.anyText(random, 8).replaceAll("\\p{Cs}", ""));
            case 5, 6 -> object(random, depth - 1);
            default -> {
                Json.Arr array = new Json.Arr();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(any(random, depth - 1));
                }
                yield array;
            }
        };
    }

    private static Json.Obj object(RandomGenerator random, int depth) {
        Json.Obj object = new Json.Obj();
        for (int i = random.nextInt(6); i > 0; i--) {
            object.put(NAMES.get(random.nextInt(NAMES.size())), any(random, Math.max(0, depth)));
        }
        return object;
    }
}
