package dev.bifrost.dialect.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.FinishReason;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.AnswerContext;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.ClientDialect;
import dev.bifrost.dialect.Recordings;
import dev.bifrost.dialect.anthropic.MessagesClient;
import dev.bifrost.dialect.anthropic.MessagesFlavour;
import dev.bifrost.dialect.anthropic.MessagesGrammar;
import dev.bifrost.dialect.anthropic.MessagesProvider;
import dev.bifrost.dialect.bedrock.ConverseProvider;
import dev.bifrost.dialect.cohere.CohereProvider;
import dev.bifrost.dialect.frame.EventStreamFrames;
import dev.bifrost.dialect.frame.FrameReader;
import dev.bifrost.dialect.frame.Frames;
import dev.bifrost.dialect.gemini.GeminiProvider;
import dev.bifrost.dialect.openai.ChatClient;
import dev.bifrost.dialect.openai.ChatGrammar;
import dev.bifrost.dialect.openai.ChatProvider;
import dev.bifrost.dialect.responses.ResponsesClient;
import dev.bifrost.dialect.responses.ResponsesGrammar;
import dev.bifrost.dialect.responses.ResponsesProvider;
import dev.bifrost.dialect.sse.SseOutput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What real providers answered, in the words of each client's dialect: text, calls with their arguments, the end and the
 * tokens are the same, however the bytes were cut. If this fails, users of one client lose part of one provider's answers.
 */
class RecordedCrossingsTest {
    private static final List<String> STREAMS = List.of(
            "anthropic-messages/anthropic-clear-thinking.1",
            "anthropic-messages/anthropic-json-tool.1",
            "anthropic-messages/anthropic-refusal",
            "anthropic-messages/anthropic-text",
            "bedrock-converse/amazon-bedrock-reasoning",
            "bedrock-converse/amazon-bedrock-text",
            "bedrock-converse/amazon-bedrock-tool-call.1",
            "cohere-chat/cohere-reasoning",
            "cohere-chat/cohere-text",
            "cohere-chat/cohere-tool-call",
            "gemini-generate/google-reasoning-gemini3",
            "gemini-generate/google-text",
            "gemini-generate/google-tool-call",
            "openai-chat/deepseek-reasoning",
            "openai-chat/deepseek-text",
            "openai-chat/deepseek-tool-call",
            "openai-chat/groq-text",
            "openai-chat/groq-tool-call",
            "openai-chat/mistral-reasoning",
            "openai-chat/mistral-text",
            "openai-chat/mistral-tool-call",
            "openai-chat/openai-text",
            "openai-chat/perplexity-text",
            "openai-responses/azure-text.1",
            "openai-responses/lmstudio-tool-call.1",
            "openai-responses/openai-custom-tool.1",
            "openai-responses/openai-reasoning-encrypted-content.1",
            "openai-responses/openai-web-search-tool.1");

    /** So many places of a stream are tried for one cut: all of a short one's, evenly spread over a long one's. */
    private static final int MOST_CUTS = 1_500;

    /** Bytes that may be read for all the cuts of one stream. */
    private static final int MOST_WORK = 6_000_000;

    static Stream<String> streams() {
        return STREAMS.stream();
    }

    static Stream<String> wholes() {
        return Stream.concat(STREAMS.stream(), Stream.of("cohere-chat/cohere-citations"));
    }

    private static ProviderDialect provider(String name) {
        return switch (name.substring(0, name.indexOf('/'))) {
            case "anthropic-messages" -> new MessagesProvider(MessagesFlavour.DIRECT);
            case "bedrock-converse" -> new ConverseProvider();
            case "cohere-chat" -> new CohereProvider();
            case "gemini-generate" -> new GeminiProvider();
            case "openai-responses" -> new ResponsesProvider();
            default -> new ChatProvider();
        };
    }

    private static Recipient recipient(String name) {
        boolean mistral = name.contains("mistral");
        String model = name.startsWith("bedrock") ? "eu.anthropic.claude-3-7-sonnet-20250219-v1:0" : "m";
        return new Recipient("p", mistral ? "mistral" : "custom", model, mistral ? Set.of("thinking_list") : Set.of());
    }

    private static AnswerContext context(String name) {
        return new AnswerContext("id-1", 1_770_000_000, "asked-model", recipient(name));
    }

    private static ClientDialect client(String name) {
        return switch (name) {
            case "openai" -> new ChatClient();
            case "openai-responses" -> new ResponsesClient();
            default -> new MessagesClient();
        };
    }

    private static ChatRequest asked(String dialect) {
        return new ChatRequest(
                dialect,
                "asked-model",
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                Sampling.NONE,
                true,
                true,
                null,
                null,
                null,
                Map.of(),
                List.of());
    }

