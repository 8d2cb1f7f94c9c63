package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.api.settings.BudgetSettings.Reserve;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a budget stands; money in nano-dollars.
 *
 * @param name      such as {@code usd-month}, or {@code usd-rolling-day}; a second of its kind has {@code -2} behind it
 * @param spent     settled by calls that have ended; corrections and credits included
 * @param reserved  set aside for calls under way
 * @param uncertain may have been spent by calls that were cut off by a crash; counts as spent until reconciled
 * @param resets    when the period ends; for a rolling budget, when the oldest of it comes back; null if never, or if there
 *                  is nothing to come back
 */
public record BudgetState(
        String name,
        Per per,
        boolean rolling,
        Reserve reserve,
        long limit,
        long spent,
        long reserved,
        long uncertain,
        @Nullable Instant resets) {

    /** What has not been spent, though it may be reserved. Never negative. */
    public long left() {
        return Math.max(0, limit - spent - uncertain);
    }
}
