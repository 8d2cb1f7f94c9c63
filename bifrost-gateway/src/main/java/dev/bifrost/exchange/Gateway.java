package dev.bifrost.exchange;

import dev.bifrost.api.CallRecord;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** What all exchanges share: the configuration in force, the memory, and who hears of a call when it is over. */
public final class Gateway {
    private final AtomicReference<Snapshot> snapshot;
    private final MemoryBudget memory;
    private final MemoryBudget disk;
    private final Path spillFolder;
    private final Executor blocking;
    private final InstantSource clock;
    private final Consumer<CallRecord> records;
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean draining;

    /**
     * @param memory   for bodies and held answers
     * @param disk     for bodies that are larger
     * @param blocking runs what may block, each task on a thread of its own
     * @param records  takes the record of every call; called on event loops, must not block
     */
    public Gateway(
            Snapshot snapshot,
            MemoryBudget memory,
            MemoryBudget disk,
            Path spillFolder,
            Executor blocking,
            InstantSource clock,
            Consumer<CallRecord> records) {
        this.snapshot = new AtomicReference<>(snapshot);
        this.memory = memory;
        this.disk = disk;
        this.spillFolder = spillFolder;
        this.blocking = blocking;
        this.clock = clock;
        this.records = records;
    }

    /** Begins a call. The exchange may have answered when this returns. */
    public Exchange open(Worker worker, Route route, ClientRequest request, ClientReply reply) {
        running.incrementAndGet();
        Exchange exchange = new Exchange(this, snapshot.get(), worker, route, request, reply);
        exchange.begin();
        return exchange;
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

    /** Memory held for calls under way. */
    public MemoryBudget memory() {
        return memory;
    }

    /** Disk held for calls under way. */
    public MemoryBudget disk() {
        return disk;
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

    void over(CallRecord record) {
        running.decrementAndGet();
        records.accept(record);
    }
}
