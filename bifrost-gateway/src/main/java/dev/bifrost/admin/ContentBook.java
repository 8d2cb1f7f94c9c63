package dev.bifrost.admin;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;

/** What calls asked and were answered, for the management API. Every method may block. {@code by} is who asks. */
public interface ContentBook {
    /** Makes a subject's content unreadable for good. */
    Json.Obj erase(Json.Obj asked, String by) throws Refusal;
}
