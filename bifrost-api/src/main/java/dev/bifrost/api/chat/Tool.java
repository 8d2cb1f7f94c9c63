package dev.bifrost.api.chat;

import dev.bifrost.api.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the model may use. */
public sealed interface Tool {

    /**
     * A function of the client's.
     *
     * @param parameters JSON Schema of its arguments; null if it has none
     * @param strict     whether the arguments must follow the schema exactly; null if the client does not say
     */
    record Function(
            String name,
            @Nullable String description,
            Json.@Nullable Obj parameters,
            @Nullable Boolean strict,
            @Nullable CacheMark cache)
            implements Tool {}

    /** A tool of the client's that takes free text. {@code format} is OpenAI's, such as a grammar. */
    record Custom(String name, @Nullable String description, Json.@Nullable Obj format) implements Tool {}

    /**
     * A search of the web that the provider runs itself.
     *
     * @param maxUses  null for no limit
     * @param location OpenAI's and Anthropic's {@code user_location} without nesting:
     *                 {@code {"type":"approximate","city":…,"region":…,"country":…,"timezone":…}}
     * @param dialect  whose words {@code raw} is in
     * @param raw      as the client wrote it; for providers of the same dialect
     */
    record WebSearch(
            List<String> allowedDomains,
            List<String> blockedDomains,
            @Nullable Long maxUses,
            Json.@Nullable Obj location,
            String dialect,
            Json.Obj raw)
            implements Tool {}

    /** A tool that only one dialect has, as it is written there; {@code name} tells it apart in losses. */
    record Opaque(String dialect, String name, Json.Obj json) implements Tool {}
}
