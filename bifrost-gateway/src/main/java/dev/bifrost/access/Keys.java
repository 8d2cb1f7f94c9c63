package dev.bifrost.access;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Failure.Unauthenticated;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.settings.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The virtual keys of the file and of the store, found by hash. May be asked from any thread. */
public final class Keys {
    /** Longer ones are refused unhashed, so that nobody makes the gateway hash megabytes. */
    private static final int LONGEST = 512;

    /** Soon enough for a client that comes again, and the store is asked twice a second. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Map<KeyHash, VirtualKey> keys;
    private final StoredKeys stored;
    private final Door door;
    private final InstantSource clock;

    /** Whether calls need a known key. */
    public enum Door {
        /** Always. */
        KEYS,
        /** As soon as there is a key, in the file or in the store. */
        KEYS_IF_ANY,
        /** Never. */
        OPEN
    }

    private Keys(Map<KeyHash, VirtualKey> keys, StoredKeys stored, Door door, InstantSource clock) {
        this.keys = keys;
        this.stored = stored;
        this.door = door;
        this.clock = clock;
    }

    /** Those of a file without teams, and no store. */
    static Keys of(List<VirtualKeySettings> settings, boolean open, InstantSource clock) {
        return of(settings, Teams.NONE, StoredKeys.none(), open ? Door.OPEN : Door.KEYS, clock);
    }

    /**
     * Reads the keys.
     *
     * @param stored those of the store, which have been given the same teams
     * @throws IllegalArgumentException with one line for each thing that is wrong, such as
     *     {@code virtual_keys[2].key_sha256: must be 64 hexadecimal digits}
     */
    public static Keys of(
            List<VirtualKeySettings> settings, Teams teams, StoredKeys stored, Door door, InstantSource clock) {
        Map<KeyHash, VirtualKey> keys = HashMap.newHashMap(settings.size());
        Set<String> names = HashSet.newHashSet(settings.size());
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            try {
                add(settings.get(i), teams, keys, names);
            } catch (IllegalArgumentException e) {
                problems.add("virtual_keys[" + i + "]" + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new Keys(keys, stored, door, clock);
    }

    /** Whether calls without a known key are let in now. */
    public boolean open() {
        return door == Door.OPEN || (door == Door.KEYS_IF_ANY && keys.isEmpty() && stored.isEmpty());
    }

    /**
     * Who is calling. An open gateway asks for no key, but knows a key that it is shown.
     *
     * @throws Refusal if there is no key, an unknown one, one that is good no more, or two that differ; or if the store
     *     can not be asked and may know the key
     */
    public VirtualKey identify(Credentials credentials) throws Refusal {
        boolean open = open();
        if (open && keys.isEmpty() && stored.isEmpty()) {
            return VirtualKey.OPEN;
        }
        Presented presented = Presented.of(credentials);
        if (open) {
            return identifyIfKnown(presented);
        }
        if (presented.places().isEmpty()) {
            throw missing(presented.unusableScheme());
        }
        if (presented.disagree()) {
            throw disagreement(presented);
        }
        String shown = presented.places().getFirst().key();
        VirtualKey key = find(shown);
        if (key == null) {
            throw stored.unknown() || (!stored.isCurrent() && SecretForm.looksStored(shown))
                    ? new Refusal(
                            new Failure.Overloaded("The gateway can not look up this API key at the moment", AGAIN))
                    : refuse("Incorrect API key provided: this gateway does not know it.", "invalid_api_key");
        }
        return unexpired(key);
    }

    private VirtualKey identifyIfKnown(Presented presented) throws Refusal {
        VirtualKey known = null;
        for (Presented.Place place : presented.places()) {
            VirtualKey key = find(place.key());
            if (key != null && known != null && key != known) {
                throw disagreement(presented);
            }
            known = key == null ? known : key;
        }
        return known == null ? VirtualKey.OPEN : unexpired(known);
    }

    private @Nullable VirtualKey find(String key) throws Refusal {
        if (key.length() > LONGEST) {
            return null;
        }
        KeyHash hash = KeyHash.ofKey(key);
        VirtualKey ofFile = keys.get(hash);
        if (ofFile != null) {
            return ofFile;
        }
        StoredKeys.Held held = stored.find(hash);
        if (held == null) {
            return null;
        }
        if (held.revoked()) {
            throw refuse(
                    "This API key has been revoked; ask the operator of this gateway for a new one.", "revoked_key");
        }
        Instant until = held.until();
        if (until != null && !clock.instant().isBefore(until)) {
            throw refuse("This API key has been replaced by a new one, and the time for both is over.", "replaced_key");
        }
        return held.key();
    }

    private VirtualKey unexpired(VirtualKey key) throws Refusal {
        Instant expires = key.expires();
        if (expires != null && clock.instant().isAfter(expires)) {
            throw refuse("This API key has expired; ask the operator of this gateway for a new one.", "expired_key");
        }
        if (key.fault() != null) {
            throw new Refusal(new Failure.Forbidden(
                    "This API key can not be used, because " + key.fault()
                            + "; ask the operator of this gateway to correct it.",
                    "key_without_team"));
        }
        return key;
    }

    private static Refusal disagreement(Presented presented) {
        return refuse(
                "Two different API keys were sent, in " + String.join(" and ", presented.names())
                        + "; send one of them, or the one that counts as x-bf-vk.",
                "conflicting_keys");
    }

    private static Refusal missing(@Nullable String unusableScheme) {
        if (unusableScheme == null) {
            return refuse(
                    "You didn't provide an API key. Send a virtual key of this gateway as "
                            + "'Authorization: Bearer YOUR_KEY', or in x-api-key.",
                    "missing_key");
        }
        String sent = unusableScheme.isEmpty()
                ? "An authorization header without a scheme"
                : unusableScheme.equalsIgnoreCase("basic") ? "Basic authentication" : "This authorization scheme";
        return refuse(sent + " is not accepted; send 'Authorization: Bearer YOUR_KEY'.", "missing_key");
    }

    private static Refusal refuse(String message, String code) {
        return new Refusal(new Unauthenticated(message, code));
    }

    private static void add(
            VirtualKeySettings settings, Teams teams, Map<KeyHash, VirtualKey> keys, Set<String> names) {
        if (settings.name().isBlank() || !names.add(settings.name())) {
            throw new IllegalArgumentException(".name: '" + settings.name() + "' must be unique and not empty");
        }
        KeyHash hash = hash(settings);
        VirtualKey key;
        try {
            key = VirtualKey.of(settings, teams);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(".expires: " + e.getMessage(), e);
        }
        VirtualKey other = keys.putIfAbsent(hash, key);
        if (other != null) {
            throw new IllegalArgumentException(".key: is the same as that of '" + other + "'");
        }
    }

    private static KeyHash hash(VirtualKeySettings settings) {
        Secret key = settings.key();
        String digits = settings.keySha256();
        if ((key == null) == (digits == null)) {
            throw new IllegalArgumentException(": give either key or key_sha256");
        }
        if (digits != null) {
            return hash(digits.strip());
        }
        String plain = key == null ? "" : key.reveal();
        if (plain.length() > LONGEST) {
            throw new IllegalArgumentException(".key: is longer than " + LONGEST + " characters");
        }
        return KeyHash.ofKey(plain);
    }

    private static KeyHash hash(String digits) {
        try {
            return KeyHash.ofHex(digits);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(".key_sha256: " + e.getMessage(), e);
        }
    }
}
