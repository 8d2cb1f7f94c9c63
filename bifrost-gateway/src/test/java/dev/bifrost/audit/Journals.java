package dev.bifrost.audit;

import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.journal.Records;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;

/** Journals for sinks to follow. */
final class Journals {
    private Journals() {}

    static Journal open(Path folder) throws IOException {
        return Journal.open(JournalSettings.standard(), folder, InstantSource.system(), System::nanoTime, notice -> {});
    }

    /** Appends calls {@code PREFIX0}, {@code PREFIX1}, …, and returns when they are safely on disk. */
    static void append(Journal journal, String prefix, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            journal.append(Records.of(prefix + i));
        }
        settle(journal);
    }

    /** A lease is synced with all that came before it. */
    private static void settle(Journal journal) throws InterruptedException {
        CountDownLatch synced = new CountDownLatch(1);
        journal.lease("key:test", "p", 1, fault -> synced.countDown());
        synced.await();
    }
}
