package dev.bifrost.journal;

import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The queue in front of the writer: any thread puts in, the writer alone takes out. Putting in never waits and makes one
 * object. After Dmitry Vyukov's intrusive MPSC queue.
 */
final class Inbox {
    private final AtomicReference<Item> newest;
    private final AtomicInteger length = new AtomicInteger();
    private final AtomicLong attached = new AtomicLong();
    private Item oldest; // already taken

    /** Added to the length when no more are let in. */
    private static final int CLOSED = 1 << 30;

    /** What somebody waits for. */
    enum Until {
        WRITTEN,
        SYNCED
    }

    /** Makes an entry that says something of the one before it. */
    @FunctionalInterface
    interface Making {
        Entry after(UUID instance, long sequence, byte[] hash);
    }

    /** What is to be written, and who waits for it. */
    static final class Item {
        private final @Nullable Entry entry;
        private final @Nullable Making making;
        private final byte @Nullable [] attachment;
        private final @Nullable Done done;
        private final Until until;
        private volatile @Nullable Item next;

        Item(@Nullable Entry entry, @Nullable Done done, Until until) {
            this(entry, null, done, until);
        }

        /** One that is made when it is written. */
        Item(Making making, @Nullable Done done, Until until) {
            this(null, making, null, done, until);
        }

        Item(@Nullable Entry entry, byte @Nullable [] attachment, @Nullable Done done, Until until) {
            this(entry, null, attachment, done, until);
        }

        private Item(
                @Nullable Entry entry,
                @Nullable Making making,
                byte @Nullable [] attachment,
                @Nullable Done done,
                Until until) {
            this.entry = entry;
            this.making = making;
            this.attachment = attachment;
            this.done = done;
            this.until = until;
        }

        /** Null if there is none. */
        byte @Nullable [] attachment() {
            return attachment;
        }

        int attachedBytes() {
            return attachment == null ? 0 : attachment.length;
        }

        /** What is to be written after this. */
        Entry after(Tail tail) {
            Entry present = entry;
            if (making != null) {
                return making.after(tail.instance(), tail.sequence(), tail.hash());
            }
            if (present == null) {
                throw new IllegalStateException("the first item of the queue stands for none");
            }
            return present;
        }

        @Nullable
        Done done() {
            return done;
        }

        Until until() {
            return until;
        }

        /** The same when its waiting party has been told. */
        Item told() {
            return done == null ? this : new Item(entry, making, attachment, null, until);
        }

        void tell(@Nullable IOException fault, java.util.function.Consumer<Throwable> mishaps) {
            if (done != null) {
                try {
                    done.done(fault);
                } catch (RuntimeException e) {
                    mishaps.accept(e);
                }
            }
        }
    }

    Inbox() {
        oldest = new Item((Entry) null, null, Until.WRITTEN);
        newest = new AtomicReference<>(oldest);
    }

    /** Lets no more in. What was let in before is still counted, even if it can not be taken yet. */
    void close() {
        length.updateAndGet(count -> count >= CLOSED ? count : count + CLOSED);
    }

    /** False if there are already {@code most} of them, or if it is closed. */
    boolean put(Item item, int most) {
        if (length.incrementAndGet() > most) {
            length.decrementAndGet();
            return false;
        }
        attached.addAndGet(item.attachedBytes());
        newest.getAndSet(item).next = item;
        return true;
    }

    /** The oldest; null if there is none yet. It counts until {@link #done}. */
    @Nullable
    Item take() {
        Item next = oldest.next;
        if (next == null) {
            return null;
        }
        oldest.next = null; // else a chain through old generations keeps the collector busy
        oldest = next;
        return next;
    }

    /** That many of those taken, with so many bytes attached, are in the writer's own buffer. */
    void done(int count, long bytes) {
        length.addAndGet(-count);
        attached.addAndGet(-bytes);
    }

    /** Bytes of attachments that were put in and are not yet {@link #done}. */
    long attached() {
        return attached.get();
    }

    boolean isEmpty() {
        return oldest.next == null;
    }

    /** How many were put in and are not yet {@link #done}. */
    int length() {
        return length.get() & (CLOSED - 1);
    }
}
