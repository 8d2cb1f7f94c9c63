package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.Target;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The models that a caller may use, in OpenAI's form: aliases first, then what the catalogue lists of each provider. */
final class ModelList {
    private static final JsonFactory JSON = new JsonFactory();

    private ModelList() {}

    /** The list, or one entry; null if there is no such entry. */
    static byte @Nullable [] json(Snapshot snapshot, VirtualKey caller, @Nullable String id) {
        Map<String, String> owners = owners(snapshot, caller);
        if (id != null && !owners.containsKey(id)) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            if (id != null) {
                entry(json, id, String.valueOf(owners.get(id)));
            } else {
                json.writeStartObject();
                json.writeStringProperty("object", "list");
                json.writeArrayPropertyStart("data");
                owners.forEach((model, owner) -> entry(json, model, owner));
                json.writeEndArray();
                json.writeEndObject();
            }
        }
        return bytes.toByteArray();
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

    private static void entry(JsonGenerator json, String id, String owner) {
        json.writeStartObject();
        json.writeStringProperty("id", id);
        json.writeStringProperty("object", "model");
        json.writeNumberProperty("created", 0);
        json.writeStringProperty("owned_by", owner);
        json.writeEndObject();
    }
}
