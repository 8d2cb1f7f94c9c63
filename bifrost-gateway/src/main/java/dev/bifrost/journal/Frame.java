package dev.bifrost.journal;

import org.jspecify.annotations.Nullable;

/** A whole frame as it stands in a file. */
final class Frame {
    /**
     * Ends the JSON of a payload, in which none can stand; behind it comes an attachment. The JSON holds its SHA-256, so it
     * can be taken away later without breaking the chain.
     */
    static final byte ATTACHED = '\n';

    private final long offset;
    private final long sequence;
    private final long synced;
    private final byte @Nullable [] previous;
    private final byte[] hash;
    private final byte[] payload;

    Frame(long offset, long sequence, long synced, byte @Nullable [] previous, byte[] hash, byte[] payload) {
        this.offset = offset;
        this.sequence = sequence;
        this.synced = synced;
        this.previous = previous;
        this.hash = hash;
        this.payload = payload;
    }

    /** The length of the JSON at the beginning of a payload. */
    static int head(byte[] payload, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (payload[i] == ATTACHED) {
                return i - from;
            }
        }
        return length;
    }

    /** Where its head begins. */
    long offset() {
        return offset;
    }

    long sequence() {
        return sequence;
    }

    /** The last sequence that was safely on disk when it was written. */
    long synced() {
        return synced;
    }

    /** The hash of the entry before; null if it is not known, as after a gap. */
    byte @Nullable [] previous() {
        return previous;
    }

    byte[] hash() {
        return hash;
    }

    byte[] payload() {
        return payload;
    }
}
