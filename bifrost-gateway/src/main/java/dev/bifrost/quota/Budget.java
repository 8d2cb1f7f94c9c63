package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings.Per;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.ZoneId;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One budget of one owner: its ledgers by period, and who waits for its money. A rolling budget has a {@link Rolling} window
 * that limits it; its ledgers only carry its leases.
 */
final class Budget {
    /** Periods that are kept: a clock that goes back finds what was spent then. */
    private static final int KEPT = 4;

    private static final VarHandle LEDGERS = Fields.of(MethodHandles.lookup(), "ledgers", Ledger[].class);
    private static final VarHandle QUEUE = Fields.of(MethodHandles.lookup(), "queue", WaitQueue.class);

    private final Account owner;
    private final String name;
    private final Per per;
    private final ZoneId zone;
    private final Leases leases;
    private final @Nullable Rolling rolling;
    private volatile Terms terms;
    /** The newest first; never changed in place. */
    private volatile Ledger[] ledgers = {};

    private volatile @Nullable WaitQueue queue;

    Budget(Account owner, String name, Per per, ZoneId zone, Leases leases, @Nullable Rolling rolling, Terms terms) {
        this.owner = owner;
        this.name = name;
        this.per = per;
        this.zone = zone;
        this.leases = leases;
        this.rolling = rolling;
        this.terms = terms;
    }

    Account owner() {
        return owner;
    }

    /** Such as {@code usd-month}; one owner has no two of the same name. */
    String name() {
        return name;
    }

    ZoneId zone() {
        return zone;
    }

    Per per() {
        return per;
    }

    @Nullable
    Rolling rolling() {
        return rolling;
    }

    Terms terms() {
        return terms;
    }

    void terms(Terms changed) {
        terms = changed;
    }

    /** The name in leases, such as {@code key:tenant-12/usd-month}. */
    String account() {
        return owner.owner() + "/" + name;
    }

    Period period(long millis) {
        return rolling == null ? Period.of(per, zone, millis) : Period.block(rolling.length(), millis);
    }

    /** Where a call of this time is entered. Times before what is kept count as the oldest that is kept. */
    Ledger ledger(long millis) {
        while (true) {
            Ledger[] known = ledgers;
            for (Ledger ledger : known) {
                if (ledger.period().contains(millis)) {
                    return ledger;
                }
            }
            if (known.length > 0 && millis < known[known.length - 1].period().start()) {
                return known[known.length - 1];
            }
            Period period = period(millis);
            open(known, new Ledger(this, period, leases, 0, leases.peek(account(), period)));
        }
    }

    /** The ledger that has this time; null if none was opened or it is no longer kept. */
    @Nullable
    Ledger find(long millis) {
        for (Ledger ledger : ledgers) {
            if (ledger.period().contains(millis)) {
                return ledger;
            }
        }
        return null;
    }

    /** Adds a ledger in its place, unless others were faster; then drops the oldest of too many. */
    void open(Ledger[] known, Ledger ledger) {
        Ledger[] more = Arrays.copyOf(known, known.length + 1);
        int place = known.length;
        while (place > 0 && known[place - 1].period().start() < ledger.period().start()) {
            more[place] = known[place - 1];
            place--;
        }
        more[place] = ledger;
        if (LEDGERS.compareAndSet(this, known, more.length > KEPT ? Arrays.copyOf(more, KEPT) : more)) {
            leases.forget(account(), ledger.period());
            if (more.length > KEPT) {
                more[KEPT].slice().giveUp();
            }
        }
    }

    /** Lets the journal forget the leases of periods that are kept no longer. */
    void forgetOld(long millis) {
        Period oldest = period(millis);
        for (int i = 1; i < KEPT && !oldest.equals(Period.TOTAL); i++) {
            oldest = period(oldest.start() - 1);
        }
        leases.giveUpBefore(account(), oldest);
    }

    Ledger[] ledgers() {
        return ledgers;
    }

    Verdict look(Ledger ledger, long amount, long now) {
        if (amount == 0) {
            return Verdict.FITS;
        }
        if (rolling == null) {
            return ledger.look(amount, terms.limit());
        }
        Verdict verdict = rolling.look(amount, terms.limit(), now);
        return verdict == Verdict.FITS ? ledger.look(amount, Long.MAX_VALUE) : verdict;
    }

