package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings.Per;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Opens budgets with what was spent before and what is in force by the leases: a lease beyond what was recorded may have been
 * spent by calls that a crash cut off. Everything is read before anything is opened.
 */
final class Opening {
    /** The store's sums are no finer. */
    private static final long QUARTER = Duration.ofMinutes(15).toMillis();

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Past past;
    private final Leases leases;
    private final List<Budget> budgets = new ArrayList<>();
    private final Map<Kind, Set<String>> wanted = new HashMap<>();
    private final Map<Kind, List<Sum>> sums = new HashMap<>();
    private final long millis;
    private final long now;

    /** Budgets that ask for the same times. */
    private record Kind(Per per, boolean rolling, ZoneId zone) {
        static Kind of(Budget budget) {
            return new Kind(budget.per(), budget.rolling() != null, budget.zone());
        }
    }

    /** What each account spent in a time. */
    private record Sum(Period period, Map<String, Long> spent) {
        long of(Budget budget) {
            return spent.getOrDefault(budget.owner().owner().toString(), 0L);
        }
    }

    Opening(Past past, Clocks clocks, Leases leases) {
        this.past = past;
        this.leases = leases;
        this.millis = clocks.millis();
        this.now = clocks.nanos();
    }

    void add(Budget budget) {
        budgets.add(budget);
        wanted.computeIfAbsent(Kind.of(budget), unknown -> new HashSet<>())
                .add(budget.owner().owner().toString());
    }

    void open() throws IOException {
        for (Budget budget : budgets) {
            Kind kind = Kind.of(budget);
            if (!sums.containsKey(kind)) {
                sums.put(kind, read(periods(budget), wanted.getOrDefault(kind, Set.of())));
            }
        }
        budgets.forEach(this::open);
    }

    private List<Sum> read(List<Period> periods, Set<String> accounts) throws IOException {
        List<Sum> read = new ArrayList<>(periods.size());
        for (Period period : periods) {
            Instant from = period.from();
            read.add(new Sum(period, past.spent(accounts, from, period.to())));
        }
        return read;
    }

    /** The present period; of a rolling budget also the one before it, and then the pieces of its window. */
    private List<Period> periods(Budget budget) {
        Period present = budget.period(millis);
        Rolling rolling = budget.rolling();
        if (rolling == null) {
            return List.of(present);
        }
        List<Period> periods = new ArrayList<>(List.of(budget.period(present.start() - 1), present));
        long length = Math.max(QUARTER, rolling.bucket().toMillis());
        Period piece = Period.block(length, millis);
        for (long back = 0; back <= rolling.length(); back += length) {
            periods.add(piece);
            piece = new Period(piece.start() - length, piece.start());
        }
        return periods;
    }

    private void open(Budget budget) {
        List<Sum> spent = sums.getOrDefault(Kind.of(budget), List.of());
        budget.forgetOld(millis);
        Rolling rolling = budget.rolling();
        if (rolling == null) {
            open(budget, spent.getFirst());
            return;
        }
        boolean anew = budget.ledgers().length == 0;
        long doubt = open(budget, spent.get(0)) + open(budget, spent.get(1));
        List<Sum> pieces = spent.subList(2, spent.size());
        if (anew) {
            pieces.forEach(piece -> enter(piece, budget, rolling));
            rolling.doubt(doubt, now);
        } else {
            long sum = pieces.stream().mapToLong(piece -> piece.of(budget)).sum();
            rolling.adjust(Math.max(0, sum + doubt - rolling.spent(now)), now, now);
        }
    }

    /** Counts from the end of its time, as if all had been spent last. */
    private void enter(Sum piece, Budget budget, Rolling rolling) {
        long spent = piece.of(budget);
        if (spent != 0) {
            long ago = Math.max(0, millis - piece.period().end());
            rolling.adjust(spent, now - ago * NANOS_PER_MILLI, now);
        }
    }

    /** Gives what is uncertain. A budget that comes back has its ledger, which may lack what was spent while it was gone. */
    private long open(Budget budget, Sum sum) {
        long spent = sum.of(budget);
        Ledger known = budget.find(sum.period().start());
        if (known != null) {
            known.adjust(Math.max(0, spent - known.settled()));
            return known.uncertain();
        }
        Ledger ledger = new Ledger(budget, sum.period(), leases, spent, leases.peek(budget.account(), sum.period()));
        ledger.warn(budget.terms().reached(ledger.spent()));
        budget.open(budget.ledgers(), ledger);
        return ledger.uncertain();
    }
}
