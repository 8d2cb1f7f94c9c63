package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.Arrays;

/** The beginning of an event whose end has not come yet. */
final class Rest {
    private static final int KEPT = 64 << 10;
    private static final byte[] NONE = {};

    private byte[] bytes = NONE;
    private int length;

    /** Takes more of it. */
    void add(byte[] from, int offset, int end) throws AnswerFault {
        int count = end - offset;
        Frames.check(length + count);
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.max(length + count, 512)));
        }
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** It has been handed on. */
    void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = NONE;
        }
    }

    /** Hands on an event whose end the provider left out; one that is cut off is a fault. */
    static void last(WireEvent event, FrameReader.Sink sink) throws AnswerFault {
        if (!event.text().equals("[DONE]")) {
            try {
                Json.read(event.data(), event.from(), event.to());
            } catch (MalformedJson _) {
                throw new AnswerFault("its stream ends in the middle of an event");
            }
        }
        sink.event(event);
    }
}
