package dev.bifrost.dialect;

import dev.bifrost.api.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts in place of each {@code $ref} what it leads to, for providers that know few of them or none. A schema that holds itself is unrolled a little and then cut off.
 */
public final class SchemaReferences {
    private static final Set<String> LEFT_OUT = Set.of(
            "$schema",
            "$id",
            "$defs",
            "definitions",
            "$anchor",
            "$comment",
            "$vocabulary",
            "$dynamicRef",
            "$dynamicAnchor");
    private static final int UNROLLED = 2;
    private static final int MOST = 3000;
    private static final int DEEPEST = 40;

    private final Json.Obj root;
    private final Runnable lost;
    private final Deque<String> way = new ArrayDeque<>();
    private int resolved;

    private SchemaReferences(Json.Obj root, Runnable lost) {
        this.root = root;
        this.lost = lost;
    }

    /** The schema without references. {@code lost} is told of each that could not be kept. */
    public static Json.Obj inline(Json.Obj root, Runnable lost) {
        return new SchemaReferences(root, lost).object(root, 0);
    }

    private Json.Obj object(Json.Obj schema, int depth) {
        String ref = schema.text("$ref");
        if (ref != null) {
            return reference(ref, schema, depth);
        }
        if (schema.has("$ref")) {
            lost.run();
        }
        Json.Obj kept = schema.copy();
        kept.members().remove("$ref");
        kept.members().keySet().removeAll(LEFT_OUT);
        return SchemaWalk.inside(kept, depth, this::schema);
    }

    private Json schema(Json schema, int depth) {
        return schema instanceof Json.Obj object ? object(object, depth) : schema;
    }

    private Json.Obj reference(String ref, Json.Obj schema, int depth) {
        Json.Obj beside = schema.copy();
        beside.members().remove("$ref");
        Json.Obj target = target(ref);
        if (target == null) {
            lost.run();
            return object(beside, depth);
        }
        long times = way.stream().filter(ref::equals).count();
        if (times >= UNROLLED || depth >= DEEPEST || ++resolved > MOST) {
            lost.run();
            return cut(target);
        }
        Json.Obj both = target.copy();
        beside.members().forEach(both::put);
        way.push(ref);
        Json.Obj inlined = object(both, depth);
        way.pop();
        return inlined;
    }

    /** What is known of a schema without looking inside. */
    private static Json.Obj cut(Json.Obj target) {
        Json type = target.get("type");
        return new Json.Obj()
                .put("type", type == null && target.has("properties") ? new Json.Str("object") : type)
                .put("description", target.text("description"));
    }

    private Json.@Nullable Obj target(String ref) {
        if (ref.equals("#")) {
            return root;
        }
        if (!ref.startsWith("#/")) {
            return null;
        }
        Json at = root;
        for (String step : ref.substring(2).split("/", -1)) {
            String name = decoded(step).replace("~1", "/").replace("~0", "~");
            at = switch (at) {
                case Json.Obj object -> object.get(name);
                case Json.Arr(List<Json> items) -> item(items, name);
                case Json.Str _, Json.Num _, Json.Bool _, Json.Nil _ -> null;
            };
            if (at == null) {
                return null;
            }
        }
        return at instanceof Json.Obj object ? object : null;
    }

    private static @Nullable Json item(List<Json> items, String index) {
        return index.matches("[0-9]{1,6}") && Integer.parseInt(index) < items.size()
                ? items.get(Integer.parseInt(index))
                : null;
    }

    private static String decoded(String step) {
        try {
            return step.indexOf('%') < 0 ? step : URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return step;
        }
    }
}
