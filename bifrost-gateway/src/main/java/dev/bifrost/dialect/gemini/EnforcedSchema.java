package dev.bifrost.dialect.gemini;

import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says one level of a schema by the words that Google enforces, and the rest in its description. */
final class EnforcedSchema {
    private static final Set<String> ENFORCED = Set.of(
            "type",
            "format",
            "title",
            "description",
            "enum",
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "minimum",
            "maximum",
            "anyOf",
            "oneOf",
            "properties",
            "additionalProperties",
            "required",
            "propertyOrdering");
    private static final Set<String> ANNOTATIONS =
            Set.of("default", "example", "examples", "deprecated", "readOnly", "writeOnly");
    private static final int LONGEST = 300;

    private final Consumer<String> lost;
    private final List<String> notes = new ArrayList<>();

    /** {@code lost} hears the names of what is only described. */
    EnforcedSchema(Consumer<String> lost) {
        this.lost = lost;
    }

    Json.Obj of(Json.Obj given) {
        Json.Obj schema = new Json.Obj();
        given.members().forEach((name, value) -> {
            if (ENFORCED.contains(name)) {
                schema.put(name, value);
            }
        });
        bound(given, schema, "exclusiveMinimum", "minimum", 1);
        bound(given, schema, "exclusiveMaximum", "maximum", -1);
        constant(given.members().get("const"), schema);
        boolean nullToo = values(schema);
        given.members().forEach(this::rest);
        if (!notes.isEmpty()) {
            String said = schema.text("description");
            String note = "(" + String.join("; ", notes) + ")";
            schema.put("description", said == null || said.isEmpty() ? note : said + "\n" + note);
        }
        return nullToo ? orNull(schema) : schema;
    }

    private void rest(String name, Json value) {
        boolean done = ENFORCED.contains(name) || name.startsWith("exclusiveM") || name.equals("const");
        if (!done && !name.startsWith("x-")) {
            note(name, value);
            if (!ANNOTATIONS.contains(name)) {
                lost.accept(name);
            }
        }
    }

    private void note(String name, Json value) {
        String text = value instanceof Json.Str(String words) ? words : value.print();
        notes.add(name + ": " + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text));
    }

    /** Of whole numbers the next one is a bound; of others the same, and the description says that it is not allowed. */
    private void bound(Json.Obj given, Json.Obj schema, String exclusive, String inclusive, int step) {
        Json value = given.get(exclusive);
        Json.Num limit = value instanceof Json.Num number
                ? number
                : value instanceof Json.Bool(boolean yes) && yes ? schema.number(inclusive) : null;
        if (limit == null) {
            return;
        }
        if ("integer".equals(schema.text("type")) && limit.doubleValue() == limit.longValue()) {
            schema.put(inclusive, limit.longValue() + step);
        } else {
            schema.put(inclusive, limit);
            note(exclusive, limit);
            lost.accept(exclusive);
        }
    }

    private void constant(@Nullable Json value, Json.Obj schema) {
        switch (value) {
            case null -> {}
            case Json.Nil _ -> schema.put("type", "null");
            case Json.Bool _ -> {
                schema.put("type", "boolean");
                note("const", value);
                lost.accept("const");
            }
            case Json.Str _, Json.Num _, Json.Arr _, Json.Obj _ -> {
                note("const", value);
                lost.accept("const");
            }
        }
    }

    /** Leaves only texts and numbers in an enum; true if null was in it too. */
    private boolean values(Json.Obj schema) {
        List<Json> values = schema.list("enum");
        Json.Arr kept = new Json.Arr();
        for (Json value : values) {
            if (value instanceof Json.Str || value instanceof Json.Num) {
                kept.add(value);
            }
        }
        boolean nullToo = values.stream().anyMatch(Json.Nil.class::isInstance);
        if (kept.size() + (nullToo ? 1 : 0) < values.size()) {
            boolean both = values.contains(new Json.Bool(true)) && values.contains(new Json.Bool(false));
            if (!(both && kept.isEmpty())) {
                note("enum", new Json.Arr(values));
                lost.accept("enum");
            }
            schema.members().remove("enum");
            return false;
        }
        if (schema.has("enum")) {
            schema.put("enum", kept);
        }
        if (kept.isEmpty()) {
            schema.members().remove("enum");
        }
        return nullToo;
    }

    private static Json.Obj orNull(Json.Obj schema) {
        Json.Obj withNull = new Json.Obj().put("type", "null");
        if (!schema.has("enum")) {
            return withNull.put("description", schema.text("description"));
        }
        if (schema.get("type") instanceof Json.Arr(List<Json> types)) {
            Json.Arr others = new Json.Arr();
            types.stream().filter(type -> !type.equals(new Json.Str("null"))).forEach(others::add);
            schema.put("type", others.size() == 1 ? others.items().getFirst() : others);
        } else if (!schema.has("type")) {
            boolean texts = schema.list("enum").stream().allMatch(Json.Str.class::isInstance);
            schema.put("type", texts ? "string" : "number");
        }
        return new Json.Obj().put("anyOf", new Json.Arr().add(schema).add(withNull));
    }
}
