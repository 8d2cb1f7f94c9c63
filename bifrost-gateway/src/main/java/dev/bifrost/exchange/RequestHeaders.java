package dev.bifrost.exchange;

import dev.bifrost.access.Credentials;
import dev.bifrost.api.HeaderList;
import dev.bifrost.provider.Provider;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which headers of a client's request mean something here, and which go on to a provider: only those named. */
final class RequestHeaders {
    /** What a dialect lets a client say to a provider that speaks it; the first of them to any. */
    private static final Map<String, List<String>> DIALECT = Map.of(
            "openai", List.of("idempotency-key", "openai-beta"),
            "openai-responses", List.of("idempotency-key", "openai-beta"),
            "anthropic", List.of("idempotency-key", "anthropic-beta", "anthropic-version"));

    /** Claude Code wants new ones to arrive too: https://code.claude.com/docs/en/llm-gateway-protocol. */
    private static final String ANTHROPICS = "anthropic-";

    /** Whose money is spent is the configuration's to say. */
    private static final String WORKSPACE = "anthropic-workspace-id";

    private static final List<String> ANY = List.of("idempotency-key");

    /** What a route that is passed on as it is needs besides, to mean the same. */
    private static final List<String> CONTENT =
            List.of("content-type", "content-encoding", "accept", "range", "if-none-match", "if-match");

    /** What never goes to a provider, whatever the configuration says. */
    private static final Set<String> NEVER = Set.of(
            "authorization",
            "proxy-authorization",
            "x-api-key",
            "x-goog-api-key",
            "api-key",
            "x-bf-vk",
            "cookie",
            "host",
            "connection",
            "content-length",
            "transfer-encoding",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "keep-alive",
            "accept-encoding",
            "forwarded");

    private RequestHeaders() {}

    /** The credentials that a request presents. */
    static Credentials credentials(ClientRequest request) {
        HttpHeaders headers = request.headers();
        return new Credentials(
                one(headers, "authorization"),
                one(headers, "x-api-key"),
                one(headers, "x-goog-api-key"),
                one(headers, "api-key"),
                queryKey(request.query()),
                one(headers, "x-bf-vk"));
    }

    /** Several lines of one name count as one value; where it should be a key, that then is no valid one. */
    private static @Nullable String one(HttpHeaders headers, String name) {
        String first = headers.get(name);
        if (first == null) {
            return null;
        }
        List<String> all = headers.getAll(name);
        return all.size() == 1 || all.stream().allMatch(first::equals) ? first : String.join(",", all);
    }

    /** Like {@link #one}: different keys count as one value, which then is no valid key. */
    private static @Nullable String queryKey(@Nullable String query) {
        if (query == null) {
            return null;
        }
        String found = null;
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals >= 0 && isKey(parameter)) {
                String key = decoded(parameter.substring(equals + 1));
                found = found == null || found.equals(key) ? key : found + "," + key;
            }
        }
        return found;
    }

    /** True for a parameter named {@code key}, however that is written. */
    private static boolean isKey(String parameter) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        return name.equals("key") || (name.indexOf('%') >= 0 && decoded(name).equals("key"));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** The query without the key that it may hold; null if nothing is left. */
    static @Nullable String queryWithoutKey(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return null;
        }
        StringBuilder rest = new StringBuilder(query.length());
        for (String parameter : query.split("&", -1)) {
            if (!isKey(parameter)) {
                rest.append(rest.isEmpty() ? "" : "&").append(parameter);
            }
        }
        return rest.isEmpty() ? null : rest.toString();
    }

    /** Appends what the dialect and the configuration let through, where the gateway has not said it itself. */
    static void forward(ClientRequest request, Provider provider, Way way, HeaderList headers) {
        boolean same = way instanceof Way.Splice;
        for (String name : same ? DIALECT.getOrDefault(way.surface().dialect(), ANY) : ANY) {
            copy(request, name, headers);
        }
        if (same && way.surface().dialect().equals("anthropic")) {
            forwardAnthropics(request, headers);
        }
        forwardConfigured(request, provider, headers);
    }

    private static void forwardAnthropics(ClientRequest request, HeaderList headers) {
        for (String each : request.headers().names()) {
            String name = each.toLowerCase(Locale.ROOT);
            if (name.startsWith(ANTHROPICS) && !name.equals(WORKSPACE)) {
                copy(request, name, headers);
            }
        }
    }

    /** Appends what belongs to any dialect and what the configuration lets through. */
    static void forward(ClientRequest request, Provider provider, HeaderList headers) {
        for (List<String> names : DIALECT.values()) {
            names.forEach(name -> copy(request, name, headers));
        }
        forwardConfigured(request, provider, headers);
    }

    /** The values of {@code anthropic-beta}, however many lines they stand on. */
    static List<String> betas(ClientRequest request) {
        List<String> betas = new ArrayList<>();
        for (String line : request.headers().getAll("anthropic-beta")) {
            for (String each : line.split(",", -1)) {
                if (!each.isBlank()) {
                    betas.add(each.strip());
                }
            }
        }
        return betas;
    }

    private static void forwardConfigured(ClientRequest request, Provider provider, HeaderList headers) {
        for (String name : provider.forwardHeaders()) {
            if (!NEVER.contains(name)
                    && !name.startsWith("x-forwarded-")
                    && !name.startsWith("x-bf-")
                    && !name.equals(Decisions.HEADER)) {
                copy(request, name, headers);
            }
        }
    }

    /** Appends what belongs to the content of a request that is passed on as it is. */
    static void forwardAsIs(ClientRequest request, HeaderList headers) {
        for (String name : CONTENT) {
            copy(request, name, headers);
        }
    }

    private static void copy(ClientRequest request, String name, HeaderList headers) {
        String value = one(request.headers(), name);
        if (value != null && headers.get(name) == null) {
            headers.add(name, value);
        }
    }

    /** A name that a client chose, fit for a header of ours. */
    static String printable(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                safe = safe == null ? new StringBuilder(text) : safe;
                safe.setCharAt(i, '?');
            }
        }
        return safe == null ? text : safe.toString();
    }
}
