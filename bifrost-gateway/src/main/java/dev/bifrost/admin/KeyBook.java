package dev.bifrost.admin;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import org.jspecify.annotations.Nullable;

/** Virtual keys, for the management API. Every method may block. {@code by} is who asks. */
public interface KeyBook {
    /** Keys from behind an id on, at most so many. */
    Json.Obj list(@Nullable String after, int limit, boolean revoked) throws Refusal;

    Json.Obj get(String idOrName) throws Refusal;

    Json.Obj create(Json.Obj asked, String by) throws Refusal;

    Json.Obj update(String idOrName, Json.Obj patch, String by) throws Refusal;

    Json.Obj rotate(String idOrName, Json.Obj asked, String by) throws Refusal;

    Json.Obj revoke(String idOrName, String by) throws Refusal;
}
