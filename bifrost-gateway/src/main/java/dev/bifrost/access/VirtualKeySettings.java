package dev.bifrost.access;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.api.settings.Required;
import dev.bifrost.api.settings.Secret;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of {@code virtual_keys}. */
@Describe("A key that the gateway gives to one client, and what that client may do.")
public record VirtualKeySettings(
        @Describe("Names the key in records; must be unique.") @Required
        String name,

        @Describe("What its spend follows; absent: its name. Give it before you rename a key.") @Nullable
        String id,

        @Describe("The key itself; only its hash is kept. Give this or key_sha256.") @Nullable
        Secret key,

        @Describe("SHA-256 of the key, 64 hexadecimal digits, so that the file holds no secret.") @Nullable
        String keySha256,

        @Describe("The team that it belongs to, whose budgets and limits hold too.") @Nullable
        String team,

        @Describe("The organisation that it belongs to; absent: its team's.") @Nullable
        String organization,

        @Describe(value = "What it may spend.", byDefault = "[]")
        List<BudgetSettings> budgets,

        @Describe("Short for budgets: [{ usd: …, per: month }].") @Nullable
        BigDecimal budgetUsdPerMonth,

        @Describe("How many calls and tokens it may have.") @Nullable
        RateLimitSettings rateLimit,

        @Describe("Aliases, or provider/model, that may be used; * stands for anything. Absent: all. Empty: none.")
        @Nullable
        List<String> allowedModels,

        @Describe(value = "Providers whose other routes this key may call as they are.", byDefault = "[]")
        List<String> passthrough,

        @Describe("The last moment at which the key is good: a date (its end, UTC) or a time such as "
                + "2027-01-01T12:00:00Z.")
        @Nullable
        String expires,

        @Describe("Regions in which the targets of this key's calls must lie; unknown regions lie outside.") @Nullable
        List<String> residency,

        @Describe(
                value = "Whether this key's requests are refused rather than translated with a loss.",
                byDefault = "false")
        @Nullable
        Boolean strict,

        @Describe("What is kept of what its calls ask and are answered; absent: what its team says, or audit.content.")
        @Nullable
        ContentMode content,

        @Describe("Written into the record of every call.") Map<String, String> labels) {

    /** Absent keys arrive as null and leave as their defaults. */
    public VirtualKeySettings {
        budgets = budgets == null ? List.of() : List.copyOf(budgets);
        allowedModels = allowedModels == null ? null : List.copyOf(allowedModels);
        passthrough = passthrough == null ? List.of() : List.copyOf(passthrough);
        residency = residency == null ? null : List.copyOf(residency);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }

    /** What its spend follows. */
    public String identity() {
        return id == null ? name : id;
    }

    /** Its budgets, the short form among them. */
    public List<BudgetSettings> allBudgets() {
        if (budgetUsdPerMonth == null) {
            return budgets;
        }
        List<BudgetSettings> all = new ArrayList<>(budgets);
        all.add(BudgetSettings.monthly(budgetUsdPerMonth));
        return List.copyOf(all);
    }
}
