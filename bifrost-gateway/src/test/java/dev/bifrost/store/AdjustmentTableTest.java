package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdjustmentTableTest {
    @TempDir
    private Path folder;

    private static Adjustment of(String id, String owner, long nanos, String refersTo) {
        return new Adjustment(id, owner, Stores.NOW, nanos, "why", "ops", Stores.NOW, refersTo);
    }

    @ParameterizedTest
    @EnumSource
    void add_twice_isNumberedOnce(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            AdjustmentTable table = store.adjustments();
            assertThat(table.newest()).isZero();
            assertThat(table.add(List.of())).isZero();
            assertThat(table.add(List.of(of("a", "key:a", 1, null), of("b", "key:a", 2, null))))
                    .isEqualTo(2);
            assertThat(table.add(List.of(of("b", "key:a", 9, null), of("c", "key:b", -3, null))))
                    .isEqualTo(1);

            List<AdjustmentTable.Numbered> all = table.after(0, 10);
            assertThat(all).extracting(each -> each.adjustment().id()).containsExactly("a", "b", "c");
            assertThat(table.after(all.get(1).number(), 10)).singleElement().isEqualTo(all.get(2));
            assertThat(table.after(0, 1)).containsExactly(all.getFirst());
            assertThat(table.newest()).isGreaterThanOrEqualTo(all.getLast().number());
            assertThat(table.totals(Instant.EPOCH, Instant.MAX)).isEqualTo(Map.of("key:a", 3L, "key:b", -3L));
        }
    }

    /** What a gateway has in its sums must be all that it has seen, and nothing else: or a credit counts twice, or never. */
    @ParameterizedTest
    @EnumSource
    void sums_upToANumber_leaveOutWhatComesAfter(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            store.spend()
                    .apply(
                            List.of(Samples.delta(1, "key:a", 10)),
                            List.of(of("a", "key:a", -1, null)),
                            Samples.cursor(1));
            long seen = store.adjustments().newest();
            store.adjustments().add(List.of(of("b", "key:a", -2, null)));

            assertThat(store.spend().sums(Instant.EPOCH, seen)).isEqualTo(Map.of("key:a", 9L));
            assertThat(store.adjustments().after(seen, 10)).hasSize(1);
            assertThat(store.spend().sums(Instant.EPOCH)).isEqualTo(Map.of("key:a", 7L));
        }
    }

    /** A poller that has seen number 6 never asks again for what is older; so 5 must not appear after 6. */
    @ParameterizedTest
    @EnumSource
    void numbers_ofConcurrentWriters_appearInOrder(Sql kind) throws Exception {
        StoreSettings settings = Stores.with(Stores.fresh(kind, folder), StoreSettings.Migrate.AUTO);
        Stores.open(settings).close();
        int writers = 4;
        int each = 30;
        List<Long> seen = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                Store store = Stores.open(settings);
                Store poller = Stores.open(settings)) {
            List<Future<?>> running = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                running.add(threads.submit(() -> IntStream.range(0, each)
                        .forEach(i -> store.adjustments().add(List.of(of(writer + "-" + i, "key:a", 1, null))))));
            }
            long last = 0;
            boolean over = false;
            while (!over) {
                over = running.stream().allMatch(Future::isDone);
                for (AdjustmentTable.Numbered found : poller.adjustments().after(last, 7)) {
                    last = found.number();
                    seen.add(last);
                }
            }
            for (Future<?> done : running) {
                done.get();
            }
            poller.adjustments().after(last, 1000).forEach(found -> seen.add(found.number()));
        }
        assertThat(seen).hasSize(writers * each).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void referring_sameBeginning_isSummedByOwnerAndQuarter(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            AdjustmentTable table = store.adjustments();
            table.add(List.of(
                    of("a", "key:a", 1, "reprice:1:up/m"),
                    of("b", "key:a", 2, "reprice:1:up/m"),
                    of("c", "key:a", 4, "reprice:2:up/m"),
                    of("d", "key:a", 8, null)));
            Instant quarter = Instant.parse("2026-11-24T10:00:00Z");

            assertThat(table.referring("reprice:1:", Instant.EPOCH, Instant.MAX))
                    .containsExactly(new AdjustmentTable.Referred("reprice:1:up/m", "key:a", quarter, 2, 3));
            assertThat(table.referring("reprice:1:", quarter.plus(Duration.ofHours(1)), Instant.MAX))
                    .isEmpty();
        }
    }
}
