package dev.bifrost.audit;

import dev.bifrost.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The public keys whose seals are believed. */
public final class SealKeys {
    private static final String BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String END = "-----END PUBLIC KEY-----";

    private final Map<String, PublicKey> keys = new HashMap<>();

    /** None at all: seals are only looked at for what they name. */
    public static SealKeys none() {
        return new SealKeys(List.of());
    }

    /** The present key, and those that it replaced. */
    public SealKeys(List<PublicKey> all) {
        all.forEach(key -> keys.put(id(key), key));
    }

    /** Reads PEM; throws {@link IllegalArgumentException} if it is no Ed25519 key. */
    public static PublicKey read(String pem) {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("it is no public key in PEM, as 'bifrost audit key' prints it");
        }
        try {
            byte[] der = Base64.getMimeDecoder()
                    .decode(pem.substring(begin + BEGIN.length(), end).getBytes(StandardCharsets.ISO_8859_1));
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException("it is no Ed25519 key", e);
        }
    }

    /** How seals name a key. */
    static String id(PublicKey key) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** What is wrong with the signature of a seal; null if nothing is, or no key is known. */
    @Nullable
    String problem(Entry.Seal seal, UUID instance) {
        if (keys.isEmpty()) {
            return null;
        }
        PublicKey key = keys.get(seal.key());
        if (key == null) {
            return "the seal is signed with the key " + seal.key() + ", which is none of those given";
        }
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(seal.signed(instance));
            return signature.verify(Base64.getDecoder().decode(seal.signature()))
                    ? null
                    : "the signature of the seal is wrong";
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return "the signature of the seal can not be read";
        }
    }
}
