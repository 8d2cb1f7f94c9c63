package dev.bifrost.access;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keys as the management API shows them; never with a secret or a hash. */
public final class KeyJson {
    private static final Set<String> CHANGEABLE = changeable();

    private KeyJson() {}

    private static Set<String> changeable() {
        Set<String> names = new HashSet<>(KeyTermsJson.NAMES);
        names.add("name");
        return Set.copyOf(names);
    }

    /** What a key may know of itself. */
    public static Json.Obj of(VirtualKey key) {
        KeyTerms terms = key.terms();
        Json.Obj json = new Json.Obj()
                .put("object", "virtual_key")
                .put("id", key.id())
                .put("name", key.name())
                .putOrNull("team", key.team())
                .putOrNull("organization", key.organization())
                .put("allowed_models", nullable(KeyTermsJson.array(terms.allowedModels())))
                .put("passthrough", KeyTermsJson.array(terms.passthrough()))
                .putOrNull("expires", time(key.expires()));
        Json.Arr residencies = new Json.Arr();
        key.residencies().forEach(regions -> residencies.add(Json.Arr.of(regions)));
        Json.Obj labels = new Json.Obj();
        key.labels().forEach(labels::put);
        return json.put("residency", residencies).put("strict", key.strict()).put("labels", labels);
    }

    static Json.Obj of(VirtualKeySettings key) {
        return head(key.identity(), key.name(), "file", KeyTermsJson.write(KeyTerms.of(key)));
    }

    static Json.Obj of(StoredKey key, InstantSource clock) {
        Json.Obj settings = settings(key);
        Json.Obj json = head(key.id(), key.name(), "store", settings == null ? new Json.Obj() : settings);
        if (settings == null) {
            json.put("unreadable", true);
        }
        Instant until = key.previousUntil();
        boolean both = until != null && clock.instant().isBefore(until);
        return json.put("created", key.created().toString())
                .put("created_by", key.createdBy())
                .put("previous_valid_until", both ? time(until) : null)
                .put("revoked", time(key.revoked()));
    }

    private static Json.Obj head(String id, String name, String source, Json.Obj terms) {
        Json.Obj json = new Json.Obj()
                .put("object", "virtual_key")
                .put("id", id)
                .put("name", name)
                .put("source", source);
        terms.asMap().forEach(json::put);
        return json;
    }

    /** What a key would be after a change: members replace, {@code null} removes. */
    static Json.Obj merged(StoredKey key, Json.Obj patch) {
        new Fields(patch, "").only(CHANGEABLE);
        Json.Obj json = settings(key);
        if (json == null) {
            throw new IllegalStateException("the settings of virtual key " + key.id() + " are no JSON");
        }
        json.put("name", key.name());
        if (patch.has("budget_usd_per_month")) {
            json.members().remove("budgets"); // of which it is the short form
        }
        patch.asMap().forEach((name, value) -> {
            if (value instanceof Json.Nil) {
                json.members().remove(name);
            } else {
                json.put(name, value);
            }
        });
        return json;
    }

    /** Null if they can not be read; such a key is refused where it is used. */
    private static Json.@Nullable Obj settings(StoredKey key) {
        try {
            return Json.read(key.settings()) instanceof Json.Obj object ? object : null;
        } catch (MalformedJson _) {
            return null;
        }
    }

    private static Json nullable(Json.@Nullable Arr array) {
        return array == null ? new Json.Nil() : array;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
