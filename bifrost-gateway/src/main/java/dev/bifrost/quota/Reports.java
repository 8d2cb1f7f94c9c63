package dev.bifrost.quota;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads accounts as they stand. */
final class Reports {
    private Reports() {}

    static Report of(Account account, long millis, long now) {
        Account.Limits limits = account.limits();
        List<BudgetState> budgets = new ArrayList<>(limits.budgets.length);
        for (Budget budget : limits.budgets) {
            budgets.add(budget.state(budget.ledger(millis), now));
        }
        List<RateState.Window> windows = new ArrayList<>();
        for (Rate rate : limits.requests) {
            windows.add(rate.state(now));
        }
        for (Rate rate : limits.tokens) {
            windows.add(rate.state(now));
        }
        Integer concurrent = limits.concurrent == Integer.MAX_VALUE ? null : limits.concurrent;
        return new Report(account.owner(), account.name(), budgets, windows, account.running(), concurrent);
    }

    static RateState state(Call call, long now) {
        return new RateState(tightest(call, false, now), tightest(call, true, now));
    }

    private static RateState.@Nullable Window tightest(Call call, boolean ofTokens, long now) {
        Rate tightest = null;
        long least = 0;
        for (Account account : call.accounts()) {
            for (Rate rate : account.limits().rates(ofTokens)) {
                long left = rate.left(now);
                if (tightest == null || left < least) {
                    tightest = rate;
                    least = left;
                }
            }
        }
        return tightest == null ? null : tightest.state(now);
    }
}
