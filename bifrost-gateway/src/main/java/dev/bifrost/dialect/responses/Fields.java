package dev.bifrost.dialect.responses;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An object of a request, read field by field: one of the wrong kind is refused in OpenAI's words, and those that
 * nobody asked for can be named afterwards. {@code null} counts as absent.
 */
final class Fields {
    private final Json.Obj object;
    private final String path;
    private final Set<String> understood = new HashSet<>();

    /**
     * @param path where the object stands in the request, such as {@code input[0]}; empty for the request itself
     */
    Fields(Json.Obj object, String path) {
        this.object = object;
        this.path = path;
    }

    Json.Obj json() {
        return object;
    }

    /** Where the field stands in the request. */
    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Where the object stands in the request. */
    String path() {
        return path;
    }

    @Nullable
    Json any(String name) {
        understood.add(name);
        return object.get(name);
    }

    boolean has(String name) {
        return any(name) != null;
    }

    @Nullable
    String text(String name) throws Refusal {
        return switch (any(name)) {
            case Json.Str(String text) -> text;
            case null -> null;
            case Json other -> throw wrongType(name, "a string", other);
        };
    }

    /** A text that must be there. */
    String needText(String name) throws Refusal {
        String text = text(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    Json.@Nullable Num number(String name) throws Refusal {
        return switch (any(name)) {
            case Json.Num number -> number;
            case null -> null;
            case Json other -> throw wrongType(name, "a number", other);
        };
    }

    @Nullable
    Long integer(String name) throws Refusal {
        Json.Num number = number(name);
        return number == null ? null : Long.valueOf(number.longValue());
    }

    @Nullable
    Boolean bool(String name) throws Refusal {
        return switch (any(name)) {
            case Json.Bool(boolean value) -> value;
            case null -> null;
            case Json other -> throw wrongType(name, "a boolean", other);
        };
    }

    @Nullable
    Fields object(String name) throws Refusal {
        return switch (any(name)) {
            case Json.Obj value -> new Fields(value, path(name));
            case null -> null;
            case Json other -> throw wrongType(name, "an object", other);
        };
    }

    /** The items of an array of objects; none if it is absent. */
    List<Fields> objects(String name) throws Refusal {
        List<Json> items = items(name);
        List<Fields> objects = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            String item = name + "[" + i + "]";
            if (!(items.get(i) instanceof Json.Obj value)) {
                throw wrongType(item, "an object", items.get(i));
            }
            objects.add(new Fields(value, path(item)));
        }
        return objects;
    }

    /** The items of an array of texts; none if it is absent. */
    List<String> texts(String name) throws Refusal {
        List<Json> items = items(name);
        List<String> texts = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Json.Str(String text))) {
                throw wrongType(name + "[" + i + "]", "a string", items.get(i));
            }
            texts.add(text);
        }
        return texts;
    }

    private List<Json> items(String name) throws Refusal {
        return switch (any(name)) {
            case Json.Arr(List<Json> items) -> items;
            case null -> List.of();
            case Json other -> throw wrongType(name, "an array", other);
        };
    }

    /** Notes fields that are understood and say nothing that must be carried. */
    Fields ignore(String... names) {
        understood.addAll(List.of(names));
        return this;
    }

    /** Says which fields nobody asked for. */
    void others(BiConsumer<String, Json> name) {
        object.asMap().forEach((each, value) -> {
            if (!understood.contains(each) && !(value instanceof Json.Nil)) {
                name.accept(each, value);
            }
        });
    }

    /** Adds the paths of the fields that nobody asked for. */
    void others(List<String> unread) {
        others((name, _) -> unread.add(path(name)));
    }

    Refusal missing(String name) {
        String field = path(name);
        return refusal("Missing required parameter: '" + field + "'.", field, "missing_required_parameter");
    }

    Refusal wrongType(String name, String expected, Json found) {
        String field = path(name);
        return refusal(
                "Invalid type for '" + field + "': expected " + expected + ", but got " + kind(found) + " instead.",
                field,
                "invalid_type");
    }

    Refusal wrongValue(String name, String found, Collection<String> supported) {
        String field = path(name);
        return refusal(
                "Invalid value for '" + field + "': '" + found + "'. Supported values are: '"
                        + String.join("', '", supported) + "'.",
                field,
                "invalid_value");
    }

    Refusal unsupported(String name, String message) {
        return refusal(message, path(name), "unsupported_parameter");
    }

    private static Refusal refusal(String message, String param, String code) {
        return new Refusal(new Failure.InvalidRequest(message, param, code));
    }

    private static String kind(Json value) {
        return switch (value) {
            case Json.Str _ -> "a string";
            case Json.Num _ -> "a number";
            case Json.Bool _ -> "a boolean";
            case Json.Nil _ -> "null";
            case Json.Arr _ -> "an array";
            case Json.Obj _ -> "an object";
        };
    }
}
