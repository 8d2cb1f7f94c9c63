package dev.bifrost.access;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.api.settings.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of {@code organizations}. */
@Describe("What teams and keys belong to; what it may not, none of them may.")
public record OrganizationSettings(
        @Describe("Names the organisation; must be unique.") @Required
        String name,

        @Describe(value = "What all its keys together may spend.", byDefault = "[]")
        List<BudgetSettings> budgets,

        @Describe("How many calls and tokens all its keys together may have.") @Nullable
        RateLimitSettings rateLimit,

        @Describe("Regions in which the targets of its keys' calls must lie.") @Nullable
        List<String> residency,

        @Describe("Written into the record of every call of its keys, unless the team or the key says otherwise.")
        Map<String, String> labels) {

    /** Absent keys arrive as null and leave as their defaults. */
    public OrganizationSettings {
        budgets = budgets == null ? List.of() : List.copyOf(budgets);
        residency = residency == null ? null : List.copyOf(residency);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
}
