package dev.bifrost.quota;

/** A limit of calls or tokens in a sliding time. */
final class Rate {
    /** With 60 buckets something counts for at least the time, and at most a sixtieth longer. */
    private static final int BUCKETS = 60;

    private final Account owner;
    private final Limit limit;
    private final Window window;
    private final long born;
    private volatile long allowed;

    Rate(Account owner, Limit limit, long allowed, long now) {
        this.owner = owner;
        this.limit = limit;
        this.window = new Window(limit.nanos() / BUCKETS, BUCKETS);
        this.allowed = allowed;
        this.born = now;
    }

    Limit limit() {
        return limit;
    }

    void allow(long changed) {
        allowed = changed;
    }

    boolean fits(long amount, long now) {
        return amount == 0 || window.fits(amount, allowed, now);
    }

    boolean take(long amount, long now) {
        return amount == 0 || window.take(amount, allowed, now);
    }

    /** A limit that is younger has counted nothing. */
    void undo(long amount, long at) {
        if (at >= born && amount != 0) {
            window.add(-amount, at, at);
        }
    }

    /** Replaces an estimate counted at that time by what is true. A limit that is younger has not counted the estimate. */
    void settle(long estimate, long actual, long at, long now) {
        long more = at < born ? actual : actual - estimate;
        if (more != 0) {
            window.add(more, at, now);
        }
    }

    Outcome.Limited refuse(long amount, long now) {
        long most = allowed;
        boolean never = amount > most;
        long wait = never ? limit.nanos() : Math.max(1, window.fitsIn(amount, most, now));
        return new Outcome.Limited(owner.owner(), owner.name(), limit, most, amount, left(now), wait, never);
    }

    RateState.Window state(long now) {
        return new RateState.Window(limit, allowed, left(now), window.emptyIn(now));
    }

    long left(long now) {
        return Math.max(0, allowed - window.total(now));
    }
}
