package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.json.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A JSON Schema in the subset to which Claude can be held, made as Anthropic's SDKs make it
 * (https://platform.claude.com/docs/en/build-with-claude/structured-outputs): objects are closed, and bounds that can not
 * be enforced are told in words.
 *
 * @param json    the schema
 * @param loosely true if something is told in words that was a rule
 */
record ClaudeSchema(Json.Obj json, boolean loosely) {
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");
    private static final Set<String> KEPT = Set.of("type", "description", "title", "const", "enum", "required");
    private static final Set<String> SAYS_NOTHING = Set.of("$schema", "$id", "$comment");
    private static final Set<String> NO_RULE = Set.of("default", "examples", "example", "nullable", "deprecated");

    /** True if every object has exactly the properties that are listed: what OpenAI demands of strict schemas. */
    static boolean isClosed(Json.Obj schema) {
        Json.Obj properties = schema.object("properties");
        boolean object = properties != null || schema.text("type", "").equals("object");
        if (object) {
            boolean open = !Boolean.FALSE.equals(schema.bool("additionalProperties"));
            int required = schema.list("required").size();
            if (open || properties == null || required != properties.members().size()) {
                return false;
            }
        }
        return children(schema).allMatch(ClaudeSchema::isClosed);
    }

    private static Stream<Json.Obj> children(Json.Obj schema) {
        Stream<Json> maps = Stream.of("properties", "$defs", "definitions")
                .map(schema::object)
                .flatMap(map -> map == null ? Stream.of() : map.members().values().stream());
        Stream<Json> lists = Stream.of("anyOf", "oneOf", "allOf").flatMap(name -> schema.list(name).stream());
        Json.Obj items = schema.object("items");
        return Stream.of(maps, lists, items == null ? Stream.<Json>of() : Stream.<Json>of(items))
                .flatMap(each -> each)
                .filter(Json.Obj.class::isInstance)
                .map(Json.Obj.class::cast);
    }

    /** The schema in the subset. */
    static ClaudeSchema of(Json.Obj schema) {
        Writer writer = new Writer();
        return new ClaudeSchema(writer.node(schema), writer.loosely);
    }

    private static final class Writer {
        private boolean loosely;

        Json.Obj node(Json.Obj schema) {
            if (schema.text("$ref") != null) {
                return new Json.Obj()
                        .put("$ref", schema.get("$ref"))
                        .put("$defs", schema.has("$defs") ? nodes(schema, "$defs") : null);
            }
            Json.Obj node = new Json.Obj();
            StringBuilder words = new StringBuilder();
            schema.members().forEach((name, value) -> keyword(name, value, schema, node, words));
            if (node.has("properties") || schema.text("type", "").equals("object")) {
                loosely |= schema.get("additionalProperties") != null && schema.isTrue("additionalProperties");
                loosely |= schema.object("additionalProperties") != null;
                node.put("additionalProperties", false);
            }
            if (!words.isEmpty()) {
                String described = schema.text("description", "");
                node.put("description", described + (described.isEmpty() ? "" : "\n\n") + '{' + words + '}');
            }
            return node;
        }

        private void keyword(String name, Json value, Json.Obj schema, Json.Obj node, StringBuilder words) {
            switch (name) {
                case "properties", "$defs", "definitions" -> node.put(name, nodes(schema, name));
                case "items" -> node.put(name, child(value));
                case "anyOf", "oneOf" -> node.put("anyOf", children(value));
                case "allOf" -> node.put(name, children(value));
                case "additionalProperties" -> {
                    // closed in any case
                }
                default -> {
                    if (KEPT.contains(name) || isEnforced(name, value)) {
                        node.put(name, value);
                    } else if (!SAYS_NOTHING.contains(name)) {
                        words.append(words.isEmpty() ? "" : ", ")
                                .append(name)
                                .append(": ")
                                .append(value.print());
                        loosely |= !NO_RULE.contains(name);
                    }
                }
            }
        }

        private static boolean isEnforced(String name, Json value) {
            return switch (name) {
                case "format" -> value instanceof Json.Str(String format) && FORMATS.contains(format);
                case "minItems" -> value instanceof Json.Num(String least) && (least.equals("0") || least.equals("1"));
                default -> false;
            };
        }

        private Json.Obj nodes(Json.Obj schema, String name) {
            Json.Obj nodes = new Json.Obj();
            Json.Obj map = schema.object(name);
            if (map != null) {
                map.members().forEach((key, value) -> nodes.put(key, child(value)));
            }
            return nodes;
        }

        private Json children(Json list) {
            if (!(list instanceof Json.Arr(List<Json> items))) {
                return list;
            }
            Json.Arr children = new Json.Arr();
            items.forEach(item -> children.add(child(item)));
            return children;
        }

        private Json child(Json value) {
            return value instanceof Json.Obj object ? node(object) : value;
        }
    }
}