    Verdict take(Ledger ledger, long amount, long now) {
        if (amount == 0) {
            return Verdict.FITS;
        }
        if (rolling == null) {
            return ledger.take(amount, terms.limit());
        }
        if (!rolling.claim(amount, terms.limit(), now)) {
            Verdict verdict = rolling.look(amount, terms.limit(), now);
            return verdict == Verdict.FITS ? Verdict.TAKEN : verdict;
        }
        Verdict verdict = ledger.take(amount, Long.MAX_VALUE);
        if (verdict != Verdict.FITS) {
            rolling.release(amount, now);
            freed();
        }
        return verdict;
    }

    void release(Ledger ledger, long amount, long now) {
        if (rolling != null) {
            rolling.release(amount, now);
        }
        ledger.release(amount);
        freed();
    }

    /** Replaces a reservation, which may be 0, by what the call cost. */
    void settle(Ledger ledger, long reserved, long actual, long at, long now) {
        if (rolling != null) {
            rolling.settle(reserved, actual, at, now);
        }
        ledger.settle(reserved, actual);
        freed();
        warn(ledger, now);
    }

    /** Corrects what was spent at that time. What is so old that nothing depends on it is let be. */
    void adjust(long millis, long delta, long at, long now) {
        if (rolling != null) {
            rolling.adjust(delta, at, now);
        }
        Ledger[] known = ledgers;
        boolean current = known.length == 0 || millis >= known[0].period().start();
        Ledger ledger = current ? ledger(millis) : find(millis);
        if (ledger != null) {
            ledger.adjust(delta);
            warn(ledger, now);
        }
        freed();
    }

    void reconcile(long now) {
        for (Ledger ledger : ledgers) {
            ledger.reconcile();
        }
        if (rolling != null) {
            rolling.reconcile(now);
        }
        freed();
    }

    /** Whether nothing is reserved or uncertain. */
    boolean isQuiet() {
        for (Ledger ledger : ledgers) {
            if (ledger.committed() != ledger.settled()) {
                return false;
            }
        }
        return true;
    }

    /** What is gone in this period, uncertain money included. */
    long spent(Ledger ledger, long now) {
        return rolling == null ? ledger.spent() : rolling.spent(now);
    }

    /** What could be reserved if the slice were large enough; less than 0 if more than the limit was spent. */
    long room(Ledger ledger) {
        return terms.limit() - (rolling == null ? ledger.committed() : rolling.committed(leases.now()));
    }

    /** Money, or a larger slice, is there: those who wait for it try again. */
    void freed() {
        WaitQueue waiting = queue;
        if (waiting != null) {
            waiting.serve();
        }
    }

    /** Whether somebody has waited so long that nobody may go first. */
    boolean isHeldFor(long now) {
        WaitQueue waiting = queue;
        return waiting != null && waiting.isImpatient(now);
    }

    WaitQueue queue() {
        WaitQueue waiting = queue;
        if (waiting != null) {
            return waiting;
        }
        WaitQueue fresh = new WaitQueue(this);
        WaitQueue other = (WaitQueue) QUEUE.compareAndExchange(this, null, fresh);
        return other == null ? fresh : other;
    }

    Outcome refuse(Verdict verdict, long millis, long amount, long now) {
        var shortage = new Outcome.Shortage(owner.owner(), owner.name(), state(ledger(millis), now), amount);
        return switch (verdict) {
            case SPENT -> new Outcome.Spent(shortage, terms.fallback());
            case UNAVAILABLE -> new Outcome.Unavailable(shortage);
            case LEASING -> new Outcome.Leasing(shortage);
            case TAKEN, FITS -> new Outcome.Taken(shortage);
        };
    }

    BudgetState state(Ledger ledger, long now) {
        Terms current = terms;
        if (rolling != null) {
            return rolling.state(this, now);
        }
        long uncertain = ledger.uncertain();
        long settled = ledger.settled();
        long reserved = Math.max(0, ledger.committed() - settled - uncertain);
        return new BudgetState(
                name,
                per,
                false,
                current.reserve(),
                current.limit(),
                settled,
                reserved,
                uncertain,
                ledger.period().resets());
    }

    private void warn(Ledger ledger, long now) {
        Terms current = terms;
        if (current.warnAt().isEmpty()) {
            return;
        }
        long spent = spent(ledger, now);
        for (int i = 0; i < current.warnAt().size(); i++) {
            int percent = current.warnAt().get(i);
            if (spent < current.share(percent)) {
                return;
            }
            if (ledger.warn(percent)) {
                owner.warn(this, ledger, percent, now);
            }
        }
    }
}
