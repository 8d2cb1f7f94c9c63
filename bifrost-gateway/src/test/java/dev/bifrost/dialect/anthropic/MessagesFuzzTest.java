package dev.bifrost.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Replay;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever comes, it is understood, refused or a fault; nothing else is thrown, and what a client gets is in order. */
class MessagesFuzzTest {
    private static final ChatRequest ASKED = Read.asking(Message.of(Role.USER, "x"));
    private static final List<String> WORDS = List.of(
            "type",
            "text",
            "thinking",
            "tool_use",
            "content",
            "index",
            "delta",
            "stop_reason",
            "end_turn",
            "error",
            "");

    private static final List<String> STREAM = List.of(
            "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"m\",\"content\":[{\"type\":\"tool_use\","
                    + "\"id\":\"t0\",\"name\":\"f\",\"input\":{}}],\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}}",
            "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"h\"}}",
            "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"S\"}}",
            "{\"type\":\"content_block_stop\",\"index\":0}",
            "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
            "{\"type\":\"ping\"}",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"a\"}}",
            "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"citations_delta\",\"citation\":{\"type\":\"char_location\",\"cited_text\":\"q\"}}}",
            "{\"type\":\"content_block_stop\",\"index\":1}",
            "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}}",
            "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}",
            "{\"type\":\"content_block_stop\",\"index\":2}",
            "{\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"server_tool_use\",\"id\":\"s\",\"name\":\"w\",\"input\":{}}}",
            "{\"type\":\"content_block_stop\",\"index\":3}",
            "{\"type\":\"content_block_start\",\"index\":4,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"R\"}}",
            "{\"type\":\"content_block_stop\",\"index\":4}",
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_details\":{\"explanation\":\"e\"}},\"usage\":{\"output_tokens\":9}}",
            "{\"type\":\"message_stop\"}");

    private static Json mutated(Json json, RandomGenerator random, int oneIn) {
        if (random.nextInt(oneIn) == 0) {
            return anything(random);
        }
        return switch (json) {
            case Json.Arr(List<Json> items) -> {
                Json.Arr all = new Json.Arr();
                for (Json item : items) {
                    if (random.nextInt(oneIn) != 0) {
                        all.add(mutated(item, random, oneIn));
                    }
                    if (random.nextInt(oneIn) == 0) {
                        all.add(item);
                    }
                }
                yield all;
            }
            case Json.Obj object -> {
                Json.Obj all = new Json.Obj();
                object.members().forEach((name, value) -> {
                    if (random.nextInt(oneIn) != 0) {
                        all.put(name, name.equals("partial_json") ? value : mutated(value, random, oneIn));
                    }
                });
                yield all;
            }
            case Json other -> other;
        };
    }

    private static Json anything(RandomGenerator random) {
        return switch (random.nextInt(8)) {
            case 0 -> new Json.Nil();
            case 1 -> new Json.Num(random.nextBoolean() ? "1e400" : "-7");
            case 2 -> new Json.Bool(random.nextBoolean());
            case 3 -> new Json.Arr().add(new Json.Nil()).add("x");
            case 4 -> new Json.Obj();
            case 5 -> new Json.Str(Seeded.anyText(random, 10));
            case 6 -> new Json.Num(Long.toString(random.nextLong()));
            default -> new Json.Str(WORDS.get(random.nextInt(WORDS.size())));
        };
    }

    @Test
    void read_mutatedRequest_isReadOrRefused() {
        Seeded.times(4000, random -> {
            if (!(mutated(RandomRequest.of(random), random, 40) instanceof Json.Obj body)) {
                return;
            }
            ChatRequest request;
            try {
                request = new MessagesClient().read(body);
            } catch (Refusal refusal) {
                assertThat(refusal.failure().message()).isNotEmpty();
                return;
            }
            for (MessagesFlavour flavour : MessagesFlavour.values()) {
                for (String model : List.of("claude-sonnet-4-5", "claude-opus-5-5", "claude-3-haiku", "kimi")) {
                    try {
                        new MessagesProvider(flavour).write(request, Read.recipient(model), new Losses());
                    } catch (Refusal refusal) {
                        assertThat(refusal.failure().message()).isNotEmpty();
                    }
                }
            }
        });
    }

    @Test
    void read_mutatedAnswer_isReadOrAFault() {
        String answer =
                "{\"id\":\"msg_1\",\"model\":\"m\",\"content\":[{\"type\":\"text\",\"text\":\"a\",\"citations\":"
                        + "[{\"url\":\"u\"}]},{\"type\":\"thinking\",\"thinking\":\"h\",\"signature\":\"S\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"R\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\","
                        + "\"input\":{\"a\":1}},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"bifrost_text_f\",\"input\":{\"input\":\"x\"}},"
                        + "{\"type\":\"web_search_tool_result\",\"content\":[]}],\"stop_reason\":\"tool_use\","
                        + "\"stop_details\":{\"explanation\":\"e\"},\"usage\":{\"input_tokens\":5,\"output_tokens\":1}}";
        Seeded.times(4000, random -> {
            if (mutated(Read.json(answer), random, 15) instanceof Json.Obj body) {
                ChatAnswer read;
                try {
                    read = new MessagesProvider(MessagesFlavour.DIRECT).read(body);
                } catch (AnswerFault fault) {
                    assertThat(fault).isNotNull();
                    return;
                }
                Json.Obj written = new MessagesClient().answer(read, ASKED);
                assertThat(written.text("stop_reason")).isNotNull();
                MessagesGrammar.checkWhole(Read.written(out -> Replay.of(read, out), ASKED));
            }
        });
    }

    @Test
    void stream_mutatedAndShuffled_keepsTheGrammarsOrIsAFault() {
        Seeded.times(4000, random -> {
            AnswerReader reader = new MessagesProvider(MessagesFlavour.DIRECT).stream();
            List<ChatEvent> events = new ArrayList<>();
            for (String line : STREAM) {
                int copies = random.nextInt(12) == 0 ? random.nextInt(3) : 1;
                for (int i = 0; i < copies; i++) {
                    byte[] data = mutated(Read.json(line), random, 60).bytes();
                    try {
                        reader.event(new WireEvent("", false, data, 0, data.length), events::add);
                    } catch (AnswerFault fault) {
                        assertThat(fault.getMessage()).isNotNull();
                    }
                }
            }
            boolean ended = Read.assembled(events).ended();
            byte[] written = Read.written(events, ASKED);
            if (ended) {
                MessagesGrammar.checkWhole(written);
            } else {
                MessagesGrammar.check(written);
            }
        });
    }
}
