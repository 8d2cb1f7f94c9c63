package dev.bifrost.store;

import java.util.List;

/** Where the two kinds of database want other words. */
enum Sql {
    SQLITE("sqlite"),
    POSTGRESQL("postgresql");

    private final String folder;

    Sql(String folder) {
        this.folder = folder;
    }

    /** Where its migrations are, below {@code db/}. */
    String folder() {
        return folder;
    }

    /** Begins a transaction that nobody else's migration can run beside. */
    List<String> beginAlone() {
        return switch (this) {
            case SQLITE -> List.of("BEGIN IMMEDIATE");
            case POSTGRESQL ->
                List.of(
                        "BEGIN",
                        "SELECT pg_advisory_xact_lock(hashtextextended('bifrost migration ' || current_schema(), 0))");
        };
    }
}
