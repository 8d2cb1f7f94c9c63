package dev.bifrost.access;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.RateLimitSettings;
import dev.bifrost.api.settings.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of {@code teams}. */
@Describe("What keys belong to; what it may not, none of them may.")
public record TeamSettings(
        @Describe("Names the team; must be unique.") @Required
        String name,

        @Describe("The organisation that the team belongs to.") @Nullable
        String organization,

        @Describe(value = "What all its keys together may spend.", byDefault = "[]")
        List<BudgetSettings> budgets,

        @Describe("How many calls and tokens all its keys together may have.") @Nullable
        RateLimitSettings rateLimit,

        @Describe("Regions in which the targets of its keys' calls must lie.") @Nullable
        List<String> residency,

        @Describe("What is kept of what its keys' calls ask and are answered; absent: what audit.content says.")
        @Nullable
        ContentMode content,

        @Describe("Written into the record of every call of its keys, unless the key says otherwise.")
        Map<String, String> labels) {

    /** Absent keys arrive as null and leave as their defaults. */
    public TeamSettings {
        budgets = budgets == null ? List.of() : List.copyOf(budgets);
        residency = residency == null ? null : List.copyOf(residency);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
    }
}
