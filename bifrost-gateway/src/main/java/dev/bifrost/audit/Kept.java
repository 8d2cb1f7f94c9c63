package dev.bifrost.audit;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the journal as a sink has kept it.
 *
 * @param previous   the hash of the entry before; null if the sink does not know it
 * @param hash       SHA-256 of {@code previous} and {@code entry}
 * @param entry      the JSON object as it stood in the journal, ASCII
 * @param attachment what came with it; null if nothing did, or if it was taken away
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
public record Kept(
        UUID instance,
        long sequence,
        byte @Nullable [] previous,
        byte[] hash,
        byte[] entry,
        byte @Nullable [] attachment) {}
