package dev.bifrost.dialect.gemini;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.json.Json;
import dev.bifrost.dialect.SchemaReferences;
import dev.bifrost.dialect.SchemaWalk;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rewrites JSON Schema to what Google's fields for it understand, {@code parametersJsonSchema} and
 * {@code responseJsonSchema}, which both APIs have for every model of today. The older {@code parameters} and
 * {@code responseSchema} refuse most of JSON Schema's words and are not used.
 *
 * <p>Of parameters Google passes on what it does not understand; the form of an answer is enforced, by the words of
 * https://ai.google.dev/api/generate-content#v1beta.GenerationConfig.FIELDS.response_json_schema alone. The others
 * become part of the description there, for the model to read, and are named as lost because nobody enforces them.
 */
final class GeminiSchema {
    private static final String RESPONSE = "response_format.json_schema.schema";

    private final String where;
    private final Losses losses;
    private final boolean response;

    private GeminiSchema(String where, Losses losses, boolean response) {
        this.where = where;
        this.losses = losses;
        this.response = response;
    }

    /** A function's parameters; empty if it has none, which Google wants to be left out. {@code where} is their path. */
    static Json.Obj parameters(Json.Obj schema, String where, Losses losses) {
        Json.Obj rewritten = new GeminiSchema(where, losses, false).root(schema);
        boolean object = rewritten.text("type", "object").equals("object");
        if (object && isEmpty(rewritten)) {
            return new Json.Obj();
        }
        return rewritten.text("type") == null ? rewritten.put("type", "object") : rewritten;
    }

    private static boolean isEmpty(Json.Obj schema) {
        Json.Obj properties = schema.object("properties");
        Json more = schema.get("additionalProperties");
        return (properties == null || properties.isEmpty())
                && (more == null || more.equals(new Json.Bool(false)))
                && Set.of("type", "properties", "additionalProperties", "required", "title", "description")
                        .containsAll(schema.members().keySet());
    }

    /** The form of an answer. */
    static Json.Obj response(OutputFormat.JsonSchema format, Losses losses) {
        Json.Obj rewritten = new GeminiSchema(RESPONSE, losses, true).root(format.schema());
        if (!rewritten.has("title")) {
            rewritten.put("title", format.name());
        }
        return rewritten.has("description") ? rewritten : rewritten.put("description", format.description());
    }

    private Json.Obj root(Json.Obj schema) {
        return rewrite(SchemaReferences.inline(schema, () -> lost("$ref")), 0);
    }

    private void lost(String keyword) {
        losses.add(where + "." + keyword);
    }

    /** {@code true} allows anything, and so does an empty schema. */
    private Json.Obj rewrite(Json value, int depth) {
        if (!(value instanceof Json.Obj given)) {
            return new Json.Obj();
        }
        Json.Obj schema = SchemaWalk.inside(given, depth, this::rewrite);
        SchemaMerge.allOf(schema, this::lost);
        tuple(schema);
        type(schema);
        constant(schema);
        required(schema);
        return response ? new EnforcedSchema(this::lost).of(schema) : schema;
    }

    /** The tuples of drafts before 2020-12. */
    private static void tuple(Json.Obj schema) {
        if (schema.get("items") instanceof Json.Arr items) {
            Json rest = schema.get("additionalItems");
            schema.members().remove("items");
            schema.members().remove("additionalItems");
            schema.put("prefixItems", items).put("items", rest instanceof Json.Obj ? rest : null);
        }
    }

    /** OpenAPI's {@code nullable}, and Google's own capitals. */
    private static void type(Json.Obj schema) {
        String type = schema.text("type");
        if (type != null) {
            type = type.toLowerCase(Locale.ROOT);
            schema.put("type", type);
        }
        boolean nullable = schema.isTrue("nullable");
        schema.members().remove("nullable");
        if (nullable && type != null && !type.equals("null")) {
            schema.put("type", new Json.Arr().add(type).add("null"));
        } else if (nullable && schema.get("anyOf") instanceof Json.Arr(List<Json> choices)) {
            Json.Arr more = new Json.Arr();
            choices.forEach(more::add);
            schema.put("anyOf", more.add(new Json.Obj().put("type", "null")));
        }
    }

    private static void constant(Json.Obj schema) {
        Json value = schema.members().get("const");
        if (value instanceof Json.Str || value instanceof Json.Num) {
            schema.members().remove("const");
            schema.put("enum", new Json.Arr().add(value));
        }
        List<Json> allowed = schema.list("enum");
        if (!allowed.isEmpty() && !schema.has("type")) {
            schema.put("type", typeOf(allowed));
        }
    }

    private static @Nullable String typeOf(List<Json> values) {
        if (values.stream().allMatch(Json.Str.class::isInstance)) {
            return "string";
        }
        return values.stream().allMatch(Json.Num.class::isInstance) ? "number" : null;
    }

    /** Google refuses the name of a property that is not defined. */
    private void required(Json.Obj schema) {
        if (!(schema.get("required") instanceof Json.Arr(List<Json> names))) {
            return;
        }
        Json.Obj properties = schema.object("properties");
        Json.Arr known = new Json.Arr();
        for (Json name : names) {
            if (name instanceof Json.Str(String text) && properties != null && properties.has(text)) {
                known.add(name);
            } else {
                lost("required");
            }
        }
        if (known.isEmpty()) {
            schema.members().remove("required");
        } else {
            schema.put("required", known);
        }
    }
}
