package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Framing;

/** Readers for every framing. */
public final class Frames {
    /** An event that is larger is a fault: nothing a model says at once is. */
    static final int LARGEST = 16 << 20;

    private Frames() {}

    /** Refuses an event of so many bytes if they are too many. */
    static void check(int length) throws AnswerFault {
        if (length > LARGEST) {
            throw new AnswerFault("an event of its stream is larger than " + LARGEST + " bytes");
        }
    }

    /** A reader for one answer. */
    public static FrameReader reader(Framing framing) {
        return switch (framing) {
            case SSE -> new SseReader();
            case LINES -> new LineReader();
            case AWS_EVENT_STREAM -> new EventStreamReader();
        };
    }
}
