package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes fields out of a client's request, and says in the client's words what is wrong with them. */
final class Fields {
    private Fields() {}

    static Refusal invalid(String path, String complaint) {
        return new Refusal(new Failure.InvalidRequest(path + ": " + complaint, path, "invalid_request"));
    }

    /** A text that must be there. */
    static String text(Json.Obj json, String name, String path) throws Refusal {
        String text = json.text(name);
        if (text == null) {
            throw invalid(path(path, name), json.get(name) == null ? "field required" : "should be a string");
        }
        return text;
    }

    /** An object that must be there. */
    static Json.Obj object(Json.Obj json, String name, String path) throws Refusal {
        Json.Obj object = json.object(name);
        if (object == null) {
            throw invalid(path(path, name), json.get(name) == null ? "field required" : "should be an object");
        }
        return object;
    }

    /** The objects of a list, none if it is not there. */
    static List<Json.Obj> objects(@Nullable Json list, String path) throws Refusal {
        if (list == null) {
            return List.of();
        }
        if (!(list instanceof Json.Arr(List<Json> items))) {
            throw invalid(path, "should be a list");
        }
        List<Json.Obj> objects = new ArrayList<>(items.size());
        for (Json item : items) {
            if (!(item instanceof Json.Obj object)) {
                throw invalid(path + "[" + objects.size() + "]", "should be an object");
            }
            objects.add(object);
        }
        return objects;
    }

    /** The texts of a list, none if it is not there. */
    static List<String> texts(Json.Obj json, String name) throws Refusal {
        Json list = json.get(name);
        if (list == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Json item : json.list(name)) {
            if (!(item instanceof Json.Str(String text))) {
                throw invalid(name + "[" + texts.size() + "]", "should be a string");
            }
            texts.add(text);
        }
        if (!(list instanceof Json.Arr)) {
            throw invalid(name, "should be a list of strings");
        }
        return texts;
    }

    static Json.@Nullable Num number(Json.Obj json, String name) throws Refusal {
        if (json.get(name) != null && json.number(name) == null) {
            throw invalid(name, "should be a number");
        }
        return json.number(name);
    }

    /** Notes the members that are not known and say something. */
    static void unread(Json.Obj json, String path, Set<String> known, List<String> unread) {
        json.members().forEach((name, value) -> {
            if (!known.contains(name) && !(value instanceof Json.Nil)) {
                unread.add(path(path, name));
            }
        });
    }

    static String path(String path, String name) {
        return path.isEmpty() ? name : path + '.' + name;
    }
}
