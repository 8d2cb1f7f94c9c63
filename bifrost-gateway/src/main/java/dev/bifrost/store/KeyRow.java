package dev.bifrost.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A virtual key as it is kept; times are exact to the millisecond.
 *
 * @param id            never changes; spend follows it
 * @param name          unique, revoked keys included
 * @param hash          of the key itself, which is not kept; unique
 * @param previousHash  of the key before the last rotation
 * @param previousUntil until when that one is good too
 * @param settings      JSON
 * @param createdBy     the administrator's name
 * @param revoked       when it ceased to be good
 * @param version       of the last change to it: higher than that of every change before, to any key; 0 in a row that
 *                      is not in the store yet
 */
public record KeyRow(
        String id,
        String name,
        String hash,
        @Nullable String previousHash,
        @Nullable Instant previousUntil,
        String settings,
        Instant created,
        @Nullable String createdBy,
        @Nullable Instant revoked,
        long version) {

    /** The same after a change. */
    public KeyRow at(long newVersion) {
        return new KeyRow(
                id, name, hash, previousHash, previousUntil, settings, created, createdBy, revoked, newVersion);
    }
}
