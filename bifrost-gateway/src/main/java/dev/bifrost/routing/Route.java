package dev.bifrost.routing;

import dev.bifrost.api.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An expanded name: tiers of targets, each tried before the next. A plan only permutes and bars. */
final class Route {
    private final List<Tier> tiers;
    private final List<Candidate> inOrder;
    private final Plan plan;
    private final boolean random;

    Route(@Nullable String alias, List<Tier> tiers) {
        this.tiers = List.copyOf(tiers);
        this.inOrder = tiers.stream().flatMap(tier -> tier.inOrder().stream()).toList();
        this.plan = new Plan(alias, inOrder.stream().map(Candidate::step).toList());
        this.random = tiers.stream().anyMatch(Tier::isRandom);
    }

    boolean isEmpty() {
        return inOrder.isEmpty();
    }

    /** As written, whoever calls. */
    Plan plan() {
        return plan;
    }

    Target first() {
        return inOrder.getFirst().step().target();
    }

    Plan plan(List<List<String>> residencies, RandomGenerator generator) {
        if (!random && (residencies.isEmpty() || allInside(residencies))) {
            return plan;
        }
        List<Step> steps = new ArrayList<>(inOrder.size());
        for (Tier tier : tiers) {
            tier.draw(generator, candidate -> steps.add(candidate.step(residencies)));
        }
        return new Plan(plan.alias(), steps);
    }

    private boolean allInside(List<List<String>> residencies) {
        for (Candidate candidate : inOrder) {
            if (!candidate.isInside(residencies)) {
                return false;
            }
        }
        return true;
    }
}
