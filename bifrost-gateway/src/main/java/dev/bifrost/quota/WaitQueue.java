package dev.bifrost.quota;

import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls that wait for money of one budget, in the order in which they came. Who frees money tries on behalf of those who wait,
 * so that only a call that has its reservation is woken. One thread serves at a time; what is freed meanwhile is served by it
 * too. A small one may pass a large one that does not fit yet, but not once that has waited for {@link #PATIENCE}: from then
 * on what is freed gathers for it, and nobody new goes first.
 */
final class WaitQueue {
    static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(250);

    private final Budget budget;
    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signals = new AtomicInteger();

    WaitQueue(Budget budget) {
        this.budget = budget;
    }

    /** Looks at once, because what it waits for may have been freed just before. */
    void add(Waiting call) {
        waiting.add(call);
        serve();
    }

    void serve() {
        if (waiting.isEmpty() || signals.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            pass();
            seen = signals.addAndGet(-seen);
        }
    }

    boolean isImpatient(long now) {
        Waiting first = waiting.peek();
        return first != null && !first.isOver() && first.isImpatient(now);
    }

    private void pass() {
        for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
            Waiting call = each.next();
            if (call.isOver()) {
                each.remove();
                continue;
            }
            Budget next = isBlocked(call) ? budget : call.tryReserve(true);
            if (next != budget) {
                each.remove();
                if (next != null) {
                    next.queue().add(call);
                }
            } else if (call.isImpatient()) {
                return;
            }
        }
    }

    private boolean isBlocked(Waiting call) {
        Verdict verdict = call.look(budget);
        return verdict == Verdict.TAKEN || verdict == Verdict.LEASING;
    }
}
