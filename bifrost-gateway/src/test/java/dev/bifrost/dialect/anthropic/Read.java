package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.Recipient;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.sse.SseEvent;
import dev.bifrost.dialect.sse.SseFramer;
import dev.bifrost.dialect.sse.SseOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What tests of this dialect do again and again. */
final class Read {
    private Read() {}

    static Json.Obj json(String text) {
        try {
            return (Json.Obj) Json.read(text);
        } catch (MalformedJson e) {
            throw new AssertionError(text, e);
        }
    }

    static Recipient recipient(String model) {
        return new Recipient("claude", "anthropic", model, Set.of());
    }

    /** A request of a client of chat completions. */
    static ChatRequest asking(Message... messages) {
        return new Asking().messages(messages).request();
    }

    /** The events of a stream that comes in pieces of that size. */
    static List<ChatEvent> events(AnswerReader reader, byte[] stream, int size) throws AnswerFault {
        List<ChatEvent> events = new ArrayList<>();
        SseFramer framer = new SseFramer();
        SseEvent event = new SseEvent();
        byte[] carried = {};
        for (int from = 0; from < stream.length; from += size) {
            int to = Math.min(stream.length, from + size);
            int start = from;
            for (int end = framer.next(stream, start, to); end >= 0; end = framer.next(stream, start, to)) {
                carried = joined(carried, stream, start, end);
                event.read(carried, 0, carried.length, framer.eventLines());
                if (event.hasData()) {
                    reader.event(new WireEvent("", false, event.data(), event.dataFrom(), event.dataTo()), events::add);
                }
                carried = new byte[0];
                start = end;
            }
            carried = joined(carried, stream, start, to);
        }
        reader.end(events::add);
        return events;
    }

    private static byte[] joined(byte[] first, byte[] then, int from, int to) {
        byte[] joined = Arrays.copyOf(first, first.length + to - from);
        System.arraycopy(then, from, joined, first.length, to - from);
        return joined;
    }

    static Assembled assembled(List<ChatEvent> events) {
        Assembled assembled = new Assembled();
        events.forEach(assembled);
        return assembled;
    }

    static ChatAnswer answer(String... lines) throws AnswerFault {
        return assembled(lines(lines)).answer();
    }

    static ErrorDetail error(String... lines) throws AnswerFault {
        return assembled(lines(lines)).error();
    }

    /** The events of a stream of these data lines. */
    static List<ChatEvent> lines(String... lines) throws AnswerFault {
        StringBuilder stream = new StringBuilder();
        for (String line : lines) {
            stream.append("data: ").append(line).append("\n\n");
        }
        byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
        return events(new MessagesProvider(MessagesFlavour.DIRECT).stream(), bytes, bytes.length + 1);
    }

    /** What a client would get. */
    static byte[] written(Iterable<ChatEvent> events, ChatRequest asked) {
        AnswerWriter writer = new MessagesClient().stream(asked, false);
        SseOutput out = new SseOutput();
        events.forEach(event -> writer.write(event, out));
        return Arrays.copyOf(out.bytes(), out.length());
    }

    static byte[] written(Consumer<Consumer<ChatEvent>> events, ChatRequest asked) {
        List<ChatEvent> all = new ArrayList<>();
        events.accept(all::add);
        return written(all, asked);
    }

    static Json.Obj request(ChatRequest request, String model, Losses losses) {
        return request(request, MessagesFlavour.DIRECT, model, losses);
    }

    static Json.Obj request(ChatRequest request, MessagesFlavour flavour, String model, Losses losses) {
        try {
            return new MessagesProvider(flavour)
                    .write(request, recipient(model), losses)
                    .body();
        } catch (dev.bifrost.api.Refusal e) {
            throw new AssertionError(e);
        }
    }

    static ChatRequest read(String body) {
        try {
            return new MessagesClient().read(json(body));
        } catch (dev.bifrost.api.Refusal e) {
            throw new AssertionError(e);
        }
    }
}
