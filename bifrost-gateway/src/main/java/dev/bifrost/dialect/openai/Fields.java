package dev.bifrost.dialect.openai;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object of a client's request: says by its path which member is of the wrong kind, and remembers which members were
 * looked at. JSON's {@code null} counts as absent.
 */
final class Fields {
    private final Json.Obj json;
    private final String path;
    private final Set<String> seen = new HashSet<>();

    /** {@code path} is where the object stands, such as {@code messages[2]}; empty for the whole request. */
    Fields(Json.Obj json, String path) {
        this.json = json;
        this.path = path;
    }

    /** An item of a list, which must be an object. */
    static Fields of(Json item, String path) throws Refusal {
        if (item instanceof Json.Obj object) {
            return new Fields(object, path);
        }
        throw Invalid.type(path, "an object");
    }

    /** The object itself. */
    Json.Obj json() {
        return json;
    }

    /** Where the object stands. */
    String path() {
        return path;
    }

    /** Where a member stands. */
    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        return json.get(name) != null;
    }

    @Nullable
    Json get(String name) {
        seen.add(name);
        return json.get(name);
    }

    @Nullable
    String text(String name) throws Refusal {
        Json value = get(name);
        if (value == null || value instanceof Json.Str) {
            return value == null ? null : ((Json.Str) value).value();
        }
        throw Invalid.type(path(name), "a string");
    }

    String needText(String name) throws Refusal {
        String text = text(name);
        if (text == null) {
            throw Invalid.missing(path(name));
        }
        return text;
    }

    Json.@Nullable Num number(String name) throws Refusal {
        Json value = get(name);
        if (value == null || value instanceof Json.Num) {
            return (Json.Num) value;
        }
        throw Invalid.type(path(name), "a number");
    }

    @Nullable
    Long integer(String name) throws Refusal {
        Json.Num number = number(name);
        if (number == null) {
            return null;
        }
        if (number.doubleValue() != Math.rint(number.doubleValue())) {
            throw Invalid.type(path(name), "an integer");
        }
        return number.longValue();
    }

    @Nullable
    Boolean bool(String name) throws Refusal {
        Json value = get(name);
        if (value == null || value instanceof Json.Bool) {
            return value == null ? null : ((Json.Bool) value).value();
        }
        throw Invalid.type(path(name), "true or false");
    }

    Json.@Nullable Obj object(String name) throws Refusal {
        Json value = get(name);
        if (value == null || value instanceof Json.Obj) {
            return (Json.Obj) value;
        }
        throw Invalid.type(path(name), "an object");
    }

    @Nullable
    Fields fields(String name) throws Refusal {
        Json.Obj object = object(name);
        return object == null ? null : new Fields(object, path(name));
    }

    /** The items of a list; none if it is absent. */
    List<Json> list(String name) throws Refusal {
        Json value = get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Json.Arr(List<Json> items)) {
            return items;
        }
        throw Invalid.type(path(name), "a list");
    }

    /** The objects of a list of nothing else; none if it is absent. */
    List<Fields> each(String name) throws Refusal {
        List<Fields> all = new ArrayList<>();
        for (Json item : list(name)) {
            all.add(of(item, path(name) + "[" + all.size() + "]"));
        }
        return all;
    }

    /** Looks at members that carry nothing which must go on. */
    Fields ignore(String... names) {
        seen.addAll(List.of(names));
        return this;
    }

    /** The members that nobody has looked at and that say something. */
    Map<String, Json> rest() {
        Map<String, Json> rest = new LinkedHashMap<>();
        json.members().forEach((name, value) -> {
            if (!seen.contains(name) && !isEmpty(value)) {
                rest.put(name, value);
            }
        });
        return rest;
    }

    /** Names the members that nobody has looked at. */
    void restTo(List<String> unread) {
        rest().keySet().forEach(name -> unread.add(path(name)));
    }

    private static boolean isEmpty(Json value) {
        return switch (value) {
            case Json.Nil _ -> true;
            case Json.Str(String text) -> text.isEmpty();
            case Json.Arr array -> array.isEmpty();
            case Json.Obj object -> object.isEmpty();
            case Json.Num _, Json.Bool _ -> false;
        };
    }
}
