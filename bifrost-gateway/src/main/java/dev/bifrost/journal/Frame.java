package dev.bifrost.journal;

/**
 * A whole frame as it stands in a file.
 *
 * @param offset where its head begins
 * @param synced the last sequence that was safely on disk when it was written
 */
record Frame(long offset, long sequence, long synced, byte[] hash, byte[] payload) {

    /** Where the next one begins. */
    long end() {
        return offset + Layout.FRAME + payload.length;
    }
}
