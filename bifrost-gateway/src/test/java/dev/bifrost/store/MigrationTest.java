package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.store.StoreSettings.Migrate;
import dev.bifrost.testing.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void tenGateways_onAnEmptyDatabase_migrateItOnce(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        List<String> notices = new CopyOnWriteArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Store> open = () -> Stores.open(settings, notices);
            List<Future<Store>> stores =
                    threads.invokeAll(List.of(open, open, open, open, open, open, open, open, open, open));
            for (Future<Store> each : stores) {
                try (Store store = each.get()) {
                    assertThat(store.keys().list()).isEmpty();
                }
            }
        }
        assertThat(notices)
                .containsExactly(
                        "store: applying migration V001__keys_and_spend",
                        "store: applying migration V002__numbered_adjustments",
                        "store: applying migration V003__content_keys");
    }

    @ParameterizedTest
    @EnumSource
    void check_behind_refusesAndSaysWhatToRun(Sql kind) {
        StoreSettings settings = Stores.with(Stores.fresh(kind, folder), Migrate.CHECK);

        assertThatThrownBy(() -> Stores.open(settings))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.SCHEMA))
                .hasMessageContainingAll("version 0", "needs 3", "bifrost store migrate");
        assertThat(Store.migrate(settings, Stores.CLOCK, _ -> {})).isEqualTo(3);
        Stores.open(settings).close();
        assertThat(Store.migrate(settings, Stores.CLOCK, _ -> {})).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void off_behind_trustsAndTheFirstCallSaysWhy(Sql kind) {
        try (Store store = Stores.open(Stores.with(Stores.fresh(kind, folder), Migrate.OFF))) {
            assertThatThrownBy(store.keys()::list)
                    .isInstanceOfSatisfying(
                            StoreFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.SCHEMA));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sql_printed_isWhatTheGatewayWouldDo(Sql kind) throws Exception {
        StoreSettings settings = Stores.with(Stores.fresh(kind, folder), Migrate.CHECK);
        String script = Store.migrationSql(settings, null, Stores.CLOCK);

        assertThat(script).startsWith("BEGIN").endsWith("COMMIT;\n").contains("INSERT INTO schema_version");
        assertThat(Store.migrationSql(settings, 0, Stores.CLOCK)).isEqualTo(script);
        execute(settings, script);
        try (Store store = Stores.open(settings)) {
            assertThat(store.keys().version()).isZero();
        }
        assertThat(Store.migrationSql(settings, null, Stores.CLOCK)).doesNotContain("CREATE");
    }

    @ParameterizedTest
    @EnumSource
    void newerSchema_compatible_isUsed(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        Stores.open(settings).close();
        execute(
                settings,
                "ALTER TABLE virtual_key ADD COLUMN mood TEXT; ALTER TABLE spend ADD COLUMN images BIGINT DEFAULT 0;"
                                .replace("BIGINT", kind == Sql.SQLITE ? "INTEGER" : "BIGINT")
                        + "INSERT INTO schema_version VALUES (4, 'V004__moods', 'x', 1, 0)");

        int sequence = 0;
        for (Migrate migrate : Migrate.values()) {
            sequence++;
            try (Store store = Stores.open(Stores.with(settings, migrate))) {
                store.keys().insert(Samples.key("k-" + migrate));
                store.spend().apply(List.of(Samples.delta(sequence, "key:a", 5)), List.of(), Samples.cursor(sequence));
            }
        }
        try (Store store = Stores.open(settings)) {
            assertThat(store.spend().sums(Stores.NOW)).containsEntry("key:a", 15L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void newerSchema_incompatible_isLeftAlone(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        Stores.open(settings).close();
        execute(settings, "INSERT INTO schema_version VALUES (4, 'V004__break', 'x', 0, 0)");

        assertThatThrownBy(() -> Stores.open(settings)).hasMessageContainingAll("version 4", "newer release");
        assertThatThrownBy(() -> Store.migrate(settings, Stores.CLOCK, _ -> {})).hasMessageContaining("newer release");
    }

    @Test
    void account_withoutRightsToChangeTables_isToldWhatToDo() {
        StoreSettings owner = Stores.fresh(Sql.POSTGRESQL, folder);
        String database = Stores.database(owner);
        Postgres.run(
                database,
                "DROP ROLE IF EXISTS clerk",
                "CREATE ROLE clerk LOGIN PASSWORD 'hunter2'",
                "GRANT USAGE ON SCHEMA public TO clerk",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO clerk");
        StoreSettings clerk =
                Stores.settings("postgres://clerk:hunter2@localhost:" + Postgres.port() + "/" + database, Migrate.AUTO);

        assertThatThrownBy(() -> Stores.open(clerk))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContainingAll("permission denied", "bifrost store migrate --sql")
                .hasMessageNotContaining("hunter2");
        Postgres.run(database, Store.migrationSql(clerk, null, Stores.CLOCK));
        try (Store store = Stores.open(clerk)) {
            store.keys().insert(Samples.key("a"));
            store.spend().apply(List.of(Samples.delta(1, "key:a", 5)), List.of(), Samples.cursor(1));
            store.instances().seen("i", Stores.NOW);
            assertThat(store.spend().compact(java.time.ZoneOffset.UTC)).isZero();
        }
        Postgres.run(database, "DROP OWNED BY clerk", "DROP ROLE clerk");
    }

    @ParameterizedTest
    @EnumSource
    void migration_thatFailsHalfWay_leavesNothing(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        execute(settings, "CREATE TABLE journal_cursor (x TEXT)");

        assertThatThrownBy(() -> Stores.open(settings)).isInstanceOf(StoreFailure.class);
        execute(settings, "DROP TABLE journal_cursor");
        Stores.open(settings).close();
    }

    @Test
    void released_files_areNeverEdited() {
        List<String> seals = new ArrayList<>();
        for (Sql kind : Sql.values()) {
            new Migrations(kind, Stores.CLOCK).after(0).forEach(each -> {
                assertThat(each.compatible()).as(each.name()).isTrue();
                seals.add(kind + " " + each.name() + " " + each.sha256().substring(0, 8));
            });
        }
        assertThat(seals)
                .containsExactly(
                        "SQLITE V001__keys_and_spend cd747a75",
                        "SQLITE V002__numbered_adjustments 3b4c7319",
                        "SQLITE V003__content_keys 41e9f61a",
                        "POSTGRESQL V001__keys_and_spend 9a036ca2",
                        "POSTGRESQL V002__numbered_adjustments 3213edc9",
                        "POSTGRESQL V003__content_keys 6e38e2c6");
    }

    private static void execute(StoreSettings settings, String script) throws Exception {
        switch (settings.address()) {
            case StoreAddress.Postgres postgres -> Postgres.run(postgres.url().database(), script);
            case StoreAddress.Sqlite sqlite -> {
                try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + sqlite.file());
                        Statement statement = connection.createStatement()) {
                    statement.executeUpdate(script);
                }
            }
        }
    }
}
