package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.api.settings.RateLimitSettings;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All accounts, and how their limits change. Reading takes no lock. */
final class Register {
    private final Map<Owner, Account> accounts = new ConcurrentHashMap<>();
    private final Clocks clocks;
    private final Leases leases;
    private final Past past;
    private final Warnings warnings;
    private volatile long generation;

    /** An owner's budgets as they will be. */
    private record Plan(Account account, OwnerLimits limits, List<Budget> budgets, List<Terms> terms) {}

    Register(Clocks clocks, Leases leases, Past past, Warnings warnings) {
        this.clocks = clocks;
        this.leases = leases;
        this.past = past;
        this.warnings = warnings;
    }

    long generation() {
        return generation;
    }

    Account account(Owner owner) {
        return accounts.computeIfAbsent(owner, unknown -> new Account(unknown, warnings));
    }

    @Nullable
    Account find(Owner owner) {
        return accounts.get(owner);
    }

    /** What was spent is read first; if that fails, nothing has changed. */
    synchronized void configure(Collection<OwnerLimits> limits, ZoneId zone) throws IOException {
        List<Plan> plans = new ArrayList<>(limits.size());
        Opening opening = new Opening(past, clocks, leases);
        Set<Owner> named = HashSet.newHashSet(limits.size());
        for (OwnerLimits each : limits) {
            named.add(each.owner());
            plans.add(plan(each, zone, opening));
        }
        opening.open();
        for (Plan plan : plans) {
            put(plan);
        }
        accounts.values().removeIf(account -> !named.contains(account.owner()) && dismiss(account));
        generation = generation + 1;
    }

    private Plan plan(OwnerLimits limits, ZoneId zone, Opening opening) {
        Account account = account(limits.owner());
        List<Budget> budgets = new ArrayList<>(limits.budgets().size());
        List<Terms> terms = new ArrayList<>(limits.budgets().size());
        Map<String, Integer> names = new HashMap<>();
        for (BudgetSettings settings : limits.budgets()) {
            Terms wanted = Terms.of(settings);
            Per per = Terms.per(settings);
            String kind = (Terms.rolling(settings) ? "usd-rolling-" : "usd-")
                    + per.name().toLowerCase(Locale.ROOT);
            int count = names.merge(kind, 1, Integer::sum);
            String name = count == 1 ? kind : kind + "-" + count;
            Budget budget = active(account, name, zone);
            if (budget == null) {
                budget = retired(account, name, zone);
                if (budget == null) {
                    Rolling rolling = Terms.rolling(settings) ? Rolling.of(per, clocks) : null;
                    budget = new Budget(account, name, per, zone, leases, rolling, wanted);
                }
                opening.add(budget);
            }
            budgets.add(budget);
            terms.add(wanted);
        }
        return new Plan(account, limits, budgets, terms);
    }

    private void put(Plan plan) {
        Account account = plan.account();
        for (int i = 0; i < plan.budgets().size(); i++) {
            plan.budgets().get(i).terms(plan.terms().get(i));
        }
        retire(account, plan.budgets());
        RateLimitSettings rates = plan.limits().rateLimit();
        Account.Limits old = account.limits();
        account.limit(
                plan.limits().name(),
                new Account.Limits(
                        plan.budgets().toArray(Budget[]::new),
                        rates(account, old, rates, false),
                        rates(account, old, rates, true),
                        rates == null || rates.concurrent() == null ? Integer.MAX_VALUE : rates.concurrent()));
        plan.budgets().forEach(Budget::freed);
    }

    private Rate[] rates(Account account, Account.Limits old, @Nullable RateLimitSettings settings, boolean ofTokens) {
        List<Rate> rates = new ArrayList<>();
        for (Limit limit : Limit.values()) {
            Long allowed = settings == null || limit == Limit.CONCURRENT ? null : limit.of(settings);
            if (allowed != null && limit.isTokens() == ofTokens) {
                Rate rate = rate(old.rates(ofTokens), limit);
                if (rate == null) {
                    rate = new Rate(account, limit, allowed, clocks.nanos());
                }
                rate.allow(allowed);
                rates.add(rate);
            }
        }
        return rates.toArray(Rate[]::new);
    }

    private static @Nullable Rate rate(Rate[] rates, Limit limit) {
        for (Rate rate : rates) {
            if (rate.limit() == limit) {
                return rate;
            }
        }
        return null;
    }

    private static @Nullable Budget active(Account account, String name, ZoneId zone) {
        for (Budget budget : account.limits().budgets) {
            if (budget.name().equals(name) && budget.zone().equals(zone)) {
                return budget;
            }
        }
        return null;
    }

    private static @Nullable Budget retired(Account account, String name, ZoneId zone) {
        for (Budget budget : account.retired()) {
            if (budget.name().equals(name) && budget.zone().equals(zone)) {
                return budget;
            }
        }
        return null;
    }

    /** Those that are no longer wanted are kept while money is reserved in them, or uncertain. */
    private void retire(Account account, List<Budget> wanted) {
        for (Budget budget : account.limits().budgets) {
            if (!wanted.contains(budget) && !account.retired().contains(budget)) {
                account.retired().add(budget);
            }
        }
        account.retired().removeIf(budget -> wanted.contains(budget) || budget.isQuiet());
    }

    /** True if the account may be forgotten. */
    private boolean dismiss(Account account) {
        retire(account, List.of());
        account.limit(account.name(), Account.Limits.NONE);
        return account.retired().isEmpty() && account.running() == 0;
    }
}
