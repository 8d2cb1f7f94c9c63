package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Target;
import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases and intents that are forgotten in a crash are money that is spent twice. */
class OutstandingTest {
    @TempDir
    private Path folder;

    private Scratch scratch() {
        return new Scratch(folder.resolve("journal"));
    }

    @Test
    void leases_afterACrash_areInForceAsLastSet() throws Exception {
        Scratch scratch = scratch();
        try (Journal journal = scratch.open()) {
            Scratch.lease(journal, "key:a", "2026-08", 100);
            Scratch.lease(journal, "key:a", "2026-08", 250);
            Scratch.lease(journal, "key:b", "2026-08", 70);
            Scratch.lease(journal, "key:b", "2026-07", 30);
            Scratch.lease(journal, "key:b", "2026-07", 0);

            try (Journal again = scratch.crashed(folder.resolve("crash")).open()) {
                assertThat(again.recovered().clean()).isFalse();
                assertThat(again.recovered().leases())
                        .containsExactlyInAnyOrder(
                                new Entry.Lease("key:a", "2026-08", 250, Records.NOON),
                                new Entry.Lease("key:b", "2026-08", 70, Records.NOON));
            }
        }
    }

    @Test
    void leases_whoseSegmentIsDeleted_areStillInForce() throws Exception {
        Scratch scratch = scratch();
        scratch.settings = Scratch.settings(Durability.SYNC, 64 << 10, 256 << 10, WhenFull.DROP_DELIVERED);
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("store")) {
            Scratch.lease(journal, "key:a", "total", 42);
            journal.intent("lost", new Target("p", "m"), "00", _ -> {});
            for (int i = 0; i < 20; i++) {
                Scratch.append(
                        journal, IntStream.range(0, 20).mapToObj(n -> "r" + n).toArray(String[]::new));
                follower.passed(journal.durable());
            }
            assertThat(scratch.segments().getFirst().getFileName()).doesNotHaveToString("0000000000000000001.journal");

            try (Journal again = scratch.crashed(folder.resolve("crash")).open()) {
                assertThat(again.recovered().leases())
                        .extracting(Entry.Lease::account)
                        .containsExactly("key:a");
                assertThat(again.recovered().unfinished())
                        .extracting(Entry.Intent::requestId)
                        .containsExactly("lost");
            }
        }
    }

    @Test
    void intents_withoutRecordAfterACrash_areNamedOnceAndInTheJournalForEver() throws Exception {
        Scratch scratch = scratch();
        try (Journal journal = scratch.open()) {
            for (String id : List.of("ended", "lost")) {
                journal.intent(id, new Target("mistral", "small"), "cafe", _ -> {});
            }
            Scratch.append(journal, "ended");
            Scratch crashed = scratch.crashed(folder.resolve("crash"));

            try (Journal again = crashed.open()) {
                assertThat(again.recovered().unfinished())
                        .containsExactly(
                                new Entry.Intent("lost", new Target("mistral", "small"), "cafe", Records.NOON));
                Scratch.append(again, "next");
                assertThat(Scratch.all(again).get(3).entry())
                        .isEqualTo(new Entry.Interruption(0, again.recovered().unfinished(), Records.NOON));
            }
            try (Journal third = crashed.open()) {
                assertThat(third.recovered().unfinished()).isEmpty();
                assertThat(third.recovered().clean()).isTrue();
            }
        }
    }

    @Test
    void correction_appended_reachesFollowers() throws Exception {
        try (Journal journal = scratch().open()) {
            var done = new CompletableFuture<Void>();
            journal.correction("key:a", Instant.EPOCH, -5, "credit", "r-1", Scratch.into(done));
            done.get(20, TimeUnit.SECONDS);

            assertThat(Scratch.all(journal).getFirst().entry())
                    .isEqualTo(new Entry.Correction("key:a", Instant.EPOCH, -5, "credit", "r-1", Records.NOON));
        }
    }
}
