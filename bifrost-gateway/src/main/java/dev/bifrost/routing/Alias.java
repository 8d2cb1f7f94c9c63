package dev.bifrost.routing;

import dev.bifrost.api.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entry of {@code models}, read. Has the identity of its place in the file. */
final class Alias {
    private final int index;
    private final AliasSettings settings;
    private final Glob glob;
    private final List<Share> shares;
    private final Retry retry;
    private final FallbackRule rule;
    private final Regions regions;

    /** A target of its own; without {@code model} it is the name that was asked for. */
    record Share(Endpoint endpoint, @Nullable String model, int weight) {}

    Alias(int index, AliasSettings settings, RetrySettings defaultRetry, Map<String, Endpoint> endpoints) {
        this.index = index;
        this.settings = settings;
        this.glob = Glob.of(settings.alias());
        this.shares = shares(settings, endpoints);
        RetrySettings own = settings.retry();
        this.retry = Retry.of(own == null ? defaultRetry : own);
        this.rule = FallbackRule.of(settings.fallbackOn());
        this.regions = Regions.of(settings.residency());
    }

    String name() {
        return settings.alias();
    }

    /** Where it stands, such as {@code models[3]}. */
    String path() {
        return "models[" + index + "]";
    }

    AliasSettings settings() {
        return settings;
    }

    boolean isPattern() {
        return glob.isPattern();
    }

    boolean matches(String asked) {
        return glob.matches(asked);
    }

    List<Share> shares() {
        return shares;
    }

    Retry retry() {
        return retry;
    }

    FallbackRule rule() {
        return rule;
    }

    Regions regions() {
        return regions;
    }

    boolean strict() {
        return Boolean.TRUE.equals(settings.strict());
    }

    /** Unknown providers are left out; {@link RouteCheck} names them. */
    private static List<Share> shares(AliasSettings settings, Map<String, Endpoint> endpoints) {
        List<Share> shares = new ArrayList<>();
        String provider = settings.provider();
        if (provider != null && endpoints.containsKey(provider)) {
            shares.add(new Share(endpoints.get(provider), settings.model(), 1));
        }
        for (AliasSettings.Target target : settings.targets()) {
            Endpoint endpoint = endpoints.get(target.provider());
            if (endpoint != null) {
                shares.add(new Share(endpoint, target.model(), target.weight()));
            }
        }
        return List.copyOf(shares);
    }
}
