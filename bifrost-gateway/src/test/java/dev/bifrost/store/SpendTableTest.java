package dev.bifrost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.testing.Seeded;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SpendTableTest {
    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
    private static final Instant LONG_AGO = Instant.EPOCH;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void entries_appliedTwice_countOnce(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            SpendTable spend = store.spend();
            List<SpendDelta> first =
                    List.of(Samples.delta(1, "key:a", 5), Samples.delta(1, "team:x", 5), Samples.delta(2, "key:a", 7));

            assertThat(spend.cursor("spend", "journal-1")).isNull();
            assertThat(spend.apply(first, List.of(), Samples.cursor(2))).isEqualTo(3);
            assertThat(spend.apply(first, List.of(), Samples.cursor(2))).isZero();
            assertThat(spend.apply(
                            List.of(Samples.delta(2, "key:a", 7), Samples.delta(3, "key:a", 1)),
                            List.of(),
                            Samples.cursor(3)))
                    .isEqualTo(1);
            assertThat(spend.apply(first, List.of(), Samples.cursor(2)))
                    .as("a follower that is behind does not pull the cursor back")
                    .isZero();

            assertThat(spend.sums(LONG_AGO)).isEqualTo(Map.of("key:a", 13L, "team:x", 5L));
            assertThat(spend.cursor("spend", "journal-1")).isEqualTo(Samples.cursor(3));
            assertThatThrownBy(() -> spend.apply(List.of(Samples.delta(9, "key:a", 1)), List.of(), Samples.cursor(8)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void journal_begunAnew_countsFromItsOwnBeginning(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            SpendTable spend = store.spend();
            spend.apply(List.of(Samples.delta(500, "key:a", 5)), List.of(), Samples.cursor(500));

            spend.apply(
                    List.of(Samples.delta(0, "key:a", 2)),
                    List.of(),
                    new JournalCursor("spend", "journal-2", 0, 10, 0));

            assertThat(spend.sums(LONG_AGO)).isEqualTo(Map.of("key:a", 7L));
        }
    }

    @ParameterizedTest
    @EnumSource
    void twoFollowers_atOnce_countEachEntryOnce(Sql kind) throws Exception {
        StoreSettings settings = Stores.fresh(kind, folder);
        try (Store one = Stores.open(settings);
                Store other = Stores.open(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (Store store : List.of(one, other)) {
                done.add(threads.submit(() -> {
                    for (int i = 1; i <= 50; i++) {
                        store.spend()
                                .apply(
                                        List.of(Samples.delta(i, "key:a", 1), Samples.delta(i, "key:b", 1)),
                                        List.of(),
                                        Samples.cursor(i));
                    }
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
            assertThat(one.spend().sums(LONG_AGO)).isEqualTo(Map.of("key:a", 50L, "key:b", 50L));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sums_sinceAPeriodBegan_areExactAtQuarterHours(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            Instant midnight = Instant.parse("2026-10-31T23:00:00Z"); // November in Zurich
            store.spend()
                    .apply(
                            List.of(
                                    Samples.delta(1, "key:a", 1, midnight.minusMillis(1)),
                                    Samples.delta(1, "key:a", 10, midnight),
                                    Samples.delta(1, "key:a", 100, Stores.NOW)),
                            List.of(),
                            Samples.cursor(1));

            assertThat(store.spend().sums(midnight)).isEqualTo(Map.of("key:a", 110L));
            assertThat(store.spend().sums(midnight.minusSeconds(1))).isEqualTo(Map.of("key:a", 111L));
            assertThat(store.spend().sums(midnight.plusSeconds(1)))
                    .as("in doubt too much, never too little")
                    .isEqualTo(Map.of("key:a", 110L));
            assertThat(store.spend().sums(Stores.NOW.plus(Duration.ofHours(1)))).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void adjustments_areInEverySum_onceAndForEver(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            SpendTable spend = store.spend();
            var credit = new Adjustment("c1", "key:a", Stores.NOW, -3, "outage", "ops", Stores.NOW, "call-7");
            var reprice = new Adjustment("r1", "key:b", Stores.NOW, 4, "price", "reprice", Stores.NOW, null);

            assertThat(store.adjustments().add(List.of(credit))).isEqualTo(1);
            assertThat(store.adjustments().add(List.of(credit))).isZero();
            spend.apply(List.of(Samples.delta(1, "key:a", 10)), List.of(reprice, credit), Samples.cursor(1));

            assertThat(spend.sums(LONG_AGO)).isEqualTo(Map.of("key:a", 7L, "key:b", 4L));
            assertThat(store.adjustments().of("key:a", LONG_AGO, Stores.NOW))
                    .containsExactly(new Adjustment(
                            "c1",
                            "key:a",
                            Instant.parse("2026-11-24T10:00:00Z"),
                            -3,
                            "outage",
                            "ops",
                            Stores.NOW,
                            "call-7"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void reports_tellBucketsAndModels(Sql kind) {
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            store.spend()
                    .apply(
                            List.of(
                                    new SpendDelta(1, "key:a", Stores.NOW, 50, 0, 1, 100, 10, "openai", "gpt-4o"),
                                    new SpendDelta(1, "key:a", Stores.NOW, 70, 70, 0, 90, 5, "mistral", "large"),
                                    new SpendDelta(2, "key:a", Stores.NOW, 1, 0, 1, 1, 1, null, null)),
                            List.of(),
                            Samples.cursor(2));

            assertThat(store.spend().report("key:a", LONG_AGO, Stores.NOW))
                    .containsExactly(new SpendTable.OwnerSpend(
                            Instant.parse("2026-11-24T10:00:00Z"),
                            Duration.ofMinutes(15),
                            new Tally(121, 70, 2, 191, 16)));
            assertThat(store.spend().models("key:a", LONG_AGO, Stores.NOW))
                    .containsExactly(
                            new SpendTable.ModelSpend("mistral", "large", new Tally(70, 70, 0, 90, 5)),
                            new SpendTable.ModelSpend("openai", "gpt-4o", new Tally(50, 0, 1, 100, 10)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void sums_thatOverflow_fail_insteadOfLying(Sql kind) {
        long most = 100_000_000_000_000_000L;
        try (Store store = Stores.open(Stores.fresh(kind, folder))) {
            for (int i = 1; i <= 92; i++) {
                store.spend().apply(List.of(Samples.delta(i, "key:a", most)), List.of(), Samples.cursor(i));
            }
            assertThatThrownBy(() -> store.spend()
                            .apply(List.of(Samples.delta(93, "key:a", most)), List.of(), Samples.cursor(93)))
                    .isInstanceOf(StoreFailure.class);
            assertThat(store.spend().sums(LONG_AGO)).isEqualTo(Map.of("key:a", 92 * most));
            assertThatThrownBy(() -> Samples.delta(1, "key:a", Long.MIN_VALUE))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Three years of random spend, compacted every so often: no sum since the start of a period ever changes. */
    @ParameterizedTest
    @EnumSource
    void compaction_ofYears_keepsEverySum(Sql kind) {
        Seeded.times(kind == Sql.SQLITE ? 3 : 1, random -> {
            ZoneId zone = List.of(ZURICH, ZoneOffset.UTC, ZoneId.of("Asia/Kathmandu"), ZoneId.of("America/St_Johns"))
                    .get(random.nextInt(4));
            StoreSettings settings = Stores.fresh(kind, folder);
            Map<Instant, Long> spent = new HashMap<>();
            long sequence = 0;
            for (int week = 160; week >= 0; week -= 32) {
                Instant now = Stores.NOW.minus(Duration.ofDays(7L * week));
                try (Store store = Store.open(settings, folder, InstantSource.fixed(now), _ -> {})) {
                    List<SpendDelta> deltas = random(random, now, ++sequence);
                    deltas.forEach(each -> spent.merge(each.time(), each.nanoDollars(), Long::sum));
                    store.spend().apply(deltas, List.of(), Samples.cursor(sequence));
                    store.spend().compact(zone);
                    assertThat(store.spend().compact(zone))
                            .as("nothing is left to do")
                            .isZero();
                    assertPeriods(store.spend(), spent, now.atZone(zone).toLocalDate(), zone);
                }
            }
            try (Store store = Stores.open(settings)) {
                assertThat(store.spend().report("key:a", LONG_AGO, Stores.NOW).size())
                        .isLessThan(2_000);
            }
        });
    }

    private static List<SpendDelta> random(RandomGenerator random, Instant now, long sequence) {
        List<SpendDelta> deltas = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            Instant time = now.minusSeconds(random.nextLong(32 * 7 * 86_400L));
            deltas.add(Samples.delta(sequence, "key:a", random.nextLong(1_000_000), time));
        }
        return deltas;
    }

    private static void assertPeriods(SpendTable spend, Map<Instant, Long> spent, LocalDate today, ZoneId zone) {
        for (LocalDate start : List.of(
                today,
                today.withDayOfMonth(1),
                today.minusDays(62),
                today.minusDays(63),
                today.withDayOfYear(1),
                today.minusDays(300),
                today.minusMonths(20).withDayOfMonth(1),
                LocalDate.EPOCH)) {
            Instant since = start.atStartOfDay(zone).toInstant();
            long expected = spent.entrySet().stream()
                    .filter(each -> !each.getKey().isBefore(since))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            assertThat(spend.sums(since).getOrDefault("key:a", 0L))
                    .as("since %s in %s", start, zone)
                    .isEqualTo(expected);
        }
    }

    @Test
    void compaction_besideTheFollower_losesNothing() throws Exception {
        StoreSettings settings = Stores.fresh(Sql.POSTGRESQL, folder);
        Instant old = Stores.NOW.minus(Duration.ofDays(100));
        Instant midnight = old.atZone(ZURICH).toLocalDate().atStartOfDay(ZURICH).toInstant();
        try (Store follower = Stores.open(settings);
                Store cleaner = Stores.open(settings);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> follows = threads.submit(() -> {
                for (int i = 1; i <= 200; i++) {
                    follower.spend()
                            .apply(
                                    List.of(
                                            Samples.delta(i, "key:a", 1, old.plusSeconds(900L * (i % 7))),
                                            Samples.delta(i, "key:a", 1, midnight)),
                                    List.of(),
                                    Samples.cursor(i));
                }
            });
            while (!follows.isDone()) {
                cleaner.spend().compact(ZURICH);
            }
            follows.get();
            cleaner.spend().compact(ZURICH);
            assertThat(cleaner.spend().sums(LONG_AGO)).isEqualTo(Map.of("key:a", 400L));
            assertThat(cleaner.spend().report("key:a", LONG_AGO, Stores.NOW)).hasSize(1);
        }
    }
}
