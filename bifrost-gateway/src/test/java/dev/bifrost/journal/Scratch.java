package dev.bifrost.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.journal.JournalSettings.Durability;
import dev.bifrost.journal.JournalSettings.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A journal's folder, and what tests do with it. */
final class Scratch {
    final Path folder;
    final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    JournalSettings settings = settings(Durability.SYNC, 1 << 20, 64 << 20, WhenFull.DROP_DELIVERED);

    Scratch(Path folder) {
        this.folder = folder;
    }

    static JournalSettings settings(Durability durability, long segment, long disk, WhenFull whenFull) {
        return new JournalSettings(
                null,
                durability,
                durability == Durability.SINK ? "house" : null,
                new ByteSize(segment),
                new ByteSize(disk),
                whenFull);
    }

    Journal open() throws IOException {
        return open(Disk.real());
    }

    Journal open(Disk disk) throws IOException {
        return Journal.open(settings, folder, InstantSource.fixed(Records.NOON), System::nanoTime, notices::add, disk);
    }

    /** Appends and waits until it is as safe as the settings say. */
    static void append(Journal journal, String... ids) {
        CompletableFuture<?>[] all = Stream.of(ids)
                .map(id -> {
                    var done = new CompletableFuture<Void>();
                    journal.append(Records.of(id), into(done));
                    return done;
                })
                .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(all).orTimeout(20, TimeUnit.SECONDS).join();
    }

    static void lease(Journal journal, String account, String period, long nanoDollars) {
        var done = new CompletableFuture<Void>();
        journal.lease(account, period, nanoDollars, into(done));
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }

    static Done into(CompletableFuture<Void> done) {
        return fault -> {
            if (fault == null) {
                done.complete(null);
            } else {
                done.completeExceptionally(fault);
            }
        };
    }

    /** Every entry, by a follower of its own that passes nothing. */
    static List<Placed> all(Journal journal) throws IOException, InterruptedException {
        List<Placed> all = new ArrayList<>();
        try (Follower follower = journal.follow("reader", 0)) {
            while (follower.position() < journal.durable()) {
                List<Placed> batch = follower.read(1000, Duration.ZERO);
                all.addAll(batch);
                follower.passed(batch.getLast().sequence());
            }
        }
        journal.forget("reader");
        return all;
    }

    /** The ids of all calls, in order. */
    static List<String> calls(Journal journal) throws IOException, InterruptedException {
        return all(journal).stream()
                .map(Placed::entry)
                .filter(Entry.Call.class::isInstance)
                .map(entry -> ((Entry.Call) entry).record().requestId())
                .toList();
    }

    List<Path> segments() throws IOException {
        return Segment.list(folder).stream().map(Segment::file).toList();
    }

    /** What a crash leaves: the files as they are now, in another folder. */
    Scratch crashed(Path to) throws IOException {
        Files.createDirectories(to);
        for (Path file : segments()) {
            Files.copy(file, to.resolve(file.getFileName()));
        }
        Files.copy(folder.resolve(Mark.FILE), to.resolve(Mark.FILE));
        Scratch copy = new Scratch(to);
        copy.settings = settings;
        return copy;
    }

    /** Where each frame of a segment begins, and the file's end. */
    static List<Long> frames(Path segment) throws IOException {
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
    static void provenUpTo(Scratch scratch, long sequence) throws IOException {
        Mark mark = Mark.read(scratch.folder);
        assertThat(mark).isNotNull();
        Files.write(scratch.folder.resolve(Mark.FILE), new Mark(mark.instance(), sequence, false).bytes());
    }

    static void cut(Path file, long length) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) length));
    }

    static void flip(Path file, int at, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= (byte) (1 << bit);
        Files.write(file, bytes);
    }

    static String[] ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "r" + i).toArray(String[]::new);
    }
}
