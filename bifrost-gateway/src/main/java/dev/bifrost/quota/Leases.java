package dev.bifrost.quota;

import java.time.Instant;
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
    /** By account, then by period. */
    private final Map<String, Map<String, Long>> inForce = new ConcurrentHashMap<>();

    private final Set<Slice> watched = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
    private volatile boolean closing;

    Leases(LeaseLog log, Iterable<Lease> inForce, Clocks clocks) {
        this.log = log;
        this.clocks = clocks;
        inForce.forEach(lease -> this.inForce
                .computeIfAbsent(lease.account(), unknown -> new ConcurrentHashMap<>())
                .put(lease.period(), lease.nanoDollars()));
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
        Map<String, Long> periods = inForce.get(account);
        return periods == null ? 0 : periods.getOrDefault(period.text(), 0L);
    }

    /** From now on the ledger knows. */
    void forget(String account, Period period) {
        Map<String, Long> periods = inForce.get(account);
        if (periods != null) {
            periods.remove(period.text());
        }
    }

    /** Gives up what the journal held at start of periods before this one: else it would keep them for ever. */
    void giveUpBefore(String account, Period oldest) {
        Map<String, Long> periods = inForce.get(account);
        if (periods == null || oldest.equals(Period.TOTAL)) {
            return;
        }
        periods.keySet().removeIf(period -> {
            boolean over = Instant.parse(period).isBefore(oldest.from());
            if (over) {
                log.lease(account, period, 0, failure -> {}); // the next start tries again
            }
            return over;
        });
    }

    void watch(Slice slice) {
        watched.add(slice);
    }

    void written(Slice slice) {
        if (closing) {
            finish(slice);
        }
    }

    /**
     * Lowers those that had no reservation since the last tick. Out of the set first: who puts one in is never overheard. Not
     * while closing begins, which must find them all.
     */
    synchronized void tick() {
        List<Slice> now = List.copyOf(watched);
        for (Slice slice : now) {
            watched.remove(slice);
            if (slice.isBusy() || !slice.shrink()) {
                watched.add(slice);
            }
        }
    }

    /** No slice grows any more, and all are lowered. Done when the log has heard of all. */
    synchronized CompletableFuture<@Nullable Void> close() {
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
}
