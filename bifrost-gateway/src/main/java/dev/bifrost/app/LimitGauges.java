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
import java.util.ArrayList;
import java.util.Comparator;
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

    /** How far a budget, or a limit, is used: 0 to 1. */
    private record Used<T>(String kind, String name, T what, double ratio) {}

    @Override
    public void read(Samples to) {
        List<Used<BudgetState>> budgets = new ArrayList<>();
        List<Used<String>> limits = new ArrayList<>();
        for (OwnerLimits each : owners.get()) {
            boolean limited = !each.budgets().isEmpty() || each.rateLimit() != null;
            Report report = limited ? quota.report(each.owner()) : null;
            if (report != null) {
                budgets(report, kind(each.owner()), each.name(), budgets);
                limits(report, kind(each.owner()), each.name(), limits);
            }
        }
        sort(budgets);
        sort(limits);
        for (Used<BudgetState> each : budgets) {
            BudgetState budget = each.what();
            to.add(Family.BUDGET_LEFT_DOLLARS, budget.left() / DOLLARS, each.kind(), each.name(), budget.name());
            to.add(Family.BUDGET_LIMIT_DOLLARS, budget.limit() / DOLLARS, each.kind(), each.name(), budget.name());
        }
        for (Used<String> each : limits) {
            to.add(Family.RATE_LIMIT_USED_RATIO, each.ratio(), each.kind(), each.name(), each.what());
        }
    }

    /** Those nearest to their end first, since not all may fit. */
    private static <T> void sort(List<Used<T>> all) {
        all.sort(Comparator.comparingDouble((Used<T> each) -> each.ratio()).reversed());
    }

    private static String kind(Owner owner) {
        return owner.kind() == Owner.Kind.KEY ? "virtual_key" : owner.kind().word();
    }

    private static void budgets(Report report, String kind, String name, List<Used<BudgetState>> to) {
        for (BudgetState budget : report.budgets()) {
            to.add(new Used<>(kind, name, budget, used(budget.limit(), budget.left())));
        }
    }

    private static void limits(Report report, String kind, String name, List<Used<String>> to) {
        for (RateState.Window window : report.limits()) {
            String limit = window.limit().name().toLowerCase(Locale.ROOT);
            to.add(new Used<>(kind, name, limit, used(window.allowed(), window.remaining())));
        }
        Integer concurrent = report.concurrent();
        if (concurrent != null) {
            to.add(new Used<>(kind, name, "concurrent", used(concurrent, (long) concurrent - report.running())));
        }
    }

    private static double used(long allowed, long remaining) {
        return allowed <= 0 ? 1 : Math.clamp((double) (allowed - remaining) / allowed, 0.0, 1.0);
    }
}
