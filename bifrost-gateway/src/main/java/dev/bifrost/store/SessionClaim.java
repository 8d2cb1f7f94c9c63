package dev.bifrost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * An advisory lock of PostgreSQL, which the server frees when its session ends. The server notices within 20 s that our
 * machine is gone; we notice within a time-out, 5 s, that the server is.
 */
final class SessionClaim implements Primacy.Claim {
    private static final String KEY = "hashtextextended('bifrost primacy ' || current_schema(), 0)";
    private static final String PROMPT =
            "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 3; SET tcp_keepalives_count = 3";

    /** Opens a connection outside of the pool. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    private final Opening opening;
    private @Nullable Connection session;
    private long process;
    private String holder = "";

    SessionClaim(Opening opening) {
        this.opening = opening;
    }

    @Override
    public synchronized boolean take() throws SQLException {
        try {
            Connection connection = session;
            if (connection == null) {
                connection = opening.open();
                session = connection;
                try (Statement statement = connection.createStatement()) {
                    statement.execute(PROMPT);
                }
            }
            process = number(
                    connection, "SELECT CASE WHEN pg_try_advisory_lock(" + KEY + ") THEN pg_backend_pid() ELSE -1 END");
            holder = "another gateway spends the budgets of this store; this one is on standby until it ends";
            return process >= 0;
        } catch (SQLException e) {
            holder =
                    "the store can not be reached to ask whether another gateway spends its budgets: " + e.getMessage();
            close();
            throw e;
        }
    }

    /** A pooler that gave us another session would have let the lock go to somebody else. */
    @Override
    public synchronized boolean isHeld() {
        try {
            return session != null && number(session, "SELECT pg_backend_pid()") == process;
        } catch (SQLException _) {
            return false;
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : -1;
        }
    }

    @Override
    public synchronized String holder() {
        return holder;
    }

    @Override
    public synchronized void close() {
        Connection connection = session;
        session = null;
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException _) {
                // the server frees the lock when it notices
            }
        }
    }
}
