package dev.bifrost.store;

/** Where the two kinds of database want other words. */
enum Sql {
    SQLITE("sqlite", "BEGIN IMMEDIATE"),
    POSTGRESQL(
            "postgresql",
            "BEGIN",
            "SELECT pg_advisory_xact_lock(hashtextextended('bifrost migration ' || current_schema(), 0))");

    private final String folder;
    private final String[] begin;

    Sql(String folder, String... begin) {
        this.folder = folder;
        this.begin = begin;
    }

    /** Where its migrations are, below {@code db/}. */
    String folder() {
        return folder;
    }

    /** Begins a transaction that nobody else's migration can run beside. */
    String[] beginAlone() {
        return begin.clone();
    }
}
