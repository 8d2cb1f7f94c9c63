package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Parts of answers of any provider, at random. */
final class RandomParts {
    private static final String LETTERS = "abcXYZ019._-+=/ \u00e9\u4e2d";

    private final RandomGenerator random;
    private int calls;

    RandomParts(RandomGenerator random) {
        this.random = random;
    }

    List<Part> some() {
        List<Part> parts = new ArrayList<>();
        for (int n = random.nextInt(8); n > 0; n--) {
            parts.add(part());
        }
        return parts;
    }

    private Part part() {
        return switch (random.nextInt(8)) {
            case 0 -> new Part.Refusal(text());
            case 1 -> new Part.Thinking(text(), seal(), false, null, false);
            case 2 -> new Part.Thinking("", new Seal("anthropic", text()), true, null, false);
            case 3 -> call(Part.ToolCall.Kind.CUSTOM, text());
            case 4 -> call(Part.ToolCall.Kind.FUNCTION, "{\"a\":" + new Json.Str(text()).print() + "}");
            case 5 ->
                new Part.Opaque(
                        random.nextBoolean() ? "anthropic" : "openai-responses",
                        new Json.Obj()
                                .put("type", "web_search_call")
                                .put("id", "ws_" + calls++)
                                .put("status", "completed")
                                .put("text", text()));
            case 6 -> new Part.Image(new Source.Data("image/png", "AAA="), null, null);
            default -> new Part.Text(text(), List.of(), null, random.nextInt(3) == 0 ? seal() : null);
        };
    }

    private Part.ToolCall call(Part.ToolCall.Kind kind, String arguments) {
        Seal signature = random.nextInt(3) == 0 ? new Seal("gemini", text()) : null;
        String id = Seeded.text(random, LETTERS, 20) + calls++;
        return new Part.ToolCall(id, "f" + random.nextInt(3), arguments, kind, signature, null);
    }

    private Seal seal() {
        return new Seal(List.of("openai", "anthropic", "gemini", "bedrock").get(random.nextInt(4)), text());
    }

    /** Never empty: nothing is not written. */
    private String text() {
        return "t" + Seeded.text(random, LETTERS, 30);
    }
}
