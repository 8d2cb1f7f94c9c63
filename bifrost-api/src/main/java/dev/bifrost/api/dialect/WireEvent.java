package dev.bifrost.api.dialect;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.nio.charset.StandardCharsets;

/**
 * An event as it stood on the wire, whole, however it was cut on the way. The bytes are good only until the reader returns.
 *
 * @param name  SSE's {@code event:}, or the frame's {@code :event-type}; for AWS's errors its {@code :exception-type};
 *              empty if there is none
 * @param error true for a frame whose {@code :message-type} is {@code exception} or {@code error}
 * @param data  holds the event's data
 */
@SuppressWarnings("ArrayRecordComponent") // lent, not kept
public record WireEvent(String name, boolean error, byte[] data, int from, int to) {

    /** The data as text. */
    public String text() {
        return new String(data, from, to - from, StandardCharsets.UTF_8);
    }

    /** The data as a JSON object; a fault if it is none. */
    public Json.Obj json() throws AnswerFault {
        try {
            return Json.readObject(data, from, to);
        } catch (MalformedJson e) {
            throw new AnswerFault("an event of its stream is not the JSON it should be: " + e.getMessage());
        }
    }
}
