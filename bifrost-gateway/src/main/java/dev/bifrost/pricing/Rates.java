package dev.bifrost.pricing;

import dev.bifrost.api.Usage;
import java.util.Arrays;

/** What each unit costs, in quadrillionths (10<sup>-15</sup>) of a dollar. Immutable. */
final class Rates {
    /** Stands for a price that is not listed. */
    static final long ABSENT = -1;

    private final long[] listed;
    private final long[] each;

    private Rates(long[] listed) {
        this.listed = listed;
        this.each = filled(listed);
    }

    /** By {@link Unit}; {@link #ABSENT} where there is no price. */
    static Rates of(long[] listed) {
        return new Rates(listed.clone());
    }

    /** Nothing listed yet. */
    static long[] blank() {
        long[] listed = new long[Unit.ALL.size()];
        Arrays.fill(listed, ABSENT);
        return listed;
    }

    /** What is not listed costs what it is a kind of; what a provider never charges for costs nothing. */
    private static long[] filled(long[] listed) {
        long[] each = listed.clone();
        fill(each, Unit.INPUT, 0);
        fill(each, Unit.OUTPUT, 0);
        fill(each, Unit.AUDIO_INPUT, each[Unit.INPUT.place()]);
        boolean cachesCheaper = each[Unit.CACHED.place()] != ABSENT;
        fill(each, Unit.CACHED, each[Unit.INPUT.place()]);
        fill(each, Unit.AUDIO_CACHED, each[(cachesCheaper ? Unit.CACHED : Unit.AUDIO_INPUT).place()]);
        fill(each, Unit.CACHE_WRITE, each[Unit.INPUT.place()]);
        fill(each, Unit.CACHE_WRITE_HOUR, each[Unit.CACHE_WRITE.place()]);
        fill(each, Unit.REASONING, each[Unit.OUTPUT.place()]);
        fill(each, Unit.AUDIO_OUTPUT, each[Unit.OUTPUT.place()]);
        fill(each, Unit.IMAGE, 0);
        fill(each, Unit.REQUEST, 0);
        fill(each, Unit.SEARCH, 0);
        return each;
    }

    private static void fill(long[] each, Unit unit, long rate) {
        if (each[unit.place()] == ABSENT) {
            each[unit.place()] = rate;
        }
    }

    long of(Unit unit) {
        return each[unit.place()];
    }

    boolean lists(Unit unit) {
        return listed[unit.place()] != ABSENT;
    }

    /** A copy of what is listed. */
    long[] listed() {
        return listed.clone();
    }

    /** The same where something is not listed here. */
    Rates over(Rates base) {
        long[] merged = base.listed.clone();
        for (int i = 0; i < merged.length; i++) {
            merged[i] = listed[i] == ABSENT ? merged[i] : listed[i];
        }
        return new Rates(merged);
    }

    /** What a batch pays. */
    Rates discounted(Discount discount) {
        long[] less = each.clone();
        for (Unit unit : Unit.ALL) {
            if (unit.isTokens()) {
                less[unit.place()] = discount.of(unit, less[unit.place()]);
            }
        }
        return new Rates(less);
    }

    /** What a usage costs, as {@link Money} counts; {@link Money#TOO_MUCH} if that is more than can be said so. */
    long total(Usage usage) {
        long sum = 0;
        for (int i = 0; i < each.length; i++) {
            sum = Money.add(sum, Unit.ALL.get(i).count(usage), each[i]);
        }
        return sum;
    }

    /** The dearest token that such a call may send. */
    long dearestInput(Bound bound) {
        long most = Math.max(of(Unit.INPUT), Math.max(of(Unit.CACHED), of(Unit.CACHE_WRITE)));
        most = bound.hourCache() ? Math.max(most, of(Unit.CACHE_WRITE_HOUR)) : most;
        return bound.audio() ? Math.max(most, Math.max(of(Unit.AUDIO_INPUT), of(Unit.AUDIO_CACHED))) : most;
    }

    /** The dearest token that such a call may be answered with. */
    long dearestOutput(Bound bound) {
        long most = Math.max(of(Unit.OUTPUT), of(Unit.REASONING));
        return bound.audio() ? Math.max(most, of(Unit.AUDIO_OUTPUT)) : most;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rates that && Arrays.equals(listed, that.listed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(listed);
    }
}
