package dev.bifrost.app;

import dev.bifrost.audit.ArchiveSink;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.audit.CallLog;
import dev.bifrost.audit.Feed;
import dev.bifrost.audit.Sink;
import dev.bifrost.audit.SinkSettings;
import dev.bifrost.journal.Journal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The sinks of a configuration, each fed from the journal. Where none of them can be asked about calls, a bounded database of
 * the gateway's own is one more.
 */
final class AuditTrail implements AutoCloseable {
    private final List<Feed> feeds = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final @Nullable CallDatabase calls;

    /**
     * Registers every sink with the journal, and reaches those that are required.
     *
     * @param data   the folder for what the gateway keeps
     * @param stdout takes whole lines
     * @throws IOException if a required sink can not be used, or an archive has no lock; the message says why
     */
    AuditTrail(
            AuditSettings settings,
            Path data,
            Journal journal,
            InstantSource clock,
            LongSupplier nanoTime,
            OutputStream stdout,
            Consumer<String> notices)
            throws IOException, InterruptedException {
        boolean opened = false;
        try {
            Sinks sinks = new Sinks(settings, data, clock, nanoTime, stdout, notices);
            CallDatabase askable = null;
            for (SinkSettings each : settings.sinks()) {
                Sink sink = sinks.of(each);
                requireLock(each, sink);
                Feed feed = add(sink, journal, clock, notices);
                if (askable == null && sink instanceof CallDatabase database) {
                    askable = database;
                }
                if (Boolean.TRUE.equals(each.required())) {
                    feed.require();
                }
            }
            if (askable == null && settings.keepsCalls()) {
                CallLog own = new CallLog(data.resolve(CallLog.FILE), settings, clock);
                add(own, journal, clock, notices);
                askable = own;
            }
            if (!names.contains(CallLog.NAME) && Files.exists(data.resolve(CallLog.FILE))) {
                notices.accept(data.resolve(CallLog.FILE)
                        + " is left from before and not used any more: nothing is written to it, and nothing in it "
                        + "expires; delete it, with its -wal and -shm, when nobody needs it");
            }
            calls = askable;
            forget(journal, notices);
            opened = true;
        } finally {
            if (!opened) {
                close();
            }
        }
    }

    /** What a bucket without Object Lock was given could be deleted, so not even a start is tried with it. */
    private static void requireLock(SinkSettings settings, Sink sink) throws IOException, InterruptedException {
        String why = sink instanceof ArchiveSink archive ? archive.unlocked() : null;
        if (why != null) {
            sink.close();
            throw new IOException("the sink '" + settings.named() + "': " + why);
        }
    }

    private Feed add(Sink sink, Journal journal, InstantSource clock, Consumer<String> notices) throws IOException {
        Feed feed = new Feed(sink, journal, clock, notices);
        feeds.add(feed);
        names.add(sink.name());
        return feed;
    }

    /** Who is not in the configuration any more never passes an entry: for him the journal would keep all until it is full. */
    private void forget(Journal journal, Consumer<String> notices) throws IOException {
        for (Journal.Lag each : journal.followers()) {
            if (Feed.isLeft(each.follower(), names)) {
                journal.forget(each.follower());
                notices.accept("the journal keeps nothing any more for '" + each.follower()
                        + "', which is not configured; it had not taken " + each.entries() + " entries");
            }
        }
    }

    /** What can be asked about calls: the first sink that can, else the gateway's own database; null if neither is. */
    @Nullable
    CallDatabase calls() {
        return calls;
    }

    void start() {
        feeds.forEach(Feed::start);
    }

    /** Of the sink of this name; null if it is null. */
    @Nullable
    Feed feed(@Nullable String name) {
        return name == null ? null : feeds.get(names.indexOf(name));
    }

    /** How every sink is. */
    List<Feed.State> states() {
        return feeds.stream().map(Feed::state).toList();
    }

    /** Brings over what is in the journal by now, all sinks at the same time, for some seconds at most. */
    @Override
    public void close() {
        List<Thread> closing = feeds.stream()
                .map(feed -> Thread.ofVirtual().name("close").start(feed::close))
                .toList();
        boolean interrupted = false;
        for (Thread each : closing) {
            try {
                each.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
