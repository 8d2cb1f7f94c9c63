package dev.bifrost.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.frame.EventStreamFrames;
import dev.bifrost.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Whatever Bedrock sends, the answer keeps the grammar of events or is an {@link AnswerFault}. */
class BedrockFuzzTest {
    private static final String STREAM = """
            {"messageStart":{"role":"assistant"}}
            {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"text":"Hm"}}}}
            {"contentBlockDelta":{"contentBlockIndex":0,"delta":{"reasoningContent":{"signature":"sig"}}}}
            {"contentBlockStop":{"contentBlockIndex":0}}
            {"contentBlockDelta":{"contentBlockIndex":1,"delta":{"reasoningContent":{"redactedContent":"AAAA"}}}}
            {"contentBlockStop":{"contentBlockIndex":1}}
            {"contentBlockDelta":{"contentBlockIndex":2,"delta":{"text":"Text"}}}
            {"contentBlockDelta":{"contentBlockIndex":2,"delta":{"citation":{"title":"T","location":{"web":{"url":"u"}}}}}}
            {"contentBlockStop":{"contentBlockIndex":2}}
            {"contentBlockStart":{"contentBlockIndex":3,"start":{"toolUse":{"toolUseId":"a","name":"f"}}}}
            {"contentBlockDelta":{"contentBlockIndex":3,"delta":{"toolUse":{"input":"{}"}}}}
            {"contentBlockStop":{"contentBlockIndex":3}}
            {"contentBlockStart":{"contentBlockIndex":4,"start":{"toolUse":{"toolUseId":"b","name":"bifrost_json_output"}}}}
            {"contentBlockDelta":{"contentBlockIndex":4,"delta":{"toolUse":{"input":"{\\"a\\":1}"}}}}
            {"contentBlockStop":{"contentBlockIndex":4}}
            {"contentBlockStart":{"contentBlockIndex":5,"start":{"image":{"format":"png"}}}}
            {"contentBlockDelta":{"contentBlockIndex":5,"delta":{"image":{"source":{"bytes":"AAAA"}}}}}
            {"contentBlockStop":{"contentBlockIndex":5}}
            {"contentBlockStart":{"contentBlockIndex":6,"start":{"toolResult":{"toolUseId":"b","status":"success"}}}}
            {"contentBlockDelta":{"contentBlockIndex":6,"delta":{"toolResult":[{"text":"x"}]}}}
            {"contentBlockStop":{"contentBlockIndex":6}}
            {"messageStop":{"stopReason":"tool_use","additionalModelResponseFields":{"delta":{"stop_sequence":"x"}}}}
            {"metadata":{"usage":{"inputTokens":1,"outputTokens":2,"cacheReadInputTokens":3},"serviceTier":{"type":"flex"}}}
            """;
    private static final String WHOLE = """
            {"output":{"message":{"role":"assistant","content":[
              {"reasoningContent":{"reasoningText":{"text":"Hm","signature":"s"}}},
              {"reasoningContent":{"redactedContent":"AAAA"}},
              {"citationsContent":{"content":[{"text":"x"}],"citations":[{"title":"T","location":{"web":{"url":"u"}}}]}},
              {"text":"x"},{"image":{"format":"png","source":{"bytes":"AAAA"}}},
              {"toolUse":{"toolUseId":"a","name":"f","input":{"a":[1]}}},
              {"toolUse":{"toolUseId":"a","name":"bifrost_json_output","input":{}}}]}},
             "stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":2},"serviceTier":{"type":"flex"},
             "additionalModelResponseFields":{"stop_sequence":"x"}}
            """;
    private static final List<Json> ODD = List.of(
            new Json.Nil(),
            new Json.Bool(true),
            new Json.Num("-1"),
            new Json.Num("1e999"),
            new Json.Str(""),
            new Json.Arr(),
            new Json.Obj(),
            new Json.Arr().add(new Json.Nil()).add(new Json.Obj().put("text", 1)));

    private final List<Map.Entry<String, Json>> events = STREAM.lines()
            .map(line -> Asked.json(line).members().entrySet().iterator().next())
            .toList();

    @Test
    void stream_mutatedEvents_keepTheGrammar() {
        Seeded.times(5000, random -> {
            Assembled assembled = new Assembled();
            AnswerReader reader = new ConverseProvider().stream();
            try {
                for (Map.Entry<String, Json> event : mutated(random)) {
                    byte[] data = event.getValue().bytes();
                    reader.event(new WireEvent(event.getKey(), false, data, 0, data.length), assembled);
                }
                reader.end(assembled);
            } catch (AnswerFault _) {
                // as it should be
            }
        });
    }

