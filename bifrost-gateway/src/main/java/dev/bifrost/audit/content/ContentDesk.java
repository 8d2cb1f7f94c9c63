package dev.bifrost.audit.content;

import dev.bifrost.api.CallRecord;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what calls ask and are answered until they are over; then takes out what must not be kept, and encrypts the rest,
 * shows it, or both. Never on an event loop. It holds only so much at a time, and says so before a call is taken.
 */
public final class ContentDesk implements AutoCloseable {
    static final long MOST_HELD = 64L << 20;
    /** From here on nothing more is kept of calls that were let in before; they are only hashed. */
    static final long MOST_KEPT = 2 * MOST_HELD;
    /** From here on they are not even hashed, so nothing of them waits. */
    static final long MOST_EVER = 3 * MOST_HELD;

    private static final long AFTER_TROUBLE = Duration.ofSeconds(1).toNanos();
    private static final int TRIES = 20;
    private static final long PAUSE = 250;
    private static final long GOODBYE = 15;

    private final long most;
    private final Redactor redactor;
    private final Subjects subjects;
    private final @Nullable ContentKeys keys;
    private final Supplier<Mac> hash;
    private final LongSupplier nanoTime;
    private final Consumer<String> notices;
    private final AtomicLong held = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final Semaphore atOnce =
            new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private final Semaphore stopped = new Semaphore(0);
    private final Semaphore sealed = new Semaphore(0);
    private volatile @Nullable Trouble trouble;

    private record Trouble(String what, long until) {}

    /** Takes a record with what is kept, and what is kept itself; null if that is nothing. */
    public interface Sealed {
        void with(CallRecord record, byte @Nullable [] attachment);
    }

    /**
     * @param most    bytes that are kept of each side of a call
     * @param keys    null if nothing can be encrypted, only shown
     * @param hash    makes what answers are fingerprinted with
     * @param notices takes what the operator should know
     */
    public ContentDesk(
            long most,
            Redactor redactor,
            Subjects subjects,
            @Nullable ContentKeys keys,
            Supplier<Mac> hash,
            LongSupplier nanoTime,
            Consumer<String> notices) {
        this.most = most;
        this.redactor = redactor;
        this.subjects = subjects;
        this.keys = keys;
        this.hash = hash;
        this.nanoTime = nanoTime;
        this.notices = notices;
    }

    /** Why no more calls can be taken whose content must be kept; null if they can. */
    public @Nullable String closed() {
        if (keys == null) {
            return "no key is configured under which it could be encrypted (observability.audit.content_key)";
        }
        if (!hasRoom()) {
            return (held.get() >> 20) + " MB of content wait to be encrypted";
        }
        Trouble now = trouble;
        return now != null && now.until - nanoTime.getAsLong() > 0 ? now.what : null;
    }

    /** Whether there is room for the content of a call that need not be kept. */
    public boolean hasRoom() {
        return held.get() <= MOST_HELD;
    }

    /** Begins with a call that is only to be {@link #show}n, which must be done. */
    public CallContent beginToShow() {
        return new CallContent(this, most, null);
    }

    /** Begins with a call, which must be {@link #seal}ed. */
    public CallContent begin() {
        return new CallContent(this, most, hash.get());
    }

    /** So many bytes more are held. */
    void holds(long bytes) {
        held.addAndGet(bytes);
    }

    /** True if texts must not grow any more. */
    boolean full() {
        return held.get() > MOST_KEPT;
    }

    /** True if nothing more may be taken at all. */
    boolean overfull() {
        return held.get() > MOST_EVER;
    }

    /** Bytes of content that are held, about. */
    public long held() {
        return held.get();
    }

    void later(Runnable task) {
        Thread.ofVirtual().name("content").start(task);
    }

    /** Seals the content of a call that is over, on a thread of its own. */
    public void seal(CallContent content, CallRecord record, Sealed then) {
        seal(content, record, null, then);
    }

    /** The same, and shows it: {@code shown} is told exactly once if it is there, of null if there is nothing. */
    public void seal(CallContent content, CallRecord record, @Nullable Consumer<@Nullable Shown> shown, Sealed then) {
        finish(content, () -> seal(record, content, shown, then));
    }

    /** Shows the content of a call that is over, on a thread of its own; null if it can not be. */
    public void show(CallContent content, CallRecord record, Consumer<@Nullable Shown> shown) {
        finish(content, () -> {
            Shown what = null;
            try {
                what = sheet(record, content, true).shown();
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                notices.accept("content of call " + record.requestId() + " is not shown: " + e.getMessage());
            }
            shown.accept(what);
        });
    }

    private void finish(CallContent content, Runnable task) {
        open.incrementAndGet();
        later(() -> {
            try {
                task.run();
            } finally {
                content.forget();
                open.decrementAndGet();
                sealed.release();
            }
        });
    }

    /** Whatever goes wrong here, the record is written. */
    private void seal(CallRecord record, CallContent content, @Nullable Consumer<@Nullable Shown> shown, Sealed then) {
        String subject = subjects.of(record);
        CallRecord written;
        byte[] attachment = null;
        Shown what = null;
        try {
            Sheet sheet = sheet(record, content, shown != null);
            what = sheet.shown();
            DataKey key = key(subject);
            attachment = sheet.sealed(key);
            written = record.with(sheet.content(subject, attachment, key.id()));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            attachment = null;
            notices.accept("content of call " + record.requestId() + " is not kept: " + e.getMessage());
            written = record.with(Sheet.missing(subject, record, String.valueOf(e.getMessage())));
        }
        then.with(written, attachment);
        if (shown != null) {
            shown.accept(what);
        }
    }

    /** Patterns can keep a processor busy, so only some at once. */
    private Sheet sheet(CallRecord record, CallContent content, boolean toShow) {
        atOnce.acquireUninterruptibly();
        try {
            return Sheet.of(content, record.bytesIn(), redactor.begin(), toShow);
        } finally {
            atOnce.release();
        }
    }

    /** Tries for some seconds, for a store that is started anew. */
    private DataKey key(String subject) {
        ContentKeys known = keys;
        if (known == null) {
            throw new IllegalStateException("there is no key to encrypt it with");
        }
        for (int tried = 1; ; tried++) {
            try {
                return known.current(subject);
            } catch (RuntimeException e) {
                trouble = new Trouble(
                        "there is no key to encrypt it with: " + e.getMessage(), nanoTime.getAsLong() + AFTER_TROUBLE);
                if (tried == TRIES || waited()) {
                    throw e;
                }
            }
        }
    }

    /** True if there is no time left. */
    private boolean waited() {
        try {
            return stopped.tryAcquire(PAUSE, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Waits until all that was begun is sealed; the store must still be there. */
    @Override
    public void close() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(GOODBYE);
        try {
            while (open.get() > 0 && System.nanoTime() - end < 0) {
                boolean _ = sealed.tryAcquire(50, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopped.release(Integer.MAX_VALUE / 2);
        if (open.get() > 0) {
            notices.accept("the content of " + open.get() + " calls could not be encrypted in time, and is lost with"
                    + " their records");
        }
    }
}
