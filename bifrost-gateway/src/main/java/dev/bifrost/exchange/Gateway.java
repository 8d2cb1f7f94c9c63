package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.pricing.Reckoning;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What all exchanges share: the configuration in force, the memory, and who hears of a call when it is over. */
public final class Gateway {
    private static final long TELL_EVERY = Duration.ofMinutes(1).toMillis();

    private final AtomicReference<Snapshot> snapshot;
    private final long maxBody;
    private final MemoryBudget memory;
    private final MemoryBudget disk;
    private final MemoryBudget translating =
            new MemoryBudget(Runtime.getRuntime().maxMemory() / 4);
    private final Path spillFolder;
    private final Executor blocking;
    private final InstantSource clock;
    private final Books books;
    private final Accounting accounting;
    private final Consumer<String> notices;
    private final Consumer<Throwable> crashes;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong toldUnrecordable = new AtomicLong(); // milliseconds of the clock; 0 if never
    private final AtomicInteger streams = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition quiet = lock.newCondition();
    private volatile boolean draining;

    /**
     * @param maxBody  the largest request body, decoded, in bytes
     * @param memory   for bodies and held answers
     * @param disk     for bodies that are larger
     * @param blocking runs what may block, each task on a thread of its own
     * @param books    where every call is written down
     * @param accounting who may spend and use how much, and what that costs
     * @param notices  takes what the operator should know
     * @param crashes  takes what should never happen
     */
    public Gateway(
            Snapshot snapshot,
            long maxBody,
            MemoryBudget memory,
            MemoryBudget disk,
            Path spillFolder,
            Executor blocking,
            InstantSource clock,
            Books books,
            Accounting accounting,
            Consumer<String> notices,
            Consumer<Throwable> crashes) {
        this.snapshot = new AtomicReference<>(snapshot);
        this.maxBody = maxBody;
        this.memory = memory;
        this.disk = disk;
        this.spillFolder = spillFolder;
        this.blocking = blocking;
        this.clock = clock;
        this.books = books;
        this.accounting = accounting;
        this.notices = notices;
        this.crashes = crashes;
    }

    /** Begins a call. The exchange may have answered when this returns. */
    public Exchange open(Worker worker, Route route, ClientRequest request, ClientReply reply) {
        running.incrementAndGet();
        Exchange exchange = new Exchange(this, snapshot.get(), worker, route, request, reply);
        exchange.begin();
        return exchange;
    }

    /** Whose key a request shows that is no call. */
    public VirtualKey identify(ClientRequest request) throws Refusal {
        return snapshot.get().keys().identify(RequestHeaders.credentials(request));
    }

    /** Puts another configuration in force; calls under way keep theirs. */
    public void use(Snapshot next) {
        snapshot.set(next);
    }

    /** Takes no more calls. */
    public void drain() {
        draining = true;
    }

    /** True once no more calls are taken. */
    public boolean draining() {
        return draining;
    }

    /** Calls under way. */
    public int running() {
        return running.get();
    }

    /** Answers under way that are streams. */
    public int streams() {
        return streams.get();
    }

    /** So many streams more have begun. */
    void streams(int more) {
        streams.addAndGet(more);
    }

    /** The configuration in force. */
    public Snapshot inForce() {
        return snapshot.get();
    }

    /** Memory held for calls under way. */
    public MemoryBudget memory() {
        return memory;
    }

    /** Disk held for calls under way. */
    public MemoryBudget disk() {
        return disk;
    }

    /** Heap for documents that are being translated. */
    public MemoryBudget translating() {
        return translating;
    }

    long maxBody() {
        return maxBody;
    }

    Path spillFolder() {
        return spillFolder;
    }

    Executor blocking() {
        return blocking;
    }

    InstantSource clock() {
        return clock;
    }

    /** How a cost comes about by the prices in force, for people; null if there is none, or no such provider any more. */
    public @Nullable Reckoning reckoning(Target target, Usage usage, Instant at) {
        Destination destination = snapshot.get().destination(target.provider());
        return destination == null
                ? null
                : accounting.price(destination.provider(), target.model(), at).reckoning(usage, at, false);
    }

    /** Waits until no call is under way, at most so long. True if none is. */
    public boolean awaitQuiet(Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (running.get() > 0 && left > 0) {
                left = quiet.awaitNanos(left);
            }
            return running.get() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Who may spend and use how much, and what that costs. */
    public Accounting accounting() {
        return accounting;
    }

    /** Where calls are written down. */
    Books books() {
        return books;
    }

    /** A call is over, and the client has its answer. */
    void over() {
        if (running.decrementAndGet() == 0 && draining) {
            lock.lock();
            try {
                quiet.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Something that the operator should know. */
    void noticed(String what) {
        notices.accept(what);
    }

    /** Calls are refused because they can not be written down. The operator hears why, once a minute at most. */
    void unrecordable(String why) {
        long now = clock.millis();
        long before = toldUnrecordable.get();
        boolean recently = before != 0 && now - before >= 0 && now - before < TELL_EVERY;
        if (!recently && toldUnrecordable.compareAndSet(before, now)) {
            notices.accept("calls are refused with 503: " + why);
        }
    }

    void crashed(Throwable cause) {
        crashes.accept(cause);
    }
}
