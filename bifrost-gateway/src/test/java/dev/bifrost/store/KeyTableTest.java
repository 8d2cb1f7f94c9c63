package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyTableTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void key_everyField_comesBackAsItWas(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            KeyTable keys = store.keys();
            KeyRow full = new KeyRow(
                    "id",
                    "nåme \"'\\%",
                    "h2",
                    "h1",
                    Instant.ofEpochMilli(1_700_000_000_123L),
                    "{\"ü\":\"🔑\"}",
                    Stores.NOW,
                    null,
                    Instant.ofEpochMilli(1),
                    0);

            KeyRow inserted = keys.insert(full);

            assertThat(inserted).isEqualTo(full.at(1));
            assertThat(keys.findByName("nåme \"'\\%")).isEqualTo(inserted);
            assertThat(keys.findByName("none")).isNull();
            assertThat(keys.list()).containsExactly(inserted);
            KeyRow bare = keys.insert(Samples.key("a"));
            assertThat(keys.list()).containsExactly(bare, inserted);
        }
    }

    @ParameterizedTest
    @EnumSource
    void changes_ofAnotherGateway_areFoundByVersion(Sql kind) {
        StoreSettings settings = Stores.fresh(kind, folder);
        try (Store one = Stores.open(settings);
                Store other = Stores.open(settings)) {
            one.keys().insert(Samples.key("a"));
            KeyRow b = one.keys().insert(Samples.key("b"));
            long seen = other.keys().version();
            assertThat(other.keys().changedSince(seen)).isEmpty();

            KeyRow revoked = one.keys()
                    .update(new KeyRow(
                            b.id(),
                            "b",
                            "new",
                            b.hash(),
                            Stores.NOW,
                            "{}",
                            b.created(),
                            "ops",
                            Stores.NOW,
                            b.version()));

            assertThat(other.keys().version()).isGreaterThan(seen);
            assertThat(other.keys().changedSince(seen)).containsExactly(revoked);
            assertThat(other.keys().changedSince(0)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void conflicts_changeNothing(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            KeyTable keys = store.keys();
            KeyRow a = keys.insert(Samples.key("a"));
            KeyRow b = keys.insert(Samples.key("b"));
            long version = keys.version();

            assertConflict(() -> keys.insert(Samples.key("a")));
            assertConflict(() -> keys.update(
                    new KeyRow(b.id(), "a", b.hash(), null, null, "{}", b.created(), null, null, b.version())));
            assertConflict(() -> keys.update(a.at(a.version() + 7)));

            assertThat(keys.version()).isEqualTo(version);
            assertThat(keys.list()).containsExactly(a, b);
            assertThat(store.healthy())
                    .as("a taken name is no trouble of the store's")
                    .isTrue();
        }
    }

    private static void assertConflict(org.assertj.core.api.ThrowableAssert.ThrowingCallable change) {
        assertThatThrownBy(change)
                .isInstanceOfSatisfying(
                        StoreFailure.class,
                        failure -> assertThat(failure.kind()).isEqualTo(StoreFailure.Kind.CONFLICT));
    }

    /** A poller that has seen version 6 never asks again for what is older; so 5 must not appear after 6. */
    @ParameterizedTest
    @EnumSource
    void versions_ofConcurrentChanges_appearInOrder(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        try (Store writers = Stores.open(settings);
                Store poller = Stores.open(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<KeyRow>> inserts = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                String name = "k" + i;
                inserts.add(threads.submit(() -> writers.keys().insert(Samples.key(name))));
            }
            Set<String> found = new HashSet<>();
            long seen = 0;
            while (!inserts.stream().allMatch(Future::isDone)
                    || seen < poller.keys().version()) {
                for (KeyRow row : poller.keys().changedSince(seen)) {
                    found.add(row.name());
                    seen = row.version();
                }
            }
            assertThat(found).hasSize(60);
        }
    }
}
