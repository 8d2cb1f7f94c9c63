package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Random requests that a client could send. */
final class Conversations {
    private static final List<String> MODELS = List.of(
            Streamed.CLAUDE,
            Streamed.NOVA,
            "anthropic.claude-3-haiku-20240307-v1:0",
            "us.anthropic.claude-opus-4-6-v1",
            "anthropic.claude-opus-5",
            "anthropic.claude-fable-5",
            "mistral.mistral-large-2407-v1:0",
            "us.meta.llama4-scout-17b-instruct-v1:0",
            "openai.gpt-oss-120b-1:0",
            "qwen.qwen3-32b-v1:0",
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6");
    private static final List<Role> SPEAKERS =
            List.of(Role.USER, Role.USER, Role.ASSISTANT, Role.SYSTEM, Role.DEVELOPER);

    private final RandomGenerator random;
    private final Asked asked = new Asked();
    private int calls;

    private Conversations(RandomGenerator random) {
        this.random = random;
    }

    static Asked any(RandomGenerator random) {
        return new Conversations(random).asked();
    }

    private Asked asked() {
        asked.model = pick(MODELS);
        for (int i = random.nextInt(8); i > 0; i--) {
            if (random.nextInt(3) == 0) {
                toolRound();
            } else {
                said(pick(SPEAKERS));
            }
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            asked.tool("tool_" + i);
        }
        asked.toolChoice = pick(choices());
        asked.parallelToolCalls = pick(flags());
        asked.output = random.nextInt(4) == 0 ? output() : null;
        asked.reasoning = random.nextInt(3) == 0 ? Reasoning.ofEffort(effort(), null) : null;
        asked.sampling = sampling();
        asked.user = random.nextBoolean() ? null : text();
        asked.metadata = random.nextBoolean() ? null : new Json.Obj().put(text(), text());
        return asked;
    }

    private static List<ToolChoice> choices() {
        List<ToolChoice> choices = new ArrayList<>(List.of(
                new ToolChoice.Auto(),
                new ToolChoice.None(),
                new ToolChoice.Required(),
                new ToolChoice.Named("tool_1"),
                new ToolChoice.Allowed(List.of("tool_2"), true)));
        choices.add(null);
        return choices;
    }

    private static List<Boolean> flags() {
        List<Boolean> flags = new ArrayList<>(List.of(true, false));
        flags.add(null);
        return flags;
    }

    private String effort() {
        return pick(List.of("none", "minimal", "low", "medium", "high", "xhigh", "max"));
    }

    private OutputFormat output() {
        return random.nextBoolean()
                ? new OutputFormat.JsonObject()
                : new OutputFormat.JsonSchema(text(), text(), new Json.Obj().put("type", "object"), null);
    }

    private Sampling sampling() {
        Json.Num temperature = random.nextBoolean() ? null : Json.Num.of(random.nextInt(0, 9) / 4d);
        Json.Num topP = random.nextBoolean() ? null : Json.Num.of(random.nextInt(1, 5) / 4d);
        Long limit = random.nextBoolean() ? null : random.nextLong(1, 5000);
        List<String> stop = random.nextBoolean() ? List.of() : List.of(text());
        return new Sampling(temperature, topP, topP, limit, stop, null, null, null, null, null, null, null);
    }

    private void said(Role role) {
        List<Part> parts = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            parts.add(role == Role.USER ? userPart() : role == Role.ASSISTANT ? assistantPart() : textPart());
        }
        asked.add(role, parts.toArray(Part[]::new));
    }

    private void toolRound() {
        List<Part> parts = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (int i = random.nextInt(2); i > 0; i--) {
            parts.add(assistantPart());
        }
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            ids.add("call" + calls++ + text());
            parts.add(Part.ToolCall.of(
                    ids.getLast(),
                    random.nextBoolean() ? "tool_1" : text(),
                    pick(List.of("{}", "", "{\"a\":[1]}", "[1", "7"))));
        }
        asked.add(Role.ASSISTANT, parts.toArray(Part[]::new));
        if (random.nextInt(4) == 0) {
            said(Role.SYSTEM);
        }
        for (String id : ids) {
            List<Part> inner = random.nextInt(4) == 0 ? List.of() : List.of(userPart(), textPart());
            asked.add(Role.TOOL, new Part.ToolResult(id, inner, random.nextBoolean(), mark()));
        }
    }

    private Part userPart() {
        return switch (random.nextInt(6)) {
            case 0 -> new Part.Image(new Source.Data("image/png", "AAAA"), null, mark());
            case 1 ->
                new Part.Document(
                        new Source.Data("application/pdf", "AAAA"), text(), text(), random.nextBoolean(), mark());
            case 2 -> new Part.Audio(new Source.Data("audio/mp3", "AAAA"), "mp3", null, null);
            default -> textPart();
        };
    }

    private Part assistantPart() {
        Seal seal = pick(List.of(new Seal("anthropic", "s"), new Seal("bedrock", "s"), new Seal("gemini", "s")));
        return switch (random.nextInt(6)) {
            case 0 -> new Part.Thinking(text(), seal, random.nextBoolean(), null, false);
            case 1 -> Part.Thinking.of(text());
            case 2 -> new Part.Refusal(text());
            default -> textPart();
        };
    }

    private Part textPart() {
        return new Part.Text(text(), List.of(), mark(), null);
    }

    private CacheMark mark() {
        return random.nextInt(5) == 0 ? new CacheMark(random.nextBoolean() ? "1h" : null) : null;
    }

    private String text() {
        return Seeded.anyText(random, 12);
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
