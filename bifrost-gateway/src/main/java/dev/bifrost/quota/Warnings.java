package dev.bifrost.quota;

/** Who is told that a budget's {@code warn_at} was reached: once for each percentage and period. */
@FunctionalInterface
public interface Warnings {
    /** Nobody. */
    Warnings NONE = (owner, name, budget, percent) -> {};

    /** Called on the thread that settled: must not block. */
    void reached(Owner owner, String name, BudgetState budget, int percent);
}
