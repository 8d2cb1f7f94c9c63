package dev.bifrost.quota;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who may spend and call how much. A call enters, reserves money and tokens for each attempt, settles what is true, and
 * leaves. All of it may be called from any thread at once and never blocks, but {@link #configure}, which may.
 */
public final class Quota {
    /** More than any budget, and small enough to be added to one: two billion dollars. */
    private static final long MOST = 2_000_000_000_000_000_000L;

    private final Clocks clocks;
    private final Leases leases;
    private final Register register;
    private final Admission admission;
    private final LongAdder abandoned = new LongAdder();

    /**
     * Knows no limits until they are configured.
     *
     * @param inForce  the last lease of each account and period that the journal holds, if the period may not be over
     * @param nanoTime as {@link System#nanoTime}
     */
    public Quota(
            LeaseLog log,
            Past past,
            Collection<Lease> inForce,
            Warnings warnings,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.clocks = new Clocks(clock, nanoTime);
        this.leases = new Leases(log, inForce, clocks);
        this.register = new Register(clocks, leases, past, warnings);
        this.admission = new Admission(clocks);
    }

    /**
     * Puts these limits in force at once, instead of those before. Owners and budgets that stay keep what was spent, reserved
     * and counted; budgets that are new begin with what {@link Past} knows; calls under way finish under the new limits.
     *
     * @param zone whose calendar budgets follow
     * @throws IOException              if the past can not be read; then nothing has changed
     * @throws IllegalArgumentException if {@link BudgetRules} has something to say
     */
    public void configure(Collection<OwnerLimits> limits, ZoneId zone) throws IOException {
        register.configure(limits, zone);
    }

    /** A handle to be kept. It is good for ever, also if the owners have no limits as yet. */
    public Accounts accounts(Owner... owners) {
        return new Accounts(register, List.of(owners));
    }

    /**
     * Lets a call in, or says which limit of calls is reached; then nothing was counted.
     *
     * @param alias null if none was used
     * @param time  the call's, which decides the period of its budgets; the record must carry the same
     */
    public Entry enter(Accounts caller, @Nullable Accounts alias, Instant time) {
        Account[] accounts = caller.current();
        return admission.enter(alias == null ? accounts : join(accounts, alias.current()), time.toEpochMilli());
    }

    /**
     * Sets money and tokens aside for an attempt: in all budgets and limits that apply, or in none.
     *
     * @param provider    whose limits hold too; null if none has any
     * @param nanoDollars what it may cost; 0 passes even where a budget is spent
     * @param tokens      what it may use
     * @throws IllegalStateException if the call has left
     */
    public Outcome reserve(Call call, @Nullable Accounts provider, long nanoDollars, long tokens) {
        Outcome outcome = admission.hand(
                call, admission.reserve(call, first(provider), within(nanoDollars), within(tokens), false));
        if (outcome == null) {
            throw new IllegalStateException("the call has left");
        }
        return outcome;
    }

    /**
     * Waits for what {@link #reserve} refused in {@linkplain Outcome.Passing passing}, for a second at most.
     *
     * @param then gets what came of it, on the scheduler, once; not if the call has left or the wait was cancelled
     */
    public Waiting await(
            Call call,
            @Nullable Accounts provider,
            long nanoDollars,
            long tokens,
            Scheduler scheduler,
            Consumer<Outcome> then) {
        var waiting =
                new Waiting(admission, call, first(provider), within(nanoDollars), within(tokens), scheduler, then);
        waiting.begin();
        return waiting;
    }

    /**
     * Says what an attempt really cost and used.
     *
     * @return false if the reservation had ended before; then nothing has changed
     */
    public boolean settle(Reservation reservation, long nanoDollars, long tokens) {
        return admission.settle(reservation, within(nanoDollars), within(tokens));
    }

    /** Says that an attempt consumed nothing. */
    public boolean release(Reservation reservation) {
        return admission.settle(reservation, 0, 0);
    }

    /** Ends a call; a second time nothing happens. What it has still reserved is taken to be spent. */
    public void leave(Call call) {
        if (!call.end()) {
            return;
        }
        for (Reservation each = call.close(); each != null; each = each.before) {
            if (admission.settle(each, each.amount(), each.tokens())) {
                abandoned.increment();
            }
        }
        for (Account account : call.accounts()) {
            account.leave();
        }
    }

    /** Ends a call of which nothing was asked of anybody: it counts in no limit. A second time nothing happens. */
    public void withdraw(Call call) {
        if (!call.end()) {
            return;
        }
        for (Reservation each = call.close(); each != null; each = each.before) {
            admission.settle(each, 0, 0);
        }
        for (Account account : call.accounts()) {
            account.undoEnter(call.at());
        }
    }

    /** Nano-dollars that could be reserved now; {@link Long#MAX_VALUE} without a budget. Never negative. */
    public long available(Call call) {
        long least = Long.MAX_VALUE;
        for (Account account : call.accounts()) {
            for (Budget budget : account.limits().budgets) {
                least = Math.min(least, budget.room(budget.ledger(call.millis())));
            }
        }
        return Math.max(0, least);
    }

    /** Nano-dollars that are not spent, though others may have reserved them; {@link Long#MAX_VALUE} without a budget. */
    public long left(Call call) {
        long now = clocks.nanos();
        long least = Long.MAX_VALUE;
        for (Account account : call.accounts()) {
            for (Budget budget : account.limits().budgets) {
                long spent = budget.spent(budget.ledger(call.millis()), now);
                least = Math.min(least, budget.terms().limit() - spent);
            }
        }
        return Math.max(0, least);
    }

    /** Whether a budget in dollars applies. */
    public boolean isBudgeted(Call call) {
        for (Account account : call.accounts()) {
            if (account.limits().budgets.length > 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether a budget with {@code reserve: cap} applies, so that no attempt may cost more than it reserves. */
    public boolean isCapped(Call call) {
        for (Account account : call.accounts()) {
            for (Budget budget : account.limits().budgets) {
                if (budget.terms().isCap()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The tightest limits of a call: those of which the least is left. */
    public RateState state(Call call) {
        return Reports.state(call, clocks.nanos());
    }

    /** How an owner stands; null if it has neither limits nor calls. */
    public @Nullable Report report(Owner owner) {
        Account account = register.find(owner);
        return account == null ? null : Reports.of(account, clocks.millis(), clocks.nanos());
    }

    /**
     * Corrects what an owner's calls of that time have cost, after the correction is in the journal. Times so long ago that no
     * budget depends on them are ignored.
     *
     * @param nanoDollars less than 0 gives back
     */
    public void adjust(Owner owner, Instant time, long nanoDollars) {
        Account account = register.find(owner);
        if (account == null || nanoDollars == 0) {
            return;
        }
        long now = clocks.nanos();
        long ago = Math.clamp(clocks.millis() - time.toEpochMilli(), 0, Clocks.FAR_MILLIS);
        for (Budget budget : account.limits().budgets) {
            budget.adjust(time.toEpochMilli(), nanoDollars, now - ago * 1_000_000, now);
        }
    }

    /** Gives an owner money back, as of now. */
    public void credit(Owner owner, long nanoDollars) {
        adjust(owner, clocks.instant(), -nanoDollars);
    }

    /** What was uncertain after a crash has been found, or will never be: it counts no longer. */
    public void reconciled(Owner owner) {
        Account account = register.find(owner);
        if (account != null) {
            for (Budget budget : account.limits().budgets) {
                budget.reconcile(clocks.nanos());
            }
        }
    }

    /** To be called about once a second, by one thread: lowers the leases of what is idle. */
    public void tick() {
        leases.tick();
    }

    /**
     * Lowers all leases to what is spent, so that the next start finds nothing uncertain. After the last call has left; nothing
     * can be reserved from a budget any more, but what its slice still has.
     *
     * @return done once the log has heard of all
     */
    public CompletableFuture<@Nullable Void> close() {
        return leases.close();
    }

    /** Reservations that have not ended; 0 when no call is under way. */
    public long openReservations() {
        return admission.open();
    }

    /** Reservations whose call left before they were settled: a fault of the caller's, which cost its client what was reserved. */
    public long abandonedReservations() {
        return abandoned.sum();
    }

    private static @Nullable Account first(@Nullable Accounts provider) {
        Account account = provider == null ? null : provider.current()[0];
        return account == null || account.limits() == Account.Limits.NONE ? null : account;
    }

    private static long within(long amount) {
        return Math.clamp(amount, 0, MOST);
    }

    private static Account[] join(Account[] caller, Account[] alias) {
        if (alias[0].limits() == Account.Limits.NONE) {
            return caller;
        }
        Account[] all = Arrays.copyOf(caller, caller.length + alias.length);
        System.arraycopy(alias, 0, all, caller.length, alias.length);
        return all;
    }
}
