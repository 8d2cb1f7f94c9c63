package dev.bifrost.audit.content;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of subjects. Each subject's is random, wrapped, and kept in the store and nowhere else; once it is destroyed
 * there, what was encrypted with it is lost wherever it lies. For encrypting, a key is remembered for a second.
 */
public final class ContentKeys {
    private static final long LIFE = Duration.ofSeconds(1).toNanos();
    private static final int MOST = 10_000;

    private final KeyShelf shelf;
    private final MasterKeys masters;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<String, Remembered> remembered = new ConcurrentHashMap<>();

    private record Remembered(DataKey key, long until) {}

    /**
     * Looks whether the keys that are there can be used.
     *
     * @throws IllegalArgumentException if they can not, because they are wrapped with another key; the message says what to do
     */
    public ContentKeys(KeyShelf shelf, MasterKeys masters, InstantSource clock, LongSupplier nanoTime) {
        this.shelf = shelf;
        this.masters = masters;
        this.clock = clock;
        this.nanoTime = nanoTime;
        List<String> strange =
                shelf.masters().stream().filter(id -> !masters.knows(id)).toList();
        if (!strange.isEmpty()) {
            throw new IllegalArgumentException("the store has content that was encrypted under another content_key (its"
                    + " mark is " + String.join(", ", strange) + ", that of the one given is " + masters.id()
                    + "); give that one as observability.audit.content_key, or under content_key_old");
        }
    }

    /** The name of a subject on the {@link KeyShelf}. */
    public static String shelved(String subject) {
        try {
            byte[] utf16 = subject.getBytes(StandardCharsets.UTF_16BE); // which can hold any client's text
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(utf16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What is to be encrypted with now. May block. */
    DataKey current(String subject) {
        String shelved = shelved(subject);
        Remembered known = remembered.get(shelved);
        long now = nanoTime.getAsLong();
        if (known != null && known.until - now > 0) {
            return known.key;
        }
        KeyShelf.Wrapped there = shelf.newest(shelved);
        DataKey key = there == null || !there.master().equals(masters.id()) ? made(shelved) : unwrapped(there);
        if (remembered.size() >= MOST) {
            remembered.clear();
        }
        remembered.put(shelved, new Remembered(key, now + LIFE));
        return key;
    }

    private DataKey made(String shelved) {
        byte[] key = new byte[32];
        random.nextBytes(key);
        String id = UUID.randomUUID().toString();
        shelf.add(new KeyShelf.Wrapped(id, shelved, masters.id(), masters.wrap(key, id), clock.instant()));
        return new DataKey(id, new SecretKeySpec(key, "AES"));
    }

    private DataKey unwrapped(KeyShelf.Wrapped there) {
        byte[] key = masters.unwrap(there.master(), there.wrapped(), there.id());
        if (key == null) {
            throw new IllegalStateException("the key " + there.id() + " can not be unwrapped: it was wrapped with the"
                    + " content_key of the mark " + there.master() + ", or is damaged");
        }
        return new DataKey(there.id(), new SecretKeySpec(key, "AES"));
    }

    /** What was encrypted can be read with; null if it was destroyed. Never remembered. May block. */
    @Nullable
    DataKey find(String id) {
        KeyShelf.Wrapped there = shelf.find(id);
        return there == null ? null : unwrapped(there);
    }

    /** Forgets what is remembered of a subject, for its keys were destroyed. */
    public void forget(String subject) {
        remembered.remove(shelved(subject));
    }
}
