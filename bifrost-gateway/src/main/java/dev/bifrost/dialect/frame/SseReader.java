package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;
import dev.bifrost.dialect.sse.SseEvent;
import dev.bifrost.dialect.sse.SseFramer;

/**
 * Server-sent events. Events without data are left out; OpenAI's {@code [DONE]} is handed on like any other, and the
 * blank line after the last event may be missing.
 */
final class SseReader implements FrameReader {
    /** More than one, so that the event is read line by line. */
    private static final int SOME_LINES = 2;

    private final SseFramer framer = new SseFramer();
    private final SseEvent event = new SseEvent();
    private final Rest rest = new Rest();

    @Override
    public void feed(byte[] bytes, int from, int to, Sink sink) throws AnswerFault {
        int start = from;
        for (int end = framer.next(bytes, start, to); end >= 0; end = framer.next(bytes, start, to)) {
            if (rest.isEmpty()) {
                Frames.check(end - start);
                event.read(bytes, start, end, framer.eventLines());
                handOn(sink);
            } else {
                rest.add(bytes, start, end);
                event.read(rest.bytes(), 0, rest.length(), framer.eventLines());
                handOn(sink);
                rest.clear();
            }
            start = end;
        }
        rest.add(bytes, start, to);
    }

    private void handOn(Sink sink) throws AnswerFault {
        if (event.hasData()) {
            sink.event(wire());
        }
    }

    @Override
    public void end(Sink sink) throws AnswerFault {
        if (!rest.isEmpty()) {
            event.read(rest.bytes(), 0, rest.length(), SOME_LINES);
            if (event.hasData()) {
                Rest.last(wire(), sink);
            }
            rest.clear();
        }
    }

    private WireEvent wire() {
        return new WireEvent(event.name(), false, event.data(), event.dataFrom(), event.dataTo());
    }
}
