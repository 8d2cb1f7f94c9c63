package dev.bifrost.dialect.frame;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/** Streams of {@code application/vnd.amazon.eventstream}, for scripted upstreams that play AWS. */
public final class EventStreamFrames {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** A stream of the events in these lines, each a JSON object with the event under its name. */
    public static byte[] ofLines(String lines) {
        EventStreamFrames frames = new EventStreamFrames();
        lines.lines().filter(line -> !line.isBlank()).forEach(frames::line);
        return frames.bytes();
    }

    private void line(String line) {
        try {
            ((Json.Obj) Json.read(line)).members().forEach((name, event) -> event(name, event.print()));
        } catch (MalformedJson e) {
            throw new AssertionError(line, e);
        }
    }

    /** Adds an event. */
    public EventStreamFrames event(String type, String json) {
        return frame(json, ":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    /** Adds an exception that the service declares. */
    public EventStreamFrames exception(String type, String json) {
        return frame(json, ":exception-type", type, ":content-type", "application/json", ":message-type", "exception");
    }

    /** Adds an error that the service does not declare: all of it is in headers. */
    public EventStreamFrames error(String code, String message) {
        return frame("", ":error-code", code, ":error-message", message, ":message-type", "error");
    }

    /** Adds a frame with these headers, names and values in turn. */
    public EventStreamFrames frame(String payload, String... headers) {
        Map<String, HeaderValue> map = new LinkedHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], HeaderValue.fromString(headers[i + 1]));
        }
        new Message(map, payload.getBytes(StandardCharsets.UTF_8)).encode(bytes);
        return this;
    }

    /** All that has been added. */
    public byte[] bytes() {
        return bytes.toByteArray();
    }
}
