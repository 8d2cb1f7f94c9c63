package dev.bifrost.api.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A value that never shows itself: printing it gives only dots. Equality takes the same time wherever it differs. */
public final class Secret {
    private final byte[] utf8;

    private Secret(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** Wraps a text; surrounding white space, which files and shells add, is dropped. */
    @Scalar
    public static Secret of(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("a secret can not be empty");
        }
        return new Secret(stripped.getBytes(StandardCharsets.UTF_8));
    }

    /** The value itself, for the one place that must send or hash it. */
    public String reveal() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** SHA-256 of the UTF-8 form, 32 bytes. */
    public byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(utf8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** The first eight hexadecimal digits of {@link #sha256()}: enough to tell two keys apart in a record. */
    public String fingerprint() {
        return HexFormat.of().formatHex(sha256(), 0, 4);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sha256());
    }

    @Override
    public String toString() {
        return "•••";
    }
}
