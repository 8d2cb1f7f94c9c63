package dev.bifrost.access;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.api.settings.RateLimitSettings;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a key may do, wherever it is kept. The components mean what the keys of {@link VirtualKeySettings} do.
 *
 * @param expires as it was written: a date or a time
 */
record KeyTerms(
        @Nullable String team,
        @Nullable String organization,
        List<BudgetSettings> budgets,
        @Nullable RateLimitSettings rateLimit,
        @Nullable List<String> allowedModels,
        List<String> passthrough,
        @Nullable String expires,
        @Nullable List<String> residency,
        boolean strict,
        @Nullable ContentMode content,
        Map<String, String> labels) {

    static KeyTerms of(VirtualKeySettings settings) {
        return new KeyTerms(
                settings.team(),
                settings.organization(),
                settings.allBudgets(),
                settings.rateLimit(),
                settings.allowedModels(),
                settings.passthrough(),
                settings.expires(),
                settings.residency(),
                Boolean.TRUE.equals(settings.strict()),
                settings.content(),
                settings.labels());
    }
}
