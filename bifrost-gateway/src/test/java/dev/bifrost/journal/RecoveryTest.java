package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import dev.bifrost.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as crashes, bad disks and people leave them. */
class RecoveryTest {
    @TempDir
    private Path folder;

    private int copies;

    /** Closed, with so many calls r0, r1, … */
    private Scratch journalOf(int calls, int segment) throws IOException {
        Scratch scratch = new Scratch(folder.resolve("journal"));
        scratch.settings = Scratch.settings(Durability.SYNC, segment, 64 << 20, WhenFull.REFUSE);
        try (Journal journal = scratch.open()) {
            Scratch.append(journal, Scratch.ids(0, calls));
        }
        return scratch;
    }

    private Scratch copy(Scratch of) throws IOException {
        return of.crashed(folder.resolve("copy" + copies++));
    }

    @Test
    void tornAtEveryByte_ofTheLastTwoFrames_keepsWhatIsWholeAndNamesTheRest() throws Exception {
        Scratch whole = journalOf(4, 1 << 20);
        List<Long> frames = Scratch.frames(whole.segments().getFirst());
        Scratch torn = copy(whole);
        byte[] bytes = Files.readAllBytes(torn.segments().getFirst());
        for (int length = frames.get(2).intValue(); length < bytes.length; length++) {
            Files.write(torn.segments().getFirst(), Arrays.copyOf(bytes, length));
            Scratch.provenUpTo(torn, 2);
            torn.notices.clear();
            int good = length < frames.get(3) ? 2 : 3;
            long start = frames.get(good);

            Recovery recovery = new Recovery(torn.folder, torn.notices::add).run();

            assertThat(recovery.outcome().last()).as("cut to %s", length).isEqualTo(good);
            assertThat(recovery.outcome().clean()).isFalse();
            assertThat(recovery.outcome().cutBytes()).isEqualTo(length - start);
            assertThat(recovery.end()).isEqualTo(start);
            if (length > start) {
                assertThat(torn.notices)
                        .singleElement()
                        .asString()
                        .contains(".journal at byte " + start + ": " + (length - start) + " unfinished bytes");
            } else {
                assertThat(torn.notices).isEmpty();
            }
        }
    }

