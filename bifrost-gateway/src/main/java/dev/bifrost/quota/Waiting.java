package dev.bifrost.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A call that waits for money which others have reserved, or for a lease. */
public final class Waiting {
    /** How long a call waits before it is refused. */
    static final long LONGEST = TimeUnit.SECONDS.toNanos(1);

    private static final VarHandle OVER = Fields.of(MethodHandles.lookup(), "over", int.class);

    private final Admission admission;
    private final Call call;
    private final @Nullable Account provider;
    private final long amount;
    private final long tokens;
    private final Scheduler scheduler;
    private final Consumer<Outcome> then;
    private final long since;
    private volatile int over;
    /** Whose queue it was last put into. */
    private volatile @Nullable Budget budget;

    private volatile Runnable timer = () -> {};

    Waiting(
            Admission admission,
            Call call,
            @Nullable Account provider,
            long amount,
            long tokens,
            Scheduler scheduler,
            Consumer<Outcome> then) {
        this.admission = admission;
        this.call = call;
        this.provider = provider;
        this.amount = amount;
        this.tokens = tokens;
        this.scheduler = scheduler;
        this.then = then;
        this.since = admission.clocks().nanos();
    }

    /**
     * It no longer waits: nothing is reserved for it, and nobody is told.
     *
     * @return false if that came too late: what came of it has been told, or will be
     */
    public boolean cancel() {
        if (!OVER.compareAndSet(this, 0, 1)) {
            return false;
        }
        timer.run();
        letOthersPass();
        return true;
    }

    void begin() {
        Budget next = tryReserve(false);
        if (next != null) {
            timer = scheduler.schedule(this::expire, LONGEST);
            next.queue().add(this);
        }
    }

    boolean isOver() {
        return over != 0;
    }

    boolean isImpatient() {
        return isImpatient(admission.clocks().nanos());
    }

    boolean isImpatient(long now) {
        return now - since > WaitQueue.PATIENCE;
    }

    Verdict look(Budget first) {
        return first.look(
                first.ledger(call.millis()), amount, admission.clocks().nanos());
    }

    /** Reserves. Gives the budget that is short now; null if the wait is over. */
    @Nullable
    Budget tryReserve(boolean isItsTurn) {
        if (call.hasLeft()) {
            finish(null);
            return null;
        }
        Outcome outcome = admission.reserve(call, provider, amount, tokens, isItsTurn);
        Budget next = outcome instanceof Outcome.Passing passing ? Admission.where(call, passing.shortage()) : null;
        if (next == null) {
            finish(outcome);
        } else {
            budget = next;
        }
        return next;
    }

    private void expire() {
        if (OVER.compareAndSet(this, 0, 1)) {
            deliver(admission.reserve(call, provider, amount, tokens, true));
            letOthersPass();
        }
    }

    private void finish(@Nullable Outcome outcome) {
        if (OVER.compareAndSet(this, 0, 1)) {
            timer.run();
            deliver(outcome);
        } else if (outcome instanceof Reservation unwanted) {
            admission.settle(unwanted, 0, 0);
        }
    }

    /** Nothing if the call has left. */
    private void deliver(@Nullable Outcome outcome) {
        Outcome told = outcome == null ? null : admission.hand(call, outcome);
        if (told == null) {
            return;
        }
        try {
            scheduler.execute(() -> then.accept(told));
        } catch (RejectedExecutionException e) {
            if (told instanceof Reservation unwanted) {
                admission.settle(unwanted, 0, 0);
            }
        }
    }

    private void letOthersPass() {
        Budget last = budget;
        if (last != null) {
            last.freed();
        }
    }
}
