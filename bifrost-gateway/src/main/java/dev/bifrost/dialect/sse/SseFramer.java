package dev.bifrost.dialect.sse;

import dev.bifrost.dialect.json.Swar;

/**
 * Finds where the events of a {@code text/event-stream} end, in bytes cut anywhere. Lines end in LF, CRLF or CR.
 *
 * <p>An event ends just after its blank line. Whether an LF follows a CR is not known until the next byte; the framer
 * waits for it unless the line before ended in a CR alone, so that the ends are the same however the bytes are cut, and
 * none is held back in a stream that uses one kind of line end.
 */
public final class SseFramer {

    /** How the line before ended. */
    private enum Ending {
        NONE,
        LF,
        CR,
        CRLF
    }

    private Ending previous = Ending.NONE;
    private boolean inLine;
    private boolean lineFeedMayFollow;
    private boolean blankLineFeedMayFollow;
    private int lines;
    private int eventLines;

    /**
     * Reads up to the end of one event.
     *
     * @return the index just after the event, at least {@code from}; -1 if none ends before {@code to}. Then all has
     *     been read, and the next call continues there.
     */
    public int next(byte[] b, int from, int to) {
        int i = from;
        while (i < to) {
            if (blankLineFeedMayFollow || lineFeedMayFollow) {
                boolean ended = blankLineFeedMayFollow;
                blankLineFeedMayFollow = false;
                lineFeedMayFollow = false;
                previous = b[i] == '\n' ? Ending.CRLF : Ending.CR;
                i += b[i] == '\n' ? 1 : 0;
                if (ended) {
                    return endEvent(i);
                }
                continue;
            }
            int end = Swar.lineEnd(b, i, to);
            inLine |= end > i;
            if (end == to) {
                return -1;
            }
            i = end + 1;
            if (endLine(b[end])) {
                return endEvent(i);
            }
        }
        return -1;
    }

    /** How many lines the event had that {@link #next} has just ended, its blank line not counted. */
    public int eventLines() {
        return eventLines;
    }

    /** Whether the line that ends so is the blank line of an event, and known to be over. */
    private boolean endLine(byte c) {
        boolean blank = !inLine;
        inLine = false;
        if (!blank) {
            lines++;
        }
        if (c == '\n') {
            previous = Ending.LF;
            return blank;
        }
        boolean certain = previous == Ending.CR;
        blankLineFeedMayFollow = blank && !certain;
        lineFeedMayFollow = !blankLineFeedMayFollow;
        return blank && certain;
    }

    private int endEvent(int end) {
        eventLines = lines;
        lines = 0;
        return end;
    }
}
