package dev.bifrost.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.bifrost.api.settings.PostgresUrl;
import dev.bifrost.api.settings.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A pool of connections to a server. They are made when needed, so that a server that is back is used at once. */
final class PostgresDatabase implements Database {
    /** Of a call whose connection turns out to be cut. */
    private static final int TRIES = 3;

    private final PostgresUrl address;
    private final Duration timeout;
    private final HikariDataSource pool;

    private PostgresDatabase(PostgresUrl address, Duration timeout, HikariDataSource pool) {
        this.address = address;
        this.timeout = timeout;
        this.pool = pool;
    }

    static PostgresDatabase open(PostgresUrl address, int connections, Duration timeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setDataSource(source(address, timeout));
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(timeout.toMillis());
        config.setValidationTimeout(Math.max(250, timeout.toMillis() / 4));
        config.setKeepaliveTime(Duration.ofMinutes(1).toMillis());
        config.setMaxLifetime(Duration.ofMinutes(15).toMillis());
        config.setConnectionInitSql(limits(timeout.multipliedBy(4).dividedBy(5)));
        config.setThreadFactory(
                Thread.ofPlatform().daemon().name("store-pool-", 0).factory());
        return new PostgresDatabase(address, timeout, new HikariDataSource(config));
    }

    /** Every wait has an end: for the connection, its greeting, and each answer. */
    private static PGSimpleDataSource source(PostgresUrl address, Duration answer) {
        int seconds = Math.max(1, (int) answer.toSeconds());
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://" + address.hosts() + "/");
        source.setDatabaseName(address.database());
        source.setUser(address.user());
        Secret password = address.password();
        source.setPassword(password == null ? null : password.reveal());
        source.setApplicationName("bifrost");
        source.setConnectTimeout(Math.min(seconds, 5));
        source.setLoginTimeout(Math.min(seconds, 5));
        source.setSocketTimeout(seconds);
        source.setCancelSignalTimeout(1);
        source.setTcpKeepAlive(true);
        if (address.hosts().contains(",")) {
            source.setTargetServerType("primary");
        }
        try {
            for (Map.Entry<String, String> each : address.properties().entrySet()) {
                source.setProperty(each.getKey(), each.getValue());
            }
        } catch (SQLException e) {
            throw new StoreFailure(StoreFailure.Kind.FAULT, "store: " + e.getMessage(), e);
        }
        return source;
    }

    /**
     * What the server itself gives up after. Set by statements: poolers such as PgBouncer refuse them as start-up
     * options.
     */
    private static String limits(Duration most) {
        return "SET statement_timeout = " + most.toMillis() + "; SET lock_timeout = " + most.toMillis()
                + "; SET idle_in_transaction_session_timeout = 60000";
    }

    @Override
    public Sql sql() {
        return Sql.POSTGRESQL;
    }

    @Override
    public <T extends @Nullable Object> T read(Query<T> query) throws SQLException {
        return again(() -> {
            try (Connection connection = pool.getConnection()) {
                return query.on(connection);
            }
        });
    }

    @Override
    public <T extends @Nullable Object> T write(Query<T> query) throws SQLException {
        return again(() -> {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                try {
                    T value = query.on(connection);
                    commit(connection);
                    return value;
                } catch (SQLException | RuntimeException e) {
                    rollback(connection, e);
                    throw e;
                }
            }
        });
    }

    /** Connections may have been cut while they lay in the pool, which is nothing to trouble the caller with. */
    private <T extends @Nullable Object> T again(Attempt<T> attempt) throws SQLException {
        long start = System.nanoTime();
        for (int i = 1; true; i++) {
            try {
                return attempt.run();
            } catch (SQLException e) {
                if (i == TRIES || !isCut(e) || System.nanoTime() - start > timeout.toNanos() / 4) {
                    throw e;
                }
                pool.getHikariPoolMXBean().softEvictConnections();
            }
        }
    }

    @FunctionalInterface
    private interface Attempt<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    private static void commit(Connection connection) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw isCut(e) ? new UncertainCommitException("the commit was sent, but not answered", e) : e;
        }
    }

    private void rollback(Connection connection, Exception cause) {
        try {
            // After a failover the old server still answers, but takes no changes.
            if (cause instanceof SQLException e && "25006".equals(e.getSQLState())) {
                pool.evictConnection(connection);
            } else if (!connection.isClosed()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public Connection connect(Duration patience) throws SQLException {
        Connection connection = source(address, patience).getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(limits(patience));
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static boolean isCut(SQLException error) {
        String state = String.valueOf(error.getSQLState());
        return state.startsWith("08") || state.startsWith("57P");
    }

    /** By SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html. */
    @Override
    public StoreFailure.Kind kind(SQLException error) {
        if (error instanceof UncertainCommitException) {
            return StoreFailure.Kind.UNCERTAIN;
        }
        String state = error.getSQLState();
        if (state == null) {
            return StoreFailure.Kind.UNAVAILABLE;
        }
        return switch (state) {
            case "23505" -> StoreFailure.Kind.CONFLICT;
            case "42P01", "42703", "42501", "3F000" -> StoreFailure.Kind.SCHEMA;
            default ->
                switch (state.substring(0, 2)) {
                    case "22", "23", "42", "0A", "21" -> StoreFailure.Kind.FAULT;
                    default -> StoreFailure.Kind.UNAVAILABLE;
                };
        };
    }

    @Override
    public Primacy.Claim claim() {
        return new SessionClaim(() -> connect(timeout));
    }

    @Override
    public void close() {
        pool.close();
    }
}
