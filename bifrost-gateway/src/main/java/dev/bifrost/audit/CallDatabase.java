package dev.bifrost.audit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sink that can be asked in SQL. Its tables are {@code audit_entries} and {@code audit_usage}. */
public interface CallDatabase {

    Flavour flavour();

    /**
     * Runs a statement that reads. Parameters are written {@code ?} and are texts, longs, or {@link java.time.Instant}s.
     *
     * @param patience after which it is given up
     * @return a map for each row, by column, in the order of the columns: texts, numbers, {@link java.time.Instant}s, null
     */
    List<Map<String, @Nullable Object>> query(String sql, List<?> parameters, Duration patience)
            throws SinkFailure, InterruptedException;

    /** Whose SQL it is. */
    enum Flavour {
        SQLITE,
        POSTGRESQL,
        CLICKHOUSE
    }
}
