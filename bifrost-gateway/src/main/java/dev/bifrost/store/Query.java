package dev.bifrost.store;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Statements that belong together. It neither commits nor closes, and may be run a second time when the first try lost
 * its connection.
 */
@FunctionalInterface
public interface Query<T extends @Nullable Object> {
    /** Runs the statements. */
    T on(Connection connection) throws SQLException;
}
