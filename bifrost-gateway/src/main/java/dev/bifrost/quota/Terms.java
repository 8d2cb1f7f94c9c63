package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.api.settings.BudgetSettings.Reserve;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a budget may change while it is spent.
 *
 * @param limit  nano-dollars
 * @param warnAt percentages, ascending
 */
record Terms(
        long limit,
        Reserve reserve,
        List<Integer> warnAt,
        @Nullable String fallback) {

    static Terms of(BudgetSettings settings) {
        Reserve reserve = settings.reserve();
        return new Terms(
                Dollars.nanos(settings.usd()),
                reserve == null ? Reserve.EXPECTED : reserve,
                settings.warnAt().stream().sorted().toList(),
                settings.fallback());
    }

    static Per per(BudgetSettings settings) {
        Per per = settings.per();
        return per == null ? Per.MONTH : per;
    }

    /** A budget in total has no beginning, so nothing of it can roll away. */
    static boolean rolling(BudgetSettings settings) {
        return Boolean.TRUE.equals(settings.rolling()) && per(settings) != Per.TOTAL;
    }

    boolean isCap() {
        return reserve == Reserve.CAP;
    }

    /** The highest percentage that so much money reaches; 0 if none. */
    int reached(long spent) {
        int reached = 0;
        for (int i = 0; i < warnAt.size() && spent >= share(warnAt.get(i)); i++) {
            reached = warnAt.get(i);
        }
        return reached;
    }

    /** So many hundredths of the limit, without overflow. */
    long share(int percent) {
        return limit / 100 * percent + limit % 100 * percent / 100;
    }
}
