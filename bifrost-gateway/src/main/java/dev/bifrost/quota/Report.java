package dev.bifrost.quota;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an owner stands.
 *
 * @param name       what people call the owner
 * @param running    calls under way
 * @param concurrent how many there may be; null if that is not limited
 */
public record Report(
        Owner owner,
        String name,
        List<BudgetState> budgets,
        List<RateState.Window> limits,
        int running,
        @Nullable Integer concurrent) {}
