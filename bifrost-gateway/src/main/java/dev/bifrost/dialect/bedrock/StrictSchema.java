package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON schema in the subset that Bedrock's structured output can hold a model to
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html): no bounds, no recursion, every object
 * closed, and not too many choices.
 */
final class StrictSchema {
    private static final Set<String> UNSUPPORTED = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "uniqueItems",
            "contains",
            "prefixItems",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependentRequired",
            "dependentSchemas",
            "not",
            "if",
            "oneOf");
    /** Members whose members are schemas by name. */
    private static final Set<String> NAMED = Set.of("properties", "$defs", "definitions");
    /** Members that hold data, in which the words above mean nothing. */
    private static final Set<String> DATA = Set.of("enum", "const", "default", "examples", "required");

    private static final int MOST_UNIONS = 16;
    private static final int MOST_OPTIONAL = 24;

    private int unions;
    private int optional;
    private boolean fits = true;

    private StrictSchema() {}

    /** The same with every object closed; null if it is not in the subset. */
    static Json.@Nullable Obj of(Json.Obj schema) {
        StrictSchema strict = new StrictSchema();
        // A reference may lead back to where it stands; definitions are only there for references.
        Json.Obj closed = strict.schema(schema);
        boolean few = strict.unions <= MOST_UNIONS && strict.optional <= MOST_OPTIONAL;
        return strict.fits && few && "object".equals(schema.text("type")) ? closed : null;
    }

    private Json any(Json value) {
        return switch (value) {
            case Json.Obj schema -> schema(schema);
            case Json.Arr(List<Json> items) -> {
                Json.Arr copy = new Json.Arr();
                items.forEach(item -> copy.add(any(item)));
                yield copy;
            }
            case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> value;
        };
    }

    private Json.Obj schema(Json.Obj schema) {
        Json.Obj copy = new Json.Obj();
        for (Map.Entry<String, Json> member : schema.members().entrySet()) {
            String name = member.getKey();
            Json value = member.getValue();
            fits &= !UNSUPPORTED.contains(name) && !isRecursive(name, value);
            unions += name.equals("anyOf") || (name.equals("type") && value instanceof Json.Arr) ? 1 : 0;
            copy.put(name, DATA.contains(name) ? value : NAMED.contains(name) ? named(value) : any(value));
        }
        if (schema.object("properties") != null) {
            close(schema, copy);
        }
        return copy;
    }

    private Json named(Json value) {
        if (!(value instanceof Json.Obj schemas)) {
            return value;
        }
        Json.Obj copy = new Json.Obj();
        schemas.members().forEach((name, schema) -> copy.put(name, any(schema)));
        return copy;
    }

    private void close(Json.Obj schema, Json.Obj copy) {
        Json.Obj properties = schema.object("properties");
        List<Json> required = schema.list("required");
        optional += properties == null ? 0 : Math.max(0, properties.members().size() - required.size());
        Json more = schema.get("additionalProperties");
        fits &= more == null || more.equals(new Json.Bool(false));
        copy.put("additionalProperties", false);
    }

    /** True for a reference to the whole; other loops are so rare that Bedrock may say so itself. */
    private static boolean isRecursive(String name, Json value) {
        return name.equals("$ref") && value.equals(new Json.Str("#"));
    }
}
