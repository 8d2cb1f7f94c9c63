package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.ProviderKey;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where a request goes that is passed on as it is, if its caller may send it there. Tenants share the provider's account,
 * so a key must list the provider, and a path must not be able to climb out of the provider's base URL.
 *
 * @param path with query, without the client's key
 */
record Passage(Destination destination, String path) {
    private static final List<String> OPERATIONS = List.of(
            "/completions",
            "/responses",
            "/embeddings",
            "/moderations",
            "/messages",
            "/rerank",
            "/chat",
            "/embed",
            ":generatecontent",
            ":streamgeneratecontent",
            ":embedcontent",
            ":batchembedcontents",
            ":predict",
            ":rawpredict",
            ":streamrawpredict",
            "/converse",
            "/converse-stream",
            "/invoke",
            "/invoke-with-response-stream");

    static Passage of(Route.AsIs route, ClientRequest request, Snapshot snapshot, VirtualKey caller) throws Refusal {
        Destination destination = destination(route, request, snapshot);
        Provider provider = destination.provider();
        if (!caller.mayPassThrough(provider.name())) {
            throw new Refusal(new Failure.Forbidden(
                    "This key may not call " + provider.name() + " directly; its passthrough list does not name it",
                    "passthrough_not_allowed"));
        }
        for (List<String> residency : caller.residencies()) {
            if (!within(residency, provider.regions(""))) {
                throw new Refusal(new Failure.Forbidden(
                        provider.name() + " lies outside the regions that this key is bound to", "residency"));
            }
        }
        if (provider.disabled() != null) {
            throw new Refusal(
                    new Failure.UpstreamUnreachable(new Target(provider.name(), ""), "it has no credential here"));
        }
        check(route.path());
        if (caller.restricted() && isOperation(route.path())) {
            throw new Refusal(new Failure.Forbidden(
                    "This key has a list of allowed models, so it must call this operation under /v1, where it is held",
                    "passthrough_not_allowed"));
        }
        String query = RequestHeaders.queryWithoutKey(request.query());
        return new Passage(destination, destination.basePath() + route.path() + (query == null ? "" : '?' + query));
    }

    /** Whether a path, however it is written, names an operation whose model the gateway would have looked at. */
    static boolean isOperation(String path) {
        String plain = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8)
                .toLowerCase(Locale.ROOT);
        while (plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        return OPERATIONS.stream().anyMatch(plain::endsWith);
    }

    private static Destination destination(Route.AsIs route, ClientRequest request, Snapshot snapshot) throws Refusal {
        String named = route.provider() == null ? request.headers().get("x-bifrost-provider") : route.provider();
        Destination destination = named == null ? snapshot.first(route.type()) : snapshot.destination(named);
        if (destination != null) {
            return destination;
        }
        if (route.provider() == null && named == null) {
            throw new Refusal(new Failure.UnknownRoute(request.method(), request.path()));
        }
        throw new Refusal(new Failure.InvalidRequest(
                "No provider '" + named + "' is configured", "x-bifrost-provider", "unknown_provider"));
    }

    private static boolean within(List<String> allowed, Set<String> regions) {
        return allowed.stream().anyMatch(each -> regions.stream().anyMatch(each::equalsIgnoreCase));
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
