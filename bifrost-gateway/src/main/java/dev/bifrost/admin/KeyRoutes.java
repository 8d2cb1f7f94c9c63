package dev.bifrost.admin;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/keys}: who may do what with which method. */
final class KeyRoutes {
    static final String KEYS = "/api/keys";

    private static final int USUAL = 100;
    private static final int MOST = 1000;
    private static final List<String> ACTIONS = List.of("rotate", "revoke");

    private final KeyBook keys;

    /** What a request is for; may block. */
    interface Action {
        AdminReply run(Json.Obj body) throws Refusal;
    }

    KeyRoutes(KeyBook keys) {
        this.keys = keys;
    }

    /** Null if the path is another's. Throws if the method or the caller's role does not fit. */
    @Nullable
    Action action(AdminRequest request, Caller caller) throws Refusal {
        if (request.path().equals(KEYS)) {
            return all(request, caller);
        }
        if (!request.path().startsWith(KEYS + '/')) {
            return null;
        }
        String rest = request.path().substring(KEYS.length() + 1);
        int slash = rest.indexOf('/');
        String key = decoded(slash < 0 ? rest : rest.substring(0, slash));
        String action = slash < 0 ? "" : rest.substring(slash + 1);
        if (key.isEmpty()) {
            return null;
        }
        if (action.isEmpty() && slash < 0) {
            return one(request, caller, key);
        }
        return ACTIONS.contains(action) ? onOne(request, caller, key, action) : null;
    }

    private Action all(AdminRequest request, Caller caller) throws Refusal {
        return switch (request.method()) {
            case "GET" -> {
                Map<String, String> query = query(request.query());
                String after = query.get("after");
                int limit = limit(query.get("limit"));
                boolean revoked = truth(query.get("revoked"));
                yield _ -> new AdminReply(200, keys.list(after, limit, revoked));
            }
            case "POST" -> {
                change(request, caller);
                yield body -> new AdminReply(201, keys.create(body, caller.name()));
            }
            default -> throw notAllowed(request, "GET, POST");
        };
    }

    private Action one(AdminRequest request, Caller caller, String key) throws Refusal {
        return switch (request.method()) {
            case "GET" -> _ -> new AdminReply(200, keys.get(key));
            case "PATCH" -> {
                change(request, caller);
                yield body -> new AdminReply(200, keys.update(key, body, caller.name()));
            }
            case "DELETE" -> {
                change(request, caller);
                yield _ -> new AdminReply(200, keys.revoke(key, caller.name()));
            }
            default -> throw notAllowed(request, "GET, PATCH, DELETE");
        };
    }

    private Action onOne(AdminRequest request, Caller caller, String key, String action) throws Refusal {
        if (!request.method().equals("POST")) {
            throw notAllowed(request, "POST");
        }
        change(request, caller);
        return action.equals("rotate")
                ? body -> new AdminReply(200, keys.rotate(key, body, caller.name()))
                : _ -> new AdminReply(200, keys.revoke(key, caller.name()));
    }

    private static void change(AdminRequest request, Caller caller) throws Refusal {
        if (!caller.mayChangeKeys()) {
            throw new Refusal(new Failure.Forbidden(
                    "The admin token '" + caller.name() + "' may only read; its role is viewer", "role"));
        }
        requireJson(request);
    }

    static void requireJson(AdminRequest request) throws Refusal {
        String type = request.header("content-type");
        // What a page of another origin can make a browser send without asking first has another type.
        if (type != null && !type.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
            throw new Refusal(new Failure.InvalidRequest("The content-type must be application/json"));
        }
    }

    private static Refusal notAllowed(AdminRequest request, String allowed) {
        return new Refusal(new Failure.MethodNotAllowed(request.method(), request.path(), allowed));
    }

    private static int limit(@Nullable String text) throws Refusal {
        if (text == null) {
            return USUAL;
        }
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw new Refusal(
                    new Failure.InvalidRequest("limit must be from 1 to " + MOST, "limit", "invalid_request"));
        }
        return Integer.parseInt(text);
    }

    private static boolean truth(@Nullable String text) throws Refusal {
        if (text == null || text.equals("true") || text.equals("false")) {
            return "true".equals(text);
        }
        throw new Refusal(new Failure.InvalidRequest("revoked must be true or false", "revoked", "invalid_request"));
    }

    private static Map<String, String> query(@Nullable String query) throws Refusal {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = decoded(equals < 0 ? parameter : parameter.substring(0, equals));
            if (!List.of("after", "limit", "revoked").contains(name)) {
                throw new Refusal(new Failure.InvalidRequest(
                        "The only parameters are after, limit and revoked", null, "invalid_request"));
            }
            parameters.put(name, equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
        }
        return parameters;
    }

    private static String decoded(String text) throws Refusal {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw new Refusal(new Failure.InvalidRequest("The path or the query is not encoded as it must be"));
        }
    }
}
