package dev.bifrost.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The money of one budget in one period, in nano-dollars. {@code committed} is settled, uncertain and reserved money
 * together: the one number that admission compares and swaps, so that no two calls can have the same cent.
 *
 * <p>Order matters to readers without locks: settled grows before the reservation goes, and shrinks before committed does,
 * so that {@code committed} is never less than what is settled and reserved.
 */
final class Ledger {
    private static final VarHandle COMMITTED = Fields.of(MethodHandles.lookup(), "committed", long.class);
    private static final VarHandle SETTLED = Fields.of(MethodHandles.lookup(), "settled", long.class);
    private static final VarHandle UNCERTAIN = Fields.of(MethodHandles.lookup(), "uncertain", long.class);
    private static final VarHandle WARNED = Fields.of(MethodHandles.lookup(), "warned", int.class);

    private final Budget budget;
    private final Period period;
    private final Slice slice;
    private volatile long committed;
    private volatile long settled;
    private volatile long uncertain;
    private volatile int warned;
    /** Whether something was reserved since {@link Leases#tick} last looked. */
    private boolean touched;

    /** @param ceiling what the journal says of this period; 0 if nothing */
    Ledger(Budget budget, Period period, Leases leases, long spent, long ceiling) {
        this.budget = budget;
        this.period = period;
        this.settled = spent;
        this.uncertain = ceiling == 0 ? 0 : Math.max(0, ceiling - spent);
        this.committed = spent + uncertain;
        this.slice = new Slice(this, leases, ceiling);
    }

    Budget budget() {
        return budget;
    }

    Period period() {
        return period;
    }

    Slice slice() {
        return slice;
    }

    long committed() {
        return committed;
    }

    long settled() {
        return settled;
    }

    long uncertain() {
        return uncertain;
    }

    /** What is gone, or must be taken to be. */
    long spent() {
        return settled + uncertain;
    }

    /** Changes nothing, except that a slice that is too small begins to grow. */
    Verdict look(long amount, long limit) {
        long sum = committed;
        if (sum + amount > limit) {
            return spent() + amount > limit ? Verdict.SPENT : Verdict.TAKEN;
        }
        return slice.covers(sum + amount) ? Verdict.FITS : slice.grow(amount);
    }

    /** Reserves. After the swap the slice is looked at again, because it may have begun to shrink meanwhile. */
    Verdict take(long amount, long limit) {
        while (true) {
            Verdict verdict = look(amount, limit);
            if (verdict != Verdict.FITS) {
                return verdict;
            }
            long sum = committed;
            if (sum + amount <= limit
                    && slice.covers(sum + amount)
                    && COMMITTED.compareAndSet(this, sum, sum + amount)) {
                if (slice.covers(sum + amount)) {
                    touched = true;
                    slice.growAhead(sum + amount, amount);
                    return Verdict.FITS;
                }
                COMMITTED.getAndAdd(this, -amount);
                budget.freed();
            }
        }
    }

    /** Gives a reservation back. */
    void release(long amount) {
        COMMITTED.getAndAdd(this, -amount);
    }

    /** Replaces a reservation by what is true. */
    void settle(long reserved, long actual) {
        if (actual != 0) {
            SETTLED.getAndAdd(this, actual);
        }
        COMMITTED.getAndAdd(this, actual - reserved);
        if (actual > reserved) {
            slice.cover();
        }
    }

    /** What was wrong with settled money; less than nothing gives back. */
    void adjust(long delta) {
        SETTLED.getAndAdd(this, delta);
        COMMITTED.getAndAdd(this, delta);
        slice.cover();
    }

    /** Nothing is uncertain any more; gives how much was. */
    long reconcile() {
        long was = (long) UNCERTAIN.getAndSet(this, 0L);
        COMMITTED.getAndAdd(this, -was);
        slice.stir();
        return was;
    }

    /** True for the one who may tell that this percentage was reached. */
    boolean warn(int percent) {
        int last = warned;
        return percent > last && WARNED.compareAndSet(this, last, percent);
    }

    /** Whether there was a reservation since this was last asked. */
    boolean wasTouched() {
        boolean was = touched;
        touched = false;
        return was;
    }
}