    private List<Map.Entry<String, Json>> mutated(RandomGenerator random) {
        List<Map.Entry<String, Json>> mutated = new ArrayList<>(events);
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(mutated.size());
            switch (random.nextInt(5)) {
                case 0 -> mutated.remove(at);
                case 1 -> mutated.add(random.nextInt(mutated.size()), mutated.get(at));
                case 2 -> mutated.add(at, mutated.remove(random.nextInt(mutated.size())));
                default ->
                    mutated.set(
                            at,
                            Map.entry(
                                    mutated.get(at).getKey(),
                                    mutated(mutated.get(at).getValue(), random)));
            }
        }
        return mutated;
    }

    /** The same with something odd in one place. */
    private static Json mutated(Json json, RandomGenerator random) {
        if (json instanceof Json.Obj object && !object.isEmpty() && random.nextInt(5) > 0) {
            List<String> names = List.copyOf(object.members().keySet());
            String name = names.get(random.nextInt(names.size()));
            Json.Obj copy = object.copy();
            if (random.nextInt(5) == 0) {
                copy.members().remove(name);
            } else {
                copy.put(name, mutated(object.members().get(name), random));
            }
            return copy;
        }
        if (json instanceof Json.Arr(List<Json> items) && !items.isEmpty() && random.nextInt(4) > 0) {
            List<Json> copy = new ArrayList<>(items);
            int at = random.nextInt(copy.size());
            copy.set(at, mutated(copy.get(at), random));
            return new Json.Arr(copy);
        }
        return ODD.get(random.nextInt(ODD.size()));
    }

    @Test
    void stream_mutatedBytes_areAnAnswerOrAFault() {
        byte[] stream = EventStreamFrames.ofLines(STREAM);
        Seeded.times(2000, random -> {
            byte[] broken = stream.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            Assembled assembled = new Assembled();
            try {
                Streamed.read(broken, Streamed.CLAUDE, assembled, random.nextInt(broken.length));
            } catch (AnswerFault _) {
                // as it should be
            }
        });
    }

    @Test
    void whole_mutated_isAnAnswerOrAFault() {
        Json.Obj answer = Asked.json(WHOLE);
        Seeded.times(5000, random -> {
            Json mutated = answer;
            for (int i = random.nextInt(4); i >= 0; i--) {
                mutated = mutated(mutated, random);
            }
            if (mutated instanceof Json.Obj json) {
                try {
                    new ConverseProvider().read(json);
                } catch (AnswerFault _) {
                    // as it should be
                }
            }
        });
    }

    @Test
    void others_mutated_areAnswersOrFaults() {
        List<Json.Obj> answers = List.of(
                Asked.json("{\"embedding\":[1,2],\"inputTextTokenCount\":3}"),
                Asked.json("{\"embeddings\":{\"float\":[[1,2]]}}"),
                Asked.json("{\"results\":[{\"index\":1,\"relevance_score\":0.5}]}"),
                Asked.json("{\"inputTokens\":3}"));
        Seeded.times(3000, random -> {
            if (mutated(answers.get(random.nextInt(4)), random) instanceof Json.Obj json) {
                for (Reader reader : List.<Reader>of(
                        new TitanEmbeddings()::read,
                        new BedrockCohereEmbeddings()::read,
                        new BedrockRerank()::read,
                        new BedrockTokenCount()::read)) {
                    try {
                        reader.read(json);
                    } catch (AnswerFault _) {
                        // as it should be
                    }
                }
            }
        });
    }

    private interface Reader {
        Object read(Json.Obj json) throws AnswerFault;
    }

    @Test
    void error_anyBody_isReadOrNot() {
        Seeded.times(2000, random -> {
            String body = random.nextBoolean()
                    ? Seeded.anyText(random, 50)
                    : mutated(Asked.json("{\"message\":\"x\",\"__type\":\"a#b\",\"originalStatusCode\":400}"), random)
                            .print();
            new ConverseProvider().error(random.nextInt(400, 600), body.getBytes(StandardCharsets.UTF_8));
        });
    }

    @Test
    void stream_untouched_isTheWholeAnswer() throws AnswerFault {
        List<ChatEvent> seen = Streamed.events(STREAM);
        Assembled assembled = new Assembled();
        seen.forEach(assembled);

        assertThat(assembled.ended()).isTrue();
        assertThat(assembled.answer().choices().getFirst().parts()).hasSize(7);
    }
}
