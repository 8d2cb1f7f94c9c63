package dev.bifrost.config;

import dev.bifrost.access.VirtualKeySettings;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.api.settings.Spelling;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What entries of {@code virtual_keys} must be. */
final class KeyRules {
    private static final int SHORTEST = 12;
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final List<VirtualKeySettings> keys;
    private final Set<String> configured;
    private final Predicate<String> known;
    private final Findings findings;
    private final Map<String, Integer> hashes = new HashMap<>();

    KeyRules(GatewaySettings settings, Predicate<String> known, Findings findings) {
        this.keys = settings.virtualKeys();
        this.configured =
                settings.providers().stream().map(provider -> provider.name()).collect(Collectors.toSet());
        this.known = known;
        this.findings = findings;
    }

    void run() {
        Validation.unique(keys, "virtual_keys", "name", VirtualKeySettings::name, findings);
        checkIds();
        for (int i = 0; i < keys.size(); i++) {
            VirtualKeySettings key = keys.get(i);
            String path = "virtual_keys[" + i + "]";
            checkValue(key, path, i);
            checkExpiry(key.expires(), path + ".expires");
            for (int j = 0; j < key.passthrough().size(); j++) {
                checkPassthrough(key.passthrough().get(j), path + ".passthrough[" + j + "]");
            }
        }
    }

    /** What spend follows must be one key's only, be it its id or its name. */
    private void checkIds() {
        Map<String, Integer> owners = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            if (keys.get(i).id() == null) {
                owners.putIfAbsent(keys.get(i).name(), i);
            }
        }
        for (int i = 0; i < keys.size(); i++) {
            String id = keys.get(i).id();
            Integer owner = id == null ? null : owners.putIfAbsent(id, i);
            String path = "virtual_keys[" + i + "].id";
            if (id != null && id.isBlank()) {
                findings.error(path, "is empty");
            } else if (owner != null) {
                findings.error(
                        path,
                        "is that of '" + keys.get(owner).name() + "' on line "
                                + findings.line("virtual_keys[" + owner + "]")
                                + " too; the spend of both would be one");
            }
        }
    }

    private void checkValue(VirtualKeySettings key, String path, int index) {
        boolean plain = findings.written(path + ".key");
        boolean hashed = findings.written(path + ".key_sha256");
        if (plain == hashed) {
            findings.error(path, plain ? "has both key and key_sha256; give one of them" : "needs key or key_sha256");
        }
        Secret secret = key.key();
        if (secret != null) {
            if (secret.reveal().length() < SHORTEST) {
                findings.error(
                        path + ".key", "is too easy to guess; it must have at least " + SHORTEST + " characters");
            }
            checkHash(HexFormat.of().formatHex(secret.sha256()), path + ".key", index);
        }
        String hash = key.keySha256();
        if (hash != null && !SHA_256.matcher(hash).matches()) {
            findings.error(
                    path + ".key_sha256",
                    "must be 64 hexadecimal digits, such as printf %s \"$KEY\" | sha256sum prints");
        } else if (hash != null) {
            checkHash(hash.toLowerCase(Locale.ROOT), path + ".key_sha256", index);
        }
    }

    private void checkHash(String hash, String path, int index) {
        Integer earlier = hashes.putIfAbsent(hash, index);
        if (earlier != null && earlier != index) {
            findings.error(
                    path,
                    "is the key of '" + keys.get(earlier).name() + "' on line "
                            + findings.line("virtual_keys[" + earlier + "]") + " too; every key must be its own");
        }
    }

    private void checkExpiry(@Nullable String expires, String path) {
        if (expires == null) {
            return;
        }
        try {
            if (expires.indexOf('T') < 0) {
                LocalDate.parse(expires);
            } else {
                OffsetDateTime.parse(expires);
            }
        } catch (DateTimeException _) {
            findings.error(path, "write a date such as 2027-01-01, or a time such as 2027-01-01T12:00:00Z");
        }
    }

    private void checkPassthrough(String provider, String path) {
        if (!configured.contains(provider) && !known.test(provider)) {
            findings.error(path, "there is no provider '" + provider + "'" + Spelling.hint(provider, configured));
        }
    }
}
