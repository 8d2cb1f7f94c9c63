package dev.bifrost.app;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Glob;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.journal.Entry;
import dev.bifrost.quota.Owner;
import dev.bifrost.store.Adjustment;
import dev.bifrost.store.AdjustmentTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What calls of a time cost by other prices than those by which they were charged. Differences are summed by owner, quarter
 * of an hour and model: as many adjustments as spend has rows, however many calls there were. A sum of all differences so
 * far is what earlier runs have added, so that what is added now is the rest, and nothing if nothing has changed.
 */
final class Repricing {
    private final Instant from;
    private final Instant to;
    private final @Nullable Glob models;
    private final Pricing pricing;
    private final Map<Cell, Sum> cells = new HashMap<>();
    private final Map<String, Long> unpriced = new TreeMap<>();
    private long calls;

    /** Prices a usage of a target at a time. */
    @FunctionalInterface
    interface Pricing {
        Cost cost(Target target, Usage usage, Instant at);
    }

    /** What differences are summed by. */
    private record Cell(String owner, Instant quarter, String model) {}

    private static final class Sum {
        private final Set<String> versions = new TreeSet<>();
        private long calls;
        private long recorded;
        private long anew;
        private boolean unknown;
    }

    /** What an owner's calls cost by the old prices, earlier corrections included, and by the new ones. */
    record Line(String owner, long calls, long before, long after) {}

    /** What came of it. */
    record Outcome(List<Line> lines, List<Adjustment> adjustments) {}

    /**
     * @param from   where a quarter of an hour begins, as {@code to}: calls before that
     * @param models {@code provider/model}, or {@code model}; null is all
     */
    Repricing(Instant from, Instant to, @Nullable Glob models, Pricing pricing) {
        this.from = from;
        this.to = to;
        this.models = models;
        this.pricing = pricing;
    }

    /** Takes an entry of the journal. */
    void take(Entry entry) {
        if (!(entry instanceof Entry.Call(CallRecord call))
                || call.time().isBefore(from)
                || !call.time().isBefore(to)) {
            return;
        }
        List<Owner> owners = SpendFollower.owners(call);
        boolean counted = false;
        for (Attempt attempt : call.attempts()) {
            Usage usage = attempt.usage();
            if (usage != null && wanted(attempt.target())) {
                take(call, owners, attempt, usage, counted ? 0 : 1);
                counted = true;
            }
        }
        calls += counted ? 1 : 0;
    }

    private boolean wanted(Target target) {
        return models == null || models.matches(target.toString()) || models.matches(target.model());
    }

    private void take(CallRecord call, List<Owner> owners, Attempt attempt, Usage usage, int count) {
        String model = attempt.target().toString();
        Cost before = attempt.cost();
        Cost after = pricing.cost(attempt.target(), usage, call.time());
        if (after.isUnknown()) {
            unpriced.merge(model, 1L, Long::sum);
        }
        for (Owner owner : owners) {
            Cell cell = new Cell(owner.toString(), Times.quarter(call.time()), model);
            Sum sum = cells.computeIfAbsent(cell, _ -> new Sum());
            sum.calls += count;
            sum.recorded = Math.addExact(sum.recorded, before == null ? 0 : before.nanoDollars());
            sum.anew = Math.addExact(sum.anew, after.nanoDollars());
            sum.unknown |= after.isUnknown();
            sum.versions.add(after.price());
        }
    }

    /** Calls that used something. */
    long calls() {
        return calls;
    }

    /** Attempts by model that have no price now: they stay as they are, and what was used beside them of that model too. */
    Map<String, Long> unpriced() {
        return unpriced;
    }

    /** What references of a journal's corrections begin with. */
    static String reference(String instance) {
        return "reprice:" + instance + ":";
    }

    /**
     * What is to be added.
     *
     * @param instance the journal's
     * @param complete calls before are left alone, since the journal may lack others of that time; null if it lacks none
     * @param earlier  what earlier runs have added
     */
    Outcome outcome(
            String instance,
            @Nullable Instant complete,
            List<AdjustmentTable.Referred> earlier,
            String by,
            Instant now) {
        Map<Cell, AdjustmentTable.Referred> known = new HashMap<>();
        String reference = reference(instance);
        earlier.forEach(each ->
                known.put(new Cell(each.owner(), each.time(), each.refersTo().substring(reference.length())), each));
        Map<String, Line> lines = new TreeMap<>();
        Set<String> moved = new HashSet<>();
        List<Adjustment> adjustments = new ArrayList<>();
        cells.forEach((cell, sum) -> {
            if (sum.unknown || (complete != null && cell.quarter().isBefore(complete))) {
                return;
            }
            AdjustmentTable.Referred done = known.get(cell);
            long before = Math.addExact(sum.recorded, done == null ? 0 : done.nanoDollars());
            lines.merge(cell.owner(), new Line(cell.owner(), sum.calls, before, sum.anew), Repricing::together);
            if (before != sum.anew) {
                moved.add(cell.owner());
                long turn = done == null ? 1 : done.count() + 1;
                adjustments.add(adjustment(reference, cell, sum, sum.anew - before, turn, by, now));
            }
        });
        lines.keySet().retainAll(moved);
        return new Outcome(List.copyOf(lines.values()), adjustments);
    }

    private static Line together(Line a, Line b) {
        return new Line(
                a.owner(),
                a.calls() + b.calls(),
                Math.addExact(a.before(), b.before()),
                Math.addExact(a.after(), b.after()));
    }

    /** The id has its turn: of two runs at the same time that saw the same, one comes first and the other adds nothing. */
    private static Adjustment adjustment(
            String reference, Cell cell, Sum sum, long nanos, long turn, String by, Instant now) {
        String refersTo = reference + cell.model();
        String id = refersTo + ":" + cell.owner() + ":" + cell.quarter().getEpochSecond() + ":" + turn;
        String reason = cell.model() + " priced anew: " + String.join(", ", sum.versions);
        return new Adjustment(id, cell.owner(), cell.quarter(), nanos, reason, by, now, refersTo);
    }
}
