package dev.bifrost.telemetry;

import dev.bifrost.api.CallRecord;
import dev.bifrost.telemetry.LogSettings.Format;
import dev.bifrost.telemetry.LogSettings.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes calls and notes as lines, on a thread of its own, several lines with one write. Those who hand them in never wait: when
 * the stream is stuck and the queue is full, lines are lost, counted, and the count is written as soon as there is room.
 */
public final class LineWriter implements AutoCloseable {
    private static final int CAPACITY = 4096;
    private static final int BATCH_BYTES = 64 * 1024;
    /** How long to gather lines after a write. Under load it spares the event loops from waking the thread. */
    private static final Duration LINGER = Duration.ofMillis(10);

    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final OutputStream out;
    private final InstantSource clock;
    private final int capacity;
    private final long lingerNanos;
    private final Thread thread;
    private final Log log;
    private final LineBuffer buffer = new LineBuffer();

    private volatile Level level;
    private volatile Format format;
    private volatile boolean idle;
    private volatile boolean closing;
    /** Only the writing thread counts here and below. */
    private volatile long failed;

    private long seenDropped;
    private long reported;
    private int linesInBuffer;
    private Format current;
    private AccessLog lines;

    /** Starts writing. The stream is never closed; it should not buffer by itself. */
    public LineWriter(OutputStream out, LogSettings settings, InstantSource clock) {
        this(out, settings, clock, CAPACITY, LINGER);
    }

    LineWriter(OutputStream out, LogSettings settings, InstantSource clock, int capacity, Duration linger) {
        this.out = out;
        this.clock = clock;
        this.capacity = capacity;
        this.lingerNanos = linger.toNanos();
        this.level = settings.level();
        this.format = settings.format();
        this.current = settings.format();
        this.lines = AccessLog.of(current);
        this.log = new Log(this, clock);
        this.thread = Thread.ofPlatform().name("log").daemon().unstarted(this::run);
        thread.start();
    }

    /** Lines from now on have this form and at least this weight. */
    public void use(LogSettings settings) {
        level = settings.level();
        format = settings.format();
    }

    /** For the gateway's own lines. */
    public Log log() {
        return log;
    }

    /** Writes the line of a call, if lines of weight info are written. */
    public void call(CallRecord record) {
        if (isEnabled(Level.INFO)) {
            add(new Entry.Call(record));
        }
    }

    /** How many lines were lost since the start. */
    public long lost() {
        return dropped.get() + failed;
    }

    boolean isEnabled(Level weight) {
        return weight.compareTo(level) <= 0;
    }

    void add(Entry entry) {
        if (queued.incrementAndGet() > capacity || closing) {
            queued.decrementAndGet();
            dropped.incrementAndGet();
        } else {
            queue.add(entry);
        }
        if (idle) {
            idle = false;
            LockSupport.unpark(thread);
        }
    }

    /** Writes what there is, for at most two seconds; what comes later is lost. */
    @Override
    public void close() {
        close(CLOSING);
    }

    void close(Duration within) {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(within);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean last;
        do {
            last = closing;
            if (drain()) {
                linger();
            } else {
                sleepUntilWoken();
            }
        } while (!last);
    }

    private void linger() {
        if (!closing) {
            LockSupport.parkNanos(this, lingerNanos);
        }
    }

    private void sleepUntilWoken() {
        idle = true;
        if (queue.isEmpty() && !closing && dropped.get() == seenDropped) {
            LockSupport.park(this);
        }
        idle = false;
    }

    /** True if anything was written. */
    private boolean drain() {
        followFormat();
        boolean written = false;
        for (Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
            queued.decrementAndGet();
            append(entry);
            linesInBuffer++;
            if (buffer.size() >= BATCH_BYTES) {
                written |= flush();
            }
        }
        written |= flush();
        reportLost();
        return written;
    }

    private void reportLost() {
        seenDropped = dropped.get();
        long missing = seenDropped + failed - reported;
        if (missing > 0) {
            append(note("log lines were lost because the output could not take them", missing));
            if (flush()) {
                reported += missing;
            }
        }
    }

    private void followFormat() {
        if (format != current) {
            current = format;
            lines = AccessLog.of(current);
        }
    }

    private void append(Entry entry) {
        int before = buffer.size();
        try {
            lines.append(entry, buffer);
        } catch (RuntimeException e) {
            buffer.truncate(before);
            lines.append(note("a log line could not be written: " + e, 1), buffer);
        }
    }

    /** True if there was something, and it was taken. */
    private boolean flush() {
        if (buffer.size() == 0) {
            return false;
        }
        try {
            buffer.flushTo(out);
            return true;
        } catch (IOException | RuntimeException _) {
            countFailed();
            return false;
        } finally {
            linesInBuffer = 0;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    private void countFailed() {
        failed += linesInBuffer;
    }

    private Entry.Note note(String message, long lines) {
        return new Entry.Note(clock.instant(), Level.WARN, message, List.of(new Entry.Field("lines", lines)), null);
    }
}
