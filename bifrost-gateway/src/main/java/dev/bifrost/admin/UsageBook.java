package dev.bifrost.admin;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;

/** What was spent, for the management API. Every method may block. {@code by} is who asks. */
public interface UsageBook {
    /** Gives an owner money back, or charges it. */
    Json.Obj credit(Json.Obj asked, String by) throws Refusal;
}
