package dev.bifrost.app;

import dev.bifrost.api.json.Json;
import dev.bifrost.quota.BudgetState;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.Quota;
import dev.bifrost.quota.RateState;
import dev.bifrost.quota.Report;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a key stands, in the words of {@code GET /api/key}. Money is in dollars, exact. */
final class SpendingReport {
    private SpendingReport() {}

    static Json.Obj of(Quota quota, String key, @Nullable String team, @Nullable String organization) {
        List<Owner> owners = new ArrayList<>(List.of(Owner.key(key)));
        if (team != null) {
            owners.add(Owner.team(team));
        }
        if (organization != null) {
            owners.add(Owner.organization(organization));
        }
        Json.Arr budgets = new Json.Arr();
        Json.Arr limits = new Json.Arr();
        for (Owner owner : owners) {
            Report report = quota.report(owner);
            if (report != null) {
                report.budgets().forEach(budget -> budgets.add(budget(owner, budget)));
                report.limits().forEach(window -> limits.add(window(owner, window)));
                if (report.concurrent() != null) {
                    limits.add(head(owner)
                            .put("limit", "concurrent")
                            .put("allowed", report.concurrent().longValue())
                            .put("remaining", Math.max(0, report.concurrent() - report.running())));
                }
            }
        }
        return new Json.Obj().put("budgets", budgets).put("limits", limits);
    }

    private static Json.Obj head(Owner owner) {
        return new Json.Obj().put("of", owner.kind().word()).put("name", owner.id());
    }

    private static Json.Obj budget(Owner owner, BudgetState budget) {
        Json.Obj json = head(owner)
                .put("budget", budget.name())
                .put("per", budget.per().name().toLowerCase(Locale.ROOT))
                .put("rolling", budget.rolling())
                .put("reserve", budget.reserve().name().toLowerCase(Locale.ROOT))
                .put("limit_usd", number(budget.limit()))
                .put("spent_usd", number(budget.spent()))
                .put("reserved_usd", number(budget.reserved()))
                .put("uncertain_usd", number(budget.uncertain()))
                .put("left_usd", number(budget.left()));
        return budget.resets() == null
                ? json
                : json.put("resets_at", budget.resets().toString());
    }

    private static Json.Obj window(Owner owner, RateState.Window window) {
        return head(owner)
                .put("limit", window.limit().text())
                .put("allowed", window.allowed())
                .put("remaining", window.remaining())
                .put("resets_in", window.reset());
    }

    private static Json number(long nanos) {
        return new Json.Num(dollars(nanos));
    }

    /** Nano-dollars as dollars, without trailing zeros. */
    static String dollars(long nanos) {
        BigDecimal exact = BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
        return (exact.scale() < 0 ? exact.setScale(0) : exact).toPlainString();
    }
}
