package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowerTest {
    @TempDir
    private Path folder;

    private Scratch scratch = new Scratch(Path.of(""));

    @BeforeEach
    void makeScratch() {
        scratch = new Scratch(folder.resolve("journal"));
        scratch.settings = Scratch.settings(Durability.SYNC, 64 << 10, 64 << 20, WhenFull.DROP_DELIVERED);
    }

    private static void append(Journal journal, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(journal.append(Records.of("r" + i))).isTrue();
        }
        Scratch.append(journal, "r" + to);
    }

    @Test
    void read_acrossSegmentsWhileTheyAreWritten_isCompleteAndInOrder() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("f")) {
            CompletableFuture<List<Long>> read = CompletableFuture.supplyAsync(() -> {
                List<Long> seen = new ArrayList<>();
                try {
                    while (seen.isEmpty() || seen.getLast() < 2000) {
                        for (Placed placed : follower.read(37, Duration.ofSeconds(20))) {
                            seen.add(placed.sequence());
                            follower.passed(placed.sequence());
                        }
                    }
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return seen;
            });
            append(journal, 0, 2000);

            List<Long> seen = read.get(30, TimeUnit.SECONDS);
            assertThat(seen)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, seen.getLast()).boxed().toList());
            assertThat(journal.segments()).isGreaterThan(10);
        }
    }

    @Test
    void read_notPassed_comesAgain() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("f")) {
            append(journal, 0, 9);

            assertThat(follower.read(4, Duration.ZERO)).hasSize(4);
            follower.passed(2);
            assertThat(follower.read(4, Duration.ZERO))
                    .extracting(Placed::sequence)
                    .containsExactly(3L, 4L, 5L, 6L);
            assertThat(follower.read(4, Duration.ZERO))
                    .extracting(Placed::sequence)
                    .containsExactly(3L, 4L, 5L, 6L);
        }
    }

    @Test
    void read_nothingThere_waitsNoLongerThanAsked() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("f")) {
            assertThat(follower.read(4, Duration.ofMillis(1))).isEmpty();
            assertThat(journal.accepting()).isTrue();
        }
    }

    @Test
    void read_journalClosedMeanwhile_returnsAndNothingIsLostOnIt() throws Exception {
        Journal journal = scratch.open();
        try (Follower follower = journal.follow("f")) {
            var read = CompletableFuture.supplyAsync(() -> {
                try {
                    return follower.read(4, Duration.ofSeconds(60));
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            journal.close();

            assertThat(read.get(20, TimeUnit.SECONDS)).isEmpty();
        }
    }

    @Test
    void cursor_keptByTheJournal_goesOnAfterARestart() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("sink")) {
            append(journal, 0, 99);
            follower.passed(70);
        }
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("sink")) {
            assertThat(follower.position()).isEqualTo(70);
            assertThat(follower.read(1, Duration.ZERO))
                    .extracting(Placed::sequence)
                    .containsExactly(71L);
        }
    }

    @Test
    void cursor_ofItsOwn_overridesTheJournals() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("store", 0)) {
            append(journal, 0, 99);
            follower.passed(70);
        }
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("store", 55)) {
            assertThat(follower.read(1, Duration.ZERO))
                    .extracting(Placed::sequence)
                    .containsExactly(56L);
        }
    }

    @Test
    void cursor_damaged_readsAgainFromTheBeginningAndSaysSo() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("sink")) {
            append(journal, 0, 9);
            follower.passed(7);
        }
        Path file = scratch.folder.resolve("cursors/sink");
        Files.writeString(file, Files.readString(file).replace(" 7 ", " 9 "));

        try (Journal journal = scratch.open();
                Follower follower = journal.follow("sink")) {
            assertThat(follower.position()).isZero();
            assertThat(scratch.notices).singleElement().asString().contains("cursors/sink is damaged");
        }
    }

    @Test
    void follower_notBackSinceTheRestart_stillHoldsItsSegments() throws Exception {
        scratch.settings = Scratch.settings(Durability.SYNC, 64 << 10, 256 << 10, WhenFull.DROP_DELIVERED);
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("away")) {
            append(journal, 0, 9);
            follower.passed(5);
        }
        try (Journal journal = scratch.open();
                Follower here = journal.follow("here")) {
            int i = 100;
            while (journal.accepting()) {
                Scratch.append(journal, "r" + i++);
                here.passed(journal.durable());
            }
            assertThat(journal.reason()).contains("'away'");
            try (Follower back = journal.follow("away")) {
                assertThat(back.read(1, Duration.ZERO))
                        .extracting(Placed::sequence)
                        .containsExactly(6L);
            }
            journal.forget("away");
            Await.until(journal::accepting);
        }
    }

    @Test
    void follower_newAfterDeletion_isToldWhatItMissed() throws Exception {
        scratch.settings = Scratch.settings(Durability.SYNC, 64 << 10, 256 << 10, WhenFull.DROP_DELIVERED);
        try (Journal journal = scratch.open();
                Follower first = journal.follow("first")) {
            for (int i = 0; i < 1000; i++) {
                Scratch.append(journal, "r" + i);
                first.passed(journal.durable());
            }
            try (Follower late = journal.follow("late")) {
                long sequence = late.read(1, Duration.ZERO).getFirst().sequence();
                assertThat(sequence).isGreaterThan(1);
                assertThat(late.missed()).isEqualTo(sequence - 1);
            }
            assertThat(journal.diskUsed()).isLessThanOrEqualTo(256 << 10);
        }
    }

    @Test
    void lag_behindAndCaughtUp_isEntriesAndSeconds() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("f")) {
            append(journal, 0, 9);
            assertThat(journal.followers())
                    .singleElement()
                    .satisfies(lag -> assertThat(lag.entries()).isEqualTo(10));
            follower.passed(10);
            assertThat(journal.followers()).containsExactly(new Journal.Lag("f", 0, 0));
        }
    }

    @Test
    void read_damagedMeanwhile_deliversWhatIsBeforeAndNamesTheByte() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("f")) {
            append(journal, 0, 9);
            Path file = scratch.segments().getFirst();
            byte[] bytes = Files.readAllBytes(file);
            bytes[bytes.length / 2] ^= 4;
            Files.write(file, bytes);

            List<Placed> good = follower.read(100, Duration.ZERO);
            follower.passed(good.getLast().sequence());

            assertThat(good).hasSizeBetween(4, 6);
            assertThatThrownBy(() -> follower.read(100, Duration.ZERO))
                    .isInstanceOf(DamagedException.class)
                    .hasMessageContaining(".journal at byte ");
        }
    }

    @Test
    void follow_twiceOrByABadName_isRefused() throws Exception {
        try (Journal journal = scratch.open();
                Follower follower = journal.follow("f")) {
            assertThat(follower.name()).isEqualTo("f");
            assertThatThrownBy(() -> journal.follow("f")).hasMessageContaining("follows the journal already");
            assertThatThrownBy(() -> journal.follow("../f")).hasMessageContaining("is no name for a follower");
            assertThatThrownBy(() -> follower.passed(7)).hasMessageContaining("was never read");
        }
    }
}
