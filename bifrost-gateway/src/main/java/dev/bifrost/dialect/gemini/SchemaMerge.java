package dev.bifrost.dialect.gemini;

import dev.bifrost.api.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Makes one schema of an {@code allOf}, which Google does not know. */
final class SchemaMerge {
    private SchemaMerge() {}

    /** Takes in the parts of {@code allOf}. {@code lost} hears the names of keywords of which only one could be kept. */
    static void allOf(Json.Obj schema, Consumer<String> lost) {
        List<Json> parts = schema.list("allOf");
        schema.members().remove("allOf");
        for (Json part : parts) {
            if (part instanceof Json.Obj object) {
                merge(schema, object, lost);
            }
        }
    }

    private static void merge(Json.Obj into, Json.Obj part, Consumer<String> lost) {
        part.members().forEach((name, value) -> {
            Json had = into.get(name);
            if (had == null) {
                into.put(name, value);
            } else if (!had.equals(value)) {
                into.put(name, both(name, had, value, lost));
            }
        });
    }

    private static Json both(String name, Json had, Json value, Consumer<String> lost) {
        return switch (name) {
            case "title", "description", "default", "examples" -> had;
            case "required" -> union(had, value);
            case "properties" -> properties(had, value, lost);
            case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties" ->
                had instanceof Json.Num a && value instanceof Json.Num b && a.doubleValue() < b.doubleValue() ? b : had;
            case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties" ->
                had instanceof Json.Num a && value instanceof Json.Num b && a.doubleValue() > b.doubleValue() ? b : had;
            default -> {
                lost.accept(name);
                yield had;
            }
        };
    }

    private static Json union(Json had, Json value) {
        if (!(had instanceof Json.Arr(List<Json> first) && value instanceof Json.Arr(List<Json> second))) {
            return had;
        }
        Set<Json> all = new LinkedHashSet<>(first);
        all.addAll(second);
        Json.Arr union = new Json.Arr();
        all.forEach(union::add);
        return union;
    }

    private static Json properties(Json had, Json value, Consumer<String> lost) {
        if (had instanceof Json.Obj first && value instanceof Json.Obj second) {
            Json.Obj all = first.copy();
            second.members().forEach((name, schema) -> {
                if (all.get(name) instanceof Json.Obj one && schema instanceof Json.Obj other) {
                    Json.Obj merged = one.copy();
                    merge(merged, other, lost);
                    all.put(name, merged);
                } else if (!all.has(name)) {
                    all.put(name, schema);
                }
            });
            return all;
        }
        return had;
    }
}
