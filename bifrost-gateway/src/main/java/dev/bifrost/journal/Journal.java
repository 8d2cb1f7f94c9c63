package dev.bifrost.journal;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Target;
import dev.bifrost.journal.Inbox.Item;
import dev.bifrost.journal.Inbox.Until;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The outbox. Any thread may append: it never waits for the disk. One thread of the journal's own writes, syncs and calls
 * back. Nothing that was let in is lost while the process lives, whatever the disk does.
 */
public final class Journal implements Closeable {
    /** With so many entries waiting to be written no more calls are let in. */
    static final int MOST_WAITING = 8192;

    /** With so many, entries of calls under way are refused too. */
    private static final int MOST = 4 * MOST_WAITING;

    /** With so many bytes of attachments waiting no more calls are let in. */
    static final long MOST_ATTACHED = 64L << 20;

    private final Until untilRecorded;
    private final InstantSource clock;
    private final Consumer<String> notices;
    private final Recovered recovered;
    private final FolderLock lock;
    private final Segments segments;
    private final Room room;
    private final Inbox inbox;
    private final Pace pace;
    private final Writer writer;
    private final Followers followers;
    private final Thread thread;
    private volatile boolean refusing;

    /**
     * How far a follower is behind.
     *
     * @param entries that are safely on disk and were not passed
     * @param seconds the age of the oldest of them, at most since the start; 0 if there is none
     */
    public record Lag(String follower, long entries, long seconds) {}

    /**
     * Opens the journal in a folder, which is made if need be, and goes on where it ended.
     *
     * @param clock   for the times in leases, intents and corrections
     * @param notices is told, in sentences, what the operator should know; from any thread
     * @throws DamagedException if entries are not as they were written; the message says what to do
     * @throws IOException      if the folder can not be used, or another process has it; the message says what to do
     */
    public static Journal open(
            JournalSettings settings, Path dir, InstantSource clock, LongSupplier nanoTime, Consumer<String> notices)
            throws IOException {
        return open(settings, dir, clock, nanoTime, notices, Disk.real());
    }

