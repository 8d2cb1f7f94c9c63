package dev.bifrost.admin;

import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Knows what a key has spent and may still spend. Called on event loops; must not block. */
@FunctionalInterface
public interface Spending {
    /** Of a gateway that keeps no account. */
    Spending NONE = (_, _, _) -> new Json.Obj();

    /** The budgets and limits that hold for a key, with what is spent, what is left and when they begin anew. */
    Json.Obj report(String keyId, @Nullable String team, @Nullable String organization);
}
