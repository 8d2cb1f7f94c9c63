package dev.bifrost.dialect.openai;

import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Source;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Random requests and answers that this dialect can say in full. */
final class RandomChats {
    private final RandomGenerator random;
    private int calls;

    RandomChats(RandomGenerator random) {
        this.random = random;
    }

    ChatRequest request() {
        boolean stream = random.nextBoolean();
        List<Tool> tools = tools();
        Map<String, Json> extra = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            extra.put("verbosity", new Json.Str("low"));
        }
        return new ChatRequest(
                "openai",
                "deployment",
                messages(),
                tools,
                tools.isEmpty() ? null : maybe(this::choice),
                tools.isEmpty() ? null : maybe(random::nextBoolean),
                maybe(this::output),
                maybe(this::reasoning),
                sampling(),
                stream,
                stream,
                maybe(this::text),
                maybe(() -> new Json.Obj().put("a", text())),
                maybe(() -> "flex"),
                extra,
                List.of());
    }

    private List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> messages.add(said(Role.SYSTEM, List.of(textPart())));
                case 1 -> messages.add(said(Role.DEVELOPER, List.of(textPart(), textPart())));
                case 2 -> messages.add(said(Role.USER, some(this::userPart)));
                default -> turn(messages);
            }
        }
        return messages;
    }

    private Message said(Role role, List<Part> parts) {
        return new Message(role, parts, maybe(() -> "n"));
    }

    private void turn(List<Message> messages) {
        List<Part> parts = thoughts();
        parts.addAll(some(this::textPart));
        if (random.nextInt(5) == 0) {
            parts.add(new Part.Refusal(text()));
        }
        List<Part> made = toolCalls();
        parts.addAll(made);
        messages.add(said(Role.ASSISTANT, parts));
        for (Part part : made) {
            String id = ((Part.ToolCall) part).id();
            List<Part> result = some(this::textPart);
            messages.add(new Message(Role.TOOL, List.of(new Part.ToolResult(id, result, false, maybe(this::mark)))));
        }
    }

    private List<Part> toolCalls() {
        return some(() -> {
            boolean custom = random.nextInt(4) == 0;
            return new Part.ToolCall(
                    "call_" + calls++,
                    "f",
                    custom ? text() : new Json.Obj().put("x", text()).print(),
                    custom ? Part.ToolCall.Kind.CUSTOM : Part.ToolCall.Kind.FUNCTION,
                    maybe(() -> new Seal("gemini", "s" + random.nextInt())),
                    null);
        });
    }

    /** Thoughts of one message: one without a seal, or any number with. */
    private List<Part> thoughts() {
        if (random.nextInt(3) == 0) {
            return new ArrayList<>(List.of(Part.Thinking.of(text())));
        }
        return some(() -> switch (random.nextInt(4)) {
            case 0 -> new Part.Thinking(text(), seal("anthropic"), false, null, false);
            case 1 -> new Part.Thinking("", seal("anthropic"), true, null, false);
            case 2 -> new Part.Thinking(text(), seal("openai"), false, "rs_" + random.nextInt(), true);
            default -> new Part.Thinking(text(), seal("gemini"), false, null, false);
        });
    }

    private Seal seal(String origin) {
        return new Seal(origin, "s" + random.nextInt());
    }

    private Part textPart() {
        return new Part.Text(text(), List.of(), maybe(this::mark), null);
    }

    private CacheMark mark() {
        return new CacheMark(maybe(() -> "1h"));
    }

    private Part userPart() {
        return switch (random.nextInt(6)) {
            case 0 -> new Part.Image(new Source.Data("image/png", "AA=="), maybe(() -> "low"), maybe(this::mark));
            case 1 -> new Part.Image(new Source.Url("https://a/" + random.nextInt(), ""), null, null);
            case 2 -> new Part.Audio(new Source.Data("audio/wav", "AA=="), "wav", null, null);
            case 3 ->
                new Part.Document(new Source.Data("application/pdf", "AA=="), "a.pdf", null, false, maybe(this::mark));
            case 4 -> new Part.Document(new Source.File("file-1"), null, null, false, null);
            default -> textPart();
        };
    }

    private List<Tool> tools() {
        return some(() -> switch (random.nextInt(4)) {
            case 0 -> new Tool.Custom("c", maybe(this::text), maybe(() -> new Json.Obj().put("type", "text")));
            case 1 ->
                new Tool.Opaque(
                        "openai", "odd", new Json.Obj().put("type", "odd").put("x", text()));
            default ->
                new Tool.Function(
                        "f",
                        maybe(this::text),
                        maybe(() -> new Json.Obj().put("type", "object")),
                        maybe(random::nextBoolean),
                        maybe(this::mark));
        });
    }

    private ToolChoice choice() {
        return switch (random.nextInt(5)) {
            case 0 -> new ToolChoice.Auto();
            case 1 -> new ToolChoice.None();
            case 2 -> new ToolChoice.Required();
            case 3 -> new ToolChoice.Named("f");
            default -> new ToolChoice.Allowed(List.of("f", "c"), random.nextBoolean());
        };
    }

    private OutputFormat output() {
        return switch (random.nextInt(3)) {
            case 0 -> new OutputFormat.Text();
            case 1 -> new OutputFormat.JsonObject();
            default ->
                new OutputFormat.JsonSchema(
                        "n", maybe(this::text), new Json.Obj().put("type", "object"), maybe(random::nextBoolean));
        };
    }

    private Reasoning reasoning() {
        return Reasoning.ofEffort(
                List.of("none", "minimal", "low", "medium", "high", "xhigh").get(random.nextInt(6)), null);
    }

    private Sampling sampling() {
        return new Sampling(
                maybe(this::number),
                maybe(this::number),
                maybe(this::number),
                maybe(() -> random.nextLong(1, 9)),
                some(this::text),
                maybe(this::number),
                maybe(this::number),
                maybe(this::number),
                maybe(() -> new Json.Obj().put("5", 1)),
                maybe(random::nextBoolean),
                maybe(() -> random.nextLong(1, 9)),
                maybe(() -> random.nextLong(1, 9)));
    }

    private Json.Num number() {
        return new Json.Num("0." + random.nextInt(100) + "0");
    }

    ChatAnswer answer() {
        List<ChatAnswer.Choice> choices = new ArrayList<>();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            choices.add(answerChoice(choices.size()));
        }
        Usage usage =
                maybe(() -> new Usage(9, random.nextInt(5), random.nextInt(4), 7, random.nextInt(7), 0, 0, false));
        return new ChatAnswer("id" + random.nextInt(), random.nextInt(9), "m", choices, usage, maybe(() -> "flex"));
    }

    private ChatAnswer.Choice answerChoice(int index) {
        List<Part> parts = thoughts();
        Json.Arr logprobs = null;
        if (random.nextBoolean()) {
            parts.add(new Part.Text(text(), List.of(), null, maybe(() -> seal("gemini"))));
            logprobs = maybe(() ->
                    new Json.Arr().add(ChatStreams.json("{'token':'a','logprob':-1,'bytes':null,'top_logprobs':[]}")));
        }
        if (random.nextInt(5) == 0) {
            parts.add(new Part.Refusal(text()));
        }
        if (random.nextInt(5) == 0) {
            parts.add(new Part.Image(new Source.Data("image/png", "AA=="), null, null));
        }
        List<Part> made = toolCalls();
        parts.addAll(made);
        FinishReason finish = made.isEmpty()
                ? List.of(
                                FinishReason.STOP,
                                FinishReason.LENGTH,
                                FinishReason.CONTENT_FILTER,
                                FinishReason.STOP_SEQUENCE)
                        .get(random.nextInt(4))
                : FinishReason.TOOL_CALLS;
        String sequence = finish == FinishReason.STOP_SEQUENCE ? "END" : null;
        return new ChatAnswer.Choice(index, parts, finish, sequence, logprobs);
    }

    /** Never empty: what is empty is not said at all. */
    private String text() {
        // Half a pair of surrogates has no UTF-8.
        return "t" + Seeded.anyText(random, 12).replaceAll("\\p{Cs}", "");
    }

    private <T> T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <T> List<T> some(Supplier<T> value) {
        List<T> all = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            all.add(value.get());
        }
        return all;
    }
}
