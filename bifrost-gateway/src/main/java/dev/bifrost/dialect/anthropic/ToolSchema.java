package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a tool's arguments as Claude takes it: an object at the root, and no union there. The variants of a
 * union become one object that admits all of them.
 *
 * @param json    the schema
 * @param loosely true if it admits more than the tool's own
 */
record ToolSchema(Json.Obj json, boolean loosely) {

    static ToolSchema of(Json.@Nullable Obj parameters) {
        if (parameters == null) {
            return new ToolSchema(new Json.Obj().put("type", "object").put("properties", new Json.Obj()), false);
        }
        for (String union : List.of("anyOf", "oneOf", "allOf")) {
            if (parameters.members().get(union) instanceof Json.Arr) {
                return new ToolSchema(merged(parameters, union), true);
            }
        }
        if (parameters.get("type") != null) {
            return new ToolSchema(parameters, false);
        }
        Json.Obj typed = new Json.Obj().put("type", "object");
        parameters.members().forEach(typed::put);
        return new ToolSchema(typed.put("type", "object"), false);
    }

    private static Json.Obj merged(Json.Obj schema, String union) {
        Json.Obj properties = new Json.Obj();
        Set<Json> required = new LinkedHashSet<>();
        boolean all = union.equals("allOf");
        boolean first = true;
        for (Json.Obj variant : schema.objects(union)) {
            Json.Obj resolved = resolved(variant, schema);
            addProperties(resolved, properties);
            if (all || first) {
                required.addAll(resolved.list("required"));
            } else {
                required.retainAll(Set.copyOf(resolved.list("required")));
            }
            first = false;
        }
        addProperties(schema, properties);
        required.addAll(schema.list("required"));
        Json.Obj merged = new Json.Obj().put("type", "object").put("properties", properties);
        if (!required.isEmpty()) {
            merged.put("required", new Json.Arr(List.copyOf(required)));
        }
        schema.members().forEach((name, value) -> {
            if (!name.equals(union) && !merged.has(name)) {
                merged.put(name, value);
            }
        });
        return merged;
    }

    private static void addProperties(Json.Obj from, Json.Obj properties) {
        Json.Obj more = from.object("properties");
        if (more != null) {
            more.members().forEach((name, value) -> {
                Json known = properties.members().get(name);
                properties.put(name, known == null || known.equals(value) ? value : either(known, value));
            });
        }
    }

    private static Json either(Json first, Json second) {
        return new Json.Obj().put("anyOf", new Json.Arr().add(first).add(second));
    }

    /** What a {@code $ref} into {@code $defs} stands for. */
    private static Json.Obj resolved(Json.Obj variant, Json.Obj root) {
        String ref = variant.text("$ref", "");
        for (String defs : List.of("$defs", "definitions")) {
            Json.Obj map = root.object(defs);
            String prefix = "#/" + defs + "/";
            if (map != null && ref.startsWith(prefix)) {
                Json.Obj target = map.object(ref.substring(prefix.length()));
                return target == null ? variant : target;
            }
        }
        return variant;
    }
}
