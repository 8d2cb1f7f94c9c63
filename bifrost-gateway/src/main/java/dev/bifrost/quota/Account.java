package dev.bifrost.quota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What one owner may do and does. Lives as long as it has limits or calls; limits change under it. */
final class Account {
    private static final VarHandle RUNNING = Fields.of(MethodHandles.lookup(), "running", int.class);
    private static final long A_MOMENT = TimeUnit.SECONDS.toNanos(1);

    /** What changes together. */
    static final class Limits {
        static final Limits NONE = new Limits(new Budget[0], new Rate[0], new Rate[0], Integer.MAX_VALUE);
        final Budget[] budgets;
        final Rate[] requests;
        final Rate[] tokens;
        final int concurrent;

        Limits(Budget[] budgets, Rate[] requests, Rate[] tokens, int concurrent) {
            this.budgets = budgets;
            this.requests = requests;
            this.tokens = tokens;
            this.concurrent = concurrent;
        }

        Rate[] rates(boolean ofTokens) {
            return ofTokens ? tokens : requests;
        }
    }

    private final Owner owner;
    private final Warnings warnings;
    private volatile String name;
    private volatile Limits limits = Limits.NONE;
    private volatile int running;
    /** Removed from the configuration, but with money reserved or uncertain. Only {@link Register} looks, under its lock. */
    private final List<Budget> retired = new ArrayList<>(0);

    Account(Owner owner, Warnings warnings) {
        this.owner = owner;
        this.warnings = warnings;
        this.name = owner.id();
    }

    Owner owner() {
        return owner;
    }

    String name() {
        return name;
    }

    Limits limits() {
        return limits;
    }

    List<Budget> retired() {
        return retired;
    }

    void limit(String called, Limits changed) {
        name = called;
        limits = changed;
    }

    int running() {
        return running;
    }

    Outcome.@Nullable Limited lookToEnter(long now) {
        Limits current = limits;
        if (running >= current.concurrent) {
            return tooMany(current);
        }
        return look(current.requests, 1, now);
    }

    Outcome.@Nullable Limited enter(long now) {
        Limits current = limits;
        int before = running;
        while (before < current.concurrent && !RUNNING.compareAndSet(this, before, before + 1)) {
            before = running;
        }
        if (before >= current.concurrent) {
            return tooMany(current);
        }
        Outcome.Limited refused = take(current.requests, 1, now);
        if (refused != null) {
            leave();
        }
        return refused;
    }

    /** Nothing of the call is to be counted after all. */
    void undoEnter(long now) {
        undo(limits.requests, 1, now);
        leave();
    }

    void leave() {
        RUNNING.getAndAdd(this, -1);
    }

    Outcome.@Nullable Limited lookTokens(long tokens, long now) {
        return look(limits.tokens, tokens, now);
    }

    Outcome.@Nullable Limited takeTokens(long tokens, long now) {
        return take(limits.tokens, tokens, now);
    }

    void undoTokens(long tokens, long now) {
        undo(limits.tokens, tokens, now);
    }

    void settleTokens(long estimate, long actual, long at, long now) {
        for (Rate rate : limits.tokens) {
            rate.settle(estimate, actual, at, now);
        }
    }

    void warn(Budget budget, Ledger ledger, int percent, long now) {
        warnings.reached(owner, name, budget.state(ledger, now), percent);
    }

    private static Outcome.@Nullable Limited look(Rate[] rates, long amount, long now) {
        for (Rate rate : rates) {
            if (!rate.fits(amount, now)) {
                return rate.refuse(amount, now);
            }
        }
        return null;
    }

    private static Outcome.@Nullable Limited take(Rate[] rates, long amount, long now) {
        for (int i = 0; i < rates.length; i++) {
            if (!rates[i].take(amount, now)) {
                for (int taken = 0; taken < i; taken++) {
                    rates[taken].undo(amount, now);
                }
                return rates[i].refuse(amount, now);
            }
        }
        return null;
    }

    private static void undo(Rate[] rates, long amount, long now) {
        for (Rate rate : rates) {
            rate.undo(amount, now);
        }
    }

    private Outcome.Limited tooMany(Limits current) {
        return new Outcome.Limited(owner, name, Limit.CONCURRENT, current.concurrent, 1, 0, A_MOMENT, false);
    }
}
