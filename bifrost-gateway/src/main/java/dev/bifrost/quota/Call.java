package dev.bifrost.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A call that was let in and has not left. */
public final class Call implements Entry {
    private static final VarHandle OPEN = Fields.of(MethodHandles.lookup(), "open", Reservation.class);
    private static final VarHandle ENDED = Fields.of(MethodHandles.lookup(), "ended", int.class);
    private static final Account[] NOBODY = {};

    /** Stands behind the last reservation of a call that has left. */
    private static final Reservation LEFT = new Reservation(new Call(NOBODY, 0, 0), null, new Ledger[0], 0, 0, 0);

    private final Account[] accounts;
    private final long millis;
    private final long at;
    private volatile @Nullable Reservation open;

    @SuppressWarnings("unused") // by ENDED
    private volatile int ended;

    Call(Account[] accounts, long millis, long at) {
        this.accounts = accounts;
        this.millis = millis;
        this.at = at;
    }

    /** The caller's accounts, and the alias's. */
    Account[] accounts() {
        return accounts;
    }

    /** Since 1970: its budgets' periods are those of this time, however long it takes. */
    long millis() {
        return millis;
    }

    /** When it was let in, by {@link Clocks#nanos}. */
    long at() {
        return at;
    }

    boolean hasLeft() {
        return open == LEFT;
    }

    /** False if the call has left. */
    boolean add(Reservation reservation) {
        while (true) {
            Reservation last = open;
            if (last == LEFT) {
                return false;
            }
            reservation.before = last;
            if (OPEN.compareAndSet(this, last, reservation)) {
                return true;
            }
        }
    }

    /** True for the one who ends it. */
    boolean end() {
        return ENDED.compareAndSet(this, 0, 1);
    }

    /** Every reservation that the call ever had, the last first; it gets no more. */
    @Nullable
    Reservation close() {
        return (Reservation) OPEN.getAndSet(this, LEFT);
    }
}
