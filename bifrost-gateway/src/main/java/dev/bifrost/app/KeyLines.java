package dev.bifrost.app;

import dev.bifrost.api.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Virtual keys on a terminal. */
final class KeyLines {
    private KeyLines() {}

    /** One line for each key, in columns. */
    static String table(Json.Arr keys) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("ID", "NAME", "TEAM", "WHERE", "EXPIRES", "STATE"));
        for (Json each : keys.items()) {
            if (each instanceof Json.Obj key) {
                rows.add(List.of(
                        key.text("id", ""),
                        key.text("name", ""),
                        key.text("team", "-"),
                        key.text("source", ""),
                        key.text("expires", "-"),
                        state(key)));
            }
        }
        return Columns.of(rows);
    }

    private static String state(Json.Obj key) {
        if (key.text("revoked") != null) {
            return "revoked " + key.text("revoked", "");
        }
        if (key.text("previous_valid_until") != null) {
            return "both keys until " + key.text("previous_valid_until", "");
        }
        return key.isTrue("unreadable") ? "unreadable" : "good";
    }

    /** A key with its secret, which is nowhere else. */
    static String once(Json.Obj key) {
        String until = key.text("previous_valid_until");
        return named(key) + ", shown this once:\n" + key.text("key", "")
                + (until == null ? "" : "\nThe one before stays good until " + until);
    }

    static String named(Json.Obj key) {
        return key.text("name", "") + " (" + key.text("id", "") + ")";
    }
}
