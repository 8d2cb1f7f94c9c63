package dev.bifrost.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The fields of a JSON object that holds no fractions. A field that is asked for and not there is an error. */
final class Fields {
    private final Map<String, Object> values = new HashMap<>(64);

    private Fields() {}

    /** Reads the object at whose start the parser stands. */
    static Fields read(JsonParser json) {
        var fields = new Fields();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            Object value = value(json, json.nextToken());
            if (value != null) {
                fields.values.put(name, value);
            }
        }
        return fields;
    }

    private static @Nullable Object value(JsonParser json, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_OBJECT -> read(json);
            case START_ARRAY -> list(json);
            default -> throw new IllegalArgumentException("unexpected " + token + " at '" + json.currentName() + "'");
        };
    }

    private static List<Object> list(JsonParser json) {
        List<Object> list = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            Object value = value(json, token);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }

    String text(String name) {
        return get(name, String.class);
    }

    @Nullable
    String maybe(String name) {
        return values.containsKey(name) ? get(name, String.class) : null;
    }

    long number(String name) {
        return get(name, Long.class);
    }

    /** {@code otherwise} if it is not there. */
    long number(String name, long otherwise) {
        return values.containsKey(name) ? get(name, Long.class) : otherwise;
    }

    /** 0 if it is not there. */
    long count(String name) {
        return values.containsKey(name) ? get(name, Long.class) : 0;
    }

    /** False if it is not there. */
    boolean flag(String name) {
        return values.containsKey(name) && get(name, Boolean.class);
    }

    @Nullable
    Fields object(String name) {
        return values.containsKey(name) ? get(name, Fields.class) : null;
    }

    /** Empty if it is not there. */
    List<?> list(String name) {
        return values.containsKey(name) ? get(name, List.class) : List.of();
    }

    List<Fields> objects(String name) {
        return list(name).stream().map(Fields.class::cast).toList();
    }

    private <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("'" + name + "' is " + (value == null ? "missing" : "of another type"));
        }
        return type.cast(value);
    }
}
