package dev.bifrost.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A virtual key as a store keeps it.
 *
 * @param id            ten characters; never changes, and is what spend follows
 * @param name          unique among the keys of the store
 * @param hash          SHA-256 of the key, 64 hexadecimal digits in lower case; unique
 * @param previousHash  of the key before the last rotation
 * @param previousUntil until when that is good too
 * @param settings      what it may do: the JSON of {@code /api/keys}
 * @param created       when it was made
 * @param createdBy     by whom: an admin token's name, {@code cli} or {@code local}
 * @param revoked       since when it is good no more; null while it is
 * @param version       of the row; 0 before it is stored
 */
public record StoredKey(
        String id,
        String name,
        String hash,
        @Nullable String previousHash,
        @Nullable Instant previousUntil,
        String settings,
        Instant created,
        String createdBy,
        @Nullable Instant revoked,
        long version) {

    /** The same with the version that the store gave it. */
    public StoredKey withVersion(long given) {
        return new StoredKey(id, name, hash, previousHash, previousUntil, settings, created, createdBy, revoked, given);
    }

    StoredKey with(String otherName, String otherSettings) {
        return new StoredKey(
                id, otherName, hash, previousHash, previousUntil, otherSettings, created, createdBy, revoked, version);
    }

    StoredKey rotated(String nextHash, @Nullable Instant graceUntil) {
        String kept = graceUntil == null ? null : hash;
        return new StoredKey(id, name, nextHash, kept, graceUntil, settings, created, createdBy, revoked, version);
    }

    StoredKey revokedAt(Instant time) {
        return new StoredKey(id, name, hash, null, null, settings, created, createdBy, time, version);
    }
}
