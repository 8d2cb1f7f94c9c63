package dev.bifrost.app;

import dev.bifrost.quota.BudgetState;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.OwnerLimits;
import dev.bifrost.quota.Quota;
import dev.bifrost.quota.RateState;
import dev.bifrost.quota.Report;
import dev.bifrost.telemetry.metrics.Family;
import dev.bifrost.telemetry.metrics.Samples;
import dev.bifrost.telemetry.metrics.Source;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What everybody may still spend and use. */
final class LimitGauges implements Source {
    private static final double DOLLARS = 1e9;

    private final Quota quota;
    private final Supplier<List<OwnerLimits>> owners;

    LimitGauges(Quota quota, Supplier<List<OwnerLimits>> owners) {
        this.quota = quota;
        this.owners = owners;
    }

    @Override
    public void read(Samples to) {
        for (OwnerLimits each : owners.get()) {
            boolean limited = !each.budgets().isEmpty() || each.rateLimit() != null;
            Report report = limited ? quota.report(each.owner()) : null;
            if (report != null) {
                tell(to, kind(each.owner()), each.name(), report);
            }
        }
    }

    private static String kind(Owner owner) {
        return owner.kind() == Owner.Kind.KEY ? "virtual_key" : owner.kind().word();
    }

    private static void tell(Samples to, String kind, String name, Report report) {
        for (BudgetState budget : report.budgets()) {
            to.add(Family.BUDGET_LEFT_DOLLARS, budget.left() / DOLLARS, kind, name, budget.name());
            to.add(Family.BUDGET_LIMIT_DOLLARS, budget.limit() / DOLLARS, kind, name, budget.name());
        }
        for (RateState.Window window : report.limits()) {
            String limit = window.limit().name().toLowerCase(Locale.ROOT);
            to.add(Family.RATE_LIMIT_USED_RATIO, used(window.allowed(), window.remaining()), kind, name, limit);
        }
        Integer concurrent = report.concurrent();
        if (concurrent != null) {
            double ratio = used(concurrent, (long) concurrent - report.running());
            to.add(Family.RATE_LIMIT_USED_RATIO, ratio, kind, name, "concurrent");
        }
    }

    private static double used(long allowed, long remaining) {
        return allowed <= 0 ? 1 : Math.clamp((double) (allowed - remaining) / allowed, 0.0, 1.0);
    }
}
