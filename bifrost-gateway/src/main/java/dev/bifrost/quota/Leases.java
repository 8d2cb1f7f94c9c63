package dev.bifrost.quota;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All slices that may be higher than what is spent; lowers them once they are idle. */
final class Leases {
    private final LeaseLog log;
    private final Clocks clocks;
    private final Map<String, Long> inForce = new ConcurrentHashMap<>();
    private final Set<Slice> watched = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private volatile boolean closing;

    Leases(LeaseLog log, Iterable<Lease> inForce, Clocks clocks) {
        this.log = log;
        this.clocks = clocks;
        inForce.forEach(lease -> this.inForce.put(key(lease.account(), lease.period()), lease.nanoDollars()));
    }

    LeaseLog log() {
        return log;
    }

    long now() {
        return clocks.nanos();
    }

    boolean isClosed() {
        return closing;
    }

    /** What the journal held at start; 0 if nothing. */
    long peek(String account, Period period) {
        Long nanos = inForce.get(key(account, period.text()));
        return nanos == null ? 0 : nanos;
    }

    /** From now on the ledger knows. */
    void forget(String account, Period period) {
        inForce.remove(key(account, period.text()));
    }

    void watch(Slice slice) {
        watched.add(slice);
    }

    void written(Slice slice) {
        if (closing) {
            finish(slice);
        }
    }

    /** Lowers those that had no reservation since the last tick. Out of the set first: who puts one in is never overheard. */
    void tick() {
        for (Slice slice : List.copyOf(watched)) {
            watched.remove(slice);
            if (slice.isBusy() || !slice.shrink()) {
                watched.add(slice);
            }
        }
    }

    /** No slice grows any more, and all are lowered. Done when the log has heard of all. */
    CompletableFuture<@Nullable Void> close() {
        closing = true;
        List.copyOf(watched).forEach(this::finish);
        complete();
        return closed;
    }

    private void finish(Slice slice) {
        if (slice.settleDown()) {
            watched.remove(slice);
            complete();
        }
    }

    private void complete() {
        if (closing && watched.isEmpty()) {
            closed.complete(null);
        }
    }

    private static String key(String account, String period) {
        return account + '\n' + period;
    }
}
