package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.ProviderKey;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes that is passed on as it is, if its caller may send it there. Tenants share the provider's account,
 * so a key must list the provider, and a path must not be able to climb out of the provider's base URL.
 *
 * @param path with query, without the client's key
 */
record Passage(Destination destination, String path) {

    static Passage of(Route.AsIs route, ClientRequest request, Snapshot snapshot, VirtualKey caller) throws Refusal {
        Destination destination = destination(route, request, snapshot);
        Provider provider = destination.provider();
        if (!caller.mayPassThrough(provider.name())) {
            throw new Refusal(new Failure.Forbidden(
                    "This key may not call " + provider.name() + " directly; its passthrough list does not name it",
                    "passthrough_not_allowed"));
        }
        List<String> residency = caller.residency();
        if (residency != null && !within(residency, provider.region())) {
            throw new Refusal(new Failure.Forbidden(
                    provider.name() + " lies outside the regions that this key is bound to", "residency"));
        }
        if (provider.disabled() != null) {
            throw new Refusal(
                    new Failure.UpstreamUnreachable(new Target(provider.name(), ""), "it has no credential here"));
        }
        check(route.path());
        String query = RequestHeaders.queryWithoutKey(request.query());
        return new Passage(destination, destination.basePath() + route.path() + (query == null ? "" : '?' + query));
    }

    private static Destination destination(Route.AsIs route, ClientRequest request, Snapshot snapshot) throws Refusal {
        String named = route.provider() == null ? request.headers().get("x-bifrost-provider") : route.provider();
        Destination destination = named == null ? snapshot.firstOpenAi() : snapshot.destination(named);
        if (destination != null) {
            return destination;
        }
        if (route.provider() == null && named == null) {
            throw new Refusal(new Failure.UnknownRoute(request.method(), request.path()));
        }
        throw new Refusal(new Failure.InvalidRequest(
                "No provider '" + named + "' is configured", "x-bifrost-provider", "unknown_provider"));
    }

    private static boolean within(List<String> regions, @Nullable String region) {
        return region != null && regions.stream().anyMatch(region::equalsIgnoreCase);
    }

    /** Refuses what could mean another path to the provider than it does here. */
    private static void check(String path) throws Refusal {
        String lower = path.toLowerCase(Locale.ROOT);
        boolean climbs = lower.contains("%2f")
                || lower.contains("%5c")
                || lower.indexOf('\\') >= 0
                || lower.contains("%2e")
                || lower.contains("%25")
                || lower.contains("%0")
                || lower.contains("%1")
                || lower.contains("//");
        for (String segment : lower.split("/", -1)) {
            climbs |= segment.equals("..") || segment.equals(".") || segment.startsWith("..;");
        }
        for (int i = 0; i < path.length(); i++) {
            climbs |= path.charAt(i) <= ' ' || path.charAt(i) > '~' || path.charAt(i) == '#';
        }
        if (climbs) {
            throw new Refusal(new Failure.InvalidRequest(
                    "The path may not hold '..', '//', '#', or an encoded slash, backslash, dot, percent or control character",
                    null,
                    "invalid_path"));
        }
    }

    /** The credential to send it with. */
    ProviderKey key(Worker worker) {
        return destination
                .provider()
                .keys("", worker.deadlines().now(), worker.random())
                .getFirst();
    }
}
