package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.journal.Follower;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.journal.Placed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A real journal, and its entries as a sink gets them. */
public final class WrittenJournal implements AutoCloseable {
    private final Journal journal;
    private final Follower follower;

    public WrittenJournal(Path folder) throws IOException {
        JournalSettings settings = new JournalSettings(
                null,
                JournalSettings.Durability.BATCHED,
                null,
                new ByteSize(16 << 20),
                new ByteSize(2L << 30),
                JournalSettings.WhenFull.DROP_DELIVERED);
        journal = Journal.open(
                settings, folder, InstantSource.fixed(Instant.parse("2026-11-21T12:00:00Z")), System::nanoTime, _ -> {});
        follower = journal.follow("test");
    }

    public Journal journal() {
        return journal;
    }

    public UUID instance() {
        return journal.recovered().instance();
    }

    /** Appends these, and returns all entries that nobody took yet. */
    public List<Placed> append(CallRecord... calls) {
        for (CallRecord call : calls) {
            while (!journal.append(call)) {
                Thread.onSpinWait();
            }
        }
        return settle();
    }

    public List<Placed> settle() {
        CompletableFuture<Void> synced = new CompletableFuture<>();
        boolean _ = journal.lease("key:x", "2026-11", 1, fault -> {
            synced.complete(null);
        });
        synced.join();
        List<Placed> all = new ArrayList<>();
        try {
            for (List<Placed> some = read(); !some.isEmpty(); some = read()) {
                all.addAll(some);
                follower.passed(some.getLast().sequence());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return all;
    }

    private List<Placed> read() throws IOException {
        try {
            return follower.read(5000, Duration.ofMillis(1));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        follower.close();
        journal.close();
    }
}
