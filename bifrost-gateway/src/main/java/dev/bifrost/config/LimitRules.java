package dev.bifrost.config;

import dev.bifrost.access.OrganizationSettings;
import dev.bifrost.access.TeamSettings;
import dev.bifrost.access.VirtualKeySettings;
import dev.bifrost.api.Glob;
import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.api.settings.Spelling;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What budgets and rate limits must be, wherever they stand. */
final class LimitRules {
    private final GatewaySettings settings;
    private final List<String> aliases;
    private final Findings findings;

    LimitRules(GatewaySettings settings, Findings findings) {
        this.settings = settings;
        this.aliases = settings.models().stream().map(alias -> alias.alias()).toList();
        this.findings = findings;
    }

    void run() {
        for (int i = 0; i < settings.organizations().size(); i++) {
            OrganizationSettings organization = settings.organizations().get(i);
            check(organization.budgets(), organization.rateLimit(), "organizations[" + i + "]");
        }
        for (int i = 0; i < settings.teams().size(); i++) {
            TeamSettings team = settings.teams().get(i);
            check(team.budgets(), team.rateLimit(), "teams[" + i + "]");
        }
        checkKeys();
        for (int i = 0; i < settings.models().size(); i++) {
            check(List.of(), settings.models().get(i).rateLimit(), "models[" + i + "]");
        }
        for (int i = 0; i < settings.providers().size(); i++) {
            check(List.of(), settings.providers().get(i).rateLimit(), "providers[" + i + "]");
        }
    }

    private void checkKeys() {
        for (int i = 0; i < settings.virtualKeys().size(); i++) {
            VirtualKeySettings key = settings.virtualKeys().get(i);
            String path = "virtual_keys[" + i + "]";
            check(key.budgets(), key.rateLimit(), path);
            BigDecimal monthly = key.budgetUsdPerMonth();
            if (monthly != null) {
                String fault = BudgetSettings.monthly(monthly).fault();
                note(fault == null ? null : fault.substring(fault.indexOf(' ') + 1), path + ".budget_usd_per_month");
            }
        }
    }

    private void check(List<BudgetSettings> budgets, @Nullable RateLimitSettings limit, String path) {
        for (int i = 0; i < budgets.size(); i++) {
            check(budgets.get(i), path + ".budgets[" + i + "]");
        }
        if (limit != null) {
            noteKey(limit.fault(), path + ".rate_limit");
        }
    }

    private void check(BudgetSettings budget, String path) {
        noteKey(budget.fault(), path);
        String fallback = budget.fallback();
        if (fallback != null
                && aliases.stream().noneMatch(alias -> Glob.of(alias).matches(fallback))) {
            findings.error(
                    path + ".fallback", "there is no alias '" + fallback + "'" + Spelling.hint(fallback, aliases));
        }
    }

    /** Faults begin with the key that they are about. */
    private void noteKey(@Nullable String fault, String path) {
        if (fault != null) {
            int space = fault.indexOf(' ');
            findings.error(path + '.' + fault.substring(0, space), fault.substring(space + 1));
        }
    }

    private void note(@Nullable String fault, String path) {
        if (fault != null) {
            findings.error(path, fault);
        }
    }
}
