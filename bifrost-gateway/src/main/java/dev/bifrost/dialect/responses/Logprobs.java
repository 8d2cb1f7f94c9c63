package dev.bifrost.dialect.responses;

import dev.bifrost.api.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries of {@code logprobs}: those of chat completions, of which this API wants every field. */
final class Logprobs {
    private Logprobs() {}

    /** The entries with nothing missing; an empty array for null. */
    static Json.Arr write(Json.@Nullable Arr entries) {
        Json.Arr all = new Json.Arr();
        if (entries != null) {
            for (Json entry : entries.items()) {
                if (entry instanceof Json.Obj object) {
                    Json.Obj whole = withBytes(object);
                    Json.Arr top = new Json.Arr();
                    object.objects("top_logprobs").forEach(each -> top.add(withBytes(each)));
                    all.add(whole.put("top_logprobs", top));
                }
            }
        }
        return all;
    }

    private static Json.Obj withBytes(Json.Obj entry) {
        Json.Obj whole = entry.copy();
        if (!(entry.get("bytes") instanceof Json.Arr)) {
            Json.Arr bytes = new Json.Arr();
            for (byte each : entry.text("token", "").getBytes(StandardCharsets.UTF_8)) {
                bytes.add(Json.Num.of(each & 0xff));
            }
            whole.put("bytes", bytes);
        }
        return whole;
    }

    /** Adds the entries to those so far; null stays null where there are none. */
    static Json.@Nullable Arr join(Json.@Nullable Arr soFar, List<Json> more) {
        if (more.isEmpty()) {
            return soFar;
        }
        Json.Arr all = soFar == null ? new Json.Arr() : soFar;
        more.forEach(all::add);
        return all;
    }
}
