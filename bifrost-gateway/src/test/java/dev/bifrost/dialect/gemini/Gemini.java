package dev.bifrost.dialect.gemini;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.chat.Part;
import dev.bifrost.api.chat.Reasoning;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.chat.Sampling;
import dev.bifrost.api.chat.Seal;
import dev.bifrost.api.chat.Tool;
import dev.bifrost.api.chat.ToolChoice;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.ProviderRequest;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.sse.SseEvent;
import dev.bifrost.dialect.sse.SseFramer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the tests of this dialect say often. */
final class Gemini {
    private Gemini() {}

    static Json.Obj json(String text) {
        try {
            return (Json.Obj) Json.read(text);
        } catch (MalformedJson e) {
            throw new AssertionError(text, e);
        }
    }

    /** The document without white space. */
    static String pretty(String text) {
        return json(text).print();
    }

    static Recipient model(String model, String... quirks) {
        return new Recipient("google", "gemini", model, Set.of(quirks));
    }

    static Message user(String text) {
        return new Message(Role.USER, List.of(Part.Text.of(text)));
    }

    static Message assistant(Part... parts) {
        return new Message(Role.ASSISTANT, List.of(parts));
    }

    static Message results(Part... parts) {
        return new Message(Role.TOOL, List.of(parts));
    }

    static Part.ToolCall signed(String id, String name, String arguments, String signature) {
        return new Part.ToolCall(id, name, arguments, Part.ToolCall.Kind.FUNCTION, new Seal("gemini", signature), null);
    }

    static Tool.Function function(String name, String schema) {
        return new Tool.Function(name, "Does " + name, json(schema), null, null);
    }

    /** A request that grows. */
    static final class Ask {
        List<Message> messages = new ArrayList<>();
        List<Tool> tools = List.of();
        ToolChoice choice;
        Boolean parallel;
        OutputFormat output;
        Reasoning reasoning;
        Sampling sampling = Sampling.NONE;
        String user;
        Json.Obj metadata;
        String tier;
        Map<String, Json> extra = Map.of();

        Ask(Message... messages) {
            this.messages.addAll(List.of(messages));
        }

        ChatRequest request() {
            return new ChatRequest(
                    "openai", "m", messages, tools, choice, parallel, output, reasoning, sampling, false, false, user,
                    metadata, tier, extra, List.of());
        }

        Written to(Recipient recipient) throws Refusal {
            Losses losses = new Losses();
            ProviderRequest written = new GeminiProvider().write(request(), recipient, losses);
            GeminiRequestCheck.check(written.body(), recipient);
            return new Written(written.body(), written.headers(), losses.names());
        }
    }

    /** What became of a request. */
    record Written(Json.Obj body, Map<String, String> headers, List<String> losses) {
        String print() {
            return body.print();
        }

        String contents() {
            return body.get("contents").print();
        }

        String config() {
            Json config = body.get("generationConfig");
            return config == null ? "{}" : config.print();
        }
    }

    /** The events of a stream of bytes that comes in these pieces. */
    static List<ChatEvent> events(byte[] stream, int... cuts) throws AnswerFault {
        var framer = new SseFramer();
        var event = new SseEvent();
        var reader = new GeminiProvider().stream();
        var events = new ArrayList<ChatEvent>();
        var pending = new ByteArrayOutputStream();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : stream.length;
            while (from < to) {
                int end = framer.next(stream, from, to);
                pending.write(stream, from, (end < 0 ? to : end) - from);
                if (end >= 0) {
                    byte[] whole = pending.toByteArray();
                    pending.reset();
                    event.read(whole, 0, whole.length, framer.eventLines());
                    if (event.hasData()) {
                        reader.event(
                                new WireEvent("", false, event.data(), event.dataFrom(), event.dataTo()), events::add);
                    }
                }
                from = end < 0 ? to : end;
            }
        }
        reader.end(events::add);
        return events;
    }

    static byte[] sse(String... chunks) {
        var stream = new StringBuilder();
        for (String chunk : chunks) {
            stream.append("data: ").append(pretty(chunk)).append("\r\n\r\n");
        }
        return stream.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The stream of these chunks, held to the grammar. */
    static Assembled streamed(String... chunks) throws AnswerFault {
        return assembled(events(sse(chunks)));
    }

    static Assembled assembled(List<ChatEvent> events) {
        var answer = new Assembled();
        events.forEach(answer);
        return answer;
    }
}
