package dev.bifrost.dialect.cohere;

import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.sse.SseEvent;
import dev.bifrost.dialect.sse.SseFramer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Reads a stream of bytes, in one piece or in two. */
final class Streamed {
    private final SseFramer framer = new SseFramer();
    private final SseEvent sse = new SseEvent();
    private final AnswerReader reader = new CohereProvider().stream();
    private final Consumer<ChatEvent> out;

    private Streamed(Consumer<ChatEvent> out) {
        this.out = out;
    }

    /** The events of a stream whose first piece ends at {@code cut}; a stream that ends early is read to its end. */
    static List<ChatEvent> of(byte[] stream, int cut) throws AnswerFault {
        List<ChatEvent> events = new ArrayList<>();
        Streamed streamed = new Streamed(events::add);
        int begun = streamed.feed(stream, 0, 0, cut);
        streamed.feed(stream, begun, cut, stream.length);
        streamed.reader.end(events::add);
        return events;
    }

    /** The answer that a whole stream stands for; checks its grammar. */
    static Assembled assembled(byte[] stream) throws AnswerFault {
        Assembled assembled = new Assembled();
        of(stream, stream.length).forEach(assembled);
        return assembled;
    }

    /** A stream of these events, each JSON in single quotes. */
    static Assembled assembled(String... events) throws AnswerFault {
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            stream.append("data: ").append(event.replace('\'', '"')).append("\n\n");
        }
        return assembled(stream.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads on, from the beginning of an event of which the bytes before {@code from} are known; where the next begins. */
    private int feed(byte[] stream, int begun, int from, int to) throws AnswerFault {
        int at = from;
        int start = begun;
        byte[] seen = Arrays.copyOf(stream, to);
        for (int end = framer.next(seen, at, to); end >= 0; end = framer.next(seen, at, to)) {
            sse.read(seen, start, end, framer.eventLines());
            reader.event(new WireEvent("", false, sse.data(), sse.dataFrom(), sse.dataTo()), out);
            start = end;
            at = end;
        }
        return start;
    }
}
