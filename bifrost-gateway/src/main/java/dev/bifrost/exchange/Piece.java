package dev.bifrost.exchange;

import dev.bifrost.dialect.Splice;
import java.util.ArrayList;
import java.util.List;

/** A part of a body that is sent. */
sealed interface Piece {

    /** How many bytes it has. */
    long length();

    /** Bytes of ours. */
    @SuppressWarnings("ArrayRecordComponent") // goes to the wire as it is
    record Bytes(byte[] bytes) implements Piece {
        @Override
        public long length() {
            return bytes.length;
        }
    }

    /** Bytes of the client's body, from {@code start} to before {@code end}. */
    record Span(long start, long end) implements Piece {
        @Override
        public long length() {
            return end - start;
        }
    }

    /** The client's body of that length, with some spans replaced. */
    static List<Piece> spliced(long length, List<Splice> splices) {
        List<Piece> pieces = new ArrayList<>(2 * splices.size() + 1);
        long at = 0;
        for (Splice splice : splices) {
            add(pieces, new Span(at, splice.start()));
            add(pieces, new Bytes(splice.text()));
            at = splice.end();
        }
        add(pieces, new Span(at, length));
        return pieces;
    }

    /** Appends a piece unless it is empty. */
    static void add(List<Piece> pieces, Piece piece) {
        if (piece.length() > 0) {
            pieces.add(piece);
        }
    }
}
