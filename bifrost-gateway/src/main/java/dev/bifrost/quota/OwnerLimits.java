package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.RateLimitSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an owner may spend and do.
 *
 * @param name what people call the owner; messages to clients show it
 */
public record OwnerLimits(
        Owner owner,
        String name,
        List<BudgetSettings> budgets,
        @Nullable RateLimitSettings rateLimit) {

    /** Keeps the list as it is now. */
    public OwnerLimits {
        budgets = List.copyOf(budgets);
    }

    /** Of an owner whose name is its id. */
    public OwnerLimits(Owner owner, List<BudgetSettings> budgets, @Nullable RateLimitSettings rateLimit) {
        this(owner, owner.id(), budgets, rateLimit);
    }
}
