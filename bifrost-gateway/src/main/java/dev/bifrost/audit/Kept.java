package dev.bifrost.audit;

import java.time.Instant;
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

    /** Some columns of a call; what is null there is null here. */
    public record Shown(
            @Nullable Instant time,
            @Nullable String keyId,
            @Nullable Long status,
            @Nullable Long costNanos) {
        /** Of other entries than calls, and of calls that the release which kept them could not read. */
        boolean isNothing() {
            return time == null && keyId == null && status == null && costNanos == null;
        }
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
