package dev.bifrost.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A sum over the last so many nanoseconds, without locks. Time is cut into buckets; the sum covers the {@code count}
 * buckets before the present one, and the present one. So an amount counts for at least the window's length and at most one
 * bucket longer: a limit is never exceeded in any interval as long as the window, and nothing is refused that would fit into
 * the window made longer by one bucket.
 *
 * <p>Invariant: {@code total} is the sum of the ring and of what is claimed and not yet recorded. One thread at a time moves
 * the window on; others meanwhile use it as it is, which counts too much rather than too little.
 */
final class Window {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle TOTAL = Fields.of(MethodHandles.lookup(), "total", long.class);
    private static final VarHandle MOVING = Fields.of(MethodHandles.lookup(), "moving", int.class);
    private static final VarHandle RING = Fields.of(MethodHandles.lookup(), "ring", long[].class);

    private final long bucket;
    private final int count;
    private volatile long total;
    private volatile long head;

    @SuppressWarnings("unused") // by MOVING
    private volatile int moving;

    private volatile long @Nullable [] ring;

    /** Of so many buckets, each of so many nanoseconds. */
    Window(long bucket, int count) {
        this.bucket = bucket;
        this.count = count;
    }

    /** Counts if the sum does not exceed the limit then. */
    boolean take(long amount, long limit, long now) {
        if (!claim(amount, limit, now)) {
            return false;
        }
        record(amount, now);
        return true;
    }

    /** Whether {@link #take} would have counted. */
    boolean fits(long amount, long limit, long now) {
        return total(now) + amount <= limit;
    }

    /** Adds to the sum, as {@link #take}, what stays in it until {@link #settle}. */
    boolean claim(long amount, long limit, long now) {
        moveTo(now);
        while (true) {
            long sum = total;
            if (sum + amount > limit) {
                return false;
            }
            if (TOTAL.compareAndSet(this, sum, sum + amount)) {
                return true;
            }
        }
    }

    /** Replaces what was claimed by what is true, which counts from {@code at}. The sum is never too small meanwhile. */
    void settle(long claimed, long actual, long at, long now) {
        moveTo(now);
        long more = actual - claimed;
        if (more > 0) {
            TOTAL.getAndAdd(this, more);
        }
        record(actual, at);
        if (more < 0) {
            TOTAL.getAndAdd(this, more);
        }
    }

    /** Counts, whatever the limit, from {@code at}. Less than nothing is ignored if what it corrects has left. */
    void add(long amount, long at, long now) {
        if (covers(at, now) || amount > 0) {
            TOTAL.getAndAdd(this, amount);
            record(amount, at);
        }
    }

    /** Whether what counts from then is still in the sum. */
    boolean covers(long at, long now) {
        moveTo(now);
        return at / bucket >= head - count;
    }

    /** The sum. */
    long total(long now) {
        moveTo(now);
        return total;
    }

    /** The sum without what is only claimed. */
    long recorded(long now) {
        moveTo(now);
        long last = head;
        long sum = 0;
        for (long index = last - count; index <= last; index++) {
            sum += at(index);
        }
        return sum;
    }

    /** Nanoseconds until an amount that does not fit would. The whole window if that depends on others' claims. */
    long fitsIn(long amount, long limit, long now) {
        long excess = total(now) + amount - limit;
        long last = head;
        for (long index = last - count; index <= last && excess > 0; index++) {
            excess -= at(index);
            if (excess <= 0) {
                return leavesIn(index, now);
            }
        }
        return excess <= 0 ? 0 : bucket * count;
    }

    /** Nanoseconds until the last of what was counted has left; 0 if nothing is counted. */
    long emptyIn(long now) {
        moveTo(now);
        long last = head;
        for (long index = last; index >= last - count; index--) {
            if (at(index) != 0) {
                return leavesIn(index, now);
            }
        }
        return 0;
    }

    /** Nanoseconds until the first of what was counted leaves; 0 if nothing is counted. */
    long relievedIn(long now) {
        moveTo(now);
        long last = head;
        for (long index = last - count; index <= last; index++) {
            if (at(index) != 0) {
                return leavesIn(index, now);
            }
        }
        return 0;
    }

    private long leavesIn(long index, long now) {
        return Math.max(1, (index + count + 1) * bucket - now);
    }

    private long at(long index) {
        long[] slots = ring;
        return slots == null || index < 0 ? 0 : (long) SLOT.getVolatile(slots, slot(index));
    }

    /** What is too old or too new for the ring counts as of now: rather too long than not at all. */
    private void record(long amount, long at) {
        long last = head;
        long index = at / bucket;
        SLOT.getAndAdd(slots(), slot(index > last || index < last - count ? last : index), amount);
    }

    private void moveTo(long now) {
        long index = now / bucket;
        if (index <= head || !MOVING.compareAndSet(this, 0, 1)) {
            return;
        }
        long last = head;
        long first = Math.max(last + 1, index - count);
        long[] slots = ring;
        for (long next = first; slots != null && next <= index; next++) {
            long gone = (long) SLOT.getAndSet(slots, slot(next), 0L);
            if (gone != 0) {
                TOTAL.getAndAdd(this, -gone);
            }
        }
        head = Math.max(last, index);
        moving = 0;
    }

    private int slot(long index) {
        return (int) (index % (count + 1));
    }

    /** Made when first needed: most owners are quiet. */
    private long[] slots() {
        long[] slots = ring;
        if (slots != null) {
            return slots;
        }
        long[] fresh = new long[count + 1];
        long[] other = (long[]) RING.compareAndExchange(this, null, fresh);
        return other == null ? fresh : other;
    }
}
