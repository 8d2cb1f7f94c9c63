package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A correction of prices that misses calls, or counts them twice, would charge somebody wrongly. */
class HoldingsTest {
    @TempDir
    private Path folder;

    private final List<Long> sequences = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();

    private Holdings read(Path journal) throws Exception {
        sequences.clear();
        entries.clear();
        return Holdings.read(journal, (sequence, entry) -> {
            sequences.add(sequence);
            entries.add(entry);
        });
    }

    @Test
    void read_besideAGatewayThatWrites_seesEveryEntryOnce() throws Exception {
        Scratch scratch = new Scratch(folder.resolve("journal"));
        try (Journal journal = scratch.open()) {
            Scratch.append(journal, "a", "b");
            Holdings held = read(scratch.folder);

            assertThat(held.instance()).isEqualTo(journal.recovered().instance());
            assertThat(held.since()).isNull();
            assertThat(held.findings()).isEmpty();
            assertThat(entries)
                    .extracting(entry -> ((Entry.Call) entry).record().requestId())
                    .containsExactly("a", "b");
            Scratch.append(journal, "c");
            assertThat(read(scratch.folder).entries()).isEqualTo(3);
        }
    }

    @Test
    void read_oldestSegmentGone_saysSinceWhenNothingIsMissing() throws Exception {
        Scratch scratch = new Scratch(folder.resolve("dropped"));
        scratch.settings = Scratch.settings(Durability.SYNC, 64 << 10, 1 << 20, WhenFull.REFUSE);
        try (Journal journal = scratch.open()) {
            for (int i = 0; i < 120; i++) {
                Scratch.append(journal, "r" + i);
            }
            assertThat(journal.segments()).isGreaterThan(1);
        }
        Files.delete(Segment.list(scratch.folder).getFirst().file());
        Holdings held = read(scratch.folder);

        assertThat(held.findings()).isEmpty();
        assertThat(held.since()).isEqualTo(Records.NOON.plusNanos(350_000_000));
        assertThat(sequences.getFirst()).isGreaterThan(1);
        assertThat(held.entries()).isEqualTo(sequences.size());
    }

    @Test
    void read_everythingGone_isAFinding() throws Exception {
        Scratch scratch = new Scratch(folder.resolve("gone"));
        try (Journal journal = scratch.open()) {
            Scratch.append(journal, "a");
        }
        for (Segment each : Segment.list(scratch.folder)) {
            Files.delete(each.file());
        }
        assertThat(read(scratch.folder).findings()).hasSize(1);
    }

    @Test
    void read_afterARepair_saysSinceWhenNothingIsMissing() throws Exception {
        Scratch scratch = new Scratch(folder.resolve("gap"));
        try (Journal journal = scratch.open()) {
            Scratch.append(journal, "a", "b");
        }
        Path file = Segment.list(scratch.folder).getFirst().file();
        byte[] bytes = Files.readAllBytes(file);
        bytes[Layout.HEAD + Layout.FRAME + 5] ^= 1;
        Files.write(file, bytes);
        assertThat(read(scratch.folder).findings()).isNotEmpty();
        assertThat(Repair.run(scratch.folder, java.time.InstantSource.fixed(Records.NOON), _ -> {}))
                .isTrue();

        Holdings held = read(scratch.folder);
        assertThat(held.findings()).isEmpty();
        assertThat(held.since()).isEqualTo(Records.NOON.plusNanos(350_000_000));
    }
}
