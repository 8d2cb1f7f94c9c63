package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.testing.Postgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator has to change is said, exactly and without a secret. */
@Timeout(120)
class PostgresRefusalTest {
    @TempDir
    private Path folder;

    private final String database = Postgres.create();
    private final String user = "user_" + database;
    private final UUID instance = UUID.randomUUID();
    private Trail trail;

    @BeforeEach
    void user() throws IOException {
        trail = new Trail(folder);
        Postgres.run(database, "CREATE ROLE " + user + " LOGIN PASSWORD 'hunter2'");
    }

    @org.junit.jupiter.api.AfterEach
    void close() throws IOException {
        trail.close();
    }

    private static String url(String user, String database) {
        return "postgres://" + user + ":hunter3@localhost:" + Postgres.port() + "/" + database;
    }

    private PostgresSink sink(String url) {
        return trail.sink(url, Duration.ofSeconds(20));
    }

    private void assertSays(SinkFailure.Kind kind, String url, String... texts) {
        try (PostgresSink sink = sink(url)) {
            assertThatThrownBy(() -> sink.open(instance)).isInstanceOfSatisfying(SinkFailure.class, failure -> {
                assertThat(failure.kind()).as(failure.getMessage()).isEqualTo(kind);
                assertThat(failure.getMessage()).contains(texts).doesNotContain("hunter");
            });
        }
    }

    @Test
    void database_missing_isSaid() {
        assertSays(SinkFailure.Kind.REFUSED, url(user, "nothing"), "there is no database 'nothing'; create it");
    }

    @Test
    void tls_thatTheServerDoesNotHave_isSaid() {
        assertSays(SinkFailure.Kind.REFUSED, url(user, database) + "?sslmode=require", "no TLS", "sslmode");
        assertSays(
                SinkFailure.Kind.REFUSED,
                url(user, database) + "?sslmode=verify-full&sslrootcert=system",
                "no TLS",
                "sslmode");
    }

    @Test
    void password_wrong_isSaid() throws Exception {
        Path hba = Path.of(Trail.one("postgres", "SHOW hba_file"));
        String before = Files.readString(hba);
        try {
            Files.writeString(hba, "host all " + user + " all scram-sha-256\n" + before);
            Postgres.run("postgres", "SELECT pg_reload_conf()");
            Trail.until(() -> Trail.one(
                            "postgres", "SELECT count(*) FROM pg_hba_file_rules WHERE user_name::text LIKE '%user_%'")
                    .equals("1"));
            assertSays(
                    SinkFailure.Kind.REFUSED, url(user, database), "the password of the user '" + user + "' is wrong");
            assertSays(
                    SinkFailure.Kind.REFUSED,
                    "postgres://" + user + "@localhost:" + Postgres.port() + "/" + database,
                    "does not let in the user '" + user + "'",
                    "no password");
            Files.writeString(hba, "host all " + user + " all reject\n" + before);
            Postgres.run("postgres", "SELECT pg_reload_conf()");
            Trail.until(() -> Trail.one(
                            "postgres",
                            "SELECT auth_method FROM pg_hba_file_rules WHERE user_name::text LIKE '%user_%'")
                    .equals("reject"));
            assertSays(SinkFailure.Kind.REFUSED, url(user, database), "does not let in the user", "pg_hba");
        } finally {
            Files.writeString(hba, before);
            Postgres.run("postgres", "SELECT pg_reload_conf()");
        }
    }

