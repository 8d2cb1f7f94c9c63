package dev.bifrost.dialect.sse;

import dev.bifrost.dialect.json.Swar;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What lies in one event. It is a view of the bytes last read, reused from event to event; only the lines of data that
 * is spread over several are copied.
 */
public final class SseEvent {
    private static final byte[] NOTHING = {};
    private static final byte[] DATA = {'d', 'a', 't', 'a'};
    private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};

    private byte[] bytes = NOTHING;
    private int dataFrom;
    private int dataTo;
    private int dataLines;
    private byte[] joined = NOTHING;
    private byte[] nameBytes = NOTHING;
    private int nameFrom;
    private int nameTo;
    private byte[] lastNameBytes = NOTHING;
    private String lastName = "";

    /**
     * Reads a whole event.
     *
     * @param lines how many lines it has, the blank one not counted, as {@link SseFramer#eventLines} says
     */
    public void read(byte[] b, int from, int to, int lines) {
        dataLines = 0;
        dataFrom = 0;
        dataTo = 0;
        nameFrom = 0;
        nameTo = 0;
        int i = skipMark(b, from, to);
        // By far the most events are one line of data and a blank one, ended by LF: no need to look for the ends.
        if (lines == 1 && to - i > 3 && b[i] > '\r' && b[to - 3] != '\r' && b[to - 2] == '\n' && b[to - 1] == '\n') {
            line(b, i, to - 2);
            return;
        }
        while (i < to) {
            int end = Swar.lineEnd(b, i, to);
            line(b, i, end);
            i = end + 1;
        }
    }

    /** Whether there is data, at least one byte. */
    public boolean hasData() {
        return dataTo > dataFrom;
    }

    /** The array in which the data lies. */
    public byte[] data() {
        return bytes;
    }

    /** Index of the data's first byte. */
    public int dataFrom() {
        return dataFrom;
    }

    /** Index just after the data's last byte. */
    public int dataTo() {
        return dataTo;
    }

    /** Whether the data begins with these bytes. */
    public boolean dataStartsWith(byte[] text) {
        return startsWith(bytes, dataFrom, dataTo, text);
    }

    /** What {@code event:} says; empty if there is none. */
    public String name() {
        if (nameTo == nameFrom) {
            return "";
        }
        // Most events have the name of the one before.
        if (!isNamed(lastNameBytes)) {
            lastNameBytes = Arrays.copyOfRange(nameBytes, nameFrom, nameTo);
            lastName = new String(lastNameBytes, StandardCharsets.UTF_8);
        }
        return lastName;
    }

    /** Whether {@code event:} gives the event this name. */
    public boolean isNamed(byte[] name) {
        return nameTo - nameFrom == name.length && startsWith(nameBytes, nameFrom, nameTo, name);
    }

    private void line(byte[] b, int from, int to) {
        if (from == to) {
            return;
        }
        switch (b[from]) {
            case 'd' -> {
                if (isField(b, from, to, DATA)) {
                    data(b, value(b, from + DATA.length, to), to);
                }
            }
            case 'e' -> {
                if (isField(b, from, to, EVENT)) {
                    nameBytes = b;
                    nameFrom = value(b, from + EVENT.length, to);
                    nameTo = to;
                }
            }
            default -> {
                // a comment, an id, a time to retry, or a field that the format tells us to ignore
            }
        }
    }

    /** A field is its name alone, or its name and a colon. */
    private static boolean isField(byte[] b, int from, int to, byte[] name) {
        int end = from + name.length;
        return startsWith(b, from, to, name) && (end == to || b[end] == ':');
    }

    private static int value(byte[] b, int afterName, int to) {
        int i = Math.min(afterName + 1, to);
        return i < to && b[i] == ' ' ? i + 1 : i;
    }

    private void data(byte[] b, int from, int to) {
        if (dataLines++ == 0) {
            bytes = b;
            dataFrom = from;
            dataTo = to;
            return;
        }
        int length = dataTo - dataFrom;
        int all = length + 1 + to - from;
        byte[] target = joined.length < all ? new byte[2 * all] : joined;
        System.arraycopy(bytes, dataFrom, target, 0, length);
        target[length] = '\n';
        System.arraycopy(b, from, target, length + 1, to - from);
        joined = target;
        bytes = target;
        dataFrom = 0;
        dataTo = all;
    }

    private static int skipMark(byte[] b, int from, int to) {
        boolean mark =
                to - from >= 3 && b[from] == (byte) 0xef && b[from + 1] == (byte) 0xbb && b[from + 2] == (byte) 0xbf;
        return mark ? from + 3 : from;
    }

    private static boolean startsWith(byte[] b, int from, int to, byte[] text) {
        int end = from + text.length;
        return end <= to && Arrays.equals(b, from, end, text, 0, text.length);
    }
}
