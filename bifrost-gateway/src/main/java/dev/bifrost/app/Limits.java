package dev.bifrost.app;

import dev.bifrost.access.OrganizationSettings;
import dev.bifrost.access.TeamSettings;
import dev.bifrost.access.VirtualKey;
import dev.bifrost.access.VirtualKeySettings;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.provider.ProviderSettings;
import dev.bifrost.quota.Owner;
import dev.bifrost.quota.OwnerLimits;
import dev.bifrost.routing.AliasSettings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a configuration, and the keys of the store, say about money and limits, as the quota and the prices want it. */
final class Limits {
    private Limits() {}

    /** Everybody who may have budgets or limits; those without any are counted all the same. */
    static List<OwnerLimits> of(GatewaySettings settings, Collection<VirtualKey> stored) {
        List<OwnerLimits> all = new ArrayList<>();
        for (OrganizationSettings each : settings.organizations()) {
            all.add(new OwnerLimits(Owner.organization(each.name()), each.budgets(), each.rateLimit()));
        }
        for (TeamSettings each : settings.teams()) {
            all.add(new OwnerLimits(Owner.team(each.name()), each.budgets(), each.rateLimit()));
        }
        for (VirtualKeySettings each : settings.virtualKeys()) {
            all.add(new OwnerLimits(Owner.key(each.identity()), each.name(), each.allBudgets(), each.rateLimit()));
        }
        for (VirtualKey each : stored) {
            String id = each.id();
            if (id != null) {
                String name = each.name() == null ? id : each.name();
                all.add(new OwnerLimits(Owner.key(id), name, each.budgets(), each.rateLimit()));
            }
        }
        for (AliasSettings each : settings.models()) {
            if (each.rateLimit() != null) {
                all.add(new OwnerLimits(Owner.alias(each.alias()), List.of(), each.rateLimit()));
            }
        }
        for (ProviderSettings each : settings.providers()) {
            if (each.rateLimit() != null) {
                all.add(new OwnerLimits(Owner.provider(each.name()), List.of(), each.rateLimit()));
            }
        }
        return all;
    }

    /** Whether anybody has a budget. */
    static boolean anyBudget(Collection<OwnerLimits> limits) {
        return limits.stream().anyMatch(owner -> !owner.budgets().isEmpty());
    }

    /** {@code price_factor} by the provider's name. */
    static Map<String, BigDecimal> factors(GatewaySettings settings) {
        Map<String, BigDecimal> factors = new HashMap<>();
        for (ProviderSettings each : settings.providers()) {
            if (each.priceFactor() != null) {
                factors.put(each.name(), each.priceFactor());
            }
        }
        return factors;
    }
}
