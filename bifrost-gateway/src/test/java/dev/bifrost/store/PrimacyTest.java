package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two gateways that spend the same budgets would double them. */
@Timeout(60)
class PrimacyTest {
    @TempDir
    private Path folder;

    private static Primacy take(Store store, Runnable onLost) throws InterruptedException {
        return store.primacy(
                reason -> {
                    throw new AssertionError("waits: " + reason);
                },
                onLost);
    }

    @ParameterizedTest
    @EnumSource
    void secondGateway_waitsAndSaysSo_andFollowsTheFirst(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        CompletableFuture<String> waits = new CompletableFuture<>();
        try (Store one = Stores.open(settings);
                Store other = Stores.open(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Primacy first = take(one, () -> {});
            Future<Primacy> second = threads.submit(() -> other.primacy(waits::complete, () -> {}));

            assertThat(waits.get(20, TimeUnit.SECONDS)).contains("budgets", "standby");
            assertThat(first.isHeld()).isTrue();
            assertThat(second.isDone()).isFalse();
            first.close();
            assertThat(first.isHeld()).isFalse();
            try (Primacy successor = second.get(20, TimeUnit.SECONDS)) {
                assertThat(successor.isHeld()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void waiting_interrupted_leavesNothingBehind(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        CountDownLatch waits = new CountDownLatch(1);
        try (Store store = Stores.open(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Primacy first = take(store, () -> {});
            Future<Primacy> second = threads.submit(() -> store.primacy(_ -> waits.countDown(), () -> {}));
            assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
            second.cancel(true);
            first.close();
            take(store, () -> {}).close();
        }
    }

    @Test
    void postgres_connectionCut_losesItAndSaysSo() throws Exception {
        StoreSettings settings = Stores.fresh(Sql.POSTGRESQL, folder);
        CountDownLatch lost = new CountDownLatch(1);
        try (Store store = Stores.open(settings)) {
            Primacy primacy = take(store, lost::countDown);
            Postgres.cut(Stores.database(settings));

            assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(primacy.isHeld()).isFalse();
            take(store, () -> {}).close();
        }
    }

    @Test
    void postgres_frozen_losesIt() throws Exception {
        StoreSettings settings = Stores.impatient(Sql.POSTGRESQL, folder);
        CountDownLatch lost = new CountDownLatch(1);
        List<String> reasons = new CopyOnWriteArrayList<>();
        CountDownLatch waits = new CountDownLatch(1);
        try (Store store = Stores.open(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Primacy primacy = take(store, lost::countDown);
            Future<Primacy> next;
            try (AutoCloseable _ = Postgres.freeze()) {
                assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(primacy.isHeld()).isFalse();
                next = threads.submit(() -> store.primacy(
                        reason -> {
                            reasons.add(reason);
                            waits.countDown();
                        },
                        () -> {}));
                assertThat(waits.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(reasons.getFirst()).contains("can not be reached");
            }
            next.get(20, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void postgres_schemas_doNotDisturbEachOther() throws Exception {
        StoreSettings one = Stores.fresh(Sql.POSTGRESQL, folder);
        Postgres.run(Stores.database(one), "CREATE SCHEMA other");
        StoreSettings other = Stores.settings(one.url().reveal() + "?search_path=other", one.migrate());
        try (Store first = Stores.open(one);
                Store second = Stores.open(other)) {
            first.keys().insert(Samples.key("a"));
            assertThat(second.keys().list()).isEmpty();
            take(first, () -> {}).close();
            try (Primacy _ = take(first, () -> {});
                    Primacy beside = take(second, () -> {})) {
                assertThat(beside.isHeld()).isTrue();
            }
        }
    }

    @Test
    void sqlite_lockFileRemoved_losesIt() throws Exception {
        StoreSettings settings = Stores.fresh(Sql.SQLITE, folder);
        CountDownLatch lost = new CountDownLatch(1);
        try (Store store = Stores.open(settings)) {
            Primacy primacy = take(store, lost::countDown);
            Files.delete(Path.of(Stores.file(settings) + ".primary"));

            assertThat(lost.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(primacy.isHeld()).isFalse();
            take(store, () -> {}).close();
        }
    }

    @Test
    void sqlite_holder_isNamed() throws Exception {
        FileClaim claim = new FileClaim(folder.resolve("lock"), Stores.CLOCK);
        assertThat(claim.take()).isTrue();
        assertThat(Files.readString(folder.resolve("lock")))
                .isEqualTo("process " + ProcessHandle.current().pid() + " since " + Stores.NOW);
        claim.close();
    }
}
