package dev.bifrost.routing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns the name of a model into an order of targets. Immutable; may be asked from any thread. */
public final class Router {
    private final Names names;
    private final Retry defaultRetry;
    private final Map<String, Resolution> exact = new HashMap<>();
    private final List<String> aliases = new ArrayList<>();
    private final List<RoutingProblem> problems;

    private Router(Names names, Retry defaultRetry) {
        this.names = names;
        this.defaultRetry = defaultRetry;
        for (Alias alias : names.aliases()) {
            if (!alias.isPattern() && alias == names.exact(alias.name())) {
                aliases.add(alias.name());
                add(alias, Expansion.of(alias, alias.name(), names));
            }
        }
        this.problems = new RouteCheck(names).problems();
    }

    /** Reads the aliases. Never throws; what is wrong with them is in {@link #problems}. */
    public static Router of(List<AliasSettings> aliases, RetrySettings defaultRetry, List<Endpoint> endpoints) {
        return new Router(new Names(aliases, defaultRetry, endpoints), Retry.of(defaultRetry));
    }

    /** Everything that does not fit, in file order. */
    public List<RoutingProblem> problems() {
        return problems;
    }

    /**
     * Where a name leads: an alias, the first glob that matches, {@code provider/model}, a bare name that the catalogue
     * gives to a provider; null if nowhere.
     */
    public @Nullable Resolution resolve(String asked) {
        Resolution known = exact.get(asked);
        if (known != null) {
            return known;
        }
        Alias glob = names.glob(asked);
        if (glob != null) {
            Route route = Expansion.of(glob, asked, names);
            return route.isEmpty() ? null : new Resolution(glob.name(), asked, route, glob.strict());
        }
        Hop.ToModel model = names.model(asked);
        return model == null ? null : direct(asked, model.endpoint(), model.model());
    }

    /**
     * One provider itself, past every alias; for routes that are passed on as they are.
     *
     * @param model empty where the route names none
     * @return null if there is no such provider
     */
    public @Nullable Resolution at(String provider, String model) {
        Endpoint endpoint = names.endpoints().get(provider);
        return endpoint == null ? null : direct(provider + '/' + model, endpoint, model);
    }

    /**
     * Up to three names that look like one that leads nowhere, the nearest first.
     *
     * @param visible whether the caller may see a name: an alias, a bare name, or {@code provider/model}
     */
    public List<String> nearest(String asked, Predicate<String> visible) {
        var nearest = new Nearest(asked);
        aliases.forEach(nearest::offer);
        boolean qualified = asked.indexOf('/') >= 0;
        names.owners().forEach((model, owner) -> {
            nearest.offer(model);
            if (qualified) {
                nearest.offer(owner.provider() + '/' + model);
            }
        });
        return nearest.best(3, visible);
    }

    /**
     * Who is asked, in which order.
     *
     * @param callerResidencies lists of regions, in each of which the targets must lie
     * @param random            draws the order of targets that share the calls
     */
    public Plan plan(Resolution resolution, List<List<String>> callerResidencies, RandomGenerator random) {
        return resolution.route().plan(callerResidencies, random);
    }

    /** The aliases that are names, not globs, in file order. */
    public List<String> aliases() {
        return List.copyOf(aliases);
    }

    private void add(Alias alias, Route route) {
        if (!route.isEmpty()) {
            String name = alias.name();
            exact.put(name, new Resolution(name, name, route, alias.strict()));
        }
    }

    private Resolution direct(String asked, Endpoint endpoint, String model) {
        return new Resolution(null, asked, Expansion.of(endpoint, model, defaultRetry), false);
    }
}