    /** What both sides must agree on. */
    private record Essence(String text, List<String> calls, String finish, long in, long cached, long out) {}

    private static Essence essence(ChatAnswer answer, ClientDialect client) {
        ChatAnswer.Choice choice = answer.choices().getFirst();
        String text = choice.parts().stream()
                .map(part -> switch (part) {
                    case Part.Text said -> said.text();
                    // Anthropic's dialect has no other place for it.
                    case Part.Refusal refusal -> client.name().equals("anthropic") ? refusal.text() : "";
                    default -> "";
                })
                .collect(Collectors.joining());
        List<String> calls = choice.parts().stream()
                .filter(Part.ToolCall.class::isInstance)
                .map(Part.ToolCall.class::cast)
                .map(call -> call.name() + canonical(call.arguments()))
                .toList();
        var usage = answer.usage();
        return new Essence(
                text,
                calls,
                finish(choice.finish(), client.name()),
                usage == null ? 0 : usage.prompt(),
                usage == null ? 0 : usage.cached(),
                usage == null ? 0 : usage.completion());
    }

    private static String canonical(String arguments) {
        try {
            return Json.read(arguments).print();
        } catch (MalformedJson e) {
            return arguments;
        }
    }

    private static String finish(FinishReason finish, String client) {
        return switch (client) {
            case "openai" ->
                switch (finish) {
                    case TOOL_CALLS -> "tool_calls";
                    case LENGTH, CONTEXT_FULL -> "length";
                    case CONTENT_FILTER -> "content_filter"; // a refusal is a text of its own, and ends with stop
                    default -> "stop";
                };
            case "anthropic" ->
                switch (finish) {
                    case TOOL_CALLS -> "tool_use";
                    case LENGTH -> "max_tokens";
                    case REFUSAL, CONTENT_FILTER -> "refusal";
                    default -> "end_turn";
                };
            default ->
                switch (finish) {
                    case LENGTH, CONTENT_FILTER, CONTEXT_FULL -> "incomplete";
                    default -> "completed";
                };
        };
    }

    private static byte[] wire(String name) {
        if (name.startsWith("bedrock")) {
            return EventStreamFrames.ofLines(
                    new String(Recordings.bytes(name + ".chunks.txt"), StandardCharsets.UTF_8));
        }
        return Recordings.stream(name);
    }

    private static void read(String name, byte[] wire, int[] cuts, Consumer<ChatEvent> out) {
        ProviderDialect provider = provider(name);
        FrameReader frames = Frames.reader(provider.framing());
        AnswerReader reader = provider.stream(recipient(name));
        boolean[] ended = new boolean[1];
        Consumer<ChatEvent> until = event -> {
            if (!ended[0]) {
                ended[0] = event instanceof ChatEvent.Ended;
                out.accept(event);
            }
        };
        try {
            int from = 0;
            for (int cut : cuts) {
                frames.feed(wire, from, cut, event -> reader.event(event, until));
                from = cut;
            }
            frames.feed(wire, from, wire.length, event -> reader.event(event, until));
            frames.end(event -> reader.event(event, until));
            reader.end(until);
        } catch (AnswerFault fault) {
            assertThat(ended[0])
                    .as("a fault after the end: " + fault.getMessage())
                    .isFalse();
        }
    }

    private static ChatAnswer truth(String name) {
        Assembled assembled = new Assembled();
        read(name, wire(name), new int[0], assembled);
        assertThat(assembled.ended()).as("the provider said that it was over").isTrue();
        try {
            return context(name).complete(assembled.answer());
        } catch (AnswerFault fault) {
            throw new AssertionError(name, fault);
        }
    }

    private static byte[] crossed(String name, byte[] wire, String client, int... cuts) {
        AnswerWriter writer = client(client).stream(asked(client), false);
        SseOutput out = new SseOutput();
        read(
                name,
                wire,
                cuts,
                event -> writer.write(
                        event instanceof ChatEvent.Started started
                                ? context(name).complete(started)
                                : event,
                        out));
        return java.util.Arrays.copyOf(out.bytes(), out.length());
    }

