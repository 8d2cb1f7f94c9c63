package dev.bifrost.audit;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the journal as a sink has kept it.
 *
 * @param previous   the hash of the entry before; null if the sink does not know it
 * @param hash       SHA-256 of {@code previous} and {@code entry}
 * @param entry      the JSON object as it stood in the journal, ASCII
 * @param attachment what came with it; null if nothing did, or if it was taken away
 * @param shown      what the sink answers questions from, beside the entry; null if nothing
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
public record Kept(
        UUID instance,
        long sequence,
        byte @Nullable [] previous,
        byte[] hash,
        byte[] entry,
        byte @Nullable [] attachment,
        @Nullable Shown shown) {

    /**
     * What stands beside an entry.
     *
     * @param isCall  whether it is shown as a call
     * @param columns in the order of {@link CallColumn}: Instant, Long, text, or for labels a map of texts
     * @param form    what the database makes of the value of a column
     */
    record Shown(boolean isCall, List<@Nullable Object> columns, Form form) {}

    /** How a database holds values. */
    @FunctionalInterface
    interface Form {
        /** The value that is read back. */
        Object held(CallColumn.Type type, Object value);
    }

    /** Where nothing stands beside the entry. */
    public Kept(
            UUID instance,
            long sequence,
            byte @Nullable [] previous,
            byte[] hash,
            byte[] entry,
            byte @Nullable [] attachment) {
        this(instance, sequence, previous, hash, entry, attachment, null);
    }
}
