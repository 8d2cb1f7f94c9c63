package dev.bifrost.pricing;

import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs at a provider, at any time. Ask {@link Prices} once for a call and reckon everything of that call
 * with it and with one instant, so that what was reserved and what is settled follow the same price. Immutable; makes
 * nothing but the {@link Cost}.
 */
public final class Price {
    private final String model;
    private final List<Term> terms;

    private Price(String model, List<Term> terms) {
        this.model = model;
        this.terms = terms;
    }

    /** Of those in force at a time the last quote holds. */
    static Price of(String model, List<Quote> quotes, Factor factor) {
        List<Term> terms = new ArrayList<>(quotes.size());
        for (Quote quote : quotes) {
            terms.add(Term.of(quote, quote.agreed() ? Factor.ONE : factor));
        }
        return new Price(model, List.copyOf(terms));
    }

    /** Nobody knows. */
    static Price unknown(String model) {
        return new Price(model, List.of());
    }

    /** Which model of which list it is, such as {@code openai/gpt-4o}. */
    public String model() {
        return model;
    }

    /** True if there is no price at that time: {@link #cost} is {@link Cost#unknown} then. */
    public boolean isUnknown(Instant at) {
        return term(at) == null;
    }

    /** What a usage costs; {@link Cost#unknown} if there is no price. */
    public Cost cost(Usage usage, Instant at) {
        return cost(usage, at, false);
    }

    /**
     * What a usage costs; {@link Cost#unknown} if there is no price.
     *
     * @param batch whether it was a batch's, which costs less at some providers
     */
    public Cost cost(Usage usage, Instant at, boolean batch) {
        Term term = term(at);
        return term == null ? Cost.unknown() : term.cost(usage, batch);
    }

    /**
     * The most that a call can cost, in billionths of a dollar: every token at the dearest price that it may have.
     *
     * @param completion the most tokens that may come out
     * @return 0 if there is no price
     */
    public long most(Bound bound, long completion, Instant at) {
        Term term = term(at);
        return term == null ? 0 : term.most(bound, completion);
    }

    /**
     * The inverse of {@link #most}: how many tokens may come out if a call may cost no more than this.
     *
     * @param nanoDollars what may be spent
     * @return -1 if not even the prompt may be sent; {@link Long#MAX_VALUE} if tokens that come out cost nothing, or if
     *         there is no price
     */
    public long affordable(Bound bound, long nanoDollars, Instant at) {
        Term term = term(at);
        return term == null ? Long.MAX_VALUE : term.affordable(bound, nanoDollars);
    }

    /** How a cost comes about; null if there is no price. For people: not on hot paths. */
    public @Nullable Reckoning reckoning(Usage usage, Instant at, boolean batch) {
        Term term = term(at);
        return term == null ? null : term.reckoning(model, usage, batch);
    }

    private @Nullable Term term(Instant at) {
        for (int i = terms.size() - 1; i >= 0; i--) {
            if (terms.get(i).quote().holds(at)) {
                return terms.get(i);
            }
        }
        return null;
    }
}
