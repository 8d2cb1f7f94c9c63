package dev.bifrost.journal;

import dev.bifrost.journal.Inbox.Item;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The one thread that writes. What it can not write it keeps, and tries again. */
final class Writer implements Runnable {
    /** Data lie unsynced for no longer, plus what the device takes; leaves 10 ms for that of the 50 ms promised. */
    static final long SYNC_AFTER = 40_000_000;

    private static final int MOST_UNSYNCED = 1 << 20;
    private static final long FIRST_RETRY = 100_000_000;
    private static final long LAST_RETRY = 1_000_000_000;
    private static final long PATIENCE = 5_000_000_000L;
    private static final long IDLE = 1_000_000_000;

    private final long segmentSize;
    private final Inbox inbox;
    private final Tail tail;
    private final Room room;
    private final Outstanding outstanding;
    private final StateFile state;
    private final Followers followers;
    private final Pace pace;
    private final LongSupplier nanoTime;
    private final Consumer<String> notices;
    private final Waiting waiting;
    private final ArrayDeque<Item> held = new ArrayDeque<>(); // taken while nothing could be written
    private final AtomicLong errors = new AtomicLong();

    private long unsyncedSince;
    private long
            checkpointed; // the last entry of the last checkpoint; once it is synced, older segments are not needed
    private long retryAt;
    private long retryAfter = FIRST_RETRY;
    private long checkpointEnd; // in its segment
    private volatile @Nullable IOException trouble;
    private volatile boolean closing;
    private volatile boolean closed;
    private long giveUpAt;
    private volatile long lastSync;
    private volatile int unsynced;
    private volatile long tailSize;

    Writer(
            long segmentSize,
            Inbox inbox,
            Tail tail,
            Room room,
            Outstanding outstanding,
            StateFile state,
            Followers followers,
            Pace pace,
            LongSupplier nanoTime,
            Consumer<String> notices) {
        this.segmentSize = segmentSize;
        this.inbox = inbox;
        this.tail = tail;
        this.tailSize = tail.size();
        this.room = room;
        this.outstanding = outstanding;
        this.state = state;
        this.followers = followers;
        this.pace = pace;
        this.nanoTime = nanoTime;
        this.notices = notices;
        this.waiting = new Waiting(mishap -> {
            errors.incrementAndGet();
            notices.accept("journal: a callback failed: " + mishap);
        });
    }

    @Override
    public void run() {
        while (!closed) {
            boolean last = closing;
            step();
            if (last) {
                end();
            } else {
                pace.rest(nanoTime.getAsLong(), restFor());
            }
        }
    }

    private void step() {
        try {
            if (trouble == null || nanoTime.getAsLong() - retryAt >= 0 || closing) {
                work();
                back();
            } else {
                hold();
            }
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(new IOException("the journal's own error: " + e, e));
        }
    }

    private void work() throws IOException {
        do {
            if (!roomInSegment()) {
                roll();
            }
            encode();
            room.check(tail.size(), tail.synced() >= checkpointed);
            tail.flush();
            unsynced = tail.unsynced();
            tailSize = tail.size();
            waiting.written();
            if (syncDue()) {
                sync();
            }
        } while (!held.isEmpty() || !inbox.isEmpty());
    }

    private void roll() throws IOException {
        sync();
        tail.roll();
        outstanding.checkpoints().forEach(checkpoint -> tail.add(checkpoint, null));
        checkpointed = tail.sequence();
        checkpointEnd = tail.size();
        sync();
    }

    /** Checkpoints shall be a quarter of the journal at most, however many leases there are. */
    private boolean roomInSegment() {
        return tail.size() < Math.max(segmentSize, 4 * checkpointEnd);
    }

    private void encode() {
        int count = 0;
        long attached = 0;
        boolean wasEmpty = tail.unsynced() == 0;
        try {
            while (tail.unsynced() < MOST_UNSYNCED && roomInSegment()) {
                Item item = held.isEmpty() ? inbox.take() : held.poll();
                if (item == null) {
                    break;
                }
                encode(item);
                count++;
                attached += item.attachedBytes();
            }
        } finally {
            inbox.done(count, attached);
        }
        if (count > 0) {
            long now = nanoTime.getAsLong();
            pace.busy(now);
            if (wasEmpty) {
                unsyncedSince = now;
            }
        }
    }

