package dev.bifrost.quota;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Lets calls in and reserves for their attempts: all accounts or none. Everything is looked at first, so that what can not
 * pass disturbs nobody; then it is taken, and given back if another was faster.
 */
final class Admission {
    private final Clocks clocks;
    private final LongAdder opened = new LongAdder();

    Admission(Clocks clocks) {
        this.clocks = clocks;
    }

    Clocks clocks() {
        return clocks;
    }

    long open() {
        return opened.sum();
    }

    Entry enter(Account[] accounts, long millis) {
        long now = clocks.nanos();
        for (Account account : accounts) {
            Outcome.Limited refused = account.lookToEnter(now);
            if (refused != null) {
                return refused;
            }
        }
        for (int i = 0; i < accounts.length; i++) {
            Outcome.Limited refused = accounts[i].enter(now);
            if (refused != null) {
                while (--i >= 0) {
                    accounts[i].undoEnter(now);
                }
                return refused;
            }
        }
        return new Call(accounts, millis, now);
    }

    /** @param waited whether it comes from a queue, and so may go first */
    Outcome reserve(Call call, @Nullable Account provider, long amount, long tokens, boolean waited) {
        long now = clocks.nanos();
        Outcome refused = lookRates(call, provider, tokens, now);
        if (refused == null) {
            refused = lookBudgets(call, amount, now, waited);
        }
        if (refused != null) {
            return refused;
        }
        Ledger[] ledgers = new Ledger[budgets(call)];
        refused = takeBudgets(call, ledgers, amount, now);
        if (refused != null) {
            return refused;
        }
        ledgers = present(ledgers);
        refused = takeRates(call, provider, tokens, now);
        if (refused != null) {
            release(ledgers, ledgers.length, amount, now);
            return refused;
        }
        opened.increment();
        return new Reservation(call, provider, ledgers, amount, tokens, now);
    }

    /**
     * Makes a reservation the call's own, so that it ends with the call at the latest. Until then it is whose who made it: money
     * that was reserved for a call which no longer waits must not be charged to it.
     *
     * @return null if the call has left; then nothing is reserved
     */
    @Nullable
    Outcome hand(Call call, Outcome outcome) {
        if (outcome instanceof Reservation reservation && !call.add(reservation)) {
            settle(reservation, 0, 0);
            return null;
        }
        return outcome;
    }

    /** Where it failed that passes by; null if that is gone. */
    static @Nullable Budget where(Call call, Outcome.Shortage shortage) {
        for (Account account : call.accounts()) {
            for (Budget budget : account.limits().budgets) {
                if (account.owner().equals(shortage.owner())
                        && budget.name().equals(shortage.budget().name())) {
                    return budget;
                }
            }
        }
        return null;
    }

    /** What was spent and used; nothing if it has ended already. */
    boolean settle(Reservation reservation, long nanoDollars, long tokens) {
        if (!reservation.end()) {
            return false;
        }
        opened.decrement();
        long now = clocks.nanos();
        Call call = reservation.call();
        for (Ledger ledger : reservation.ledgers()) {
            Budget budget = ledger.budget();
            if (nanoDollars == 0) {
                budget.release(ledger, reservation.amount(), now);
            } else {
                budget.settle(ledger, reservation.amount(), nanoDollars, call.at(), now);
            }
        }
        for (Account account : call.accounts()) {
            account.settleTokens(reservation.tokens(), tokens, reservation.at(), now);
            chargeUnheld(account, reservation, nanoDollars, now);
        }
        Account provider = reservation.provider();
        if (provider != null) {
            provider.settleTokens(reservation.tokens(), tokens, reservation.at(), now);
            provider.leave();
        }
        return true;
    }

    /** Budgets that came while the attempt was under way have no reservation of it. */
    private static void chargeUnheld(Account account, Reservation reservation, long nanoDollars, long now) {
        for (Budget budget : account.limits().budgets) {
            if (nanoDollars != 0 && !reservation.holds(budget)) {
                Call call = reservation.call();
                budget.settle(budget.ledger(call.millis()), 0, nanoDollars, call.at(), now);
            }
        }
    }

    private @Nullable Outcome lookRates(Call call, @Nullable Account provider, long tokens, long now) {
        for (Account account : call.accounts()) {
            Outcome refused = account.lookTokens(tokens, now);
            if (refused != null) {
                return refused;
            }
        }
        if (provider == null) {
            return null;
        }
        Outcome refused = provider.lookToEnter(now);
        return refused == null ? provider.lookTokens(tokens, now) : refused;
    }

    /** The worst that any budget says; all are asked, so that all leases grow at once. */
    private @Nullable Outcome lookBudgets(Call call, long amount, long now, boolean waited) {
        Verdict worst = Verdict.FITS;
        Budget from = null;
        for (Account account : call.accounts()) {
            for (Budget budget : account.limits().budgets) {
                Verdict verdict = budget.look(budget.ledger(call.millis()), amount, now);
                if (verdict == Verdict.FITS && !waited && amount > 0 && budget.isHeldFor(now)) {
                    verdict = Verdict.TAKEN;
                }
                if (verdict.compareTo(worst) > 0) {
                    worst = verdict;
                    from = budget;
                }
            }
        }
        return from == null ? null : from.refuse(worst, call.millis(), amount, now);
    }

    private @Nullable Outcome takeBudgets(Call call, Ledger[] ledgers, long amount, long now) {
        int taken = 0;
        for (Account account : call.accounts()) {
            for (Budget budget : account.limits().budgets) {
                if (taken == ledgers.length) {
                    return null; // a budget that is younger than the count will be charged when the attempt is settled
                }
                Ledger ledger = budget.ledger(call.millis());
                Verdict verdict = budget.take(ledger, amount, now);
                if (verdict != Verdict.FITS) {
                    release(ledgers, taken, amount, now);
                    return budget.refuse(verdict, call.millis(), amount, now);
                }
                ledgers[taken] = ledger;
                taken++;
            }
        }
        return null;
    }

    private static void release(Ledger[] ledgers, int count, long amount, long now) {
        for (int i = 0; i < count; i++) {
            ledgers[i].budget().release(ledgers[i], amount, now);
        }
    }

    private static @Nullable Outcome takeRates(Call call, @Nullable Account provider, long tokens, long now) {
        Account[] accounts = call.accounts();
        for (int i = 0; i < accounts.length; i++) {
            Outcome refused = accounts[i].takeTokens(tokens, now);
            if (refused != null) {
                undoTokens(accounts, i, tokens, now);
                return refused;
            }
        }
        if (provider == null) {
            return null;
        }
        Outcome refused = provider.enter(now);
        if (refused == null) {
            refused = provider.takeTokens(tokens, now);
            if (refused != null) {
                provider.undoEnter(now);
            }
        }
        if (refused != null) {
            undoTokens(accounts, accounts.length, tokens, now);
        }
        return refused;
    }

    private static void undoTokens(Account[] accounts, int count, long tokens, long now) {
        for (int i = 0; i < count; i++) {
            accounts[i].undoTokens(tokens, now);
        }
    }

    /** All, unless a budget was removed while they were taken. */
    private static Ledger[] present(Ledger[] ledgers) {
        int count = ledgers.length;
        while (count > 0 && ledgers[count - 1] == null) {
            count--;
        }
        return count == ledgers.length ? ledgers : Arrays.copyOf(ledgers, count);
    }

    private static int budgets(Call call) {
        int count = 0;
        for (Account account : call.accounts()) {
            count += account.limits().budgets.length;
        }
        return count;
    }
}
