package dev.bifrost.audit;

import dev.bifrost.api.settings.PostgresUrl;
import dev.bifrost.api.settings.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.ds.PGSimpleDataSource;

/** One connection to a server, on which every wait has an end. */
final class PostgresSession implements AutoCloseable {
    private static final AtomicLong SESSIONS = new AtomicLong();
    private static final int CONNECT_SECONDS = 5;

    private final String id = "audit-" + SESSIONS.incrementAndGet();
    private final Set<PostgresSession> all;
    private final Connection connection;

    /** Ends what is bounded; needs no catching. */
    interface Bound extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Connects.
     *
     * @param answer how long one answer may take
     * @param all    those that there are, to which it belongs until it is closed
     */
    PostgresSession(PostgresUrl url, Duration answer, Set<PostgresSession> all) throws SQLException {
        this.all = all;
        PostgresSockets.begin(id);
        all.add(this);
        boolean connected = false;
        try (Bound _ = within(Duration.ofSeconds(3 * CONNECT_SECONDS))) {
            connection = source(url, answer).getConnection();
            try (Statement statement = connection.createStatement()) {
                statement.execute(limits(answer));
            }
            connected = true;
        } finally {
            if (!connected) {
                abort();
                all.remove(this);
            }
        }
    }

    private PGSimpleDataSource source(PostgresUrl url, Duration answer) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:postgresql://" + url.hosts() + "/");
        source.setDatabaseName(url.database());
        source.setUser(url.user());
        Secret password = url.password();
        source.setPassword(password == null ? null : password.reveal());
        source.setApplicationName("bifrost audit");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(Math.max(1, (int) answer.toSeconds()));
        source.setCancelSignalTimeout(1);
        source.setTcpKeepAlive(true);
        // The server takes a text for whatever the statement wants: a uuid, a document.
        source.setStringType("unspecified");
        source.setSocketFactory(PostgresSockets.class.getName());
        source.setSocketFactoryArg(id);
        if (url.hosts().contains(",")) {
            source.setTargetServerType("primary");
        }
        for (Map.Entry<String, String> each : url.properties().entrySet()) {
            source.setProperty(each.getKey(), each.getValue());
        }
        return source;
    }

    /** What the server gives up after. Statements, since poolers such as PgBouncer refuse them as start-up options. */
    private static String limits(Duration answer) {
        return "SET statement_timeout = " + answer.toMillis() * 4 / 5 + "; SET lock_timeout = " + answer.toMillis() / 4
                + "; SET TIME ZONE 'UTC'";
    }

    Connection connection() {
        return connection;
    }

    /** Until it is closed, the session is cut off after so long: the driver does not bound what it sends. */
    Bound within(Duration most) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        var watch = end.orTimeout(most.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, late) -> {
            if (late != null) {
                abort();
            }
        });
        return () -> {
            end.complete(null);
            watch.cancel(false);
        };
    }

    /** Ends what is under way, and the session; from any thread. */
    void abort() {
        PostgresSockets.end(id);
    }

    @Override
    public void close() {
        try (Bound _ = within(Duration.ofSeconds(1))) {
            connection.close();
        } catch (SQLException _) {
            // the server notices that it is gone
        } finally {
            abort();
            all.remove(this);
        }
    }
}
