package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.journal.Placed;
import dev.bifrost.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code kill -9} of a gateway under load, again and again on the same data: what clients saw and what was spent stays known. */
@Timeout(900)
class KillTest {
    private static final long LIMIT = 20_000_000;

    @TempDir
    private Path data;

    @ParameterizedTest
    @CsvSource({"sync, 2", "batched, 1"})
    void killed_underLoad_everyAnswerAndEveryCentIsThere(String durability, int rounds) throws Exception {
        kill(durability, rounds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "batched"})
    @Tag("proof")
    @EnabledIfSystemProperty(named = "bifrost.proofs", matches = "true", disabledReason = "forty kills take minutes")
    void killed_twentyTimes_everyAnswerAndEveryCentIsThere(String durability) throws Exception {
        kill(durability, 20);
    }

    private void kill(String durability, int rounds) throws Exception {
        long seed = Long.getLong("bifrost.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        try (Crowd crowd = new Crowd()) {
            Path file = Files.writeString(
                    data.resolve("bifrost.yaml"),
                    "data: " + data.resolve("kept") + "\njournal: { durability: " + durability + " }\n"
                            + crowd.yaml("0.02", "0.5", "10"));
            List<Long> kills = new ArrayList<>();
            Map<String, Crowd.State> before = Map.of();
            for (int round = 0; round <= rounds; round++) {
                String what = "round " + round + ", " + durability + ", -Dbifrost.seed=" + seed;
                try (ChildGateway gateway = ChildGateway.start(file)) {
                    assertNothingForgotten(states(gateway), before, crowd, durability, what);
                    int seen = crowd.answers();
                    crowd.ask(gateway.port(), random.split());
                    crowd.await(seen + random.nextInt(5, 60));
                    before = states(gateway);
                    LockSupport.parkNanos(random.nextLong(50_000_000));
                    if (round < rounds) {
                        kills.add(System.nanoTime());
                        gateway.kill();
                        crowd.stop();
                    } else {
                        crowd.stop();
                        assertThat(gateway.terminate()).as(gateway.printed()).isZero();
                    }
                }
            }
            String what = durability + ", -Dbifrost.seed=" + seed + ", " + crowd.statuses();
            assertThat(crowd.whole()).as(what).hasSizeGreaterThan(rounds);
            Map<String, Long> costs = assertJournalled(crowd, kills, durability, what);
            assertThat(sums()).as("the store, " + what).containsAllEntriesOf(costs);
            assertThat(crowd.charged("slim")).as("capped, " + what).isLessThanOrEqualTo(LIMIT);
            // The stated bound: what calls at once cost more than was reserved, and as much again at every crash.
            assertThat(crowd.charged("fat"))
                    .as("expected, " + what)
                    .isLessThanOrEqualTo(500_000_000 + (rounds + 1L) * Crowd.CLIENTS * Crowd.FAT);
        }
    }

    @Test
    void terminated_underLoad_everythingIsSettledAndNothingIsUncertain() throws Exception {
        SplittableRandom random = new SplittableRandom(20261124);
        try (Crowd crowd = new Crowd()) {
            Path file = Files.writeString(
                    data.resolve("bifrost.yaml"),
                    "data: " + data.resolve("kept") + "\n" + crowd.yaml("0.02", "0.5", "10"));
            try (ChildGateway gateway = ChildGateway.start(file)) {
                crowd.ask(gateway.port(), random);
                crowd.await(50);
                assertThat(gateway.terminate()).as(gateway.printed()).isZero();
                assertThat(gateway.printed()).contains("stopped cut_off=0").doesNotContain("could not", "lost");
                crowd.stop();
            }
            Map<String, Long> costs = assertJournalled(crowd, List.of(), "sync", "terminated");
            try (ChildGateway gateway = ChildGateway.start(file)) {
                states(gateway)
                        .forEach((whose, state) ->
                                assertThat(state).as(whose).isEqualTo(new Crowd.State(costs.get(whose), 0, 0)));
                assertThat(gateway.terminate()).isZero();
            }
            assertThat(crowd.charged("slim")).isEqualTo(costs.get("key:capped"));
            assertThat(crowd.charged("fat")).isEqualTo(costs.get("key:expected"));
        }
    }

