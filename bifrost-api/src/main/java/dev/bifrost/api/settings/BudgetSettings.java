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
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);
    /** Money is counted in nano-dollars. */
    private static final int DECIMALS = 9;

    /** Absent keys arrive as null and leave as their defaults. */
    public BudgetSettings {
        warnAt = warnAt == null ? List.of() : List.copyOf(warnAt);
    }

    /** What is wrong with it, beginning with the key at fault, as in {@code usd must be …}; null if nothing is. */
    public @Nullable String fault() {
        if (usd.signum() <= 0 || usd.compareTo(MOST) > 0) {
            return "usd must be more than 0 and at most " + MOST + " dollars";
        }
        if (usd.stripTrailingZeros().scale() > DECIMALS) {
            return "usd may have at most " + DECIMALS + " decimals";
        }
        for (Integer percent : warnAt) {
            if (percent < 1 || percent > 100) {
                return "warn_at must be percentages from 1 to 100, not " + percent;
            }
        }
        if (Boolean.TRUE.equals(rolling) && per == Per.TOTAL) {
            return "rolling needs a period; a total never begins anew";
        }
        return null;
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
