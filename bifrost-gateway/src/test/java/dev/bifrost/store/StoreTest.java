package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.store.StoreSettings.Migrate;
import dev.bifrost.testing.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoreTest {
    @TempDir
    private Path folder;

    @Test
    void store_notConfigured_isAFileInTheDataFolderForUsAlone() throws IOException {
        Path data = folder.resolve("deep/bifrost-data");
        try (Store store = Store.open(null, data, Stores.CLOCK, _ -> {})) {
            store.keys().insert(Samples.key("a"));
            try (var files = Files.list(data)) {
                assertThat(files.toList())
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .as(file.toString())
                                        .isEqualTo("rw-------"));
            }
        }
        try (Store store = Store.open(null, data, Stores.CLOCK, _ -> {})) {
            assertThat(store.keys().list()).hasSize(1);
            assertThat(store.location()).isEqualTo("sqlite:" + data.resolve("bifrost.db"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void write_thatThrows_changesNothing(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            assertThatThrownBy(() -> store.write(on -> {
                        Rows.update(on, "INSERT INTO secret (name, value, created) VALUES ('a', 'b', 0)");
                        Rows.batch(
                                on,
                                "INSERT INTO secret (name, value, created) VALUES (?, 'b', 0)",
                                List.of(new Object[] {"c"}, new Object[] {"d"}));
                        throw new IllegalStateException("changed my mind");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(store.<Long>read(on -> Rows.first(on, "SELECT count(*) FROM secret", row -> row.getLong(1))))
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void statement_thatCanNeverWork_isAFaultAndNoOutage(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            assertThatThrownBy(() -> store.read(on -> Rows.list(on, "SELEKT 1", _ -> 1)))
                    .isInstanceOfSatisfying(
                            StoreFailure.class,
                            failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.FAULT));
            assertThat(store.healthy()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void manyCallers_atOnce_allAreServed(Sql kind) throws Exception {
        try (Store store = Stores.open(Stores.fresh(kind, folder));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String name = "k" + i;
                calls.add(threads.submit(() -> store.keys().insert(Samples.key(name))));
                calls.add(threads.submit(() -> store.keys().list()));
            }
            for (Future<?> each : calls) {
                each.get();
            }
            assertThat(store.keys().list()).hasSize(100);
        }
    }

    @ParameterizedTest
    @EnumSource
    void secret_askedForByTwo_isTheSame(Sql kind) {
        StoreSettings settings = Stores.fresh(kind, folder);
        try (Store one = Stores.open(settings);
                Store other = Stores.open(settings)) {
            Secret made = one.secrets().getOrMake("hmac", () -> Secret.of("first"));

            assertThat(other.secrets().getOrMake("hmac", () -> Secret.of("second")))
                    .isEqualTo(made)
                    .isEqualTo(Secret.of("first"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void instances_seen_areListed(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            store.instances().seen("a", Stores.NOW.minusSeconds(5));
            store.instances().seen("a", Stores.NOW.minusSeconds(5));

            assertThat(store.instances().seenSince(Stores.NOW))
                    .containsExactly(new InstanceTable.Instance("a", Stores.NOW.minusSeconds(5), Stores.NOW));
            assertThat(store.instances().seenSince(Stores.NOW.plusSeconds(1))).isEmpty();
        }
    }

    @Test
    void postgres_wrongPassword_isSaidWithoutIt() {
        String database = Postgres.create();
        Postgres.run(database, "CREATE ROLE guest LOGIN"); // trusted here, so that only its absence can be tested
        Postgres.run(database, "DROP ROLE guest");

        assertThatThrownBy(() -> Stores.open(Stores.settings(
                        "postgres://guest:hunter2@localhost:" + Postgres.port() + "/" + database, Migrate.AUTO)))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContainingAll("guest", "/" + database)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void postgres_nobodyThere_isSaidAtOnce() {
        assertThatThrownBy(() -> Stores.open(Stores.settings("postgres://u:hunter2@localhost:1/db", Migrate.AUTO)))
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.UNAVAILABLE))
                .hasMessageContainingAll("postgres://localhost:1/db", "refused")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void sqlite_fileThatIsNone_isNamed() throws IOException {
        Path garbage = Files.writeString(
                folder.resolve("garbage.db"), "this is no database, but long enough to be read".repeat(40));

        assertThatThrownBy(() -> Stores.open(StoreSettings.parse("sqlite:" + garbage)))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContainingAll("garbage.db", "not a database");
        assertThatThrownBy(() -> Stores.open(StoreSettings.parse("sqlite:" + folder)))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining(folder.toString());
        assertThatThrownBy(() -> Stores.open(StoreSettings.parse("sqlite:" + garbage + "/x.db")))
                .isInstanceOf(StoreFailure.class)
                .hasMessageContaining("garbage.db");
    }

    @ParameterizedTest
    @EnumSource
    void store_closed_refuses(Sql kind) {
        Store store = Stores.open(Stores.fresh(kind, folder));
        store.keys().list();
        store.close();
        store.close();

        assertThatThrownBy(store.keys()::list).isInstanceOf(StoreFailure.class);
    }
}
