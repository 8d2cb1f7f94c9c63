package dev.bifrost.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Money and tokens set aside for one attempt. Ends exactly once: settled, released, or abandoned with its call. */
public final class Reservation implements Outcome {
    private static final VarHandle ENDED = Fields.of(MethodHandles.lookup(), "ended", int.class);

    private final Call call;
    private final @Nullable Account provider;
    private final Ledger[] ledgers;
    private final long amount;
    private final long tokens;
    private final long at;
    /** The call's reservation before this one; written before the call knows of it. */
    @Nullable
    Reservation before;

    @SuppressWarnings("unused") // by ENDED
    private volatile int ended;

    Reservation(Call call, @Nullable Account provider, Ledger[] ledgers, long amount, long tokens, long at) {
        this.call = call;
        this.provider = provider;
        this.ledgers = ledgers;
        this.amount = amount;
        this.tokens = tokens;
        this.at = at;
    }

    /** Nano-dollars. */
    public long amount() {
        return amount;
    }

    /** Tokens, as estimated. */
    public long tokens() {
        return tokens;
    }

    Call call() {
        return call;
    }

    @Nullable
    Account provider() {
        return provider;
    }

    Ledger[] ledgers() {
        return ledgers;
    }

    long at() {
        return at;
    }

    /** True for the one who ends it. */
    boolean end() {
        return ENDED.compareAndSet(this, 0, 1);
    }

    boolean holds(Budget budget) {
        for (Ledger ledger : ledgers) {
            if (ledger.budget() == budget) {
                return true;
            }
        }
        return false;
    }
}
