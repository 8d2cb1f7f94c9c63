package dev.bifrost.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    private Path folder;

    private Scratch scratch() {
        return new Scratch(folder.resolve("journal"));
    }

    @Test
    void open_newFolder_isEmptyAndAccepts() throws Exception {
        try (Journal journal = scratch().open()) {
            assertThat(journal.recovered().last()).isZero();
            assertThat(journal.recovered().clean()).isTrue();
            assertThat(journal.accepting()).isTrue();
            assertThat(journal.segments()).isEqualTo(1);
        }
    }

    @Test
    void append_thenReopen_isThereInOrderAndTheChainGoesOn() throws Exception {
        Scratch scratch = scratch();
        Recovered first;
        try (Journal journal = scratch.open()) {
            first = journal.recovered();
            Scratch.append(journal, "a", "b");
        }
        try (Journal journal = scratch.open()) {
            assertThat(journal.recovered().instance()).isEqualTo(first.instance());
            assertThat(journal.recovered().last()).isEqualTo(2);
            assertThat(journal.recovered().clean()).isTrue();
            Scratch.append(journal, "c");

            List<Placed> all = Scratch.all(journal);
            assertThat(Scratch.calls(journal)).containsExactly("a", "b", "c");
            assertThat(all).extracting(Placed::sequence).containsExactly(1L, 2L, 3L);
            assertChained(first.instance().toString(), all);
        }
        assertThat(scratch.notices).isEmpty();
    }

    @Test
    void append_withAnAttachment_keepsBothAndTheChainCoversOnlyTheRecord() throws Exception {
        byte[] attachment = new byte[100_000];
        new java.util.Random(7).nextBytes(attachment);
        Scratch scratch = scratch();
        try (Journal journal = scratch.open()) {
            var done = new CompletableFuture<Void>();
            assertThat(journal.append(Records.of("a"), attachment, _ -> done.complete(null)))
                    .isTrue();
            done.get(20, TimeUnit.SECONDS);
            Scratch.append(journal, "b");
        }
        try (Journal journal = scratch.open()) {
            List<Placed> all = Scratch.all(journal);
            assertThat(all.getFirst().attachment()).isEqualTo(attachment);
            assertThat(all.getFirst().entry()).isEqualTo(new Entry.Call(Records.of("a")));
            assertThat(all.getLast().attachment()).isNull();
            assertChained(journal.recovered().instance().toString(), all);
        }
    }

    @Test
    void accepting_muchContentWaits_isFalseUntilItIsWritten() throws Exception {
        var inbox = new Inbox();
        assertThat(inbox.put(
                        new Inbox.Item(new Entry.Call(Records.of("a")), new byte[1000], null, Inbox.Until.WRITTEN), 9))
                .isTrue();
        assertThat(inbox.put(new Inbox.Item(new Entry.Call(Records.of("b")), null, Inbox.Until.WRITTEN), 9))
                .isTrue();
        assertThat(inbox.attached()).isEqualTo(1000);
        FailingDisk disk = new FailingDisk();
        Scratch scratch = scratch();
        scratch.settings = Scratch.settings(Durability.BATCHED, 1 << 20, 256 << 20, WhenFull.REFUSE);
        try (Journal journal = scratch.open(disk)) {
            disk.writesFail.set(true);
            for (int i = 0; i < 3; i++) {
                journal.append(Records.of("a" + i), new byte[22 << 20], _ -> {});
            }
            disk.awaitFailures(1);
            assertThat(journal.accepting()).isFalse();
            disk.writesFail.set(false);
            Await.until(journal::accepting);
            assertThat(Scratch.calls(journal)).containsExactly("a0", "a1", "a2");
        }
    }

    /** As an auditor would do it, with nothing of ours. */
    private static void assertChained(String instance, List<Placed> all) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(instance.getBytes(US_ASCII));
        for (Placed placed : all) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(hash);
            hash = sha256.digest(placed.bytes());
            assertThat(placed.hash()).isEqualTo(hash);
        }
    }

    @Test
    void append_fromManyThreads_hasNoHolesAndKeepsEachOnesOrder() throws Exception {
        Scratch scratch = scratch();
        scratch.settings = Scratch.settings(Durability.BATCHED, 1 << 20, 64 << 20, WhenFull.REFUSE);
        int threads = 8;
        int each = 1000;
        try (Journal journal = scratch.open()) {
            List<Thread> all = IntStream.range(0, threads)
                    .mapToObj(t -> Thread.ofPlatform()
                            .start(() -> IntStream.range(0, each)
                                    .forEach(i -> assertThat(journal.append(Records.of(t + "-" + i)))
                                            .isTrue())))
                    .toList();
            for (Thread thread : all) {
                thread.join();
            }
            Scratch.append(journal, "last");
            Scratch.lease(journal, "sync", "now", 1); // everything before is on disk now

            List<String> ids = Scratch.calls(journal);
            assertThat(ids).hasSize(threads * each + 1).doesNotHaveDuplicates();
            for (int t = 0; t < threads; t++) {
                String prefix = t + "-";
                assertThat(ids.stream().filter(id -> id.startsWith(prefix)))
                        .containsExactlyElementsOf(IntStream.range(0, each)
                                .mapToObj(i -> prefix + i)
                                .toList());
            }
            assertThat(Scratch.all(journal))
                    .extracting(Placed::sequence)
                    .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, journal.durable())
                            .boxed()
                            .toList());
            assertThat(journal.segments()).isGreaterThan(5);
            assertThat(journal.queued()).isZero();
            assertThat(journal.errors()).isZero();
        }
    }

    @Test
    void done_whenCalled_theEntryIsOnDisk() throws Exception {
        Scratch scratch = scratch();
        try (Journal journal = scratch.open()) {
            var seen = new CompletableFuture<Long>();
            journal.append(Records.of("a"), _ -> seen.complete(journal.durable()));

            // published before anybody is told
            assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void batched_nobodyWaits_isOnDiskSoonAnyway() throws Exception {
        Scratch scratch = scratch();
        scratch.settings = Scratch.settings(Durability.BATCHED, 1 << 20, 64 << 20, WhenFull.REFUSE);
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("f")) {
            assertThat(journal.append(Records.of("a"))).isTrue();

            assertThat(follower.read(10, Duration.ofSeconds(20))).hasSize(1);
            assertThat(journal.unsyncedBytes()).isZero();
            assertThat(journal.lastSyncNanos()).isPositive();
        }
    }

    @Test
    void clocks_thatJump_changeNothingButTheTimesInEntries() throws Exception {
        Scratch scratch = scratch();
        var nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L); // and overflows
        var wall = new AtomicLong(2_000_000_000L);
        try (Journal journal = Journal.open(
                scratch.settings,
                scratch.folder,
                () -> Instant.ofEpochSecond(wall.addAndGet(-86_400)),
                () -> nanos.addAndGet(50_000_000),
                scratch.notices::add)) {
            for (int i = 0; i < 50; i++) {
                Scratch.lease(journal, "a", "p", i + 1);
                Scratch.append(journal, "r" + i);
            }
            assertThat(Scratch.calls(journal)).hasSize(50);
            assertThat(journal.accepting()).isTrue();
        }
        assertThat(scratch.notices).isEmpty();
    }

    @Test
    void callback_thatThrows_isCountedAndHarmsNobody() throws Exception {
        Scratch scratch = scratch();
        try (Journal journal = scratch.open()) {
            journal.append(Records.of("a"), _ -> {
                throw new IllegalStateException("mine");
            });
            Scratch.append(journal, "b");

            assertThat(journal.errors()).isEqualTo(1);
            assertThat(scratch.notices).singleElement().asString().contains("callback", "mine");
            assertThat(Scratch.calls(journal)).containsExactly("a", "b");
        }
    }

    @Test
    void close_withEntriesQueued_writesThemAndRefusesMore() throws Exception {
        Scratch scratch = scratch();
        scratch.settings = Scratch.settings(Durability.BATCHED, 64 << 10, 64 << 20, WhenFull.REFUSE);
        Journal journal = scratch.open();
        for (int i = 0; i < 2000; i++) {
            assertThat(journal.append(Records.of("r" + i))).isTrue();
        }
        journal.close();

        assertThat(journal.accepting()).isFalse();
        assertThat(journal.append(Records.of("late"))).isFalse();
        var late = new CompletableFuture<Void>();
        assertThat(journal.append(Records.of("late"), Scratch.into(late))).isFalse();
        assertThat(late).isCompletedExceptionally();
        try (Journal again = scratch.open()) {
            assertThat(Scratch.calls(again)).hasSize(2000);
            assertThat(again.recovered().clean()).isTrue();
        }
    }

    @Test
    void open_byTwo_isRefusedWithTheNameOfTheOther() throws Exception {
        Scratch scratch = scratch();
        try (Journal journal = scratch.open()) {
            assertThatThrownBy(scratch::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use by another gateway")
                    .hasMessageContaining("journal.dir");
            Scratch.append(journal, "a");
        }
        scratch.open().close();
    }

    @Test
    void open_whereNothingCanBeWritten_saysWhatToDo() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        for (Path path : List.of(file, file.resolve("below"), Path.of("/proc/bifrost"))) {
            assertThatThrownBy(() -> new Scratch(path).open())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("can not be written")
                    .hasMessageContaining("journal.dir");
        }
    }

    @Test
    void follow_aheadOfTheJournal_isRefused() throws Exception {
        try (Journal journal = scratch().open()) {
            Scratch.append(journal, "a");

            assertThatThrownBy(() -> journal.follow("store", 7))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("entry 7")
                    .hasMessageContaining("ends at 1");
        }
    }

    @Test
    void settings_outOfBounds_nameTheKey() {
        assertThatThrownBy(() -> Scratch.settings(Durability.SYNC, 1000, 1 << 30, WhenFull.REFUSE))
                .hasMessageStartingWith(".segment_size: ");
        assertThatThrownBy(() -> Scratch.settings(Durability.SYNC, 1 << 20, 3 << 20, WhenFull.REFUSE))
                .hasMessageStartingWith(".max_disk: ");
        assertThat(Stream.of(JournalSettings.standard()).map(JournalSettings::durability))
                .containsExactly(Durability.BATCHED);
    }
}
