package dev.bifrost.dialect;

import dev.bifrost.api.json.Json;
import java.util.List;

/** Where in a JSON Schema further schemas stand (https://json-schema.org/draft/2020-12/json-schema-core). */
public final class SchemaWalk {

    /** What becomes of a schema. */
    @FunctionalInterface
    public interface Step {
        /** The schema, or {@code true} or {@code false}; {@code depth} is how many brackets are around it. */
        Json schema(Json schema, int depth);
    }

    private SchemaWalk() {}

    /** A copy in which every schema inside is what the step makes of it; data, such as that of an enum, stays. */
    public static Json.Obj inside(Json.Obj schema, int depth, Step step) {
        Json.Obj copy = new Json.Obj();
        schema.members().forEach((name, value) -> copy.put(name, member(name, value, depth, step)));
        return copy;
    }

    private static Json member(String name, Json value, int depth, Step step) {
        return switch (name) {
            case "items", "anyOf", "oneOf", "allOf", "prefixItems" -> listed(value, depth, step);
            case "additionalProperties",
                    "additionalItems",
                    "unevaluatedProperties",
                    "unevaluatedItems",
                    "contains",
                    "propertyNames",
                    "contentSchema",
                    "not",
                    "if",
                    "then",
                    "else" -> value instanceof Json.Obj ? step.schema(value, depth + 1) : value;
            case "properties", "patternProperties", "dependentSchemas" -> named(value, depth, step);
            default -> value;
        };
    }

    private static Json named(Json value, int depth, Step step) {
        if (!(value instanceof Json.Obj named)) {
            return value;
        }
        Json.Obj copy = new Json.Obj();
        named.members().forEach((each, schema) -> copy.put(each, step.schema(schema, depth + 2)));
        return copy;
    }

    private static Json listed(Json value, int depth, Step step) {
        return switch (value) {
            case Json.Arr(List<Json> items) -> all(items, depth + 2, step);
            case Json.Obj _, Json.Bool _ -> step.schema(value, depth + 1);
            case Json.Str _, Json.Num _, Json.Nil _ -> value;
        };
    }

    private static Json.Arr all(List<Json> items, int depth, Step step) {
        Json.Arr copy = new Json.Arr();
        for (Json item : items) {
            copy.add(step.schema(item, depth));
        }
        return copy;
    }
}
