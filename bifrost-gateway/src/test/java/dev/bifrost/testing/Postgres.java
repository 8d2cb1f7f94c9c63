package dev.bifrost.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** One real PostgreSQL for all tests of a JVM, started by the first that needs it; each takes a database of its own. */
public final class Postgres {
    /** Held, since loggers that nobody holds are forgotten with their level. */
    private static final Logger CHATTER = Logger.getLogger("io.zonky");

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private Postgres() {}

    private static final class Running {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            CHATTER.setLevel(Level.WARNING);
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The name of a new, empty database. */
    public static String create() {
        String name = "test" + DATABASES.incrementAndGet();
        run("postgres", "CREATE DATABASE " + name);
        return name;
    }

    /** Its address for the superuser, who has no password. */
    public static String url(String database) {
        return "postgres://postgres@localhost:" + port() + "/" + database;
    }

    public static int port() {
        return Running.SERVER.getPort();
    }

    /** A connection past everything that is tested. */
    public static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://localhost:" + port() + "/" + database, "postgres", "");
    }

    /** Statements, as the superuser. */
    public static void run(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends every session on the database, as an administrator or a failover would. */
    public static void cut(String database) {
        run("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database + "'");
    }

    /** Stops every process of the server where it is: sockets stay open, and nobody answers. */
    public static AutoCloseable freeze() {
        List<Long> processes = new ArrayList<>();
        ProcessHandle server = server();
        Stream.concat(Stream.of(server), server.descendants()).forEach(each -> processes.add(each.pid()));
        signal("-STOP", processes);
        return () -> signal("-CONT", processes);
    }

    /** The parent of every session; what the library knows has started it and ended. */
    private static ProcessHandle server() {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return ProcessHandle.of(row.getLong(1))
                    .flatMap(ProcessHandle::parent)
                    .orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void signal(String signal, List<Long> processes) {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes.forEach(each -> command.add(each.toString()));
        try {
            new ProcessBuilder(command).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
