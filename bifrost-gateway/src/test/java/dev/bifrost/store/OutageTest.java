package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.store.StoreSettings.Migrate;
import dev.bifrost.testing.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database that is down fails calls, does not hang them, and is used again as soon as it is back. */
@Timeout(60)
class OutageTest {
    @TempDir
    private Path folder;

    private final List<String> notices = new CopyOnWriteArrayList<>();

    private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.UNAVAILABLE));
    }

    @Test
    void postgres_frozen_failsAndComesBack() throws Exception {
        StoreSettings settings = Stores.impatient(Sql.POSTGRESQL, folder);
        try (Store store = Stores.open(settings, notices)) {
            store.keys().insert(Samples.key("a"));
            try (AutoCloseable _ = Postgres.freeze()) {
                assertUnavailable(store.keys()::list);
                assertUnavailable(() -> store.keys().insert(Samples.key("b")));
                assertUnavailable(() -> Stores.open(settings));
                assertThat(store.healthy()).isFalse();
                assertThat(store.trouble()).contains("postgres://localhost").contains("since 2026-11-24");
            }
            assertThat(store.keys().list()).hasSize(1);
            assertThat(store.healthy()).isTrue();
            assertThat(notices).hasSize(2);
            assertThat(notices.get(0)).startsWith("store: not usable: ");
            assertThat(notices.get(1)).startsWith("store: back after ");
        }
    }

    @Test
    void postgres_everyConnectionCut_isNotNoticed() {
        StoreSettings settings = Stores.fresh(Sql.POSTGRESQL, folder);
        try (Store store = Stores.open(settings, notices)) {
            for (int i = 0; i < 3; i++) {
                store.keys().insert(Samples.key("a" + i));
                Postgres.cut(Stores.database(settings));
                assertThat(store.keys().list()).hasSize(i + 1);
                Postgres.cut(Stores.database(settings));
            }
            assertThat(store.healthy()).isTrue();
        }
    }

    @Test
    void postgres_cutBeforeTheCommit_countsOnceAfterAll() {
        StoreSettings settings = Stores.fresh(Sql.POSTGRESQL, folder);
        try (Store store = Stores.open(settings)) {
            int[] tries = {0};
            store.write(on -> {
                Rows.update(on, "INSERT INTO secret (name, value, created) VALUES ('a', 'b', 0)");
                if (tries[0]++ == 0) {
                    Postgres.cut(Stores.database(settings));
                }
                return Rows.update(on, "INSERT INTO secret (name, value, created) VALUES ('c', 'd', 0)");
            });
            assertThat(tries[0]).isEqualTo(2);
            assertThat(store.<Long>read(on -> Rows.first(on, "SELECT count(*) FROM secret", row -> row.getLong(1))))
                    .isEqualTo(2);
        }
    }

    @Test
    void postgres_cutInTheCommit_isUncertainAndAppliedAgainSafely() {
        StoreSettings settings = Stores.fresh(Sql.POSTGRESQL, folder);
        try (Store store = Stores.open(settings)) {
            assertThatThrownBy(() -> store.write(on -> {
                        int changed = Rows.update(on, "INSERT INTO secret (name, value, created) VALUES ('a', 'b', 0)");
                        Postgres.cut(Stores.database(settings));
                        return changed;
                    }))
                    .isInstanceOfSatisfying(
                            StoreFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.UNCERTAIN));
            assertThat(store.keys().list()).isEmpty();
        }
    }

    @Test
    void postgres_afterFailover_theReadOnlyServerIsLeft() {
        StoreSettings settings = Stores.fresh(Sql.POSTGRESQL, folder);
        String database = Stores.database(settings);
        try (Store store = Stores.open(settings)) {
            store.write(on -> Rows.update(on, "SET default_transaction_read_only = on"));
            assertUnavailable(() -> store.keys().insert(Samples.key("a")));
            store.keys().insert(Samples.key("a"));
        } finally {
            Postgres.run(database, "SELECT 1");
        }
    }

    @Test
    void sqlite_lockedBySomebodyElse_failsAndComesBack() throws Exception {
        StoreSettings settings = Stores.impatient(Sql.SQLITE, folder);
        try (Store store = Stores.open(settings, notices)) {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + Stores.file(settings));
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                assertUnavailable(() -> store.keys().insert(Samples.key("a")));
                assertThat(store.keys().list())
                        .as("readers do not wait for a writer")
                        .isEmpty();
                statement.execute("COMMIT");
            }
            store.keys().insert(Samples.key("a"));
            assertThat(store.healthy()).isTrue();
        }
    }

    /** A disk that does not answer holds its thread for as long as it likes; those who wait for it must not. */
    @Test
    void sqlite_diskDoesNotAnswer_failsAndTheLateCallCommitsNothing() throws Exception {
        CountDownLatch disk = new CountDownLatch(1);
        try (Store store = Stores.open(Stores.impatient(Sql.SQLITE, folder), notices);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var stuck = threads.submit(() -> store.write(on -> {
                int changed = Rows.update(on, "INSERT INTO secret (name, value, created) VALUES ('a', 'b', 0)");
                await(disk);
                return changed;
            }));
            assertUnavailable(() -> {
                try {
                    stuck.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    throw e.getCause();
                }
            });
            assertUnavailable(() -> store.keys().insert(Samples.key("a")));
            disk.countDown();
            store.keys().insert(Samples.key("b"));
            assertThat(store.<Long>read(on -> Rows.first(on, "SELECT count(*) FROM secret", row -> row.getLong(1))))
                    .isZero();
            assertThat(store.keys().list()).extracting(KeyRow::name).containsExactly("b");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sqlite_statementWithoutEnd_isInterrupted() {
        try (Store store = Stores.open(Stores.impatient(Sql.SQLITE, folder), notices)) {
            for (int i = 0; i < 3; i++) {
                assertUnavailable(() -> store.read(on -> Rows.first(
                        on,
                        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
                        row -> row.getLong(1))));
            }
            assertThat(store.keys().list()).as("both readers are free again").isEmpty();
        }
    }

    @Test
    void sqlite_diskFull_failsAndGoesOnWhenThereIsRoom() {
        StoreSettings settings = Stores.fresh(Sql.SQLITE, folder);
        try (Store store = Stores.open(settings, notices)) {
            assertUnavailable(() -> store.write(on -> {
                Rows.list(on, "PRAGMA max_page_count = 10", row -> row.getLong(1));
                return Rows.update(
                        on, "INSERT INTO secret (name, value, created) VALUES ('a', ?, 0)", "x".repeat(1_000_000));
            }));
            assertThat(store.trouble()).contains("full");
            store.keys().insert(Samples.key("a"));
            assertThat(store.healthy()).isTrue();
        }
    }

    @Test
    void sqlite_fileMovedAway_isReportedAndTheNewOneUsed() throws Exception {
        StoreSettings settings = Stores.fresh(Sql.SQLITE, folder);
        Path file = Stores.file(settings);
        try (Store store = Stores.open(settings, notices)) {
            store.keys().insert(Samples.key("a"));
            Path copy = Files.copy(file, folder.resolve("copy.db"));
            Files.move(file, folder.resolve("moved.db"));
            assertUnavailable(() -> store.keys().insert(Samples.key("b")));
            assertUnavailable(store.keys()::list);

            Files.deleteIfExists(Path.of(file + "-wal"));
            Files.deleteIfExists(Path.of(file + "-shm"));
            Files.move(copy, file);
            Store.migrate(settings, Stores.CLOCK, _ -> {});
            store.keys().insert(Samples.key("c"));
            assertThat(store.keys().list()).extracting(KeyRow::name).contains("c");
        }
    }

    @Test
    void sqlite_readOnly_isSaid() throws Exception {
        StoreSettings settings = Stores.fresh(Sql.SQLITE, folder);
        Stores.open(settings).close();
        try (Store store = Stores.open(Stores.with(settings, Migrate.CHECK))) {
            assertUnavailable(() -> store.write(on -> {
                SqliteDatabase.run(on, "PRAGMA query_only = 1");
                return Rows.update(on, "INSERT INTO secret (name, value, created) VALUES ('a', 'b', 0)");
            }));
            assertThat(store.trouble()).contains("readonly");
            store.keys().insert(Samples.key("a"));
        }
    }
}
