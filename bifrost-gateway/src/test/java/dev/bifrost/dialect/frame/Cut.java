package dev.bifrost.dialect.frame;

import dev.bifrost.api.dialect.AnswerFault;
import dev.bifrost.api.dialect.Framing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a reader makes of bytes cut in some way: events as {@code name|data}, {@code !} before errors. */
final class Cut {
    private Cut() {}

    /** All in one piece. */
    static List<String> whole(Framing framing, byte[] bytes) throws AnswerFault {
        return at(framing, bytes, bytes.length);
    }

    /** In pieces that end at these places. Every piece is wiped once it has been read. */
    static List<String> at(Framing framing, byte[] bytes, int... ends) throws AnswerFault {
        FrameReader reader = Frames.reader(framing);
        List<String> events = new ArrayList<>();
        FrameReader.Sink sink = event -> events.add((event.error() ? "!" : "") + event.name() + "|" + event.text());
        int from = 0;
        for (int end : ends) {
            // Within a larger array, as a pooled buffer is.
            byte[] piece = new byte[end - from + 7];
            System.arraycopy(bytes, from, piece, 3, end - from);
            reader.feed(piece, 3, 3 + end - from, sink);
            Arrays.fill(piece, (byte) '?');
            from = end;
        }
        if (from < bytes.length) {
            reader.feed(bytes.clone(), from, bytes.length, sink);
        }
        reader.end(sink);
        return events;
    }

    /** One byte at a time. */
    static List<String> bytewise(Framing framing, byte[] bytes) throws AnswerFault {
        int[] ends = new int[bytes.length];
        Arrays.setAll(ends, i -> i + 1);
        return at(framing, bytes, ends);
    }
}
