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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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
            Scratch.append(journal, ids(0, calls));
        }
        return scratch;
    }

    private static String[] ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toArray(String[]::new);
    }

    private Scratch copy(Scratch of) throws IOException {
        return of.crashed(folder.resolve("copy" + copies++));
    }

    /** Where each frame of a segment begins, and the file's end. */
    private static List<Long> frames(Path segment) throws IOException {
        List<Long> offsets = new ArrayList<>();
        try (SegmentReader reader = new SegmentReader(segment, new SegmentReader.Position(1, null, null))) {
            SegmentReader.Position at = new SegmentReader.Position(1, null, null);
            SegmentHead head = reader.head();
            if (head != null) {
                at.to(head);
            }
            for (Frame frame = reader.resync(); frame != null; frame = reader.resync()) {
                offsets.add(frame.offset());
            }
            offsets.add(reader.size());
        }
        return offsets;
    }

    /** As if the power had been cut before the last so many entries were known to be on disk. */
    private static void provenUpTo(Scratch scratch, long sequence) throws IOException {
        Mark mark = Mark.read(scratch.folder);
        assertThat(mark).isNotNull();
        Files.write(scratch.folder.resolve(Mark.FILE), new Mark(mark.instance(), sequence, false).bytes());
    }

    private static void cut(Path file, long length) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length));
    }

    private static void flip(Path file, int at, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
    }

    @Test
    void tornAtEveryByte_ofTheLastTwoFrames_keepsWhatIsWholeAndNamesTheRest() throws Exception {
        Scratch whole = journalOf(4, 1 << 20);
        List<Long> frames = frames(whole.segments().getFirst());
        Scratch torn = copy(whole);
        byte[] bytes = Files.readAllBytes(torn.segments().getFirst());
        for (int length = frames.get(2).intValue(); length < bytes.length; length++) {
            Files.write(torn.segments().getFirst(), Arrays.copyOf(bytes, length));
            provenUpTo(torn, 2);
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
        List<Long> frames = frames(whole.segments().getFirst());
        Seeded.times(30, random -> {
            try {
                Scratch torn = copy(whole);
                cut(torn.segments().getFirst(), random.nextLong(frames.get(2), frames.get(4)));
                provenUpTo(torn, 2);
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
            cut(torn.folder.resolve(last.getFileName()), length);
            provenUpTo(torn, first - 1);
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
        List<Long> frames = frames(segments.getLast().file());
        assertThat(segments.size()).isGreaterThan(2);
        for (long end : List.of((long) Layout.HEAD, frames.get(0) + 100, frames.get(1), frames.get(1) + 1)) {
            Scratch torn = copy(scratch);
            cut(torn.segments().getLast(), end);
            provenUpTo(torn, segments.getLast().first() - 1);

            try (Journal journal = torn.open()) {
                assertThat(journal.recovered().leases()).hasSizeGreaterThan(400).hasSizeLessThanOrEqualTo(1501);
            }
        }
    }

    @Test
    void flippedByte_inTheMiddle_isFoundNamedAndNotStartedWith() throws Exception {
        Scratch whole = journalOf(6, 1 << 20);
        byte[] bytes = Files.readAllBytes(whole.segments().getFirst());
        List<Long> frames = frames(whole.segments().getFirst());
        Scratch flipped = copy(whole);
        Seeded.times(400, random -> {
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
        List<Long> frames = frames(flipped.segments().getFirst());
        flip(flipped.segments().getFirst(), frames.get(4).intValue() + 90, 3);
        provenUpTo(flipped, 3);
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
            for (String id : ids(0, 5)) {
                Scratch.append(journal, id); // one sync each, which the next entry tells
            }
        }
        flip(
                flipped.segments().getFirst(),
                frames(flipped.segments().getFirst()).get(1).intValue() + 90,
                0);
        Files.delete(flipped.folder.resolve(Mark.FILE));

        assertThatThrownBy(flipped::open)
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("the checksum of entry 2");
    }

    @Test
    void lostEnd_thatWasOnDisk_isNotStartedWith() throws Exception {
        Scratch lost = copy(journalOf(6, 1 << 20));
        cut(lost.segments().getFirst(), frames(lost.segments().getFirst()).get(4));

        assertThatThrownBy(lost::open).hasMessageContaining("the entries 5 to 6 were on disk and are gone");
    }

    @Test
    void lostSegments_areNotStartedWith() throws Exception {
        Scratch whole = journalOf(300, 64 << 10);
        Scratch middle = copy(whole);
        Files.delete(middle.segments().get(2));
        Scratch end = copy(whole);
        Files.delete(end.segments().getLast());
        Scratch all = copy(whole);
        for (Path file : all.segments()) {
            Files.delete(file);
        }

        try (Journal journal = middle.open()) { // its start does not read so far back; who reads it is told
            assertThatThrownBy(() -> Scratch.all(journal)).hasMessageContaining("holds entry");
        }
        assertThatThrownBy(end::open).hasMessageContaining("were on disk and are gone");
        assertThatThrownBy(all::open).hasMessageContaining("all segments are gone");
    }

    @Test
    void changedEntry_withAFittingChecksum_breaksTheChain() throws Exception {
        Scratch forged = copy(journalOf(6, 1 << 20));
        Path file = forged.segments().getFirst();
        int at = frames(file).get(2).intValue();
        byte[] bytes = Files.readAllBytes(file);
        int digit = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("1234567", at);
        bytes[digit] = '9';
        int payload = Layout.payload(bytes, at);
        Layout.frame(bytes, at, payload, 3, 0, Layout.instance(bytes, at + 28));
        Files.write(file, bytes);

        assertThatThrownBy(forged::open)
                .isInstanceOf(DamagedException.class)
                .hasMessageContaining("the hash of entry 3 does not follow");
    }

    @Test
    void stateFile_damagedOrGone_isDoneWithout() throws Exception {
        Scratch whole = journalOf(6, 1 << 20);
        Scratch gone = copy(whole);
        Files.delete(gone.folder.resolve(Mark.FILE));
        Scratch damaged = copy(whole);
        flip(damaged.folder.resolve(Mark.FILE), 10, 1);

        for (Scratch scratch : List.of(gone, damaged)) {
            try (Journal journal = scratch.open()) {
                assertThat(journal.recovered().last()).isEqualTo(6);
                assertThat(journal.recovered().clean()).isFalse();
            }
        }
    }

    @Test
    void foreignFiles_inTheFolder_areLeftAlone() throws Exception {
        Scratch whole = journalOf(3, 1 << 20);
        Path note = Files.writeString(whole.folder.resolve("README.journal"), "hands off");
        try (Journal journal = whole.open()) {
            assertThat(journal.recovered().last()).isEqualTo(3);
        }
        assertThat(note).hasContent("hands off");
    }
}
