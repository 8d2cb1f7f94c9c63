package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.chat.ChatEvent;
import dev.bifrost.api.chat.ChatRequest;
import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.AnswerReader;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.AnswerWriter;
import dev.bifrost.dialect.Assembled;
import dev.bifrost.dialect.sse.SseEvent;
import dev.bifrost.dialect.sse.SseFramer;
import dev.bifrost.dialect.sse.SseOutput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Streams of chat completions, read and written as the gateway does. */
final class ChatStreams {
    private ChatStreams() {}

    /** JSON, with single quotes for double ones. */
    static Json.Obj json(String quoted) {
        try {
            return (Json.Obj) Json.read(quoted.replace('\'', '"'));
        } catch (MalformedJson e) {
            throw new AssertionError(quoted, e);
        }
    }

    /** A stream of these chunks, with single quotes for double ones. */
    static byte[] sse(String... chunks) {
        StringBuilder sse = new StringBuilder();
        for (String chunk : chunks) {
            sse.append("data: ").append(chunk.replace('\'', '"')).append("\n\n");
        }
        return sse.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A stream of deltas of one choice, its end with this reason included. */
    static byte[] deltas(String finish, String... deltas) {
        String head = "{'id':'x','created':7,'model':'m','choices':[{'index':0,'delta':";
        List<String> chunks = new ArrayList<>();
        for (String delta : deltas) {
            chunks.add(head + delta + ",'finish_reason':null}]}");
        }
        chunks.add(head + "{},'finish_reason':" + (finish == null ? "null" : "'" + finish + "'") + "}]}");
        chunks.add("[DONE]");
        return sse(chunks.toArray(String[]::new));
    }

    static List<ChatEvent> events(byte[] sse) throws AnswerFault {
        return events(sse, sse.length);
    }

    /** What the stream says if it comes in two pieces. */
    static List<ChatEvent> events(byte[] sse, int cut) throws AnswerFault {
        List<ChatEvent> events = new ArrayList<>();
        AnswerReader reader = new ChatProvider().stream();
        SseFramer framer = new SseFramer();
        byte[] carried = feed(framer, new byte[0], Arrays.copyOfRange(sse, 0, cut), reader, events);
        feed(framer, carried, Arrays.copyOfRange(sse, cut, sse.length), reader, events);
        reader.end(events::add);
        return events;
    }

    private static byte[] feed(
            SseFramer framer, byte[] carried, byte[] more, AnswerReader reader, List<ChatEvent> events)
            throws AnswerFault {
        SseEvent event = new SseEvent();
        int start = 0;
        byte[] head = carried;
        for (int end = framer.next(more, start, more.length); end >= 0; end = framer.next(more, start, more.length)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            all.writeBytes(head);
            all.write(more, start, end - start);
            head = new byte[0];
            start = end;
            event.read(all.toByteArray(), 0, all.size(), framer.eventLines());
            if (event.hasData()) {
                boolean error = event.isNamed("error".getBytes(StandardCharsets.US_ASCII));
                reader.event(
                        new WireEvent(error ? "error" : "", false, event.data(), event.dataFrom(), event.dataTo()),
                        events::add);
            }
        }
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(head);
        rest.write(more, start, more.length - start);
        return rest.toByteArray();
    }

    static Assembled assembled(List<ChatEvent> events) {
        Assembled assembled = new Assembled();
        events.forEach(assembled);
        return assembled;
    }

    /** What a client gets of these events. */
    static byte[] written(List<ChatEvent> events, ChatRequest asked) {
        AnswerWriter writer = new ChatClient().stream(asked, false);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        SseOutput out = new SseOutput();
        for (ChatEvent event : events) {
            if (!(event instanceof ChatEvent.Failed)) {
                writer.write(event, out);
                all.write(out.bytes(), 0, out.length());
                out.clear();
            }
        }
        return all.toByteArray();
    }

    /** A request for a stream with its usage. */
    static ChatRequest asked() {
        return asked("{'model':'m','messages':[{'role':'user','content':'hi'}],'stream':true,"
                + "'stream_options':{'include_usage':true}}");
    }

    static ChatRequest asked(String quoted) {
        try {
            return new ChatClient().read(json(quoted));
        } catch (Refusal e) {
            throw new AssertionError(quoted, e);
        }
    }
}
