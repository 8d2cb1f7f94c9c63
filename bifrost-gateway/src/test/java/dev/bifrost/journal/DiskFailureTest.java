package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that fails must cost calls, never their records. */
class DiskFailureTest {
    @TempDir
    private Path folder;

    private final FailingDisk disk = new FailingDisk();

    private Scratch scratch(Durability durability, WhenFull whenFull) {
        Scratch scratch = new Scratch(folder.resolve("journal"));
        scratch.settings = Scratch.settings(durability, 64 << 10, 256 << 10, whenFull);
        return scratch;
    }

    private static String[] ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toArray(String[]::new);
    }

    @ParameterizedTest
    @EnumSource
    void writesAndSyncsFail_thenWork_nothingIsLostAndTheChainIsWhole(Durability durability) throws Exception {
        Scratch scratch = scratch(durability, WhenFull.REFUSE);
        try (Journal journal = scratch.open(disk)) {
            Scratch.append(journal, "before");
            int sent = 0;
            for (AtomicBoolean failure : new AtomicBoolean[] {disk.writesFail, disk.forcesFail}) {
                failure.set(true);
                int failures = disk.failures.get();
                for (int i = 0; i < 20; i++) {
                    assertThat(journal.append(Records.of("r" + sent++))).isTrue();
                }
                disk.awaitFailures(failures + 2);
                assertThat(journal.accepting()).isFalse();
                assertThat(journal.reason()).contains("can not be written");
                failure.set(false);
                Await.until(journal::accepting);
            }
            Scratch.lease(journal, "a", "p", 1);

            assertThat(Scratch.calls(journal))
                    .startsWith("before")
                    .endsWith(ids(0, sent))
                    .hasSize(sent + 1);
            assertThat(journal.errors()).isGreaterThanOrEqualTo(4);
            assertThat(scratch.notices).hasSize(4);
            assertThat(scratch.notices.get(0)).contains("no more calls are let in", "No space left");
            assertThat(scratch.notices.get(1)).contains("can be written again");
        }
        assertThat(Verification.of(scratch.folder).findings()).isEmpty();
    }

    @Test
    void sync_whileTheDiskFails_whoWaitsIsToldAtOnce() throws Exception {
        try (Journal journal = scratch(Durability.SYNC, WhenFull.REFUSE).open(disk)) {
            disk.forcesFail.set(true);
            var first = new CompletableFuture<Void>();
            journal.append(Records.of("a"), Scratch.into(first));
            assertThat(first)
                    .failsWithin(java.time.Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withMessageContaining("Input/output error");
            var second = new CompletableFuture<Void>();
            journal.append(Records.of("b"), Scratch.into(second)); // while it is known to fail
            assertThat(second)
                    .failsWithin(java.time.Duration.ofSeconds(20))
                    .withThrowableThat()
                    .withMessageContaining("Input/output error");
            disk.forcesFail.set(false);
            Await.until(journal::accepting);
            Scratch.append(journal, "c");

            assertThat(Scratch.calls(journal)).containsExactly("a", "b", "c");
        }
    }

    @Test
    void newSegment_thatCanNotBeMade_isTriedAgain() throws Exception {
        Scratch scratch = scratch(Durability.SYNC, WhenFull.REFUSE);
        try (Journal journal = scratch.open(disk)) {
            disk.opensFail.set(true);
            for (int i = 0; i < 120; i++) {
                assertThat(journal.append(Records.of("r" + i))).isTrue();
            }
            disk.awaitFailures(1);
            Await.until(() -> !journal.accepting());
            disk.opensFail.set(false);
            Await.until(journal::accepting);
            Scratch.append(journal, "last");

            assertThat(journal.segments()).isGreaterThan(1);
            assertThat(Scratch.calls(journal)).startsWith(ids(0, 120)).endsWith("last");
        }
    }

    @Test
    void close_whileTheDiskFails_saysWhatIsLost() throws Exception {
        Scratch scratch = scratch(Durability.SYNC, WhenFull.REFUSE);
        var now = new java.util.concurrent.atomic.AtomicLong();
        Journal journal = Journal.open(
                scratch.settings,
                scratch.folder,
                java.time.InstantSource.system(),
                () -> now.addAndGet(100_000_000), // five seconds of patience are soon over
                scratch.notices::add,
                disk);
        Scratch.append(journal, "a");
        disk.writesFail.set(true);
        assertThat(journal.append(Records.of("b"))).isTrue();
        disk.awaitFailures(1);
        journal.close();

        assertThat(scratch.notices.getLast()).contains("closed without its last entries", "No space left");
        try (Journal again = scratch.open()) {
            assertThat(again.recovered().clean()).isFalse();
            assertThat(again.recovered().last()).isEqualTo(1);
        }
    }

    @Test
    void full_refuse_letsNoMoreCallsInAndGoesOnWhenFilesAreMovedAway() throws Exception {
        Scratch scratch = scratch(Durability.SYNC, WhenFull.REFUSE);
        try (Journal journal = scratch.open(disk)) {
            int sent = 0;
            while (journal.accepting()) {
                Scratch.append(journal, "r" + sent++);
            }
            assertThat(journal.reason()).contains("full", "max_disk is 256KB", "when_full: drop_delivered");
            assertThat(journal.diskUsed()).isBetween(240L << 10, 256L << 10);
            for (int i = 0; i < 5; i++) {
                Scratch.append(journal, "r" + sent++); // calls that were under way
            }
            assertThat(Scratch.calls(journal)).hasSize(sent);
            var many = new CompletableFuture<Void>();
            for (int i = 0; i < 100; i++) {
                assertThat(journal.append(Records.of("late" + i))).isTrue();
            }
            journal.append(Records.of("told"), Scratch.into(many));
            assertThat(many).failsWithin(20, TimeUnit.SECONDS);
            assertThat(journal.queued()).isPositive();

            Path archive = Files.createDirectories(folder.resolve("archive"));
            for (Path file : scratch.segments().subList(0, 3)) {
                Files.move(file, archive.resolve(file.getFileName()));
            }
            Await.until(journal::accepting);
            Await.until(() -> journal.queued() == 0);
            Scratch.append(journal, "last");
            assertThat(Scratch.calls(journal))
                    .contains("late0", "late99", "told")
                    .endsWith("last");
        }
        assertThat(Verification.of(scratch.folder).findings()).isEmpty();
    }

    @Test
    void full_dropDelivered_deletesOnlyWhatEverybodyHas() throws Exception {
        Scratch scratch = scratch(Durability.SYNC, WhenFull.DROP_DELIVERED);
        try (Journal journal = scratch.open(disk);
                Follower fast = journal.follow("fast");
                Follower slow = journal.follow("slow")) {
            int sent = 0;
            while (journal.accepting()) {
                Scratch.append(journal, "r" + sent++);
                fast.passed(journal.durable());
            }
            assertThat(journal.reason()).contains("'slow'");
            long oldest = Segment.list(scratch.folder).getFirst().first();
            assertThat(oldest).isEqualTo(1);

            long second = Segment.list(scratch.folder).get(1).first();
            slow.passed(second - 2);
            Scratch.append(journal, "x"); // looks again; the first segment is still wanted
            assertThat(journal.accepting()).isFalse();
            slow.passed(second - 1);
            Await.until(journal::accepting);
            assertThat(Segment.list(scratch.folder).getFirst().first()).isEqualTo(second);
        }
    }

    @Test
    void full_nobodyFollows_dropsNothing() throws Exception {
        Scratch scratch = scratch(Durability.SYNC, WhenFull.DROP_DELIVERED);
        try (Journal journal = scratch.open(disk)) {
            int sent = 0;
            while (journal.accepting()) {
                Scratch.append(journal, "r" + sent++);
            }
            assertThat(Scratch.calls(journal)).hasSize(sent);
        }
    }

    @Test
    void queue_beyondItsBound_isNotAccepting() throws Exception {
        try (Journal journal = scratch(Durability.BATCHED, WhenFull.REFUSE).open(disk)) {
            disk.writesFail.set(true);
            for (int i = 0; i < Journal.MOST_WAITING + 1; i++) {
                assertThat(journal.append(Records.of("r"))).isTrue();
            }
            while (journal.accepting()) {
                Thread.onSpinWait(); // until the writer has met the failure
            }
            assertThat(journal.queued()).isGreaterThan(Journal.MOST_WAITING / 2);
            disk.writesFail.set(false);
        }
    }
}
