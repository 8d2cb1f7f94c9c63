package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.RateLimitSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What budgets and limits must be to be configured. */
public final class BudgetRules {
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);
    private static final int DECIMALS = 9;

    private BudgetRules() {}

    /**
     * Something that can not be.
     *
     * @param path from the entry that has the list or record, such as {@code budgets[1].usd}
     */
    public record Problem(String path, String message) {}

    /** What is wrong with {@code budgets}. */
    public static List<Problem> problems(List<BudgetSettings> budgets) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < budgets.size(); i++) {
            BudgetSettings budget = budgets.get(i);
            String path = "budgets[" + i + "]";
            String amount = amount(budget.usd());
            if (amount != null) {
                problems.add(new Problem(path + ".usd", amount));
            }
            for (int j = 0; j < budget.warnAt().size(); j++) {
                int percent = budget.warnAt().get(j);
                if (percent < 1 || percent > 100) {
                    problems.add(new Problem(
                            path + ".warn_at[" + j + "]", "must be a percentage from 1 to 100, not " + percent));
                }
            }
            String fallback = budget.fallback();
            if (fallback != null && fallback.isBlank()) {
                problems.add(new Problem(path + ".fallback", "must name an alias"));
            }
        }
        return problems;
    }

    /** What is wrong with {@code rate_limit}. */
    public static List<Problem> problems(RateLimitSettings limits) {
        List<Problem> problems = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            Long allowed = limit.of(limits);
            String path = "rate_limit." + limit.name().toLowerCase(Locale.ROOT);
            if (allowed != null && allowed <= 0) {
                problems.add(new Problem(path, "must be at least 1, not " + allowed + "; leave it out for no limit"));
            } else if (allowed != null && allowed > Long.MAX_VALUE / 4) {
                problems.add(new Problem(path, "is too large; leave it out for no limit"));
            }
        }
        return problems;
    }

    /** What is wrong with an amount of dollars, such as {@code budget_usd_per_month}; null if nothing. */
    public static @Nullable String amount(BigDecimal usd) {
        if (usd.signum() <= 0) {
            return "must be more than 0, not " + shown(usd);
        }
        if (usd.compareTo(MOST) > 0) {
            return "must be at most " + MOST + " dollars, not " + shown(usd);
        }
        if (usd.compareTo(BigDecimal.ONE.movePointLeft(DECIMALS)) < 0
                || usd.stripTrailingZeros().scale() > DECIMALS) {
            return "must have at most " + DECIMALS + " decimals, not " + shown(usd);
        }
        return null;
    }

    /** 1e999999999 would fill the memory in full. */
    private static String shown(BigDecimal usd) {
        return Math.abs((long) usd.scale()) > 40 ? usd.toString() : usd.toPlainString();
    }
}