    static Journal open(
            JournalSettings settings,
            Path dir,
            InstantSource clock,
            LongSupplier nanoTime,
            Consumer<String> notices,
            Disk disk)
            throws IOException {
        FolderLock lock = FolderLock.take(dir);
        boolean opened = false;
        try {
            Journal journal = new Journal(settings, dir, clock, nanoTime, notices, disk, lock);
            journal.thread.start();
            opened = true;
            return journal;
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    private Journal(
            JournalSettings settings,
            Path dir,
            InstantSource clock,
            LongSupplier nanoTime,
            Consumer<String> notices,
            Disk disk,
            FolderLock lock)
            throws IOException {
        Recovery recovery = new Recovery(dir, notices).run();
        this.untilRecorded = settings.durability().strict() ? Until.SYNCED : Until.WRITTEN;
        this.clock = clock;
        this.notices = notices;
        this.lock = lock;
        this.recovered = recovery.outcome();
        this.segments = new Segments(dir, recovery.segments());
        Tail tail = new Tail(disk, segments, recovered.instance(), recovered.last(), recovery.hash());
        Segment newest = segments.newest();
        if (newest == null) {
            tail.roll();
        } else {
            tail.goOn(newest, recovery.end());
        }
        StateFile state = new StateFile(disk, dir, recovered.instance(), recovered.last());
        this.followers = new Followers(segments, recovered.instance(), recovered.last(), nanoTime, notices);
        this.room = new Room(settings, segments, followers, disk);
        this.inbox = new Inbox();
        this.pace = new Pace(inbox);
        this.writer = new Writer(
                settings.segmentSize().bytes(),
                inbox,
                tail,
                room,
                recovery.outstanding(),
                state,
                followers,
                pace,
                nanoTime,
                notices);
        this.thread = Thread.ofPlatform().name("journal").daemon().unstarted(writer);
        if (!recovered.clean() || !recovered.unfinished().isEmpty()) {
            put(new Item(interruption(), null, Until.SYNCED));
        }
    }

    private Entry interruption() {
        return new Entry.Interruption(recovered.cutBytes(), recovered.unfinished(), clock.instant());
    }

    /** What was there when the journal was opened. */
    public Recovered recovered() {
        return recovered;
    }

    /** Appends a call's record; false if it is refused, which happens only long after {@link #accepting} said so. */
    public boolean append(CallRecord record) {
        return put(new Item(new Entry.Call(record), null, Until.WRITTEN));
    }

    /** The same; {@code done} is told when the record is on disk ({@code sync}) or with the system ({@code batched}). */
    public boolean append(CallRecord record, Done done) {
        return put(new Item(new Entry.Call(record), done, untilRecorded));
    }

    /**
     * The same with bytes that lie beside the record, whose SHA-256 it names.
     *
     * @param attachment at most 32 MB; belongs to the journal from now on. Null for none
     */
    public boolean append(CallRecord record, byte @Nullable [] attachment, Done done) {
        return put(new Item(new Entry.Call(record), attachment, done, untilRecorded));
    }

    /**
     * Says that a subject's keys are destroyed.
     *
     * @param done is told when it is on disk, whatever the durability
     */
    public boolean erasure(String subject, String by, String reason, Instant time, List<String> keys, Done done) {
        return put(new Item(new Entry.Erasure(subject, by, reason, time, keys), done, Until.SYNCED));
    }

    /**
     * Says that somebody is about to be shown a call's content.
     *
     * @param done is told when it is on disk, whatever the durability
     */
    public boolean contentRead(String requestId, String by, Done done) {
        return put(new Item(new Entry.ContentRead(requestId, by, clock.instant()), done, Until.SYNCED));
    }

    /** Says that a client did not get the end of a call whose record may say that it did. */
    public boolean withheld(String requestId) {
        return put(new Item(new Entry.Withheld(requestId, clock.instant()), _ -> {}, Until.SYNCED));
    }

    /**
     * Says that a call is about to be sent.
     *
     * @param bodyHash of the request's body, hexadecimal digits
     * @param done     is told as for {@link #append(CallRecord, Done)}
     */
    public boolean intent(String requestId, Target target, String bodyHash, Done done) {
        return put(new Item(new Entry.Intent(requestId, target, bodyHash, clock.instant()), done, untilRecorded));
    }

    /**
     * Sets the ceiling of a budget account in a period; 0 gives it up, which must be done when the period is over, or it is
     * kept for ever.
     *
     * @param done is told when it is on disk, whatever the durability
     */
    public boolean lease(String account, String period, long nanoDollars, Done done) {
        return put(new Item(new Entry.Lease(account, period, nanoDollars, clock.instant()), done, Until.SYNCED));
    }

    /**
     * Changes what an owner has spent.
     *
     * @param bucket      the moment at which the money counts as spent
     * @param nanoDollars what is added; negative for a credit
     * @param refersTo    the request id that is corrected; null if it is no single call
     * @param done        is told when it is on disk, whatever the durability
     */
    public boolean correction(
            String owner, Instant bucket, long nanoDollars, String reason, @Nullable String refersTo, Done done) {
        Entry entry = new Entry.Correction(owner, bucket, nanoDollars, reason, refersTo, clock.instant());
        return put(new Item(entry, done, Until.SYNCED));
    }

    /**
     * Signs the hash of the entry that is last when this is written.
     *
     * @param done is told when it is on disk, whatever the durability
     */
    public boolean seal(Signer signer, Done done) {
        Inbox.Making making = (instance, sequence, hash) -> {
            String hex = HexFormat.of().formatHex(hash);
            Entry.Seal unsigned = new Entry.Seal(sequence, hex, clock.instant(), signer.key(), "");
            String signature = Base64.getEncoder().encodeToString(signer.sign(unsigned.signed(instance)));
            return new Entry.Seal(sequence, hex, unsigned.time(), signer.key(), signature);
        };
        return put(new Item(making, done, Until.SYNCED));
    }

    private boolean put(Item item) {
        if (inbox.put(item, MOST)) {
            pace.wake(item.done() != null);
            if (refusing && inbox.length() < MOST_WAITING) {
                refusing = false;
            }
            return true;
        }
        if (!refusing) {
            refusing = true;
            notices.accept("the journal refuses entries: " + (writer.closing() ? "it is closed" : reason()));
        }
        item.tell(
                new IOException("the journal takes no more entries"),
                mishap -> notices.accept("journal: a callback failed: " + mishap));
        return false;
    }

    /**
     * Follows from where the follower of this name was when its cursor was last kept; a new one from the oldest entry.
     *
     * @param name lower-case letters, digits, {@code _}, {@code .} and {@code -}
     */
    public Follower follow(String name) throws IOException {
        return followers.follow(name);
    }

    /**
     * Follows from where the follower itself says it is.
     *
     * @param after the last entry it has done with; 0 for none. It belongs to this {@link Recovered#instance}
     */
    public Follower follow(String name, long after) throws IOException {
        return followers.follow(name, after);
    }

    /** Forgets a follower that will not come back, so that nothing is kept for it. */
    public void forget(String name) throws IOException {
        followers.forget(name);
    }

    /** Who has followed and may come back. */
    public List<Lag> followers() {
        return followers.lags();
    }

    /** False if no more calls may be let in, because their records might have no place. */
    public boolean accepting() {
        return writer.trouble() == null
                && !room.full()
                && inbox.length() < MOST_WAITING
                && inbox.attached() <= MOST_ATTACHED
                && !writer.closing();
    }

    /** Why {@link #accepting} is false, in a sentence. */
    public String reason() {
        IOException trouble = writer.trouble();
        if (trouble != null) {
            return "the journal can not be written: " + trouble.getMessage();
        }
        if (room.full()) {
            return room.reason();
        }
        if (inbox.attached() > MOST_ATTACHED) {
            return (inbox.attached() >> 20) + " MB of content wait to be written";
        }
        return writer.closing() ? "the journal is closed" : inbox.length() + " entries wait to be written";
    }

    /** Entries that are not yet written. */
    public int queued() {
        return inbox.length();
    }

    /** Bytes that are written and not yet safely on disk. */
    public int unsyncedBytes() {
        return writer.unsynced();
    }

    /** The last entry that is safely on disk. */
    public long durable() {
        return followers.durable();
    }

    /** Failures to write, sync or call back, since the start. */
    public long errors() {
        return writer.errors();
    }

    /** What all segments take, in bytes. */
    public long diskUsed() {
        return segments.closedBytes() + writer.tailSize();
    }

    public int segments() {
        return segments.count();
    }

    /** How long the last sync took. */
    public long lastSyncNanos() {
        return writer.lastSync();
    }

    /** Writes and syncs everything, waiting up to five seconds for a disk that fails, and lets go of the folder. */
    @Override
    public void close() throws IOException {
        writer.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        followers.close();
        lock.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
