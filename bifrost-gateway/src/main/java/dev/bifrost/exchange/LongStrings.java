package dev.bifrost.exchange;

import dev.bifrost.dialect.LongText;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Keeps pictures and documents out of what is translated. Of a long run of characters without escapes in a JSON string,
 * which is nearly always base64, only the beginning is read, followed by a mark ({@link LongText}); where the mark comes
 * up in what is to be sent, the client's own bytes are sent in its place. So the heap that a translation takes does not
 * depend on the size of what it moves.
 */
final class LongStrings {
    /** So much of a run is read: enough for a data URL's head and a picture's dimensions. */
    private static final int HEAD = 8 << 10;

    /** What follows the head of a run is left where it is if it is longer. */
    private static final int LONG = 24 << 10;

    /** What a document takes on the heap while it is read and written, for each of its bytes. */
    static final int HEAP_PER_BYTE = 6;

    /** What each of its values takes beside its bytes. */
    private static final int HEAP_PER_VALUE = 64;

    private final ByteArrayOutputStream compact = new ByteArrayOutputStream(4096);
    private final List<Piece.Span> spans = new ArrayList<>(2);
    private final List<Piece> source;
    private final boolean whole;
    private final byte[] mark;

    private boolean inString;
    private boolean escaped;
    /** Where the run began that is being read. */
    private long runStart;
    /** Where what follows its head began, which is held back; -1 if nothing is. */
    private long heldStart = -1;

    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private long at;
    private long values;

    /**
     * @param source what of the client's body will be read, in order
     * @param whole  true if all is to be read, however long
     */
    LongStrings(RandomGenerator random, List<Piece> source, boolean whole) {
        this.source = source;
        this.whole = whole;
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        mark = LongText.beginning(HexFormat.of().formatHex(nonce));
    }

    /** Reads on; the body, which must be valid JSON, may be cut anywhere. */
    void feed(byte[] bytes, int from, int to) {
        int kept = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            long position = at + (i - from);
            boolean ends = b == '"' || b == '\\';
            if (!inString) {
                inString = b == '"';
                runStart = position + 1;
                values += b == ',' || b == ':' || b == '[' || b == '{' ? 1 : 0;
            } else if (escaped) {
                escaped = false;
                runStart = position + 1;
            } else if (ends) {
                if (heldStart >= 0) {
                    endRun(position);
                    kept = i;
                }
                escaped = b == '\\';
                inString = escaped;
            } else if (heldStart >= 0) {
                hold(b);
            } else if (!whole && position - runStart >= HEAD && (b & 0xC0) != 0x80) {
                compact.write(bytes, kept, i - kept);
                heldStart = position;
                hold(b);
            }
        }
        if (heldStart < 0) {
            compact.write(bytes, kept, to - kept);
        }
        at += to - from;
    }

    private void hold(byte b) {
        if (held.size() <= LONG) {
            held.write(b);
        }
    }

    private void endRun(long end) {
        if (held.size() > LONG) {
            compact.writeBytes(mark);
            compact.writeBytes(LongText.end(spans.size(), end - heldStart));
            spans.add(inBody(heldStart, end - heldStart));
        } else {
            compact.writeBytes(held.toByteArray());
        }
        held.reset();
        heldStart = -1;
    }

    /** Where bytes lie in the client's body that were read at {@code position}. */
    private Piece.Span inBody(long position, long length) {
        long before = 0;
        for (Piece piece : source) {
            if (piece instanceof Piece.Span span && position < before + span.length()) {
                long start = span.start() + position - before;
                return new Piece.Span(start, start + length);
            }
            before += piece.length();
        }
        throw new IllegalStateException("more was read than there is");
    }

    /** The body as it is read, all of it once {@link #feed} has seen all. */
    byte[] compact() {
        return compact.toByteArray();
    }

    /** Bytes of heap that it will take to read and to write what has been seen. */
    long heap() {
        return (long) HEAP_PER_BYTE * compact.size() + HEAP_PER_VALUE * values;
    }

    /** A body that is to be sent, with the client's own bytes where the marks are. */
    List<Piece> expand(byte[] written) {
        if (spans.isEmpty()) {
            return List.of(new Piece.Bytes(written));
        }
        List<Piece> pieces = new ArrayList<>(2 * spans.size() + 1);
        int from = 0;
        for (int i = find(written, 0); i >= 0; i = find(written, from)) {
            Piece.add(pieces, new Piece.Bytes(Arrays.copyOfRange(written, from, i)));
            int end = i + mark.length;
            from = end + LongText.endLength();
            pieces.add(spans.get(LongText.place(written, end)));
        }
        Piece.add(pieces, new Piece.Bytes(Arrays.copyOfRange(written, from, written.length)));
        return pieces;
    }

    private int find(byte[] in, int from) {
        int last = in.length - mark.length - LongText.endLength();
        for (int i = from; i <= last; i++) {
            if (in[i] == mark[0] && Arrays.equals(in, i, i + mark.length, mark, 0, mark.length)) {
                return i;
            }
        }
        return -1;
    }
}