    @Test
    void torn_openedAndGoneOnWith_isWholeAgain() throws Exception {
        Scratch whole = journalOf(4, 1 << 20);
        List<Long> frames = Scratch.frames(whole.segments().getFirst());
        Seeded.times(12, random -> {
            try {
                Scratch torn = copy(whole);
                Scratch.cut(torn.segments().getFirst(), random.nextLong(frames.get(2), frames.get(4)));
                Scratch.provenUpTo(torn, 2);
                try (Journal journal = torn.open()) {
                    Scratch.append(journal, "after");
                    assertThat(Scratch.calls(journal)).startsWith("r0", "r1").endsWith("after");
                }
                try (Journal journal = torn.open()) {
                    assertThat(journal.recovered().clean()).isTrue();
                    assertThat(Scratch.calls(journal)).startsWith("r0", "r1").endsWith("after");
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void tornHead_ofANewSegment_isBegunAnew() throws Exception {
        Scratch whole = journalOf(200, 64 << 10);
        Path last = whole.segments().getLast();
        long first = Segment.list(whole.folder).getLast().first();
        for (int length = 0; length < Layout.HEAD; length += 7) {
            Scratch torn = copy(whole);
            Scratch.cut(torn.folder.resolve(last.getFileName()), length);
            Scratch.provenUpTo(torn, first - 1);
            try (Journal journal = torn.open()) {
                assertThat(journal.recovered().last()).isEqualTo(first - 1);
                Scratch.append(journal, "after");
                assertThat(Scratch.calls(journal)).endsWith("after").contains("r0");
            }
        }
    }

    @Test
    void tornCheckpoint_ofANewSegment_leavesLeasesInForce() throws Exception {
        Scratch scratch = new Scratch(folder.resolve("journal"));
        scratch.settings = Scratch.settings(Durability.SYNC, 64 << 10, 64 << 20, WhenFull.REFUSE);
        try (Journal journal = scratch.open()) {
            for (int i = 0; i < 1500; i++) {
                int account = i;
                journal.lease("key:" + account, "2026-08", i + 1, _ -> {});
            }
            Scratch.lease(journal, "key:x", "2026-08", 7);
        }
        List<Segment> segments = Segment.list(scratch.folder);
        List<Long> frames = Scratch.frames(segments.getLast().file());
        assertThat(segments.size()).isGreaterThan(2);
        for (long end : List.of((long) Layout.HEAD, frames.get(0) + 100, frames.get(1), frames.get(1) + 1)) {
            Scratch torn = copy(scratch);
            Scratch.cut(torn.segments().getLast(), end);
            Scratch.provenUpTo(torn, segments.getLast().first() - 1);

            try (Journal journal = torn.open()) {
                assertThat(journal.recovered().leases()).hasSizeGreaterThan(400).hasSizeLessThanOrEqualTo(1501);
            }
        }
    }

    @Test
    void flippedByte_inTheMiddle_isFoundNamedAndNotStartedWith() throws Exception {
        Scratch whole = journalOf(6, 1 << 20);
        byte[] bytes = Files.readAllBytes(whole.segments().getFirst());
        List<Long> frames = Scratch.frames(whole.segments().getFirst());
        Scratch flipped = copy(whole);
        Seeded.times(200, random -> {
            int at = random.nextInt(bytes.length);
            byte[] changed = bytes.clone();
            changed[at] ^= (byte) (1 << random.nextInt(8));
            try {
                Files.write(flipped.segments().getFirst(), changed);
                var refusal = catchThrowableOfType(
                        DamagedException.class, () -> new Recovery(flipped.folder, flipped.notices::add).run());

                long frame =
                        frames.stream().filter(f -> f <= at).reduce((_, f) -> f).orElse(0L);
                assertThat(refusal).as("byte %s", at).isNotNull();
                assertThat(refusal.findings().getFirst().offset()).isEqualTo(frame);
                assertThat(refusal)
                        .hasMessageContaining("bifrost journal repair")
                        .hasMessageContaining("bifrost journal verify");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void flippedByte_inTheUnprovenEnd_isCutOffAndNamed() throws Exception {
        Scratch flipped = copy(journalOf(6, 1 << 20));
        List<Long> frames = Scratch.frames(flipped.segments().getFirst());
        Scratch.flip(flipped.segments().getFirst(), frames.get(4).intValue() + 90, 3);
        Scratch.provenUpTo(flipped, 3);
        // entries 5 and 6 were written with 5's sync unknown
        try (Journal journal = flipped.open()) {
            assertThat(journal.recovered().last()).isEqualTo(4);
            assertThat(flipped.notices).singleElement().asString().contains("with 1 later entries among them");
            Path kept;
            try (var files = Files.list(flipped.folder.resolve(Recovery.SET_ASIDE))) {
                kept = files.findFirst().orElseThrow();
            }
            assertThat(Files.size(kept)).isEqualTo(frames.get(6) - frames.get(4));
        }
    }

    @Test
    void frames_provedByLaterOnes_areDamagedNotUnfinished() throws Exception {
        Scratch flipped = new Scratch(folder.resolve("journal"));
        try (Journal journal = flipped.open()) {
            for (String id : Scratch.ids(0, 5)) {
                Scratch.append(journal, id); // one sync each, which the next entry tells
            }
        }
        Scratch.flip(
                flipped.segments().getFirst(),
                Scratch.frames(flipped.segments().getFirst()).get(1).intValue() + 90,
                0);
        Files.delete(flipped.folder.resolve(Mark.FILE));

        assertThatThrownBy(flipped::open)
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("the checksum of entry 2");
    }
}
