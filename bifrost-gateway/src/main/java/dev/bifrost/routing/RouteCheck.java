package dev.bifrost.routing;

import static dev.bifrost.routing.RoutingProblem.error;
import static dev.bifrost.routing.RoutingProblem.warning;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what does not fit in the settings of aliases. */
final class RouteCheck {
    private final Names names;
    private final List<RoutingProblem> problems = new ArrayList<>();

    RouteCheck(Names names) {
        this.names = names;
        Map<String, Alias> seen = new HashMap<>();
        for (Alias alias : names.aliases()) {
            checkName(alias, seen.putIfAbsent(alias.name(), alias));
            checkTargets(alias);
            checkFallback(alias);
            checkFallbackOn(alias);
            checkResidency(alias);
        }
        problems.addAll(Circles.of(names));
        problems.addAll(new SharedModels(names).problems());
    }

    List<RoutingProblem> problems() {
        return List.copyOf(problems);
    }

    private void checkName(Alias alias, @Nullable Alias earlier) {
        String path = alias.path() + ".alias";
        if (alias.name().isBlank()) {
            problems.add(error(path, "is empty"));
        } else if (earlier != null) {
            problems.add(error(path, "'" + alias.name() + "' is also the alias of " + earlier.path()));
        } else if (!alias.isPattern()) {
            checkShadow(alias, path);
        }
    }

    /** An alias that leads to the very model of its name hides nothing. */
    private void checkShadow(Alias alias, String path) {
        Hop.ToModel hidden = names.model(alias.name());
        if (hidden == null || alias.shares().stream().anyMatch(share -> leadsTo(share, hidden, alias.name()))) {
            return;
        }
        problems.add(warning(
                path,
                "hides the model '" + hidden.model() + "' of "
                        + hidden.endpoint().provider() + ", which can not be asked for by this name any more"));
    }

    private static boolean leadsTo(Alias.Share share, Hop.ToModel hidden, String alias) {
        return hidden.model().equals(share.model() == null ? alias : share.model());
    }

    private void checkTargets(Alias alias) {
        AliasSettings settings = alias.settings();
        String provider = settings.provider();
        List<AliasSettings.Target> targets = settings.targets();
        if ((provider == null) == targets.isEmpty()) {
            problems.add(error(alias.path(), "give either provider and model, or targets"));
        } else if (provider == null && settings.model() != null) {
            problems.add(error(alias.path() + ".model", "goes with provider; each of the targets has its own"));
        }
        if (provider != null) {
            checkProvider(alias.path() + ".provider", provider);
        }
        for (int i = 0; i < targets.size(); i++) {
            checkProvider(
                    alias.path() + ".targets[" + i + "].provider",
                    targets.get(i).provider());
        }
        if (!targets.isEmpty() && targets.stream().allMatch(target -> target.weight() == 0)) {
            problems.add(error(alias.path() + ".targets", "all have weight 0, so that none gets any call"));
        }
    }

    private void checkProvider(String path, String provider) {
        if (!names.endpoints().containsKey(provider)) {
            problems.add(error(
                    path,
                    "there is no provider '" + provider + "'"
                            + hint(provider, names.endpoints().keySet())));
        }
    }

    private void checkFallback(Alias alias) {
        List<Hop> fallbacks = names.fallbacks(alias);
        for (int i = 0; i < fallbacks.size(); i++) {
            if (fallbacks.get(i) instanceof Hop.Nowhere nowhere) {
                problems.add(error(
                        alias.path() + ".fallback[" + i + "]",
                        "'" + nowhere.name() + "' is no alias, no provider/model and no model that the catalogue knows"
                                + hint(nowhere.name(), fallbackNames(nowhere.name()))));
            }
        }
    }

    private List<String> fallbackNames(String asked) {
        Stream<String> models = names.owners().entrySet().stream()
                .map(e -> asked.indexOf('/') < 0 ? e.getKey() : e.getValue().provider() + '/' + e.getKey());
        return Stream.concat(names.aliases().stream().map(Alias::name), models).toList();
    }

    private void checkFallbackOn(Alias alias) {
        List<String> words = alias.settings().fallbackOn();
        for (int i = 0; words != null && i < words.size(); i++) {
            if (!FallbackRule.isKnown(words.get(i))) {
                problems.add(error(
                        alias.path() + ".fallback_on[" + i + "]",
                        "'" + words.get(i) + "' is not known; write connect, timeout, 429, 5xx, credentials, or a "
                                + "status from 400 to 599"));
            }
        }
    }

    private void checkResidency(Alias alias) {
        Plan plan = Expansion.of(alias, alias.name(), names).plan();
        boolean none = plan.steps().stream().allMatch(step -> Candidate.RESIDENCY.equals(step.skip()));
        if (none && !plan.steps().isEmpty()) {
            List<String> residency = alias.settings().residency();
            problems.add(error(
                    alias.path() + ".residency",
                    "no target of '" + alias.name() + "' lies in " + (residency == null ? "the regions" : residency)
                            + "; does its provider lack a region?"));
        }
    }

    private static String hint(String asked, Collection<String> known) {
        var nearest = new Nearest(asked);
        known.forEach(nearest::offer);
        List<String> best = nearest.best(1, _ -> true);
        return best.isEmpty() ? "" : "; did you mean '" + best.getFirst() + "'?";
    }
}
