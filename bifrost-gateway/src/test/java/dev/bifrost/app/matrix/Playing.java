package dev.bifrost.app.matrix;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import dev.bifrost.dialect.frame.EventStreamFrames;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.ScriptedUpstream.Connection;
import dev.bifrost.testing.ScriptedUpstream.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Plays a {@link Counterpart}: its first turn, then its second. */
public final class Playing {
    private Playing() {}

    public static ScriptedUpstream play(Counterpart counterpart) throws IOException {
        return ScriptedUpstream.start(connection -> {
            for (Request request = connection.readRequest(); request != null; request = connection.readRequest()) {
                boolean second = request.text().contains("12 degrees outside");
                boolean stream = request.text().contains("\"stream\":true")
                        || request.target().contains("stream");
                answer(counterpart, connection, second, stream);
            }
        });
    }

    /** Answers one request with a whole turn. */
    public static void answer(Counterpart counterpart, Connection connection, boolean second, boolean stream)
            throws IOException {
        if (!stream) {
            connection.answer(200, "application/json", second ? counterpart.whole2() : counterpart.whole1());
            return;
        }
        List<String> events = second ? counterpart.stream2() : counterpart.stream1();
        begin(counterpart, connection);
        for (String event : events) {
            chunk(connection, framed(counterpart.framing(), event));
        }
        if (counterpart.framing().equals("done")) {
            chunk(connection, "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII));
        }
        connection.endChunks();
    }

    /** Sends the head of a stream. */
    public static void begin(Counterpart counterpart, Connection connection) throws IOException {
        connection.write("HTTP/1.1 200 OK\r\ncontent-type: " + mediaType(counterpart)
                + "\r\ntransfer-encoding: chunked\r\n\r\n");
    }

    /** The type of its streams. */
    public static String mediaType(Counterpart counterpart) {
        boolean aws =
                counterpart.framing().equals("aws") || counterpart.framing().equals("invoke");
        return aws ? "application/vnd.amazon.eventstream" : "text/event-stream";
    }

    /** Sends one chunk. */
    public static void chunk(Connection connection, byte[] content) throws IOException {
        if (content.length == 0) {
            return; // it would end the body
        }
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(content.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.writeBytes(content);
        chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        connection.write(chunk.toByteArray());
    }

    /** An event as that framing has it on the wire. */
    public static byte[] framed(String framing, String event) {
        return switch (framing) {
            case "named" -> ("event: " + type(event) + "\ndata: " + event + "\n\n").getBytes(StandardCharsets.UTF_8);
            case "aws" -> EventStreamFrames.ofLines(event);
            case "invoke" ->
                new EventStreamFrames()
                        .event(
                                "chunk",
                                "{\"bytes\":\""
                                        + Base64.getEncoder().encodeToString(event.getBytes(StandardCharsets.UTF_8))
                                        + "\"}")
                        .bytes();
            default -> ("data: " + event + "\n\n").getBytes(StandardCharsets.UTF_8);
        };
    }

    private static String type(String event) {
        try {
            return ((Json.Obj) Json.read(event)).text("type", "");
        } catch (MalformedJson e) {
            throw new AssertionError(event, e);
        }
    }
}
