package dev.bifrost.app;

import dev.bifrost.audit.Feed;
import dev.bifrost.journal.Journal;
import dev.bifrost.telemetry.metrics.Family;
import dev.bifrost.telemetry.metrics.Samples;
import dev.bifrost.telemetry.metrics.Source;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** How what is kept of calls is kept: the journal, who follows it, and the store. */
final class JournalGauges implements Source {
    private final Journal journal;
    private final Supplier<List<Feed.State>> sinks;
    private final BooleanSupplier store;

    /** {@code store}: whether it can be reached. */
    JournalGauges(Journal journal, Supplier<List<Feed.State>> sinks, BooleanSupplier store) {
        this.journal = journal;
        this.sinks = sinks;
        this.store = store;
    }

    @Override
    public void read(Samples to) {
        to.add(Family.JOURNAL_QUEUED_ENTRIES, journal.queued());
        to.add(Family.JOURNAL_UNSYNCED_BYTES, journal.unsyncedBytes());
        to.add(Family.JOURNAL_DISK_BYTES, journal.diskUsed());
        to.add(Family.JOURNAL_SEGMENTS, journal.segments());
        to.add(Family.JOURNAL_ENTRIES, journal.durable());
        to.add(Family.JOURNAL_LAST_SYNC_SECONDS, journal.lastSyncNanos() / 1e9);
        to.add(Family.JOURNAL_ERRORS, journal.errors());
        to.add(Family.JOURNAL_REFUSING, !journal.accepting());
        for (Journal.Lag lag : journal.followers()) {
            to.add(Family.JOURNAL_LAG_ENTRIES, lag.entries(), lag.follower());
            to.add(Family.JOURNAL_LAG_SECONDS, lag.seconds(), lag.follower());
        }
        for (Feed.State sink : sinks.get()) {
            to.add(Family.SINK_UP, sink.trouble() == null, sink.name());
            to.add(Family.SINK_LAG_ENTRIES, sink.lagEntries(), sink.name());
            to.add(Family.SINK_LAG_SECONDS, sink.lagSeconds(), sink.name());
            to.add(Family.SINK_ENTRIES, sink.kept(), sink.name());
            to.add(Family.SINK_RETRIES, sink.retries(), sink.name());
            to.add(Family.SINK_DEAD_LETTERS, sink.deadLetters(), sink.name());
        }
        to.add(Family.STORE_UP, store.getAsBoolean());
    }
}
