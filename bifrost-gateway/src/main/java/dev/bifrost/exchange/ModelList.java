package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.Target;
import dev.bifrost.api.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models that a caller may use: aliases first, then what the catalogue lists of each provider. */
final class ModelList {
    /** Anthropic's form has a time of release, which is not known here. */
    private static final String NO_TIME = "1970-01-01T00:00:00Z";

    private ModelList() {}

    /** The list, or one entry, in OpenAI's or Anthropic's form; null if there is no such entry. */
    static byte @Nullable [] json(Snapshot snapshot, VirtualKey caller, @Nullable String id, boolean anthropic) {
        Map<String, String> owners = owners(snapshot, caller);
        if (id != null) {
            String owner = owners.get(id);
            return owner == null ? null : entry(id, owner, anthropic).bytes();
        }
        Json.Arr data = new Json.Arr();
        owners.forEach((model, owner) -> data.add(entry(model, owner, anthropic)));
        Json.Obj list = new Json.Obj();
        if (!anthropic) {
            list.put("object", "list");
        }
        list.put("data", data);
        if (anthropic) {
            List<String> ids = List.copyOf(owners.keySet());
            list.put("has_more", false)
                    .putOrNull("first_id", ids.isEmpty() ? null : ids.getFirst())
                    .putOrNull("last_id", ids.isEmpty() ? null : ids.getLast());
        }
        return list.bytes();
    }

    private static Map<String, String> owners(Snapshot snapshot, VirtualKey caller) {
        Map<String, String> owners = new LinkedHashMap<>();
        for (String alias : snapshot.router().aliases()) {
            if (caller.allowsAlias(alias)) {
                owners.put(alias, "bifrost");
            }
        }
        for (Destination destination : snapshot.destinations().values()) {
            if (destination.provider().disabled() != null) {
                continue;
            }
            for (String model : destination.provider().listedModels()) {
                Target target = new Target(destination.provider().name(), model);
                if (caller.allows(null, target)) {
                    owners.put(target.toString(), target.provider());
                }
            }
        }
        return owners;
    }

    private static Json.Obj entry(String id, String owner, boolean anthropic) {
        return anthropic
                ? new Json.Obj()
                        .put("type", "model")
                        .put("id", id)
                        .put("display_name", id)
                        .put("created_at", NO_TIME)
                : new Json.Obj()
                        .put("id", id)
                        .put("object", "model")
                        .put("created", 0)
                        .put("owned_by", owner);
    }
}
