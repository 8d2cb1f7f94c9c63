package dev.bifrost.audit.content;

import dev.bifrost.api.settings.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** What subjects' keys are wrapped with: the newest wraps, the others only unwrap. */
public final class MasterKeys {
    private static final int LENGTH = 32;
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final Map<String, SecretKey> keys = new LinkedHashMap<>();
    private final String newest;

    /** Throws {@link IllegalArgumentException} if one is no key; the message says what one looks like. */
    public MasterKeys(Secret newest, List<Secret> older) {
        this.newest = add(newest);
        older.forEach(this::add);
    }

    private String add(Secret secret) {
        byte[] key = parse(secret);
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((byte) 'm'); // so that nobody who knows the id knows the key's plain hash
            String id = HexFormat.of().formatHex(sha256.digest(key), 0, 8);
            keys.putIfAbsent(id, new SecretKeySpec(key, "AES"));
            return id;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Reads 32 bytes, in base64 or hexadecimal digits. */
    public static byte[] parse(Secret secret) {
        String text = secret.reveal();
        try {
            byte[] key = HEX.matcher(text).matches()
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
            if (key.length == LENGTH) {
                return key;
            }
        } catch (IllegalArgumentException _) {
            // said below
        }
        throw new IllegalArgumentException("is no key of 32 bytes; make one with: openssl rand -base64 32");
    }

    /** That of the newest: what is wrapped names it. */
    String id() {
        return newest;
    }

    boolean knows(String id) {
        return keys.containsKey(id);
    }

    byte[] wrap(byte[] key, String bound) {
        return Sealing.seal(java.util.Objects.requireNonNull(keys.get(newest)), key, bound);
    }

    /** Null if none of these can unwrap it. */
    byte @Nullable [] unwrap(String master, byte[] wrapped, String bound) {
        SecretKey key = keys.get(master);
        return key == null ? null : Sealing.open(key, wrapped, bound);
    }
}
