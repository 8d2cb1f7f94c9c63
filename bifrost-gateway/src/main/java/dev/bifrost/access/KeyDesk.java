package dev.bifrost.access;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and ends keys of the store, for the management API and the command line. Every method may block. Requests
 * and answers are JSON as {@code docs/keys.md} shows it; a whole key is in the answers of {@link #create} and {@link
 * #rotate} only, and nowhere else.
 */
public final class KeyDesk {
    private static final Duration AGAIN = Duration.ofSeconds(5);
    /** Somebody else's change in between is rare, five in a row are no accident. */
    private static final int TRIES = 5;

    private final KeyStore store;
    private final Supplier<KeyContext> context;
    private final InstantSource clock;
    private final Runnable changed;
    private final Consumer<String> log;

    /**
     * @param context the configuration in force
     * @param changed called after every change, before it is answered, so that it is in force here at once
     * @param log     takes a line for every change: what was done by whom
     */
    public KeyDesk(
            KeyStore store, Supplier<KeyContext> context, InstantSource clock, Runnable changed, Consumer<String> log) {
        this.store = store;
        this.context = context;
        this.clock = clock;
        this.changed = changed;
        this.log = log;
    }

    /**
     * The keys of the file, then those of the store in the order of their ids.
     *
     * @param after   the id behind which to begin, without the file's keys; null for the beginning
     * @param limit   how many of the store's at most
     * @param revoked whether revoked ones are shown
     */
    public Json.Obj list(@Nullable String after, int limit, boolean revoked) throws Refusal {
        return asking(() -> {
            Json.Arr data = new Json.Arr();
            if (after == null) {
                context.get().fileKeys().forEach(key -> data.add(KeyJson.of(key)));
            }
            List<StoredKey> found = store.all().stream()
                    .filter(key -> revoked || key.revoked() == null)
                    .filter(key -> after == null || key.id().compareTo(after) > 0)
                    .limit(limit + 1L)
                    .toList();
            found.stream().limit(limit).forEach(key -> data.add(KeyJson.of(key, clock)));
            return new Json.Obj().put("object", "list").put("data", data).put("has_more", found.size() > limit);
        });
    }

    /** One key, by its id or its name. */
    public Json.Obj get(String idOrName) throws Refusal {
        return asking(() -> {
            VirtualKeySettings ofFile = context.get().ofFile(idOrName);
            return ofFile == null ? KeyJson.of(existing(idOrName), clock) : KeyJson.of(ofFile);
        });
    }

    /** Makes a key; the answer's {@code key} is shown this once. */
    public Json.Obj create(Json.Obj asked, String by) throws Refusal {
        return asking(() -> {
            KeyTerms terms = KeyTermsJson.asked(asked, Set.of("name"));
            context.get().check(terms);
            String name = name(new Fields(asked, ""));
            String settings = KeyTermsJson.write(terms).print();
            for (int i = 0; i < TRIES; i++) {
                free(name, null);
                String id = SecretForm.newId();
                String secret = SecretForm.newKey(id);
                StoredKey key = new StoredKey(
                        id, name, KeyHash.ofKey(secret).hex(), null, null, settings, clock.instant(), by, null, 0);
                try {
                    StoredKey stored = store.insert(key);
                    done("created", stored, by);
                    return KeyJson.of(stored, clock).put("key", secret);
                } catch (KeyStore.Taken _) {
                    // By name: said in the next round. By id: the next is another.
                }
            }
            throw contended();
        });
    }

    /** Changes what a key may do: members replace, {@code null} removes, what is not named stays. */
    public Json.Obj update(String idOrName, Json.Obj patch, String by) throws Refusal {
        return asking(() -> {
            StoredKey stored = change(idOrName, key -> {
                Json.Obj merged = KeyJson.merged(key, patch);
                KeyTerms terms = KeyTermsJson.asked(merged, Set.of("name"));
                context.get().check(terms);
                String name = name(new Fields(merged, ""));
                if (!name.equals(key.name())) {
                    free(name, key.id());
                }
                return key.with(name, KeyTermsJson.write(terms).print());
            });
            done("changed", stored, by);
            return KeyJson.of(stored, clock);
        });
    }

    /** Gives a key another secret, shown this once; the one before stays good for {@code grace}, one before that does not. */
    public Json.Obj rotate(String idOrName, Json.Obj asked, String by) throws Refusal {
        return asking(() -> {
            Fields fields = new Fields(asked, "");
            fields.only(Set.of("grace"));
            Duration grace = Grace.parse(fields);
            String[] secret = new String[1];
            StoredKey stored = change(idOrName, key -> {
                secret[0] = SecretForm.newKey(key.id());
                Instant until = grace.isZero() ? null : clock.instant().plus(grace);
                return key.rotated(KeyHash.ofKey(secret[0]).hex(), until);
            });
            done("rotated", stored, by);
            return KeyJson.of(stored, clock).put("key", secret[0]);
        });
    }

    /** Ends a key for good. Ending it again changes nothing. */
    public Json.Obj revoke(String idOrName, String by) throws Refusal {
        return asking(() -> {
            ownFile(idOrName);
            StoredKey before = existing(idOrName);
            if (before.revoked() != null) {
                return KeyJson.of(before, clock);
            }
            StoredKey stored = change(before.id(), key -> key.revokedAt(clock.instant()));
            done("revoked", stored, by);
            return KeyJson.of(stored, clock);
        });
    }

    private interface Change {
        StoredKey of(StoredKey key) throws Refusal;
    }

    private StoredKey change(String idOrName, Change change) throws Refusal {
        ownFile(idOrName);
        for (int i = 0; i < TRIES; i++) {
            StoredKey key = existing(idOrName);
            if (key.revoked() != null) {
                throw new Refusal(new Failure.Conflict(
                        "Virtual key '" + key.name() + "' has been revoked; create another", null, "key_revoked"));
            }
            try {
                StoredKey stored = store.update(change.of(key));
                if (stored != null) {
                    return stored;
                }
            } catch (KeyStore.Taken _) {
                // A name that was free a moment ago: said in the next round.
            }
        }
        throw contended();
    }

    private StoredKey existing(String idOrName) throws Refusal {
        StoredKey key = store.find(idOrName);
        if (key == null) {
            throw new Refusal(
                    new Failure.NotFound("There is no virtual key '" + shortened(idOrName) + "'", "key_not_found"));
        }
        return key;
    }

    private void ownFile(String idOrName) throws Refusal {
        if (context.get().ofFile(idOrName) != null) {
            throw new Refusal(new Failure.Conflict(
                    "Virtual key '" + idOrName + "' stands in the configuration file; change it there",
                    null,
                    "key_of_file"));
        }
    }

    private void free(String name, @Nullable String butFor) throws Refusal {
        StoredKey other = store.find(name);
        if (context.get().ofFile(name) != null || (other != null && !other.id().equals(butFor))) {
            throw new Refusal(
                    new Failure.Conflict("There is a virtual key '" + name + "' already", "name", "name_taken"));
        }
    }

    private static String name(Fields fields) {
        String name = fields.text("name");
        if (name == null) {
            throw fields.fault("name", "is missing");
        }
        if (name.length() > 100 || !name.equals(name.strip()) || name.chars().anyMatch(Character::isISOControl)) {
            throw fields.fault("name", "may have at most 100 characters, without blanks around them");
        }
        return name;
    }

    private void done(String what, StoredKey key, String by) {
        log.accept("virtual key '" + key.name() + "' (" + key.id() + ") " + what + " by " + by);
        changed.run();
    }

    private interface Asking {
        Json.Obj ask() throws Refusal;
    }

    private static Json.Obj asking(Asking asking) throws Refusal {
        try {
            return asking.ask();
        } catch (Fields.Fault e) {
            throw new Refusal(new Failure.InvalidRequest(String.valueOf(e.getMessage()), e.param(), "invalid_key"));
        } catch (KeyStore.Unreachable e) {
            throw new Refusal(
                    new Failure.Overloaded("The store of virtual keys can not be reached: " + e.getMessage(), AGAIN));
        }
    }

    private static Refusal contended() {
        return new Refusal(
                new Failure.Conflict("Others are changing the same virtual key; try again", null, "changed_meanwhile"));
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "…" : text;
    }
}
