package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that somebody has taken away, forged or added. */
class AlteredFilesTest {
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
    void lostEnd_thatWasOnDisk_isNotStartedWith() throws Exception {
        Scratch lost = copy(journalOf(6, 1 << 20));
        Scratch.cut(
                lost.segments().getFirst(),
                Scratch.frames(lost.segments().getFirst()).get(4));

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
    void stateFile_damagedOrGone_isDoneWithout() throws Exception {
        Scratch whole = journalOf(6, 1 << 20);
        Scratch gone = copy(whole);
        Files.delete(gone.folder.resolve(Mark.FILE));
        Scratch damaged = copy(whole);
        Scratch.flip(damaged.folder.resolve(Mark.FILE), 10, 1);

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

    @Test
    void changedEntry_withAFittingChecksum_breaksTheChain() throws Exception {
        Scratch forged = copy(journalOf(6, 1 << 20));
        Path file = forged.segments().getFirst();
        int at = Scratch.frames(file).get(2).intValue();
        byte[] bytes = Files.readAllBytes(file);
        int digit = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("1234567", at);
        bytes[digit] = '9';
        int payload = Layout.payload(bytes, at);
        Layout.frame(bytes, at, payload, 3, 0, Layout.instance(bytes, at + 28));
        Files.write(file, bytes);

        assertThat(Verification.of(forged.folder).findings())
                .first()
                .asString()
                .contains("the hash of entry 3 does not follow");
        try (Journal journal = forged.open()) { // its start checks no hashes; who reads the entry is told
            assertThatThrownBy(() -> Scratch.all(journal))
                    .isInstanceOf(DamagedException.class)
                    .hasMessageContaining("the hash of entry 3 does not follow");
        }
    }
}