    private static Essence essence(String client, byte[] sse) {
        return switch (client) {
            case "openai" -> {
                ChatGrammar read = ChatGrammar.whole(sse);
                Json.Obj usage = read.usage() == null ? new Json.Obj() : read.usage();
                Json.Obj details = usage.object("prompt_tokens_details");
                yield new Essence(
                        read.choice().text(),
                        read.choice().calls().stream()
                                .map(call -> call.name() + canonical(call.arguments()))
                                .toList(),
                        read.choice().finish(),
                        usage.number("prompt_tokens", 0),
                        details == null ? 0 : details.number("cached_tokens", 0),
                        usage.number("completion_tokens", 0));
            }
            case "anthropic" -> {
                MessagesGrammar read = MessagesGrammar.checkWhole(sse);
                Json.Obj usage = read.usage();
                long cached = usage.number("cache_read_input_tokens", 0);
                yield new Essence(
                        read.text(),
                        read.toolCalls().stream()
                                .map(call -> call.text("name", "")
                                        + call.get("input").print())
                                .toList(),
                        read.stopReason(),
                        usage.number("input_tokens", 0) + cached + usage.number("cache_creation_input_tokens", 0),
                        cached,
                        usage.number("output_tokens", 0));
            }
            default -> {
                ResponsesGrammar.Read read = ResponsesGrammar.check(sse);
                Json.Obj usage = read.usage() == null ? new Json.Obj() : read.usage();
                Json.Obj details = usage.object("input_tokens_details");
                yield new Essence(
                        read.text(),
                        read.calls().stream()
                                .map(call -> call.name() + canonical(call.arguments()))
                                .toList(),
                        read.status(),
                        usage.number("input_tokens", 0),
                        details == null ? 0 : details.number("cached_tokens", 0),
                        usage.number("output_tokens", 0));
            }
        };
    }

    @ParameterizedTest
    @MethodSource("streams")
    void stream_inEveryClientsWords_saysTheSame(String name) {
        byte[] wire = wire(name);
        ChatAnswer truth = truth(name);
        for (String client : List.of("openai", "openai-responses", "anthropic")) {
            byte[] sse = crossed(name, wire, client);

            assertThat(essence(client, sse)).as(client).isEqualTo(expected(truth, client));
        }
    }

    private static Essence expected(ChatAnswer truth, String client) {
        Essence all = essence(truth, client(client));
        boolean custom = truth.choices().getFirst().parts().stream()
                .anyMatch(part -> part instanceof Part.ToolCall call && call.kind() == Part.ToolCall.Kind.CUSTOM);
        // Anthropic has no calls with free text: such a text stands in an object.
        return custom && client.equals("anthropic")
                ? new Essence(
                        all.text(),
                        truth.choices().getFirst().parts().stream()
                                .filter(Part.ToolCall.class::isInstance)
                                .map(Part.ToolCall.class::cast)
                                .map(call -> call.name()
                                        + new Json.Obj()
                                                .put("input", call.arguments())
                                                .print())
                                .toList(),
                        all.finish(),
                        all.in(),
                        all.cached(),
                        all.out())
                : all;
    }

    @ParameterizedTest
    @MethodSource("streams")
    void stream_cutAnywhere_isTheSameBytes(String name) {
        byte[] wire = wire(name);
        for (String client : List.of("openai", "openai-responses", "anthropic")) {
            byte[] whole = crossed(name, wire, client);
            int step = Math.max(1, wire.length / Math.min(MOST_CUTS, Math.max(1, MOST_WORK / wire.length)));
            for (int cut = 0; cut <= wire.length; cut += step) {
                assertThat(crossed(name, wire, client, cut))
                        .as(client + " cut at " + cut)
                        .isEqualTo(whole);
            }
            int[] everywhere = IntStream.range(1, wire.length).toArray();
            assertThat(crossed(name, wire, client, everywhere))
                    .as(client + " byte by byte")
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("wholes")
    void whole_inEveryClientsWords_saysTheSame(String name) throws Exception {
        byte[] bytes = Recordings.bytes(name + ".json");
        ChatAnswer answer =
                context(name).complete(provider(name).read(Json.readObject(bytes, 0, bytes.length), recipient(name)));
        for (String client : List.of("openai", "openai-responses", "anthropic")) {
            String written = client(client).answer(answer, asked(client)).print();
            Essence all = expected(answer, client);
            assertThat(written).as(client).contains(all.finish());
            for (String call : all.calls()) {
                assertThat(written)
                        .as(client)
                        .contains(call.substring(0, call.indexOf('{') < 0 ? 3 : call.indexOf('{')));
            }
            if (!all.text().isEmpty()) {
                assertThat(written).as(client).contains(new Json.Str(all.text()).print());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "openai-responses", "anthropic"})
    void stream_brokenOff_neverEndsWell(String client) {
        byte[] wire = wire("anthropic-messages/anthropic-text");
        byte[] half = java.util.Arrays.copyOf(wire, wire.length / 2);

        String sse = new String(crossed("anthropic-messages/anthropic-text", half, client), StandardCharsets.UTF_8);

        assertThat(sse).doesNotContain("[DONE]", "response.completed", "message_stop");
    }
}
