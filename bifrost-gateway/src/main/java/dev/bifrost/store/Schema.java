package dev.bifrost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/**
 * What the tables of a database are: looked at on every start, in one statement.
 *
 * @param version    the newest migration that was applied; 0 if none was
 * @param compatible whether this release can run on it
 */
record Schema(int version, boolean compatible) {
    /** Every migration, in order: the first is version 1. */
    static final List<String> NAMES =
            List.of("V001__keys_and_spend", "V002__numbered_adjustments", "V003__content_keys");

    private static final String QUESTION = "SELECT max(version), max(CASE WHEN compatible = 0 AND version > "
            + NAMES.size() + " THEN 1 ELSE 0 END) FROM schema_version";

    /** True if this release knows migrations that were not applied. */
    boolean isBehind() {
        return version < NAMES.size();
    }

    static Schema of(Connection connection, Sql kind) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return exists(statement, kind) ? read(statement) : new Schema(0, true);
        }
    }

    private static boolean exists(Statement statement, Sql kind) throws SQLException {
        String question = switch (kind) {
            case SQLITE -> "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_version'";
            case POSTGRESQL -> "SELECT 1 WHERE to_regclass('schema_version') IS NOT NULL";
        };
        try (ResultSet found = statement.executeQuery(question)) {
            return found.next();
        }
    }

    private static Schema read(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(QUESTION)) {
            return row.next() ? new Schema(row.getInt(1), row.getInt(2) == 0) : new Schema(0, true);
        }
    }

    /** Why this release must not run on it as it is; empty if it may. */
    String problem() {
        if (!compatible) {
            return String.format(
                    Locale.ROOT,
                    "the store's tables are of version %d, which a newer release made and this one, which knows %d, "
                            + "can not use",
                    version,
                    NAMES.size());
        }
        return isBehind()
                ? String.format(
                        Locale.ROOT,
                        "the store's tables are of version %d and this release needs %d; run 'bifrost store migrate', "
                                + "or give the output of 'bifrost store migrate --sql' to an account that may change "
                                + "tables",
                        version,
                        NAMES.size())
                : "";
    }
}
