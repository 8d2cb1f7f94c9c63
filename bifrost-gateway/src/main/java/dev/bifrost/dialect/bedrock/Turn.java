package dev.bifrost.dialect.bedrock;

import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What one side says until the other speaks. Results of tools stand first, as Claude demands. */
final class Turn {
    private final boolean user;
    private final List<Json.Obj> results = new ArrayList<>();
    private final List<Json.Obj> blocks = new ArrayList<>();

    Turn(boolean user) {
        this.user = user;
    }

    boolean isUser() {
        return user;
    }

    /** The results of tools and the cache points behind them. */
    List<Json.Obj> results() {
        return results;
    }

    /** Everything else. */
    List<Json.Obj> blocks() {
        return blocks;
    }

    boolean isEmpty() {
        return results.isEmpty() && blocks.isEmpty();
    }

    /** Ids of the tools that are called in it. */
    Set<String> calls() {
        return each("toolUse", "toolUseId", blocks);
    }

    /** Names of the tools that are called in it. */
    Set<String> tools() {
        return each("toolUse", "name", blocks);
    }

    /** Ids of the calls whose results are in it. */
    Set<String> answered() {
        return each("toolResult", "toolUseId", results);
    }

    int count(String kind) {
        return (int) (results.stream().filter(block -> block.has(kind)).count()
                + blocks.stream().filter(block -> block.has(kind)).count());
    }

    private static Set<String> each(String kind, String field, List<Json.Obj> blocks) {
        Set<String> values = new LinkedHashSet<>();
        for (Json.Obj block : blocks) {
            Json.Obj inner = block.object(kind);
            String value = inner == null ? null : inner.text(field);
            if (value != null) {
                values.add(value);
            }
        }
        return values;
    }

    Json.Obj json() {
        Json.Arr content = new Json.Arr();
        results.forEach(content::add);
        blocks.forEach(content::add);
        return new Json.Obj().put("role", user ? "user" : "assistant").put("content", content);
    }
}
