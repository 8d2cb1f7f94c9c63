package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.testing.Postgres;
import dev.bifrost.testing.TcpProxy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is stopped, frozen or cut off costs nothing but time: every entry arrives, once. */
@Timeout(120)
class PostgresOutageTest {
    @TempDir
    private Path folder;

    private final String database = Postgres.create();

    private static void assertFails(SinkFailure.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SinkFailure.class, failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static String through(TcpProxy proxy, String database) {
        return "postgres://postgres@localhost:" + proxy.port() + "/" + database;
    }

    @Test
    void connection_cutAnywhereInABatch_everyEntryArrivesOnce() throws Exception {
        SplittableRandom random = new SplittableRandom(20_261_124);
        try (Trail trail = new Trail(folder);
                TcpProxy proxy = new TcpProxy(Postgres.port());
                Feed feed = trail.feed(trail.sink(through(proxy, database), Duration.ofSeconds(20)))) {
            for (int i = 0; i < 8; i++) {
                proxy.cutAfter(random.nextInt(i % 2 == 0 ? 4_000 : 900_000));
                trail.append(600 * i, 600 * (i + 1));
                trail.arrived(feed);
            }
            assertThat(proxy.cuts()).isGreaterThan(4);
            assertThat(feed.state().retries()).isPositive();
            try (PostgresSink reader = trail.sink(database)) {
                trail.assertWhole(reader);
            }
            assertThat(Trail.one(database, "SELECT sum(calls) FROM audit_usage"))
                    .isEqualTo("4800");
        }
    }

    @Test
    void sessions_endedByTheServer_everyEntryArrivesOnce() throws Exception {
        try (Trail trail = new Trail(folder);
                Feed feed = trail.feed(trail.sink(database))) {
            for (int i = 0; i < 6; i++) {
                trail.append(500 * i, 500 * (i + 1));
                Postgres.cut(database);
            }
            trail.arrived(feed);
            try (PostgresSink reader = trail.sink(database)) {
                trail.assertWhole(reader);
            }
        }
    }

    @Test
    void server_frozen_failsInTimeAndGoesOn() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = trail.sink(Postgres.url(database), Duration.ofSeconds(1))) {
            UUID instance = trail.journal.recovered().instance();
            sink.open(instance);
            trail.append(0, 500);
            trail.flush();
            try (var follower = trail.journal.follow("test")) {
                var batch = follower.read(2000, Duration.ZERO);
                try (AutoCloseable _ = Postgres.freeze()) {
                    assertFails(SinkFailure.Kind.UNREACHABLE, () -> sink.keep(batch));
                    assertFails(SinkFailure.Kind.UNREACHABLE, () -> sink.open(instance));
                    assertFails(SinkFailure.Kind.UNREACHABLE, () -> sink.taken(instance));
                    assertFails(
                            SinkFailure.Kind.UNREACHABLE,
                            () -> sink.query("SELECT 1", List.of(), Duration.ofSeconds(1)));
                }
                assertThat(sink.open(instance).orElseThrow()).isZero();
                sink.keep(batch);
                sink.keep(batch);
            }
            trail.assertWhole(sink);
        }
    }

    /** A server that takes no more bytes holds who writes to it, which no time-out of the driver ends. */
    @Test
    void server_frozenWhileMuchIsSent_isGivenUp() throws Exception {
        Postgres.run(database, "CREATE TABLE much (text text)");
        try (TcpProxy proxy = new TcpProxy(Postgres.port())) {
            var url = dev.bifrost.api.settings.PostgresUrl.of(through(proxy, database), null);
            try (PostgresSession session = new PostgresSession(
                            url, Duration.ofSeconds(30), java.util.concurrent.ConcurrentHashMap.newKeySet());
                    PostgresSession.Bound _ = session.within(Duration.ofSeconds(1));
                    AutoCloseable _ = Postgres.freeze();
                    var insert = session.connection().prepareStatement("INSERT INTO much VALUES (?)")) {
                insert.setString(1, "x".repeat(200 << 20));
                assertThatThrownBy(insert::execute).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void close_fromAnotherThread_endsWhatIsUnderWay() throws Exception {
        try (Trail trail = new Trail(folder)) {
            PostgresSink sink = trail.sink(database);
            sink.open(trail.journal.recovered().instance());
            var question = CompletableFuture.runAsync(() -> {
                try {
                    sink.query("SELECT pg_sleep(60)", List.of(), Duration.ofSeconds(100));
                } catch (SinkFailure | InterruptedException e) {
                    throw new java.util.concurrent.CompletionException(e);
                }
            });
            Trail.until(() -> !Trail.one(database, "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)'")
                    .isEmpty());
            sink.close();
            assertThatThrownBy(() -> question.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(SinkFailure.class);
            assertFails(
                    SinkFailure.Kind.UNREACHABLE,
                    () -> sink.open(trail.journal.recovered().instance()));
        }
    }

    @Test
    void question_withoutEnd_isGivenUp() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = trail.sink(database)) {
            assertFails(
                    SinkFailure.Kind.UNREACHABLE,
                    () -> sink.query("SELECT pg_sleep(600)", List.of(), Duration.ofSeconds(1)));
            assertFails(
                    SinkFailure.Kind.REFUSED,
                    () -> sink.query("CREATE TABLE x (y int)", List.of(), Duration.ofSeconds(5)));
        }
    }

    /** Whoever has the cursor's row holds the sink up, but not for ever. */
    @Test
    void cursor_heldBySomebodyElse_isWaitedForInTime() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = trail.sink(Postgres.url(database), Duration.ofSeconds(2))) {
            sink.open(trail.journal.recovered().instance());
            trail.append(0, 5);
            trail.flush();
            try (var follower = trail.journal.follow("test");
                    Connection other = Postgres.connect(database);
                    Statement statement = other.createStatement()) {
                var batch = follower.read(2000, Duration.ZERO);
                other.setAutoCommit(false);
                statement.execute("SELECT * FROM audit_cursors FOR UPDATE");
                assertFails(SinkFailure.Kind.FAULT, () -> sink.keep(batch));
                other.rollback();
                sink.open(trail.journal.recovered().instance());
                sink.keep(batch);
            }
            trail.assertWhole(sink);
        }
    }

    @Test
    void server_stoppedAndStarted_everyEntryArrivesOnce() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path data = Files.createDirectories(folder.resolve("data"));
        String url = "postgres://postgres@localhost:" + port + "/postgres";
        try (Trail trail = new Trail(folder.resolve("journal"));
                Feed feed = trail.feed(trail.sink(url, Duration.ofSeconds(20)))) {
            try (EmbeddedPostgres _ = start(data, port)) {
                trail.append(0, 1000);
                trail.arrived(feed);
                trail.append(1000, 4000);
            }
            Trail.until(() -> feed.state().trouble() != null);
            trail.append(4000, 5000);
            try (EmbeddedPostgres _ = start(data, port);
                    PostgresSink reader = trail.sink(url, Duration.ofSeconds(20))) {
                trail.arrived(feed);
                trail.assertWhole(reader);
            }
        }
    }

    private static EmbeddedPostgres start(Path data, int port) throws Exception {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }
}
