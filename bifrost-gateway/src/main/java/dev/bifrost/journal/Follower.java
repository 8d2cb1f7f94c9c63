package dev.bifrost.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the journal in order, from any thread that may block; one at a time. What was read and not {@link #passed} is read
 * again, so everything arrives at least once.
 */
public final class Follower implements Closeable {
    private static final int MOST_BYTES = 1 << 20;
    private static final long SAVE_EVERY = 1_000_000_000;

    private final String name;
    private final UUID instance;
    private final Segments segments;
    private final Followers followers;
    private final Cursor cursor;
    private final LongSupplier nanoTime;
    private final Runnable onClose;
    private final ReentrantLock reading = new ReentrantLock();
    private SegmentReader.@Nullable Position position;
    private @Nullable SegmentReader reader;
    private final AtomicLong missed = new AtomicLong();
    private volatile long gapTo; // of the gap read last
    private volatile long gapFrom;
    private volatile long lastSaved;

    Follower(
            String name,
            UUID instance,
            Segments segments,
            Followers followers,
            Cursor cursor,
            LongSupplier nanoTime,
            Runnable onClose) {
        this.name = name;
        this.instance = instance;
        this.segments = segments;
        this.followers = followers;
        this.cursor = cursor;
        this.nanoTime = nanoTime;
        this.onClose = onClose;
        this.lastSaved = nanoTime.getAsLong();
    }

    public String name() {
        return name;
    }

    /** The last entry that was passed; 0 if there is none. */
    public long position() {
        return cursor.passed();
    }

    /** Entries that were deleted before this follower could read them, because it was not known then. */
    public long missed() {
        return missed.get();
    }

    /**
     * The entries after the last that was passed, as far as they are safely on disk; about a megabyte at most.
     *
     * @param most how many
     * @param wait how long to wait if there is none
     * @return empty if there is still none, or the journal is closed
     * @throws DamagedException if the next entry is not as it was written
     */
    public List<Placed> read(int most, Duration wait) throws IOException, InterruptedException {
        return read(cursor.passed(), most, wait);
    }

    /**
     * The same, after an entry that was read and not yet passed.
     *
     * @param after the last that was read; what was passed since counts too
     */
    public List<Placed> read(long after, int most, Duration wait) throws IOException, InterruptedException {
        long last = Math.max(after == gapFrom ? gapTo : after, cursor.passed());
        followers.await(last, wait.toNanos());
        reading.lockInterruptibly();
        try {
            return read(last, most);
        } catch (ClosedByInterruptException e) {
            InterruptedException interrupted = new InterruptedException("while reading the journal");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            reading.unlock();
        }
    }

    private List<Placed> read(long after, int most) throws IOException {
        List<Placed> batch = new ArrayList<>();
        int bytes = 0;
        long end = followers.durable();
        boolean whole = false;
        try {
            seek(after + 1);
            while (batch.size() < most && bytes < MOST_BYTES) {
                Frame frame = next(end);
                if (frame == null) {
                    break;
                }
                bytes += frame.payload().length;
                batch.add(new Placed(instance, frame));
                if (position != null && position.sequence() > frame.sequence() + 1) {
                    gapFrom = frame.sequence();
                    gapTo = position.sequence() - 1;
                    break;
                }
            }
            whole = true;
            return batch;
        } catch (DamagedException e) {
            if (batch.isEmpty()) {
                throw e;
            }
            return batch; // what is before the damage is good; the damage is met again
        } finally {
            if (!whole) {
                closeReader();
            }
        }
    }

    /** Goes to an entry, unless it stands there already. */
    private void seek(long sequence) throws IOException {
        if (reader != null && position != null && position.sequence() == sequence) {
            return;
        }
        closeReader();
        long first = segments.first();
        long from = sequence;
        if (sequence < first) {
            missed.addAndGet(first - sequence);
            cursor.pass(first - 1);
            from = first;
        }
        if (from > followers.durable()) {
            return;
        }
        Segment segment = segments.holding(from);
        if (segment == null) {
            throw new IOException("no segment holds entry " + from);
        }
        open(segment, new SegmentReader.Position(segment.first(), null, instance));
        skipTo(from);
    }

    private void skipTo(long sequence) throws IOException {
        SegmentReader.Position at = position;
        SegmentReader in = reader;
        while (at != null && in != null && at.sequence() < sequence) {
            if (in.next() == null) {
                return; // a gap ends the segment
            }
        }
        if (at != null && at.sequence() > sequence) {
            cursor.pass(at.sequence() - 1); // the owner of the cursor has seen the gap
        }
    }

    private @Nullable Frame next(long end) throws IOException {
        SegmentReader.Position at = position;
        SegmentReader in = reader;
        if (at == null || in == null || at.sequence() > end) {
            return null;
        }
        Frame frame = in.next();
        if (frame != null) {
            return frame;
        }
        Segment segment = segments.holding(at.sequence());
        if (segment == null || segment.first() != at.sequence()) {
            throw new IOException("no segment holds entry " + at.sequence());
        }
        open(segment, at);
        SegmentReader opened = reader;
        return opened == null ? null : opened.next();
    }

    private void open(Segment segment, SegmentReader.Position at) throws IOException {
        if (reader != null) {
            reader.close();
        }
        SegmentReader opened;
        try {
            opened = new SegmentReader(segment.file(), at);
        } catch (NoSuchFileException e) {
            segments.refresh();
            throw e;
        }
        reader = opened;
        position = at;
        SegmentHead head = opened.head();
        if (head == null || !head.instance().equals(instance) || head.first() != segment.first()) {
            throw new DamagedException(
                    "the journal is damaged:",
                    List.of(new Finding(segment.file(), 0, "the head of the segment is damaged")));
        }
        if (at.previous() == null) {
            at.to(head);
        }
    }

    /**
     * Everything up to this entry is done with; it is not read again and may be deleted. Keeps that in a file now and then,
     * so after a crash the last second may be read again unless the follower keeps its own cursor.
     */
    public void passed(long sequence) throws IOException {
        if (sequence > followers.durable()) {
            throw new IllegalArgumentException("entry " + sequence + " was never read");
        }
        cursor.pass(sequence == gapFrom ? gapTo : sequence);
        long now = nanoTime.getAsLong();
        if (now - lastSaved >= SAVE_EVERY) {
            lastSaved = now;
            cursor.save();
        }
    }

    /** Stops reading. The journal still keeps what the follower has not passed, for when it comes back. */
    @Override
    public void close() throws IOException {
        reading.lock();
        try {
            closeReader();
        } finally {
            reading.unlock();
        }
        onClose.run();
        cursor.save();
    }

    private void closeReader() throws IOException {
        SegmentReader open = reader;
        reader = null;
        position = null;
        if (open != null) {
            open.close();
        }
    }
}
