package dev.bifrost.dialect.anthropic;

import dev.bifrost.api.chat.CacheMark;
import dev.bifrost.api.chat.Losses;
import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code cache_control}, of which a request may have four (https://platform.claude.com/docs/en/build-with-claude/prompt-caching). */
final class CacheControl {
    private static final String NAME = "cache_control";
    private static final int MOST = 4;

    private CacheControl() {}

    /** The mark on this block, if there is one. */
    static @Nullable CacheMark read(Json.Obj block) {
        Json.Obj mark = block.object(NAME);
        return mark == null ? null : new CacheMark(mark.text("ttl"));
    }

    /** Marks this block. */
    static Json.Obj mark(Json.Obj block, @Nullable CacheMark mark) {
        return mark == null
                ? block
                : block.put(NAME, new Json.Obj().put("type", "ephemeral").put("ttl", mark.ttl()));
    }

    /** Leaves the last four marks of a request, and lifetimes only where the model knows them. */
    static void settle(Json.Obj request, boolean ttl, Losses losses) {
        List<Json.Obj> marked = new ArrayList<>();
        collect(request.objects("tools"), marked);
        collect(request.objects("system"), marked);
        for (Json.Obj message : request.objects("messages")) {
            collect(message.objects("content"), marked);
        }
        int most = request.has(NAME) ? MOST - 1 : MOST;
        for (int i = 0; i < marked.size(); i++) {
            if (i < marked.size() - most) {
                marked.get(i).members().remove(NAME);
                losses.add(NAME);
            } else if (!ttl && marked.get(i).members().get(NAME) instanceof Json.Obj mark && mark.has("ttl")) {
                marked.get(i).put(NAME, new Json.Obj().put("type", "ephemeral"));
                losses.add(NAME + ".ttl");
            }
        }
    }

    private static void collect(List<Json.Obj> blocks, List<Json.Obj> marked) {
        for (Json.Obj block : blocks) {
            if (block.text("type", "").equals("tool_result")) {
                collect(block.objects("content"), marked);
            }
            if (block.get(NAME) != null) {
                marked.add(block);
            }
        }
    }
}
