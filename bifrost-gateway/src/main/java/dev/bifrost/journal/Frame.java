package dev.bifrost.journal;

/** A whole frame as it stands in a file. */
final class Frame {
    private final long offset;
    private final long sequence;
    private final long synced;
    private final byte[] hash;
    private final byte[] payload;

    Frame(long offset, long sequence, long synced, byte[] hash, byte[] payload) {
        this.offset = offset;
        this.sequence = sequence;
        this.synced = synced;
        this.hash = hash;
        this.payload = payload;
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

    byte[] hash() {
        return hash;
    }

    byte[] payload() {
        return payload;
    }
}
