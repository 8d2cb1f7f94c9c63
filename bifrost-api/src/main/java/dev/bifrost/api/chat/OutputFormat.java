package dev.bifrost.api.chat;

import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** What form the answer's text must have. */
public sealed interface OutputFormat {
    /** Any. */
    record Text() implements OutputFormat {}

    /** One JSON object, whichever. */
    record JsonObject() implements OutputFormat {}

    /** JSON that follows a schema. */
    record JsonSchema(
            String name,
            @Nullable String description,
            Json.Obj schema,
            @Nullable Boolean strict) implements OutputFormat {}
}
