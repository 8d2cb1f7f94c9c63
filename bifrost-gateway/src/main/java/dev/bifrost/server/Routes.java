package dev.bifrost.server;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.exchange.Route;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which path means what. */
final class Routes {
    /** Other names of {@code /v1}, under which users of other gateways and SDKs look for it. */
    private static final List<String> PREFIXES = List.of("/openai/v1", "/litellm/v1");

    /** Where {@code /v1} may be left out, as in what LiteLLM's documentation tells its users. */
    private static final List<String> BARE = List.of("/litellm", "");

    private static final Map<String, Operation> OPENAI = Map.of(
            "/chat/completions", Operation.CHAT,
            "/completions", Operation.COMPLETIONS,
            "/responses", Operation.RESPONSES,
            "/responses/input_tokens", Operation.INPUT_TOKENS,
            "/embeddings", Operation.EMBEDDINGS,
            "/moderations", Operation.MODERATIONS,
            "/rerank", Operation.RERANK);

    private static final Map<String, Operation> ANTHROPIC = Map.of(
            "/messages", Operation.MESSAGES,
            "/messages/count_tokens", Operation.COUNT_TOKENS);

    /** What a request is. */
    sealed interface Match {
        /** A call. */
        record Call(Route route) implements Match {}

        /** A request to the management API; {@code ownKey}: about the key that it shows. */
        record Manage(boolean ownKey) implements Match {}

        /** A question about the gateway's own health. */
        record Health(boolean ready) implements Match {}

        /** Nothing that exists. */
        record None(Failure failure) implements Match {}
    }

    private Routes() {}

    /** True for a path of Anthropic's, whose errors have another form than OpenAI's. */
    static boolean isAnthropic(String path) {
        return path.startsWith("/anthropic/") || path.equals("/v1/messages") || path.startsWith("/v1/messages/");
    }

    /** What a method on a path is. */
    static Match match(String method, String path) {
        if (path.startsWith("/v1/")) {
            Operation operation = ANTHROPIC.get(path.substring(3));
            return operation == null ? openAi(method, path, path.substring(3)) : governed(method, path, operation);
        }
        for (String prefix : PREFIXES) {
            if (path.startsWith(prefix) && path.startsWith("/", prefix.length())) {
                return openAi(method, path, path.substring(prefix.length()));
            }
        }
        for (String prefix : BARE) {
            String rest = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
            if (OPENAI.containsKey(rest) || rest.equals("/models")) {
                return openAi(method, path, rest);
            }
        }
        if (path.startsWith("/anthropic/v1/")) {
            return anthropic(method, path, path.substring(13));
        }
        if (path.startsWith("/passthrough/")) {
            int slash = path.indexOf('/', 13);
            if (slash > 13) {
                return new Match.Call(new Route.AsIs(path.substring(13, slash), "openai", path.substring(slash)));
            }
        }
        if (path.equals("/metrics")) {
            return method.equals("GET") || method.equals("HEAD")
                    ? new Match.Manage(false)
                    : new Match.None(new Failure.MethodNotAllowed(method, path, "GET"));
        }
        if (path.equals("/api") || path.startsWith("/api/")) {
            return new Match.Manage(path.equals("/api/key"));
        }
        boolean ready = path.equals("/health/ready");
        if (ready || path.equals("/health/live") || path.equals("/health")) {
            return method.equals("GET") || method.equals("HEAD")
                    ? new Match.Health(ready)
                    : new Match.None(new Failure.MethodNotAllowed(method, path, "GET"));
        }
        return new Match.None(new Failure.UnknownRoute(method, path));
    }

    private static Match openAi(String method, String whole, String path) {
        Operation operation = OPENAI.get(path);
        if (operation != null) {
            return governed(method, whole, operation);
        }
        Match models = models(method, whole, path, false);
        return models != null ? models : asIs(method, whole, path, new Route.AsIs(null, "openai", path));
    }

    private static Match anthropic(String method, String whole, String path) {
        Operation operation = ANTHROPIC.get(path);
        if (operation != null) {
            return governed(method, whole, operation);
        }
        Match models = models(method, whole, path, true);
        return models != null ? models : asIs(method, whole, path, new Route.AsIs(null, "anthropic", "/v1" + path));
    }

    private static Match governed(String method, String whole, Operation operation) {
        return method.equals("POST")
                ? new Match.Call(new Route.Governed(operation))
                : new Match.None(new Failure.MethodNotAllowed(method, whole, "POST"));
    }

    private static @Nullable Match models(String method, String whole, String path, boolean anthropic) {
        if (path.equals("/models")) {
            return method.equals("GET")
                    ? new Match.Call(new Route.Models(null, anthropic))
                    : new Match.None(new Failure.MethodNotAllowed(method, whole, "GET"));
        }
        return path.startsWith("/models/") && path.length() > 8 && method.equals("GET")
                ? new Match.Call(new Route.Models(decoded(path.substring(8)), anthropic))
                : null;
    }

    private static Match asIs(String method, String whole, String path, Route.AsIs route) {
        return path.length() > 1 ? new Match.Call(route) : new Match.None(new Failure.UnknownRoute(method, whole));
    }

    private static String decoded(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
