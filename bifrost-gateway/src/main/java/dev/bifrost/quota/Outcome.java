package dev.bifrost.quota;

import org.jspecify.annotations.Nullable;

/** What came of the wish to reserve: a {@link Reservation}, or why there is none. */
public sealed interface Outcome permits Reservation, Outcome.Refused {

    /** Nothing was reserved, and nothing consumed. */
    sealed interface Refused extends Outcome {}

    /** Refused for now only: {@link Quota#await} may still bring a reservation. */
    sealed interface Passing extends Refused {
        /** Where it is short. */
        Shortage shortage();
    }

    /**
     * Money that was spent is in the way: 402.
     *
     * @param fallback the alias that the budget names for this; null if none
     */
    record Spent(Shortage shortage, @Nullable String fallback) implements Refused {}

    /** Only what others have reserved is in the way. */
    record Taken(Shortage shortage) implements Passing {}

    /** More of the budget is being made durable. */
    record Leasing(Shortage shortage) implements Passing {}

    /** More of the budget can not be made durable: 503. */
    record Unavailable(Shortage shortage) implements Refused {}

    /**
     * As many calls or tokens as there may be: 429.
     *
     * @param owner   whose limit it is; a provider's means that another target may do
     * @param name    what people call the owner
     * @param asked   calls (1) or tokens
     * @param left    what would have fit
     * @param retryIn nanoseconds
     * @param never   whether it is more than the whole limit
     */
    record Limited(
            Owner owner, String name, Limit limit, long allowed, long asked, long left, long retryIn, boolean never)
            implements Refused, Entry {}

    /** A budget that had not enough for a call that may cost {@code asked}. */
    record Shortage(Owner owner, String name, BudgetState budget, long asked) {
        /** Whether it would not fit into the whole budget either. */
        public boolean never() {
            return asked > budget.limit();
        }
    }
}
