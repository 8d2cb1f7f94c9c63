package dev.bifrost.journal;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The hash of an entry: SHA-256 of the hash before it and its payload, up to an attachment. The first follows that of the
 * instance's id.
 */
final class Chain {
    private final MessageDigest sha256;

    Chain() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** What the first entry of an instance follows: SHA-256 of the id's text. */
    byte[] beginning(UUID instance) {
        return sha256.digest(instance.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    /** Writes the hash of a payload that follows {@code previous} to {@code to}, which may be the same. */
    void next(byte[] previous, byte[] payload, int from, int length, byte[] to, int at) {
        sha256.update(previous, 0, Layout.HASH);
        sha256.update(payload, from, Frame.head(payload, from, length));
        try {
            int written = sha256.digest(to, at, Layout.HASH);
            if (written != Layout.HASH) {
                throw new IllegalStateException("SHA-256 has " + written + " bytes");
            }
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
    }
}