    private void encode(Item item) {
        Entry entry;
        try {
            entry = item.after(tail);
            tail.add(entry, item.attachment());
        } catch (RuntimeException e) {
            errors.incrementAndGet();
            notices.accept("an entry can not be written to the journal and is lost: " + e);
            waiting.refuse(item, new IOException("the entry can not be written", e));
            return;
        } catch (Error e) {
            held.addFirst(item);
            throw e;
        }
        outstanding.apply(entry);
        waiting.add(item);
    }

    private boolean syncDue() {
        return tail.unsynced() > 0
                && (waiting.forSync()
                        || closing
                        || tail.unsynced() >= MOST_UNSYNCED
                        || nanoTime.getAsLong() - unsyncedSince >= SYNC_AFTER);
    }

    private void sync() throws IOException {
        if (tail.unsynced() > 0) {
            long start = nanoTime.getAsLong();
            tail.sync();
            lastSync = nanoTime.getAsLong() - start;
            unsynced = 0;
            note();
            followers.publish(tail.synced());
        }
        waiting.synced();
    }

    private void note() {
        try {
            state.reached(tail.synced());
        } catch (IOException e) {
            errors.incrementAndGet(); // only recovery after a damage would know less
        }
    }

    /** While nothing can be written: whoever waits is told, what came is kept. */
    private void hold() {
        IOException fault = trouble;
        for (Item item = inbox.take(); item != null && fault != null; item = inbox.take()) {
            waiting.refuse(item, fault);
            held.add(item.told());
        }
    }

    private void failed(IOException e) {
        errors.incrementAndGet();
        if (trouble == null) {
            notices.accept("the journal can not be written, so no more calls are let in: " + e);
        }
        trouble = e;
        retryAt = nanoTime.getAsLong() + retryAfter;
        retryAfter = Math.min(retryAfter * 2, LAST_RETRY);
        tail.distrust();
        waiting.failed(e);
        hold();
    }

    private void back() {
        if (trouble != null && tail.unsynced() == 0) {
            trouble = null;
            retryAfter = FIRST_RETRY;
            notices.accept("the journal can be written again; nothing was lost");
        }
    }

    private long restFor() {
        long now = nanoTime.getAsLong();
        if (trouble != null) {
            return Math.max(1, retryAt - now);
        }
        if (tail.unsynced() > 0) {
            return Math.max(1, unsyncedSince + SYNC_AFTER - now);
        }
        return room.full() ? FIRST_RETRY : IDLE;
    }

    private void end() {
        if (trouble == null && inbox.length() == 0 && tail.unsynced() == 0) {
            closed = true;
            try {
                state.close(tail.synced());
                tail.close();
            } catch (IOException e) {
                notices.accept("the journal is whole, but could not be closed as usual: " + e);
            }
        } else if (nanoTime.getAsLong() - giveUpAt >= 0) {
            closed = true;
            notices.accept("the journal is closed without its last entries, " + inbox.length() + " and "
                    + tail.unsynced() + " bytes, which are lost: " + trouble);
        } else {
            pace.rest(nanoTime.getAsLong(), FIRST_RETRY / 10);
        }
    }

    /** Asks the thread to write what there is and to end. */
    void close() {
        inbox.close();
        giveUpAt = nanoTime.getAsLong() + PATIENCE;
        closing = true;
        pace.wake(true);
    }

    /** Why entries are not written; null if they are. */
    @Nullable
    IOException trouble() {
        return trouble;
    }

    long errors() {
        return errors.get();
    }

    long lastSync() {
        return lastSync;
    }

    int unsynced() {
        return unsynced;
    }

    /** Bytes of the segment that is being written. */
    long tailSize() {
        return tailSize;
    }

    boolean closing() {
        return closing;
    }
}