    private static Map<String, Crowd.State> states(ChildGateway gateway) {
        Map<String, Crowd.State> states = Crowd.states(gateway.port(), Crowd.CAPPED);
        states.putAll(Crowd.states(gateway.port(), Crowd.EXPECTED));
        return states;
    }

    private static void assertNothingForgotten(
            Map<String, Crowd.State> now,
            Map<String, Crowd.State> before,
            Crowd crowd,
            String durability,
            String what) {
        before.forEach((whose, state) -> assertThat(now.get(whose).gone())
                .as("%s, %s: before %s, now %s", whose, what, state, now.get(whose))
                .isGreaterThanOrEqualTo(state.spent()));
        if (durability.equals("sync")) {
            assertThat(now.get("key:capped").gone()).as(what).isGreaterThanOrEqualTo(crowd.cost("slim"));
            assertThat(now.get("key:expected").gone()).as(what).isGreaterThanOrEqualTo(crowd.cost("fat"));
            assertThat(now.get("team:all").gone())
                    .as(what)
                    .isGreaterThanOrEqualTo(crowd.cost("slim") + crowd.cost("fat"));
        }
    }

    /** Gives what each owner's calls have cost. */
    private Map<String, Long> assertJournalled(Crowd crowd, List<Long> kills, String durability, String what)
            throws IOException, InterruptedException {
        Map<String, Long> costs = new HashMap<>();
        Map<String, Integer> times = new HashMap<>();
        for (CallRecord call : calls()) {
            times.merge(call.requestId(), 1, Integer::sum);
            if (call.cost() != null) {
                SpendFollower.owners(call)
                        .forEach(owner ->
                                costs.merge(owner.toString(), call.cost().nanoDollars(), Long::sum));
            }
        }
        assertThat(times.values()).as(what).containsOnly(1);
        List<Crowd.Whole> lost = crowd.whole().stream()
                .filter(call -> !times.containsKey(call.id()))
                .toList();
        if (durability.equals("sync")) {
            assertThat(lost).as(what).isEmpty();
        }
        for (Crowd.Whole call : lost) {
            long killed = kills.stream()
                    .filter(kill -> kill > call.begun())
                    .findFirst()
                    .orElseThrow();
            assertThat(killed - call.ended())
                    .as("lost long before the kill: %s, %s", call, what)
                    .isLessThan(TimeUnit.SECONDS.toNanos(1));
            List<String> later = crowd.whole().stream()
                    .filter(other -> other.begun() > call.ended() && other.begun() < killed)
                    .map(Crowd.Whole::id)
                    .collect(Collectors.toList());
            later.retainAll(times.keySet());
            assertThat(later).as("a hole: %s, %s", call, what).isEmpty();
        }
        return costs;
    }

    private List<CallRecord> calls() throws IOException, InterruptedException {
        List<CallRecord> calls = new ArrayList<>();
        try (Journal journal = Journal.open(
                        JournalSettings.standard(),
                        data.resolve("kept/journal"),
                        InstantSource.system(),
                        System::nanoTime,
                        _ -> {});
                var follower = journal.follow("test", 0)) {
            assertThat(journal.recovered().clean()).as("it was closed").isTrue();
            while (follower.position() < journal.durable()) {
                List<Placed> batch = follower.read(1000, Duration.ofSeconds(1));
                for (Placed placed : batch) {
                    if (placed.entry() instanceof Entry.Call(CallRecord call)) {
                        calls.add(call);
                    }
                }
                follower.passed(batch.getLast().sequence());
            }
        }
        return calls;
    }

    private Map<String, Long> sums() {
        try (Store store = Store.open(null, data.resolve("kept"), InstantSource.system(), _ -> {})) {
            return store.spend().sums(Instant.EPOCH);
        }
    }
}
