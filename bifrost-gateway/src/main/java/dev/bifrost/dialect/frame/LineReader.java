package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.WireEvent;

/** One event a line, ended by LF or CRLF; blank lines are left out, and the last line needs no end. */
final class LineReader implements FrameReader {
    private final Rest rest = new Rest();

    @Override
    public void feed(byte[] bytes, int from, int to, Sink sink) throws AnswerFault {
        int start = from;
        for (int i = from; i < to; i++) {
            if (bytes[i] != '\n') {
                continue;
            }
            if (rest.isEmpty()) {
                line(bytes, start, i, sink);
            } else {
                rest.add(bytes, start, i);
                line(rest.bytes(), 0, rest.length(), sink);
                rest.clear();
            }
            start = i + 1;
        }
        rest.add(bytes, start, to);
    }

    private static void line(byte[] bytes, int from, int to, Sink sink) throws AnswerFault {
        Frames.check(to - from);
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        if (!isBlank(bytes, from, end)) {
            sink.event(new WireEvent("", false, bytes, from, end));
        }
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void end(Sink sink) throws AnswerFault {
        line(rest.bytes(), 0, rest.length(), event -> Rest.last(event, sink));
        rest.clear();
    }
}
