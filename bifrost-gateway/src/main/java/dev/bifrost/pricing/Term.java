package dev.bifrost.pricing;

import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A quote with the factor of the provider. {@code vague} is its version where searches have no price. */
record Term(Quote quote, List<Tier> batch, Factor factor, String version, String vague) {
    private static final BigInteger LONG = BigInteger.valueOf(Long.MAX_VALUE);
    private static final String LOCAL = "local";

    static Term of(Quote quote, Factor factor) {
        List<Tier> batch = new ArrayList<>();
        for (Tier tier : quote.tiers()) {
            batch.add(new Tier(tier.above(), tier.rates().discounted(quote.discount())));
        }
        String version = factor.isOne() ? quote.version() : quote.version() + " x" + factor;
        return new Term(quote, List.copyOf(batch), factor, version, version + ", searches not priced");
    }

    /** Of a server that its users run themselves: nobody charges for it. */
    static Quote free() {
        return new QuoteDraft().quote(LOCAL, Discount.NONE, true);
    }

    /** The prices for a prompt of this length. */
    private static Rates rates(List<Tier> tiers, long prompt) {
        for (int i = tiers.size() - 1; i > 0; i--) {
            if (prompt > tiers.get(i).above()) {
                return tiers.get(i).rates();
            }
        }
        return tiers.getFirst().rates();
    }

    private Rates rates(Usage usage, boolean asBatch) {
        return rates(asBatch ? batch : quote.tiers(), usage.prompt());
    }

    Cost cost(Usage usage, boolean asBatch) {
        Rates rates = rates(usage, asBatch);
        long sum = rates.total(usage);
        long nanos = sum == Money.TOO_MUCH ? Money.nanos(exact(usage, rates), factor) : Money.nanos(sum, factor);
        return new Cost(nanos, version(usage, rates));
    }

    /** Whoever charges for each request has its searches in that. */
    private String version(Usage usage, Rates rates) {
        boolean priced = usage.searches() <= 0 || rates.lists(Unit.SEARCH) || rates.lists(Unit.REQUEST);
        return priced || version.equals(LOCAL) ? version : vague;
    }

    private static BigInteger exact(Usage usage, Rates rates) {
        BigInteger sum = BigInteger.ZERO;
        for (Unit unit : Unit.ALL) {
            sum = sum.add(product(unit.count(usage), rates.of(unit)));
        }
        return sum;
    }

    private static BigInteger product(long count, long each) {
        return BigInteger.valueOf(Math.max(0, count)).multiply(BigInteger.valueOf(each));
    }

    long most(Bound bound, long completion) {
        long sum = before(bound);
        sum = Money.add(sum, Math.max(0, completion), dearestOutput(bound));
        return sum == Money.TOO_MUCH
                ? Money.nanos(exactBefore(bound).add(product(completion, dearestOutput(bound))), factor)
                : Money.nanos(sum, factor);
    }

    /** All but what comes out. */
    private long before(Bound bound) {
        Rates first = quote.tiers().getFirst().rates();
        long sum = Money.add(0, Math.max(0, bound.prompt()), dearestInput(bound));
        sum = Money.add(sum, Math.max(0, bound.images()), first.of(Unit.IMAGE));
        sum = Money.add(sum, Math.max(0, bound.searches()), first.of(Unit.SEARCH));
        return Money.add(sum, 1, first.of(Unit.REQUEST));
    }

    private BigInteger exactBefore(Bound bound) {
        Rates first = quote.tiers().getFirst().rates();
        return product(bound.prompt(), dearestInput(bound))
                .add(product(bound.images(), first.of(Unit.IMAGE)))
                .add(product(bound.searches(), first.of(Unit.SEARCH)))
                .add(BigInteger.valueOf(first.of(Unit.REQUEST)));
    }

    /** A prompt that turns out shorter may be in a tier below, so that the dearest of all that are reached counts. */
    private long dearestInput(Bound bound) {
        long most = 0;
        for (int i = 0; i < quote.tiers().size(); i++) {
            Tier tier = quote.tiers().get(i);
            most = tier.mayHold(bound.prompt()) ? Math.max(most, tier.rates().dearestInput(bound)) : most;
        }
        return most;
    }

    private long dearestOutput(Bound bound) {
        long most = 0;
        for (int i = 0; i < quote.tiers().size(); i++) {
            Tier tier = quote.tiers().get(i);
            most = tier.mayHold(bound.prompt()) ? Math.max(most, tier.rates().dearestOutput(bound)) : most;
        }
        return most;
    }

    long affordable(Bound bound, long nanoDollars) {
        if (nanoDollars < 0) {
            return -1;
        }
        if (factor.times() == 0 || nanoDollars == Long.MAX_VALUE) {
            return Long.MAX_VALUE;
        }
        long each = dearestOutput(bound);
        long spent = before(bound);
        long limit = Money.mostInLong(nanoDollars, factor);
        if (spent == Money.TOO_MUCH || limit == Money.TOO_MUCH) {
            return affordable(Money.most(nanoDollars, factor).subtract(exactBefore(bound)), each);
        }
        if (spent > limit) {
            return -1;
        }
        return each == 0 ? Long.MAX_VALUE : (limit - spent) / each;
    }

    private static long affordable(BigInteger left, long each) {
        if (left.signum() < 0) {
            return -1;
        }
        return each == 0
                ? Long.MAX_VALUE
                : left.divide(BigInteger.valueOf(each)).min(LONG).longValueExact();
    }

    Reckoning reckoning(String model, Usage usage, boolean asBatch) {
        Rates rates = rates(usage, asBatch);
        List<Reckoning.Line> lines = new ArrayList<>();
        for (Unit unit : Unit.ALL) {
            long count = unit.count(usage);
            if (count > 0 && (rates.of(unit) > 0 || unit.isTokens())) {
                lines.add(new Reckoning.Line(
                        unit.title(), count, unit.dollars(rates.of(unit)), unit.bundle(), rates.of(unit)));
            }
        }
        return new Reckoning(model, cost(usage, asBatch), lines, factor.toString());
    }
}
