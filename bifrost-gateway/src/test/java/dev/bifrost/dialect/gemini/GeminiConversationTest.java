package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.model;
import static dev.bifrost.dialect.gemini.Gemini.user;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.gemini.Gemini.Ask;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Conversations at random: what is written is what Google takes, and what it said comes back as it was. */
class GeminiConversationTest {
    private static final String[] MODELS = {
        "gemini-2.0-flash", "gemini-2.5-pro", "gemini-3-flash-preview", "gemini-3.1-pro-preview"
    };

    @Test
    void write_anyConversation_keepsGooglesRules() {
        Seeded.times(1000, random -> {
            var ask = new Ask();
            int turns = 1 + random.nextInt(5);
            for (int i = 0; i < turns; i++) {
                turn(ask.messages, random);
            }
            ask.messages.add(user("At last"));
            options(ask, random);
            String model = MODELS[random.nextInt(MODELS.length)];
            try {
                var to = random.nextBoolean() ? model(model) : model(model, "vertex");
                assertThat(ask.to(to).print()).isEqualTo(ask.to(to).print());
            } catch (Refusal e) {
                throw new AssertionError(e.failure().message(), e);
            }
        });
    }

    private static void turn(List<Message> messages, RandomGenerator random) {
        if (random.nextInt(4) == 0) {
            messages.add(Message.of(random.nextBoolean() ? Role.SYSTEM : Role.DEVELOPER, text(random)));
        }
        if (random.nextInt(5) > 0) {
            messages.add(new Message(Role.USER, some(random, false)));
        }
        List<Part> said = new ArrayList<>(some(random, true));
        List<Part> results = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String id = random.nextInt(4) == 0 ? "same" : "call" + random.nextInt(1000);
            said.add(new Part.ToolCall(
                    id,
                    "f" + random.nextInt(3),
                    random.nextBoolean() ? "{\"a\":1}" : text(random),
                    Part.ToolCall.Kind.FUNCTION,
                    seal(random),
                    null));
            results.add(new Part.ToolResult(id, some(random, false), random.nextInt(4) == 0, null));
        }
        messages.add(new Message(Role.ASSISTANT, said));
        Collections.shuffle(results, Random.from(random));
        if (random.nextBoolean()) {
            results.forEach(each -> messages.add(new Message(Role.TOOL, List.of(each))));
        } else if (!results.isEmpty()) {
            messages.add(new Message(Role.TOOL, results));
        }
    }

    private static List<Part> some(RandomGenerator random, boolean assistant) {
        List<Part> parts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            parts.add(
                    switch (random.nextInt(assistant ? 6 : 5)) {
                        case 0 -> new Part.Image(new Source.Data("image/png", "AAAA"), null, null);
                        case 1 -> new Part.Image(Source.ofUrl("https://example.com/a"), null, null);
                        case 2 ->
                            new Part.Document(new Source.Plain(text(random)), text(random), text(random), false, null);
                        case 5 -> new Part.Thinking(text(random), seal(random), random.nextBoolean(), null, false);
                        default -> new Part.Text(text(random), List.of(), null, assistant ? seal(random) : null);
                    });
        }
        return parts;
    }

    private static String text(RandomGenerator random) {
        return Seeded.anyText(random, 8);
    }

    private static Seal seal(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Seal("gemini", "c2lnbmF0dXJl");
            case 1 -> new Seal("anthropic", "c2ln");
            case 2 -> new Seal("gemini", text(random));
            default -> null;
        };
    }

    private static void options(Ask ask, RandomGenerator random) {
        List<Tool> tools = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            tools.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Tool.WebSearch(List.of(), List.of("x.com"), null, null, "openai", new Json.Obj());
                        case 1 -> new Tool.Opaque("gemini", "urlContext", json("{\"urlContext\":{}}"));
                        default ->
                            new Tool.Function(
                                    "f" + i,
                                    null,
                                    random.nextBoolean() ? null : json("{\"properties\":{\"a\":{\"const\":\"x\"}}}"),
                                    random.nextBoolean(),
                                    null);
                    });
        }
        ask.tools = tools;
        ask.choice = switch (random.nextInt(6)) {
            case 0 -> new ToolChoice.Auto();
            case 1 -> new ToolChoice.None();
            case 2 -> new ToolChoice.Required();
            case 3 -> new ToolChoice.Named("f1");
            case 4 -> new ToolChoice.Allowed(List.of("f1", "f9"), random.nextBoolean());
            default -> null;
        };
        ask.output = random.nextInt(3) > 0
                ? null
                : new OutputFormat.JsonSchema("n", null, json("{\"properties\":{\"a\":{\"pattern\":\"x\"}}}"), true);
        ask.reasoning = random.nextBoolean() ? null : Reasoning.ofEffort(random.nextBoolean() ? "high" : "none", null);
    }

    @Test
    void write_whatGeminiSaid_comesBackAsItWas() {
        Seeded.times(1000, random -> {
            Json.Arr parts = said(random);
            String whole = "{\"candidates\":[{\"content\":{\"parts\":" + parts.print()
                    + "},\"finishReason\":\"STOP\"}],\"responseId\":\"r\"}";
            try {
                ChatAnswer answer = new GeminiProvider().read(json(whole));
                assertThat(back(answer)).isEqualTo(parts);
                String[] chunks = new String[parts.size() + 1];
                for (int i = 0; i < parts.size(); i++) {
                    chunks[i] = "{\"candidates\":[{\"content\":{\"parts\":["
                            + parts.items().get(i).print() + "]}}],\"responseId\":\"r\"}";
                }
                chunks[parts.size()] = "{\"candidates\":[{\"finishReason\":\"STOP\"}]}";
                assertThat(Gemini.streamed(chunks).answer()).isEqualTo(answer);
            } catch (Refusal | AnswerFault e) {
                throw new AssertionError(whole, e);
            }
        });
    }

    /** Parts as Gemini sends them, none of which continues the one before. */
    private static Json.Arr said(RandomGenerator random) {
        Json.Arr parts = new Json.Arr();
        boolean open = false;
        boolean thought = false;
        for (int i = 0, n = 1 + random.nextInt(5); i < n; i++) {
            Json.Obj part = new Json.Obj();
            boolean signed = random.nextBoolean();
            int kind = random.nextInt(4);
            if (kind < 2) {
                boolean thinks = kind == 1;
                if (open && thinks == thought) {
                    continue;
                }
                part.put("text", "t" + new String(text(random).getBytes(UTF_8), UTF_8));
                if (thinks) {
                    part.put("thought", true);
                }
                thought = thinks;
                open = !signed;
            } else if (kind == 2) {
                part.put(
                        "functionCall",
                        new Json.Obj().put("id", "c" + i).put("name", "f").put("args", new Json.Obj().put("n", i)));
                open = false;
            } else {
                part.put("executableCode", new Json.Obj().put("code", "print(" + i + ")"));
                open = false;
            }
            parts.add(signed ? part.put("thoughtSignature", "c2ln") : part);
        }
        return parts;
    }

    private static Json back(ChatAnswer answer) throws Refusal {
        List<Part> parts = answer.choices().getFirst().parts();
        var ask = new Ask(user("Hi"), new Message(Role.ASSISTANT, parts));
        for (Part part : parts) {
            if (part instanceof Part.ToolCall call) {
                ask.messages.add(new Message(Role.TOOL, List.of(Part.ToolResult.of(call.id(), "ok"))));
            }
        }
        ask.messages.add(user("Go on"));
        var written = ask.to(model("gemini-2.5-flash"));
        assertThat(written.losses()).isEmpty();
        return written.body().objects("contents").get(1).get("parts");
    }
}
