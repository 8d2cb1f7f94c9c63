package dev.bifrost.access;

import dev.bifrost.api.Failure.Unauthenticated;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.settings.Secret;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All virtual keys, found by hash. Immutable; may be asked from any thread. */
public final class Keys {
    /** Longer ones are refused unhashed, so that nobody makes the gateway hash megabytes. */
    private static final int LONGEST = 512;

    private final Map<KeyHash, VirtualKey> keys;
    private final boolean open;
    private final InstantSource clock;

    private Keys(Map<KeyHash, VirtualKey> keys, boolean open, InstantSource clock) {
        this.keys = keys;
        this.open = open;
        this.clock = clock;
    }

    /**
     * Reads the keys.
     *
     * @param open whether calls without a known key are let in; without it and without keys nobody is
     * @throws IllegalArgumentException with one line for each thing that is wrong, such as
     *     {@code virtual_keys[2].key_sha256: must be 64 hexadecimal digits}
     */
    public static Keys of(List<VirtualKeySettings> settings, boolean open, InstantSource clock) {
        Map<KeyHash, VirtualKey> keys = HashMap.newHashMap(settings.size());
        Set<String> names = HashSet.newHashSet(settings.size());
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < settings.size(); i++) {
            try {
                add(settings.get(i), keys, names);
            } catch (IllegalArgumentException e) {
                problems.add("virtual_keys[" + i + "]" + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new Keys(keys, open, clock);
    }

    /** Whether calls without a known key are let in. */
    public boolean open() {
        return open;
    }

    /**
     * Who is calling. An open gateway asks for no key, but knows a key that it is shown.
     *
     * @throws Refusal if there is no key, an unknown one, one that has expired, or two that differ
     */
    public VirtualKey identify(Credentials credentials) throws Refusal {
        if (open && keys.isEmpty()) {
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
        VirtualKey key = find(presented.places().getFirst().key());
        if (key == null) {
            throw refuse("Incorrect API key provided: this gateway does not know it.", "invalid_api_key");
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

    private @Nullable VirtualKey find(String key) {
        return key.length() > LONGEST ? null : keys.get(KeyHash.ofKey(key));
    }

    private VirtualKey unexpired(VirtualKey key) throws Refusal {
        Instant expires = key.expires();
        if (expires != null && clock.instant().isAfter(expires)) {
            throw refuse("This API key has expired; ask the operator of this gateway for a new one.", "expired_key");
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

    private static void add(VirtualKeySettings settings, Map<KeyHash, VirtualKey> keys, Set<String> names) {
        if (settings.name().isBlank() || !names.add(settings.name())) {
            throw new IllegalArgumentException(".name: '" + settings.name() + "' must be unique and not empty");
        }
        KeyHash hash = hash(settings);
        VirtualKey key;
        try {
            key = VirtualKey.of(settings);
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