    @Test
    void server_notThere_isUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertSays(SinkFailure.Kind.UNREACHABLE, "postgres://u:hunter2@localhost:" + port + "/x", "localhost:" + port);
        assertSays(SinkFailure.Kind.UNREACHABLE, "postgres://u:hunter2@host.invalid/x", "the host is not known");
    }

    @Test
    void rights_toMakeTables_areMissedByName() throws Exception {
        assertSays(
                SinkFailure.Kind.REFUSED,
                url(user, database),
                "the user '" + user + "' lacks rights: ",
                "permission denied for schema public",
                "CREATE TABLE IF NOT EXISTS audit_entries",
                "bifrost audit schema");

        Postgres.run(database, PostgresSink.schema(YearMonth.of(2026, 11), 1));
        assertSays(
                SinkFailure.Kind.REFUSED,
                url(user, database),
                "let the owner of the tables run: GRANT INSERT, SELECT ON audit_entries TO " + user
                        + "; GRANT INSERT, SELECT, UPDATE ON audit_cursors TO " + user
                        + "; GRANT INSERT, SELECT, UPDATE ON audit_usage TO " + user
                        + "; GRANT SELECT ON audit_schema TO " + user);

        Postgres.run(
                database,
                "GRANT INSERT, SELECT ON audit_entries, audit_usage, audit_cursors TO " + user,
                "GRANT SELECT ON audit_schema TO " + user);
        assertSays(SinkFailure.Kind.REFUSED, url(user, database), "GRANT UPDATE ON audit_cursors TO " + user);

        Postgres.run(database, "GRANT UPDATE ON audit_usage, audit_cursors TO " + user);
        trail.append(0, 10);
        trail.deliver(sink(url(user, database)));
        try (PostgresSink reader = sink(url(user, database))) {
            trail.assertWhole(reader);
        }

        trail.now.set(Trail.NOW.plus(Duration.ofDays(30)));
        assertSays(
                SinkFailure.Kind.REFUSED,
                url(user, database),
                "lacks rights",
                "CREATE TABLE IF NOT EXISTS audit_entries_2026_12 (LIKE audit_entries INCLUDING ALL)");
    }

    @Test
    void tables_ofANewerRelease_areLeftAlone() throws Exception {
        try (PostgresSink sink = trail.sink(database)) {
            sink.open(instance);
        }
        Postgres.run(database, "INSERT INTO audit_schema (version, name, compatible) VALUES (99, 'x', true)");
        try (PostgresSink sink = trail.sink(database)) {
            assertThat(sink.open(instance)).hasValue(0);
        }
        Postgres.run(database, "UPDATE audit_schema SET compatible = false WHERE version = 99");
        assertSays(SinkFailure.Kind.REFUSED, Postgres.url(database), "version 99", "newer release");
    }

    @Test
    void database_thatCanNotHoldEveryText_isRefused() {
        Postgres.run(
                "postgres", "CREATE DATABASE latin_" + database + " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        assertSays(SinkFailure.Kind.REFUSED, Postgres.url("latin_" + database), "LATIN1", "UTF8");
    }

    @Test
    void standby_isRefused() {
        Postgres.run("postgres", "ALTER DATABASE " + database + " SET default_transaction_read_only = on");
        assertSays(SinkFailure.Kind.REFUSED, Postgres.url(database), "takes no changes");
    }

    @Test
    void gateways_startedTogether_makeTheTablesOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                starts.add(threads.submit(() -> {
                    try (PostgresSink sink = trail.sink(database)) {
                        return sink.open(UUID.randomUUID());
                    }
                }));
            }
            for (Future<?> each : starts) {
                each.get();
            }
        }
        assertThat(Trail.one(database, "SELECT count(*) FROM audit_cursors")).isEqualTo("10");
    }

    @Test
    void journal_thatIsACopyGoneApart_isRefused() throws Exception {
        trail.append(0, 10);
        trail.journal.close();
        Path copy = folder.resolveSibling(folder.getFileName() + "-copy");
        try (var files = Files.walk(folder)) {
            for (Path each : files.toList()) {
                Files.copy(each, copy.resolve(folder.relativize(each)));
            }
        }
        trail.reopen();
        trail.append(10, 30);
        trail.deliver(trail.sink(database));
        try (Trail apart = new Trail(copy)) {
            apart.append(40, 45);
            assertForked(apart, 11);
            apart.append(45, 100);
            assertForked(apart, 11);
            assertForked(apart, trail.journal.durable());
        }
        try (PostgresSink reader = trail.sink(database)) {
            trail.assertWhole(reader);
        }
    }

    /** Wherever the entries begin that it would bring. */
    private void assertForked(Trail apart, long after) throws Exception {
        apart.flush();
        try (PostgresSink sink = apart.sink(database);
                var follower = apart.journal.follow("test", after)) {
            sink.open(apart.journal.recovered().instance());
            var batch = follower.read(2000, Duration.ZERO);
            assertThatThrownBy(() -> sink.keep(batch))
                    .isInstanceOf(SinkFailure.class)
                    .hasMessageContaining("other entries of the journal")
                    .hasMessageContaining("journal.dir");
        }
    }
}
