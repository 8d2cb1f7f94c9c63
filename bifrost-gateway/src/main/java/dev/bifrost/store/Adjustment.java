package dev.bifrost.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A credit or the difference after a change of price. Never altered: to undo one, make another that refers to it.
 *
 * @param id          applied once, however often it comes
 * @param owner       whose spend it moves
 * @param time        to which time it belongs: the budgets of the period around it are moved
 * @param nanoDollars added to the spend; negative for a credit
 * @param by          who made it
 * @param refersTo    the adjustment, call or price that it is about
 */
public record Adjustment(
        String id,
        String owner,
        Instant time,
        long nanoDollars,
        String reason,
        String by,
        Instant created,
        @Nullable String refersTo) {}
