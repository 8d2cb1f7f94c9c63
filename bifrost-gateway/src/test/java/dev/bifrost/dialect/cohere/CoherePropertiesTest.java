package dev.bifrost.dialect.cohere;

import static dev.bifrost.dialect.cohere.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Replay;
import dev.bifrost.testing.Seeded;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Answers that nobody has thought of. */
class CoherePropertiesTest {
    private final CohereProvider cohere = new CohereProvider();

    /** An answer, and what comes of it when Cohere streams it. */
    private static final class Said {
        final Json.Obj message = new Json.Obj();
        final List<Json.Obj> events = new ArrayList<>();

        void event(String type, Json.Obj inMessage) {
            Json.Obj event = new Json.Obj().put("type", type);
            events.add(inMessage == null ? event : event.put("delta", new Json.Obj().put("message", inMessage)));
        }
    }

    @Test
    void stream_anyAnswer_isTheSameAsWhole() {
        Seeded.times(500, random -> {
            Said said = said(random);
            Json.Obj whole =
                    new Json.Obj().put("id", "1").put("message", said.message).put("finish_reason", "COMPLETE");
            try {
                Assembled streamed = Streamed.assembled(bytes(said.events));

                assertThat(streamed.ended()).isTrue();
                assertThat(streamed.answer()).isEqualTo(cohere.read(whole));
            } catch (AnswerFault e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Plans and calls go back to a model that plans as they came, thoughts and text to one that reasons. */
    @Test
    void write_anyTurnThatWasRead_isWhatCohereSaid() {
        Seeded.times(500, random -> {
            Json.Obj message = said(random).message;
            boolean calls = !message.objects("tool_calls").isEmpty();
            message.members().remove(calls ? "content" : "tool_plan");
            message.members().remove("citations");
            try {
                List<Part> parts = cohere.read(new Json.Obj().put("message", message))
                        .choices()
                        .getFirst()
                        .parts();
                Asked asked = Asked.to(calls ? Asked.PLANNER : Asked.REASONER)
                        .says(Role.ASSISTANT, parts.toArray(Part[]::new));
                List<Json.Obj> written = asked.body().objects("messages");

                assertThat(asked.losses.names()).isEmpty();
                if (!parts.isEmpty()) {
                    Asked again = Asked.to(asked.model);
                    ChatAnswer reread = cohere.read(new Json.Obj().put("message", written.getFirst()));
                    again.says(
                            Role.ASSISTANT, reread.choices().getFirst().parts().toArray(Part[]::new));
                    assertThat(reread.choices().getFirst().parts()).isEqualTo(parts);
                    assertThat(again.messageBodies()).isEqualTo(asked.messageBodies());
                }
            } catch (AnswerFault | Refusal e) {
                throw new AssertionError(e);
            }
        });
    }

    /** Whatever stands where: it is read, or it is a fault. */
    @Test
    void read_anyShape_isReadOrAFault() {
        Seeded.times(3_000, random -> {
            Said said = said(random);
            Json.Obj whole = new Json.Obj()
                    .put("id", "1")
                    .put("message", said.message)
                    .put("logprobs", new Json.Arr().add(json("{'text':'a','logprobs':[-1,-2]}")))
                    .put("usage", json("{'tokens':{'input_tokens':1,'output_tokens':2},'cached_tokens':1}"));
            try {
                Replay.of(cohere.read((Json.Obj) bent(whole, random)), new Assembled());
            } catch (AnswerFault _) {
                // as it may be
            }
            try {
                var reader = cohere.stream();
                Assembled assembled = new Assembled();
                for (Json.Obj event : said.events) {
                    byte[] data = bent(event, random).bytes();
                    reader.event(new WireEvent("", false, data, 0, data.length), assembled);
                }
                reader.end(assembled);
            } catch (AnswerFault _) {
                // as it may be
            }
        });
    }

    /** The same with something else in the place of some values; never of the document itself. */
    private static Json bent(Json json, RandomGenerator random) {
        return switch (json) {
            case Json.Obj object -> {
                Json.Obj bent = new Json.Obj();
                object.asMap().forEach((name, value) -> bent.put(name, bentValue(value, random)));
                yield bent;
            }
            case Json.Arr array -> {
                Json.Arr bent = new Json.Arr();
                array.items().forEach(value -> bent.add(bentValue(value, random)));
                yield bent;
            }
            case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> json;
        };
    }

    private static Json bentValue(Json value, RandomGenerator random) {
        return switch (random.nextInt(60)) {
            case 0 -> new Json.Nil();
            case 1 -> new Json.Num("1e999");
            case 2 -> new Json.Num("-5.5");
            case 3 -> new Json.Str("");
            case 4 -> new Json.Str("ERROR");
            case 5 -> new Json.Arr().add(value);
            case 6 -> new Json.Obj().put("message", value);
            case 7 -> new Json.Bool(true);
            default -> bent(value, random);
        };
    }

    private static Said said(RandomGenerator random) {
        Said said = new Said();
        said.events.add(json("{'id':'1','type':'message-start','delta':{'message':{'role':'assistant'}}}"));
        if (random.nextBoolean()) {
            String plan = "I will " + Seeded.text(random, "use tool", 20);
            said.message.put("tool_plan", plan);
            pieces(plan, random, piece -> said.event("tool-plan-delta", new Json.Obj().put("tool_plan", piece)));
        }
        content(said, random);
        calls(said, random);
        said.events.add(json("{'type':'message-end','delta':{'finish_reason':'COMPLETE'}}"));
        return said;
    }

    private static void content(Said said, RandomGenerator random) {
        Json.Arr blocks = new Json.Arr();
        Json.Arr citations = new Json.Arr();
        for (int i = random.nextInt(4); i > 0; i--) {
            String type = random.nextBoolean() ? "text" : "thinking";
            String text = "x" + Seeded.text(random, "aé😀\n\" ", 12);
            blocks.add(new Json.Obj().put("type", type).put(type, text));
            said.event("content-start", content(new Json.Obj().put("type", type).put(type, "")));
            pieces(text, random, piece -> said.event("content-delta", content(new Json.Obj().put(type, piece))));
            said.event("content-end", null);
            if (type.equals("text") && random.nextBoolean()) {
                Json.Obj citation = json("{'start':0,'end':1,'sources':[{'id':'a'},{'id':'b'}]}")
                        .put("content_index", blocks.size() - 1L);
                citations.add(citation);
                said.event("citation-start", new Json.Obj().put("citations", citation));
                said.event("citation-end", null);
            }
        }
        said.message.put("content", blocks).put("citations", citations);
    }

    private static Json.Obj content(Json.Obj content) {
        return new Json.Obj().put("content", content);
    }

    private static void calls(Said said, RandomGenerator random) {
        Json.Arr calls = new Json.Arr();
        for (int i = random.nextInt(3); i > 0; i--) {
            String arguments = random.nextInt(4) == 0 ? "" : "{\"q\": \"" + Seeded.text(random, "null", 6) + "\"}";
            calls.add(call("c" + i, arguments));
            said.event("tool-call-start", new Json.Obj().put("tool_calls", call("c" + i, "")));
            pieces(
                    arguments,
                    random,
                    piece -> said.event(
                            "tool-call-delta",
                            new Json.Obj()
                                    .put(
                                            "tool_calls",
                                            new Json.Obj().put("function", new Json.Obj().put("arguments", piece)))));
            said.event("tool-call-end", null);
        }
        said.message.put("tool_calls", calls);
    }

    private static Json.Obj call(String id, String arguments) {
        Json.Obj function = new Json.Obj().put("name", "f").put("arguments", arguments);
        return new Json.Obj().put("id", id).put("type", "function").put("function", function);
    }

    private static void pieces(String text, RandomGenerator random, Consumer<String> out) {
        int at = 0;
        while (at < text.length()) {
            int end = text.offsetByCodePoints(at, 1);
            while (end < text.length() && random.nextInt(3) > 0) {
                end = text.offsetByCodePoints(end, 1);
            }
            out.accept(text.substring(at, end));
            at = end;
        }
    }

    private static byte[] bytes(List<Json.Obj> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Json.Obj event : events) {
            out.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
            event.writeTo(out);
            out.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }
}
