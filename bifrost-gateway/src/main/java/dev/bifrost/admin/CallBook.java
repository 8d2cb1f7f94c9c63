package dev.bifrost.admin;

import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import java.util.List;

/** What is known of calls, for the management API. Every method may block. */
public interface CallBook {
    /** What calls can be asked for by, beside {@code label:NAME}. */
    List<String> CALLS = List.of(
            "key",
            "team",
            "organization",
            "end_user",
            "model",
            "alias",
            "provider",
            "status",
            "ending",
            "from",
            "to",
            "min_cost",
            "max_cost",
            "min_duration",
            "limit",
            "after",
            "format");

    /** The same for usage. */
    List<String> USAGE =
            List.of("group_by", "key", "team", "organization", "model", "alias", "provider", "from", "to", "format");

    /** Calls, the newest first. */
    AdminReply calls(Parameters asked) throws Refusal;

    /** Those that have a request id, or the one at {@code INSTANCE/SEQUENCE}. */
    Json.Obj call(String id) throws Refusal;

    /** The same with what was asked and answered, which is recorded. {@code by} is who asks. */
    Json.Obj content(String id, String by) throws Refusal;

    /** Sums by group. */
    AdminReply usage(Parameters asked) throws Refusal;
}
