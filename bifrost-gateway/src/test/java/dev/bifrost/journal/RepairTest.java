package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import dev.bifrost.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepairTest {
    @TempDir
    private Path folder;

    private int copies;

    private Scratch journalOf(int calls) throws IOException {
        Scratch scratch = new Scratch(folder.resolve("journal"));
        scratch.settings = Scratch.settings(Durability.SYNC, 64 << 10, 64 << 20, WhenFull.REFUSE);
        try (Journal journal = scratch.open()) {
            Scratch.append(
                    journal, IntStream.range(0, calls).mapToObj(i -> "r" + i).toArray(String[]::new));
        }
        return scratch;
    }

    private static List<String> repair(Scratch scratch) throws IOException {
        List<String> says = new ArrayList<>();
        assertThat(Repair.run(scratch.folder, InstantSource.fixed(Records.NOON), says::add))
                .isTrue();
        return says;
    }

    /** Every sequence is an entry or lies in a gap, and entries are the original's. */
    private static void assertCoveredBy(List<Placed> all, List<Placed> original) {
        List<Long> covered = new ArrayList<>();
        for (Placed placed : all) {
            if (placed.entry() instanceof Entry.Gap gap) {
                LongStream.rangeClosed(gap.from(), gap.to()).forEach(covered::add);
            } else {
                covered.add(placed.sequence());
                if (placed.sequence() <= original.size()) {
                    Placed before = original.get((int) placed.sequence() - 1);
                    assertThat(placed.bytes()).isEqualTo(before.bytes());
                    assertThat(placed.hash()).isEqualTo(before.hash());
                }
            }
        }
        assertThat(covered)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, Math.max(original.size(), covered.getLast()))
                        .boxed()
                        .toList());
    }

    @Test
    void anyDamage_repaired_losesOnlyWhatIsNamedAndGoesOn() throws Exception {
        Scratch whole = journalOf(250);
        List<Placed> original;
        try (Journal journal = whole.open()) {
            original = Scratch.all(journal);
        }
        Seeded.times(15, random -> {
            try {
                Scratch damaged = whole.crashed(folder.resolve("copy" + copies++));
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    damage(damaged, random);
                }
                if (Verification.of(damaged.folder).findings().isEmpty()) {
                    return; // the end of the first file of all is not missed if it is all that is gone
                }
                repair(damaged);

                try (Journal journal = damaged.open()) {
                    Scratch.append(journal, "after");
                    List<Placed> all = Scratch.all(journal);
                    assertCoveredBy(all, original);
                    assertThat(((Entry.Call) all.getLast().entry()).record().requestId())
                            .isEqualTo("after");
                }
                assertThat(Verification.of(damaged.folder).findings()).isEmpty();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void damage(Scratch scratch, RandomGenerator random) throws IOException {
        List<Path> segments = scratch.segments();
        Path file = segments.get(random.nextInt(segments.size()));
        byte[] bytes = Files.readAllBytes(file);
        int at = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(1, 3000), bytes.length - at);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> java.util.Arrays.fill(bytes, at, at + length, (byte) 0);
            case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
            default -> {
                byte[] without = new byte[bytes.length - length];
                System.arraycopy(bytes, 0, without, 0, at);
                System.arraycopy(bytes, at + length, without, at, bytes.length - at - length);
                bytes = without;
            }
        }
        Files.write(file, bytes);
    }

    @Test
    void gap_read_isDeliveredNamedAndPassed() throws Exception {
        Scratch damaged = journalOf(6);
        Path file = damaged.segments().getFirst();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 10] ^= 1; // in the last
        bytes[Layout.HEAD + Layout.FRAME + 10] ^= 1; // and in the first
        Files.write(file, bytes);

        assertThat(repair(damaged))
                .anyMatch(line -> line.contains("entries 1 to 1 are lost"))
                .anyMatch(line -> line.contains("entries 6 to 6 are lost"));
        try (Journal journal = damaged.open();
                Follower follower = journal.follow("store")) {
            List<Placed> all = follower.read(100, Duration.ZERO);
            assertThat(all).extracting(Placed::sequence).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(all.getFirst().entry()).isInstanceOf(Entry.Gap.class);
            assertThat(all.getLast().entry()).isInstanceOf(Entry.Gap.class);
            follower.passed(6);
            assertThat(follower.read(100, Duration.ofMillis(1))).isEmpty();
        }
        byte[] kept = Files.readAllBytes(damaged.folder
                .resolve(Recovery.SET_ASIDE)
                .resolve(file.getFileName() + "." + Records.NOON.toEpochMilli() + ".damaged"));
        assertThat(kept).isEqualTo(bytes);
    }

    @Test
    void gap_ofManyAtTheEnd_doesNotMakeFollowersSpin() throws Exception {
        Scratch damaged = journalOf(6);
        Path file = damaged.segments().getFirst();
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), Layout.HEAD + 100));

        assertThat(repair(damaged)).anyMatch(line -> line.contains("entries 1 to 6 are lost"));
        try (Journal journal = damaged.open()) {
            assertThat(journal.durable()).isEqualTo(6);
            try (Follower own = journal.follow("store", 1)) { // has seen the gap's entry, and knows no more
                assertThat(own.read(10, Duration.ZERO)).isEmpty();
                assertThat(own.position()).isEqualTo(6);
                Scratch.append(journal, "after");
                assertThat(own.read(10, Duration.ZERO))
                        .extracting(Placed::sequence)
                        .containsExactly(7L);
            }
        }
    }
}
