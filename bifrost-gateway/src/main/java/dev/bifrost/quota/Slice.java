package dev.bifrost.quota;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How far a ledger's committed money may go: never further than the lease that is durable. Grown before it is needed, by
 * steps that double while they are used up quickly and shrink with what remains of the budget; lowered to what is spent when
 * nothing is reserved.
 */
final class Slice {
    private static final VarHandle ASKING = Fields.of(MethodHandles.lookup(), "asking", int.class);
    private static final long QUICK = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long SLOW = TimeUnit.SECONDS.toNanos(5);
    private static final long TRY_AGAIN = TimeUnit.SECONDS.toNanos(1);
    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final int FIRST = 16;
    /** A million dollars. */
    private static final long LONGEST = 1_000_000_000_000_000L;

    private final Ledger ledger;
    private final Leases leases;
    private volatile long ceiling;
    private volatile int asking;
    private volatile long failedAt = NEVER;
    /** These two belong to who holds {@code asking}. */
    private long step;

    private long askedAt = NEVER;

    Slice(Ledger ledger, Leases leases, long ceiling) {
        this.ledger = ledger;
        this.leases = leases;
        this.ceiling = ceiling;
    }

    boolean covers(long committed) {
        return committed <= ceiling;
    }

    long ceiling() {
        return ceiling;
    }

    /** Asks for more. FITS if it was there at once, so that it is worth trying again. */
    Verdict grow(long amount) {
        if (leases.isClosed()) {
            return Verdict.UNAVAILABLE;
        }
        long now = leases.now();
        if (now - failedAt < TRY_AGAIN) {
            return Verdict.UNAVAILABLE;
        }
        long before = ceiling;
        if (!ASKING.compareAndSet(this, 0, 1)) {
            return Verdict.LEASING;
        }
        long target = ledger.committed() + slice(amount, step(amount, now));
        if (target <= ceiling) {
            asking = 0;
            return ceiling > before ? Verdict.FITS : Verdict.LEASING;
        }
        write(target);
        return ceiling > before ? Verdict.FITS : now - failedAt < TRY_AGAIN ? Verdict.UNAVAILABLE : Verdict.LEASING;
    }

    /** Asks for more once half of a slice is used; near the limit only for a part of what remains. */
    void growAhead(long committed, long amount) {
        if (asking != 0) {
            return;
        }
        long most = Math.max(0, ledger.budget().room(ledger) / 4);
        if (ceiling - committed < Math.min(Math.max(step, amount), most) / 2) {
            grow(Math.min(amount, most));
        }
    }

    /** After more was spent than reserved: the lease follows at once. */
    void cover() {
        if (ledger.committed() > ceiling) {
            grow(0);
        } else {
            stir();
        }
    }

    /** Whether something was reserved since this was last asked. */
    boolean isBusy() {
        return ledger.wasTouched();
    }

    /** The next tick will look whether the lease can be lowered. */
    void stir() {
        leases.watch(this);
    }

    /**
     * Lowers the lease to what is spent. The ceiling falls first, then committed is looked at: a call that reserves meanwhile
     * looks at both in the other order, so one of the two sees the other and steps back.
     *
     * @return true if there is nothing more to do
     */
    boolean shrink() {
        if (!ASKING.compareAndSet(this, 0, 1)) {
            return false;
        }
        long high = ceiling;
        long low = ledger.spent();
        boolean idle = ledger.committed() == low;
        if (!idle || high <= low) {
            asking = 0;
            return idle;
        }
        ceiling = low;
        if (ledger.committed() > low) {
            ceiling = high;
            asking = 0;
            ledger.budget().freed();
            return false;
        }
        write(low);
        return false;
    }

    /** Its period is kept no longer, so the journal need not keep the lease. */
    void giveUp() {
        if (ceiling > 0 && ASKING.compareAndSet(this, 0, 1)) {
            write(0);
        }
    }

    /** As {@link #shrink}, for the last time: true also if nothing can be done. */
    boolean settleDown() {
        boolean reserved = ledger.committed() != ledger.spent();
        boolean failing = leases.now() - failedAt < TRY_AGAIN;
        return (asking == 0 && (reserved || failing)) || shrink();
    }

    /** Holds {@code asking} until the log has answered. */
    private void write(long target) {
        leases.watch(this);
        try {
            leases.log()
                    .lease(
                            ledger.budget().account(),
                            ledger.period().text(),
                            target,
                            failure -> written(target, failure));
        } catch (RuntimeException e) {
            written(target, new IOException(e));
        }
    }

    private void written(long target, @Nullable IOException failure) {
        if (failure == null) {
            failedAt = NEVER;
            ceiling = target;
        } else {
            failedAt = leases.now();
        }
        asking = 0;
        leases.written(this);
        ledger.budget().freed();
    }

    private long step(long amount, long now) {
        long since = now - askedAt;
        askedAt = now;
        if (since < QUICK) {
            step = Math.min(LONGEST, step * 2);
        } else if (since > SLOW) {
            step = 0;
        }
        step = Math.max(step, Math.min(amount, LONGEST) * FIRST);
        return step;
    }

    /** What is asked for beyond what is committed: at least the amount, at most what remains. */
    private long slice(long amount, long longest) {
        long room = ledger.budget().room(ledger);
        return Math.max(0, Math.min(room, Math.max(amount, Math.min(longest, room / 4))));
    }
}
