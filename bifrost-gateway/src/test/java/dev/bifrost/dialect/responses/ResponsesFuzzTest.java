package dev.bifrost.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Answers and requests that make no sense: they are refused or understood somehow, and nothing else happens. */
class ResponsesFuzzTest {
    private static final ChatRequest ASKED = Streams.asked("{\"model\":\"m\",\"input\":\"hi\",\"stream\":true}");

    private static ChatAnswer answer(List<ChatAnswer.Choice> choices) {
        return new ChatAnswer("other", 1, "m", choices, null, null);
    }

    private static ChatAnswer answer(RandomGenerator random) {
        return new ChatAnswer(
                "id",
                1,
                "m",
                List.of(new ChatAnswer.Choice(0, new RandomParts(random).some(), FinishReason.STOP, null, null)),
                null,
                null);
    }

    @Test
    void mutatedStream_isAFaultOrAnAnswerInOrder() {
        Seeded.times(1000, random -> {
            Mutated mutated = new Mutated(random, 40);
            List<String> events = new ArrayList<>();
            new String(Streams.write(ASKED, answer(random)), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("data: "))
                    .map(line -> mutated.object(Streams.json(line.substring(6))).print())
                    .forEach(events::add);
            if (events.size() > 3 && random.nextBoolean()) {
                events.add(events.remove(random.nextInt(events.size())));
            }
            List<ChatEvent> read = new ArrayList<>();
            Assembled assembled = new Assembled();
            try {
                Streams.read(
                        event -> {
                            assembled.accept(event);
                            read.add(
                                    event instanceof ChatEvent.Started
                                            ? new ChatEvent.Started("other", 1, "m", null)
                                            : event);
                        },
                        events.toArray(String[]::new));
            } catch (AnswerFault fault) {
                assertThat(fault.error() != null || !fault.getMessage().isEmpty())
                        .isTrue();
            }
            if (assembled.ended()) {
                ResponsesGrammar.check(Streams.write(ASKED, false, read));
            }
        });
    }

    @Test
    void mutatedAnswer_isAFaultOrAnAnswer() {
        Seeded.times(1000, random -> {
            Json.Obj written = new ResponsesClient().answer(answer(random), ASKED);
            try {
                ChatAnswer read = new ResponsesProvider().read(new Mutated(random, 10).object(written));
                ResponsesGrammar.check(Streams.write(ASKED, answer(read.choices())));
            } catch (AnswerFault fault) {
                assertThat(fault.error() != null || !fault.getMessage().isEmpty())
                        .isTrue();
            }
        });
    }

    @Test
    void mutatedRequest_isRefusedOrRead() {
        Json.Obj rest = Streams.json("""
                {"model":"m","instructions":"i","stream":true,"temperature":1,"top_logprobs":1,"user":"u",
                "include":["message.output_text.logprobs"],"reasoning":{"effort":"low","summary":"auto"},
                "text":{"format":{"type":"json_schema","name":"n","schema":{},"strict":true}},
                "tool_choice":{"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f"}]},
                "tools":[{"type":"function","name":"f","parameters":{}},{"type":"custom","name":"c"},
                {"type":"web_search","filters":{"allowed_domains":["a"]}},{"type":"mcp"}],"metadata":{},
                "input":[{"role":"user","content":[{"type":"input_image","image_url":"data:image/png;base64,AA"},
                {"type":"input_file","file_data":"AA"},{"type":"input_audio","input_audio":{"data":"A","format":"b"}}]},
                {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"x"}]}]}
                """);
        Seeded.times(2000, random -> {
            Json.Arr input = new Json.Arr();
            rest.list("input").forEach(input::add);
            new ResponsesClient().answer(answer(random), ASKED).list("output").forEach(input::add);
            Json.Obj body = new Mutated(random, 30).object(rest.copy().put("input", input));
            try {
                ChatRequest read = new ResponsesClient().read(body);
                new ResponsesProvider().write(read, new Recipient("p", "openai", "o3", Set.of()), new Losses());
                ResponsesGrammar.check(Streams.write(read, answer(random)));
            } catch (Refusal refusal) {
                assertThat(refusal.getMessage()).isNotEmpty();
            }
        });
    }
}
