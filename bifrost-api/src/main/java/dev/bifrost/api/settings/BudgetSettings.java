package dev.bifrost.api.settings;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of {@code budgets}. */
@Describe("An amount that may be spent in a period; a key's, its team's and its organisation's must all allow a call.")
public record BudgetSettings(
        @Describe("Dollars, such as 50 or 0.25.") @Required BigDecimal usd,

        @Describe(value = "After which time the budget begins anew.", byDefault = "month") @Nullable
        Per per,

        @Describe(
                value = "True: the last hour, day, … up to now. False: by the calendar, in time_zone.",
                byDefault = "false")
        @Nullable
        Boolean rolling,

        @Describe(
                value =
                        "expected: what a call will likely cost is reserved. cap: the most that it can cost, by lowering "
                                + "its max_tokens if need be, so that the budget is never exceeded.",
                byDefault = "expected")
        @Nullable
        Reserve reserve,

        @Describe(value = "Percentages of the budget at which the operator is told.", byDefault = "[]")
        List<Integer> warnAt,

        @Describe("An alias that calls go to once the budget is spent, such as a cheaper model.") @Nullable
        String fallback) {

    /** Absent keys arrive as null and leave as their defaults. */
    public BudgetSettings {
        warnAt = warnAt == null ? List.of() : List.copyOf(warnAt);
    }

    /** Dollars a month, by the calendar. */
    public static BudgetSettings monthly(BigDecimal usd) {
        return new BudgetSettings(usd, null, null, null, List.of(), null);
    }

    /** When a budget begins anew. */
    public enum Per {
        HOUR,
        DAY,
        WEEK,
        MONTH,
        YEAR,
        TOTAL
    }

    /** What is set aside for a call before it is made. */
    public enum Reserve {
        EXPECTED,
        CAP
    }
}
