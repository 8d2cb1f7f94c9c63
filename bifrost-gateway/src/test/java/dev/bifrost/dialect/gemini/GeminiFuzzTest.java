package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Answers that no provider should send: they are faults, or answers that keep the grammar. */
class GeminiFuzzTest {
    private static final List<String> ANSWERS = List.of(
            """
            {"candidates":[{"content":{"parts":[{"text":"Hm","thought":true,"thoughtSignature":"YQ=="},
              {"text":"Größe 🙂"},{"text":"","thoughtSignature":"YQ=="},
              {"functionCall":{"id":"c","name":"f","args":{"a":[1,2]}},"thoughtSignature":"YQ=="},
              {"inlineData":{"mimeType":"image/png","data":"AAAA"}},{"executableCode":{"code":"1"}}],"role":"model"},
              "finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"u","title":"t"}}],
              "groundingSupports":[{"segment":{"startIndex":1,"endIndex":4,"text":"rö"},"groundingChunkIndices":[0]}]},
              "citationMetadata":{"citations":[{"startIndex":1,"endIndex":4,"uri":"u"}]},
              "logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-1}],
              "topCandidates":[{"candidates":[{"token":"a","logProbability":-1}]}]}}],
             "usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"thoughtsTokenCount":4,
              "promptTokensDetails":[{"modality":"AUDIO","tokenCount":9}]},"responseId":"r","modelVersion":"m",
             "createTime":"2026-01-01T00:00:00Z"}""",
            "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":9}}",
            "{\"error\":{\"code\":400,\"message\":\"No\",\"status\":\"INVALID_ARGUMENT\",\"details\":["
                    + "{\"reason\":\"API_KEY_INVALID\"},{\"fieldViolations\":[{\"field\":\"contents\"}]}]}}",
            "{\"embeddings\":[{\"values\":[0.1,0.2]}],\"usageMetadata\":{\"promptTokenCount\":3}}",
            "{\"predictions\":[{\"embeddings\":{\"values\":[0.1],\"statistics\":{\"token_count\":3}}}]}",
            "{\"totalTokens\":31}");

    @Test
    void read_anyMutation_isAnAnswerOrAFault() {
        Seeded.times(3000, random -> {
            Json.Obj answer =
                    object(mutated(json(ANSWERS.get(random.nextInt(ANSWERS.size()))), random, 1 + random.nextInt(6)));
            try {
                assertThat(new GeminiProvider().read(answer).choices()).isNotEmpty();
            } catch (AnswerFault fault) {
                assertThat(fault.getMessage()).isNotNull();
            }
            for (Reading reading : List.<Reading>of(
                    new GeminiEmbeddings()::read, new VertexEmbeddings()::read, new GeminiTokenCount()::read)) {
                try {
                    assertThat(reading.read(answer)).isNotNull();
                } catch (AnswerFault fault) {
                    assertThat(fault.getMessage()).isNotNull();
                }
            }
            new GeminiProvider().error(400, answer.bytes());
        });
    }

    private static Json.Obj object(Json value) {
        return value instanceof Json.Obj object ? object : new Json.Obj();
    }

    private interface Reading {
        Object read(Json.Obj answer) throws AnswerFault;
    }

    @Test
    void stream_anyMutation_keepsTheGrammar() {
        Seeded.times(2000, random -> {
            var reader = new GeminiProvider().stream();
            var answer = new Assembled();
            var events = new ArrayList<ChatEvent>();
            try {
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    Json chunk = mutated(json(ANSWERS.get(random.nextInt(2))), random, random.nextInt(5));
                    byte[] data = random.nextInt(20) == 0
                            ? Seeded.anyText(random, 20).getBytes(StandardCharsets.UTF_8)
                            : chunk.bytes();
                    reader.event(new WireEvent("", false, data, 0, data.length), events::add);
                }
                reader.end(events::add);
            } catch (AnswerFault fault) {
                assertThat(fault.getMessage()).isNotNull();
            }
            events.forEach(answer);
        });
    }

    /** A copy in which some values are others. */
    private static Json mutated(Json value, RandomGenerator random, int strength) {
        if (random.nextInt(60) < strength && !(value instanceof Json.Obj object && object.has("candidates"))) {
            return other(random, value);
        }
        return switch (value) {
            case Json.Obj object -> {
                Json.Obj copy = new Json.Obj();
                for (Map.Entry<String, Json> member : object.members().entrySet()) {
                    if (random.nextInt(80) >= strength) {
                        copy.put(member.getKey(), mutated(member.getValue(), random, strength));
                    }
                }
                yield copy;
            }
            case Json.Arr(List<Json> items) -> {
                Json.Arr copy = new Json.Arr();
                items.forEach(item -> copy.add(mutated(item, random, strength)));
                if (!items.isEmpty() && random.nextInt(20) < strength) {
                    copy.add(mutated(items.getFirst(), random, strength));
                }
                yield copy;
            }
            case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> value;
        };
    }

    private static Json other(RandomGenerator random, Json value) {
        return switch (random.nextInt(9)) {
            case 0 -> new Json.Nil();
            case 1 -> new Json.Bool(random.nextBoolean());
            case 2 -> new Json.Num("-1");
            case 3 -> new Json.Num("1e400");
            case 4 -> new Json.Num("9223372036854775807");
            case 5 -> new Json.Str(Seeded.anyText(random, 10));
            case 6 -> new Json.Arr().add(value);
            case 7 -> new Json.Obj().put("x", value);
            default -> new Json.Arr();
        };
    }
}
