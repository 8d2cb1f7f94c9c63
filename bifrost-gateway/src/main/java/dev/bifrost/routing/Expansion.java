package dev.bifrost.routing;

import dev.bifrost.api.Target;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns an alias into its route, depth first: its own targets, then each fallback with all that it brings. Residency adds up
 * on the way down: what an alias excludes stays excluded for everything that it brings.
 */
final class Expansion {
    private final Names names;
    private final String asked;
    private final Set<Visit> visits = new HashSet<>();
    private final List<List<Candidate>> tiers = new ArrayList<>();

    /** The same alias under the same residency can bring nothing new; that also ends circles. */
    private record Visit(Alias alias, @Nullable String asked, Regions regions) {}

    private Expansion(Names names, String asked) {
        this.names = names;
        this.asked = asked;
    }

    static Route of(Alias alias, String asked, Names names) {
        var expansion = new Expansion(names, asked);
        expansion.add(alias, asked, Regions.ALL);
        return new Route(alias.name(), expansion.distinct());
    }

    /** A model that the client named itself. */
    static Route of(Endpoint endpoint, String model, Retry retry) {
        var candidate = candidate(endpoint, model, retry, FallbackRule.STANDARD, Regions.ALL, 1);
        return new Route(null, List.of(new Tier(List.of(candidate))));
    }

    private void add(Alias alias, String name, Regions outer) {
        Regions regions = outer.and(alias.regions());
        if (!visits.add(new Visit(alias, name, regions))) {
            return;
        }
        Map<Target, Candidate> own = new LinkedHashMap<>();
        for (Alias.Share share : alias.shares()) {
            String model = share.model() == null ? name : share.model();
            var candidate = candidate(share.endpoint(), model, alias.retry(), alias.rule(), regions, share.weight());
            own.merge(candidate.step().target(), candidate, (a, b) -> a.withWeight(a.weight() + b.weight()));
        }
        tiers.add(List.copyOf(own.values()));
        for (Hop hop : names.fallbacks(alias)) {
            follow(hop, alias, regions);
        }
    }

    private void follow(Hop hop, Alias from, Regions regions) {
        switch (hop) {
            case Hop.ToAlias to -> add(to.alias(), to.asked() == null ? asked : to.asked(), regions);
            case Hop.ToModel to ->
                tiers.add(List.of(candidate(to.endpoint(), to.model(), from.retry(), from.rule(), regions, 1)));
            case Hop.Nowhere _ -> {
                // RouteCheck has said so.
            }
        }
    }

    /** Keeps each target at its first place, or at the first where residency allows it. */
    private List<Tier> distinct() {
        Set<Target> inside = new HashSet<>();
        tiers.forEach(tier -> tier.stream()
                .filter(candidate -> !candidate.isOutside())
                .forEach(candidate -> inside.add(candidate.step().target())));
        Set<Target> seen = new HashSet<>();
        return tiers.stream()
                .map(tier -> tier.stream()
                        .filter(c -> !c.isOutside() || !inside.contains(c.step().target()))
                        .filter(c -> seen.add(c.step().target()))
                        .toList())
                .filter(tier -> !tier.isEmpty())
                .map(Tier::new)
                .toList();
    }

    private static Candidate candidate(
            Endpoint endpoint, String model, Retry retry, FallbackRule rule, Regions regions, int weight) {
        Set<String> places = endpoint.regions().apply(model);
        String skip = null;
        if (endpoint.disabled() != null) {
            skip = Candidate.DISABLED;
        } else if (!regions.contain(places)) {
            skip = Candidate.RESIDENCY;
        }
        var target = new Target(endpoint.provider(), model);
        return Candidate.of(new Step(target, retry, rule.causes(), rule.statuses(), skip), places, weight);
    }
}
