package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.eventstream.HeaderType;
import software.amazon.awssdk.eventstream.HeaderValue;
import software.amazon.awssdk.eventstream.Message;

/**
 * Frames of {@code application/vnd.amazon.eventstream}: a prelude of twelve bytes (length of the frame, length of its
 * headers, checksum of both), headers, payload, and a checksum of all
 * (https://smithy.io/2.0/aws/amazon-eventstream.html). The prelude is checked as soon as it is there, so that a broken
 * length is not waited for.
 */
final class EventStreamReader implements FrameReader {
    private static final int PRELUDE = 12;
    private static final int OVERHEAD = PRELUDE + 4;

    private final Rest rest = new Rest();
    /** Length of the frame in the rest; 0 while its prelude is not complete. */
    private int frame;

    @Override
    public void feed(byte[] bytes, int from, int to, Sink sink) throws AnswerFault {
        int start = from;
        while (start < to) {
            start = rest.isEmpty() ? whole(bytes, start, to, sink) : goOn(bytes, start, to, sink);
        }
    }

    /** Reads a frame from where it lies, or keeps what there is of it; the index behind. */
    private int whole(byte[] bytes, int from, int to, Sink sink) throws AnswerFault {
        if (to - from >= PRELUDE) {
            int length = length(bytes, from);
            if (to - from >= length) {
                handOn(bytes, from, length, sink);
                return from + length;
            }
            frame = length;
        }
        rest.add(bytes, from, to);
        return to;
    }

    /** Completes the prelude, then the frame; the index behind what was needed for it. */
    private int goOn(byte[] bytes, int from, int to, Sink sink) throws AnswerFault {
        int end = Math.min(to, from + (frame == 0 ? PRELUDE : frame) - rest.length());
        rest.add(bytes, from, end);
        if (frame == 0 && rest.length() == PRELUDE) {
            frame = length(rest.bytes(), 0);
        } else if (frame > 0 && rest.length() == frame) {
            handOn(rest.bytes(), 0, frame, sink);
            rest.clear();
            frame = 0;
        }
        return end;
    }

    /** The frame's length, from a prelude whose checksum is right. */
    private static int length(byte[] bytes, int from) throws AnswerFault {
        ByteBuffer prelude = ByteBuffer.wrap(bytes, from, PRELUDE);
        int length = prelude.getInt();
        int headers = prelude.getInt();
        CRC32 checksum = new CRC32();
        checksum.update(bytes, from, 8);
        if ((int) checksum.getValue() != prelude.getInt()) {
            throw new AnswerFault("a frame of its stream has a wrong checksum");
        }
        if (length < OVERHEAD || length > Frames.LARGEST || headers < 0 || headers > length - OVERHEAD) {
            throw new AnswerFault("a frame of its stream says that it has " + Integer.toUnsignedLong(length)
                    + " bytes, " + Integer.toUnsignedLong(headers) + " of them headers");
        }
        return length;
    }

    private static void handOn(byte[] bytes, int from, int length, Sink sink) throws AnswerFault {
        Message message;
        try {
            message = Message.decode(ByteBuffer.wrap(bytes, from, length));
        } catch (RuntimeException e) {
            throw new AnswerFault("a frame of its stream can not be read: " + e.getMessage());
        }
        sink.event(event(message));
    }

    private static WireEvent event(Message message) {
        Map<String, HeaderValue> headers = message.getHeaders();
        byte[] payload = message.getPayload();
        return switch (text(headers, ":message-type")) {
            case "exception" -> new WireEvent(text(headers, ":exception-type"), true, payload, 0, payload.length);
            case "error" -> error(text(headers, ":error-code"), text(headers, ":error-message"));
            default -> new WireEvent(text(headers, ":event-type"), false, payload, 0, payload.length);
        };
    }

    /** An error that the service did not model says everything in its headers. */
    private static WireEvent error(String code, String message) {
        byte[] json = new Json.Obj().put("message", message).bytes();
        return new WireEvent(code, true, json, 0, json.length);
    }

    private static String text(Map<String, HeaderValue> headers, String name) {
        @Nullable HeaderValue value = headers.get(name);
        return value != null && value.getType() == HeaderType.STRING ? value.getString() : "";
    }

    @Override
    public void end(Sink sink) throws AnswerFault {
        if (!rest.isEmpty()) {
            throw new AnswerFault("its stream ends in the middle of a frame");
        }
    }
}
