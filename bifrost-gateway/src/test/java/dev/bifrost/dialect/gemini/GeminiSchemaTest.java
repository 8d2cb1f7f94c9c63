package dev.bifrost.dialect.gemini;

import static dev.bifrost.dialect.gemini.Gemini.json;
import static dev.bifrost.dialect.gemini.Gemini.pretty;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.chat.OutputFormat;
import dev.bifrost.api.json.Json;
import dev.bifrost.testing.Seeded;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeminiSchemaTest {

    /** What stands for P in {@code {"type":"object","properties":{"p":P}}}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // given | as parameters | as the form of an answer | what of it is lost
                "{\"type\":\"string\",\"pattern\":\"^a\"} | {\"type\":\"string\",\"pattern\":\"^a\"} | {\"type\":\"string\",\"description\":\"(pattern: ^a)\"} | pattern",
                "{\"type\":\"string\",\"description\":\"A\",\"minLength\":2,\"maxLength\":3} | {\"type\":\"string\",\"description\":\"A\",\"minLength\":2,\"maxLength\":3} | {\"type\":\"string\",\"description\":\"A\\n(minLength: 2; maxLength: 3)\"} | minLength,maxLength",
                "{\"type\":\"string\",\"default\":\"x\"} | {\"type\":\"string\",\"default\":\"x\"} | {\"type\":\"string\",\"description\":\"(default: x)\"} | ``",
                "{\"const\":\"x\"} | {\"enum\":[\"x\"],\"type\":\"string\"} | {\"enum\":[\"x\"],\"type\":\"string\"} | ``",
                "{\"const\":7} | {\"enum\":[7],\"type\":\"number\"} | {\"enum\":[7],\"type\":\"number\"} | ``",
                "{\"const\":true} | {\"const\":true} | {\"type\":\"boolean\",\"description\":\"(const: true)\"} | const",
                "{\"const\":null} | {\"const\":null} | {\"type\":\"null\"} | ``",
                "{\"enum\":[\"a\",null]} | {\"enum\":[\"a\",null]} | {\"anyOf\":[{\"enum\":[\"a\"],\"type\":\"string\"},{\"type\":\"null\"}]} | ``",
                "{\"type\":[\"string\",\"null\"],\"enum\":[\"a\",null]} | {\"type\":[\"string\",\"null\"],\"enum\":[\"a\",null]} | {\"anyOf\":[{\"type\":\"string\",\"enum\":[\"a\"]},{\"type\":\"null\"}]} | ``",
                "{\"type\":\"boolean\",\"enum\":[true,false]} | {\"type\":\"boolean\",\"enum\":[true,false]} | {\"type\":\"boolean\"} | ``",
                "{\"type\":\"boolean\",\"enum\":[true]} | {\"type\":\"boolean\",\"enum\":[true]} | {\"type\":\"boolean\",\"description\":\"(enum: [true])\"} | enum",
                "{\"type\":\"integer\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":10} | {\"type\":\"integer\",\"exclusiveMinimum\":0,\"exclusiveMaximum\":10} | {\"type\":\"integer\",\"minimum\":1,\"maximum\":9} | ``",
                "{\"type\":\"number\",\"exclusiveMinimum\":0.5} | {\"type\":\"number\",\"exclusiveMinimum\":0.5} | {\"type\":\"number\",\"minimum\":0.5,\"description\":\"(exclusiveMinimum: 0.5)\"} | exclusiveMinimum",
                "{\"type\":\"integer\",\"minimum\":3,\"exclusiveMinimum\":true} | {\"type\":\"integer\",\"minimum\":3,\"exclusiveMinimum\":true} | {\"type\":\"integer\",\"minimum\":4} | ``",
                "{\"type\":\"string\",\"nullable\":true} | {\"type\":[\"string\",\"null\"]} | {\"type\":[\"string\",\"null\"]} | ``",
                "{\"anyOf\":[{\"type\":\"string\"}],\"nullable\":true} | {\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]} | {\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]} | ``",
                "{\"type\":\"STRING\",\"format\":\"uri\"} | {\"type\":\"string\",\"format\":\"uri\"} | {\"type\":\"string\",\"format\":\"uri\"} | ``",
                "{\"oneOf\":[{\"type\":\"string\"},true]} | {\"oneOf\":[{\"type\":\"string\"},{}]} | {\"oneOf\":[{\"type\":\"string\"},{}]} | ``",
                "{\"type\":\"array\",\"items\":[{\"type\":\"string\"}],\"additionalItems\":false} | {\"type\":\"array\",\"prefixItems\":[{\"type\":\"string\"}]} | {\"type\":\"array\",\"prefixItems\":[{\"type\":\"string\"}]} | ``",
                "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"uniqueItems\":true} | {\"type\":\"array\",\"items\":{\"type\":\"string\"},\"uniqueItems\":true} | {\"type\":\"array\",\"items\":{\"type\":\"string\"},\"description\":\"(uniqueItems: true)\"} | uniqueItems",
                "{\"type\":\"object\",\"additionalProperties\":{\"const\":\"x\"}} | {\"type\":\"object\",\"additionalProperties\":{\"enum\":[\"x\"],\"type\":\"string\"}} | {\"type\":\"object\",\"additionalProperties\":{\"enum\":[\"x\"],\"type\":\"string\"}} | ``",
                "{\"allOf\":[{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"]},{\"properties\":{\"b\":{\"type\":\"string\"}},\"required\":[\"b\"]}]} | {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}},\"required\":[\"a\",\"b\"]} | {\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\"}},\"required\":[\"a\",\"b\"]} | ``",
                "{\"allOf\":[{\"type\":\"integer\",\"minimum\":1},{\"minimum\":3}]} | {\"type\":\"integer\",\"minimum\":3} | {\"type\":\"integer\",\"minimum\":3} | ``",
                "{\"not\":{\"type\":\"string\"}} | {\"not\":{\"type\":\"string\"}} | {\"description\":\"(not: {\\\"type\\\":\\\"string\\\"})\"} | not",
                "{\"type\":\"string\",\"x-order\":3} | {\"type\":\"string\",\"x-order\":3} | {\"type\":\"string\"} | ``",
            })
    void rewrite_property_keepsWhatGoogleUnderstands(String given, String parameters, String response, String lost) {
        var schema = json("{\"type\":\"object\",\"properties\":{\"p\":" + given + "}}");
        var none = new Losses();
        var losses = new Losses();

        var asParameters = GeminiSchema.parameters(schema, "tools[0].function.parameters", none);
        var asResponse = GeminiSchema.response(new OutputFormat.JsonSchema("n", null, schema, null), losses);

        assertThat(asParameters.object("properties").get("p").print()).isEqualTo(parameters);
        assertThat(none.names()).isEmpty();
        assertThat(asResponse.object("properties").get("p").print()).isEqualTo(response);
        assertThat(String.join(",", losses.names()).replace("response_format.json_schema.schema.", ""))
                .isEqualTo(lost);
    }

    @Test
    void parameters_references_areInlined() {
        var losses = new Losses();
        var schema = GeminiSchema.parameters(json("""
                {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
                 "properties": {
                   "definitions": {"$ref": "#/$defs/A", "description": "First"},
                   "b": {"type": "array", "items": {"$ref": "#/properties/c"}},
                   "c": {"$ref": "#/definitions/x~1y%20z"}},
                 "required": ["definitions", "missing"],
                 "$defs": {"A": {"type": "string", "description": "An A"}},
                 "definitions": {"x/y z": {"type": "integer"}}}"""), "tools[0].function.parameters", losses);

        assertThat(schema.print()).isEqualTo(pretty("""
                {"type": "object", "properties": {
                   "definitions": {"type": "string", "description": "First"},
                   "b": {"type": "array", "items": {"type": "integer"}},
                   "c": {"type": "integer"}},
                 "required": ["definitions"]}"""));
        assertThat(losses.names()).containsExactly("tools[0].function.parameters.required");
    }

    @Test
    void parameters_recursion_isUnrolledAndCutOff() {
        var losses = new Losses();
        var schema = GeminiSchema.parameters(json("""
                {"$ref": "#/$defs/Node", "$defs": {"Node": {"type": "object", "description": "A node", "properties":
                   {"next": {"$ref": "#/$defs/Node"}, "value": {"type": "string"}}}}}"""), "p", losses);

        assertThat(schema.print()).isEqualTo(pretty("""
                {"type": "object", "description": "A node", "properties": {
                  "next": {"type": "object", "description": "A node", "properties": {
                    "next": {"type": "object", "description": "A node"},
                    "value": {"type": "string"}}},
                  "value": {"type": "string"}}}"""));
        assertThat(losses.names()).containsExactly("p.$ref");
    }

    @Test
    void parameters_referencesToNothing_areNamed() {
        var losses = new Losses();
        var schema = GeminiSchema.parameters(json("""
                {"type": "object", "properties": {"a": {"$ref": "https://example.com/x", "description": "A"},
                   "b": {"$ref": "#/$defs/none"}, "c": {"$ref": "#/properties/c"}}}"""), "p", losses);

        assertThat(schema.object("properties").print()).isEqualTo("{\"a\":{\"description\":\"A\"},\"b\":{},\"c\":{}}");
        assertThat(losses.names()).containsExactly("p.$ref");
    }

    @Test
    void parameters_thatGrowWithoutEnd_areCutOff() {
        var defs = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String next = "{\"$ref\":\"#/$defs/d" + (i + 1) + "\"}";
            defs.append("\"d" + i + "\":{\"type\":\"object\",\"properties\":{\"a\":" + next + ",\"b\":" + next + "}},");
        }
        var schema = json("{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + defs + "\"d40\":{\"type\":\"string\"}}}");
        var losses = new Losses();

        assertThat(GeminiSchema.parameters(schema, "p", losses).print().length())
                .isLessThan(1_000_000);
        assertThat(losses.names()).containsExactly("p.$ref");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | {}",
                "{\"type\":\"object\"} | {}",
                "{\"type\":\"object\",\"properties\":{},\"required\":[],\"additionalProperties\":false} | {}",
                "{\"type\":\"object\",\"additionalProperties\":true} | {\"type\":\"object\",\"additionalProperties\":true}",
                "{\"type\":[\"object\",\"null\"],\"properties\":{\"a\":{}}} | {\"type\":\"object\",\"properties\":{\"a\":{}}}",
                "{\"properties\":{\"a\":{}}} | {\"properties\":{\"a\":{}},\"type\":\"object\"}",
                "{\"anyOf\":[{\"required\":[\"a\"]}],\"properties\":{\"a\":{}}} | {\"anyOf\":[{}],\"properties\":{\"a\":{}},\"type\":\"object\"}",
            })
    void parameters_root_isAnObjectOrNothing(String given, String expected) {
        assertThat(GeminiSchema.parameters(json(given), "p", new Losses()).print())
                .isEqualTo(expected);
    }

    @Test
    void rewrite_anySchema_isOneThatGoogleTakes() {
        Seeded.times(2000, random -> {
            Json.Obj schema = (Json.Obj) schema(random, 4);
            schema.put("$defs", new Json.Obj().put("a", schema(random, 2)).put("b", schema(random, 2)));
            var losses = new Losses();

            GeminiRequestCheck.schema(GeminiSchema.parameters(schema, "p", losses));
            GeminiRequestCheck.schema(
                    GeminiSchema.response(new OutputFormat.JsonSchema("n", "d", schema, true), losses));
        });
    }

    private static Json schema(RandomGenerator random, int depth) {
        Json.Obj schema = new Json.Obj();
        for (int i = random.nextInt(4) + (depth == 4 ? 1 : 0); i > 0; i--) {
            String name = KEYWORDS[random.nextInt(KEYWORDS.length)];
            schema.put(name, value(name, random, depth));
        }
        return schema;
    }

    private static final String[] KEYWORDS = {
        "type",
        "type",
        "properties",
        "properties",
        "required",
        "items",
        "anyOf",
        "oneOf",
        "allOf",
        "prefixItems",
        "enum",
        "const",
        "$ref",
        "minimum",
        "exclusiveMinimum",
        "nullable",
        "not",
        "additionalProperties",
        "description",
        "pattern",
        "format",
        "definitions"
    };

    private static Json value(String name, RandomGenerator random, int depth) {
        if (depth == 0 || random.nextInt(12) == 0) {
            return data(random);
        }
        return switch (name) {
            case "type" ->
                random.nextInt(4) == 0
                        ? new Json.Arr().add("object").add("null")
                        : new Json.Str(random.nextBoolean() ? "object" : "STRING");
            case "properties", "definitions" ->
                new Json.Obj().put("a", schema(random, depth - 1)).put("b", schema(random, depth - 1));
            case "required" -> new Json.Arr().add("a").add("zz");
            case "items", "not", "additionalProperties" -> schema(random, depth - 1);
            case "anyOf", "oneOf", "allOf", "prefixItems" ->
                new Json.Arr().add(schema(random, depth - 1)).add(schema(random, depth - 1));
            case "enum" -> new Json.Arr().add(data(random)).add(data(random));
            case "$ref" -> new Json.Str(random.nextBoolean() ? "#/$defs/a" : "#/properties/b");
            default -> data(random);
        };
    }

    private static Json data(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> new Json.Nil();
            case 1 -> new Json.Bool(random.nextBoolean());
            case 2 -> new Json.Num("3");
            case 3 -> new Json.Arr().add("x");
            case 4 -> new Json.Obj().put("y", 1);
            default -> new Json.Str("z");
        };
    }
}
