package dev.bifrost.dialect;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A small JSON document in memory: objects are maps, arrays lists, strings strings; numbers and truth values are kept as
 * they are written, {@code null} is {@link #NULL}. Without data binding, which nothing else here needs.
 */
final class Tree {
    static final Object NULL = new Object();

    private static final int DEEPEST = 64;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private Tree() {}

    /** What there is between the two offsets; null if that is not one JSON value of moderate depth. */
    static @Nullable Object read(byte[] json, int from, int to) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json, from, to - from)) {
            if (parser.nextToken() == null) {
                return null;
            }
            Object value = value(parser);
            return parser.nextToken() == null ? value : null;
        } catch (JacksonException _) {
            return null;
        }
    }

    /** The field of that name; null if there is none, or it is JSON's null, or this is no object. */
    static @Nullable Object field(Object node, String name) {
        Object value = node instanceof Map<?, ?> map ? map.get(name) : null;
        return value == NULL ? null : value;
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_NULL -> NULL;
            case VALUE_STRING -> parser.getString();
            default -> new Literal(parser.getString());
        };
    }

    private static Object object(JsonParser parser) {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static Object array(JsonParser parser) {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /** A number or a truth value, as it is written. */
    record Literal(String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
