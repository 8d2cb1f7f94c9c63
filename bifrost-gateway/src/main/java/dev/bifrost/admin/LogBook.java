package dev.bifrost.admin;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;

/** What is written to the log, for the management API. */
public interface LogBook {
    /** Level and format in force, until when, and what the configuration says. */
    Json.Obj state();

    /** Puts another level or format in force, for a time if the request says so. {@code by} is who asks. */
    Json.Obj change(Json.Obj asked, String by) throws Refusal;
}
