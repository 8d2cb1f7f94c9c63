package dev.bifrost.dialect.responses;

import dev.bifrost.api.chat.ChatAnswer;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.Replay;
import dev.bifrost.dialect.sse.SseEvent;
import dev.bifrost.dialect.sse.SseFramer;
import dev.bifrost.dialect.sse.SseOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Streams through the reader and the writer of this dialect. */
final class Streams {
    private Streams() {}

    /** What a provider's stream says, put together. */
    static Assembled read(byte[] sse) throws AnswerFault {
        Assembled assembled = new Assembled();
        read(sse, sse.length, assembled);
        return assembled;
    }

    /** Reads a stream that comes in two pieces. */
    static void read(byte[] sse, int cut, Consumer<ChatEvent> out) throws AnswerFault {
        AnswerReader reader = new ResponsesProvider().stream();
        SseFramer framer = new SseFramer();
        SseEvent event = new SseEvent();
        int start = 0;
        for (int[] piece : new int[][] {{0, cut}, {cut, sse.length}}) {
            int from = piece[0];
            for (int end = framer.next(sse, from, piece[1]); end >= 0; end = framer.next(sse, end, piece[1])) {
                event.read(sse, start, end, framer.eventLines());
                if (event.hasData()) {
                    reader.event(new WireEvent("", false, event.data(), event.dataFrom(), event.dataTo()), out);
                }
                start = end;
            }
        }
        reader.end(out);
    }

    /** Reads events given as JSON. */
    static Assembled read(String... events) throws AnswerFault {
        Assembled assembled = new Assembled();
        read(assembled, events);
        return assembled;
    }

    static void read(Consumer<ChatEvent> out, String... events) throws AnswerFault {
        AnswerReader reader = new ResponsesProvider().stream();
        for (String event : events) {
            byte[] data = event.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            reader.event(new WireEvent("", false, data, 0, data.length), out);
        }
        reader.end(out);
    }

    /** What a client is sent for these events. */
    static byte[] write(ChatRequest asked, boolean begun, List<ChatEvent> events) {
        SseOutput out = new SseOutput();
        AnswerWriter writer = new ResponsesClient().stream(asked, begun);
        events.forEach(event -> writer.write(event, out));
        return bytes(out);
    }

    static byte[] bytes(SseOutput out) {
        return Arrays.copyOf(out.bytes(), out.length());
    }

    /** What a client is sent for this answer as a stream. */
    static byte[] write(ChatRequest asked, ChatAnswer answer) {
        List<ChatEvent> events = new ArrayList<>();
        Replay.of(answer, events::add);
        return write(asked, false, events);
    }

    static Json.Obj json(String text) {
        try {
            return (Json.Obj) Json.read(text);
        } catch (MalformedJson e) {
            throw new AssertionError(text, e);
        }
    }

    /** The request of a client. */
    static ChatRequest asked(String body) {
        try {
            return new ResponsesClient().read(json(body));
        } catch (dev.bifrost.api.Refusal e) {
            throw new AssertionError(e);
        }
    }
}
