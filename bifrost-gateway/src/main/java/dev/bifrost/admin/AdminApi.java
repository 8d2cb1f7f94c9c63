package dev.bifrost.admin;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What is below {@code /api}, except a key's own state. Asked on event loops; what may block is done on {@code blocking}. */
public final class AdminApi {
    private final AdminTokens tokens;
    private final KeyRoutes keys;
    private final UsageRoutes usage;
    private final CallRoutes calls;
    private final ErasureRoutes erasures;
    private final LogRoutes log;
    private final Executor blocking;

    /**
     * @param settings that the configuration has checked
     * @param calls    null if nothing can be asked
     * @param log      null if it can not be changed
     * @param blocking runs what may block, each task on a thread of its own
     */
    public AdminApi(
            AdminSettings settings,
            KeyBook keys,
            UsageBook usage,
            @Nullable CallBook calls,
            ContentBook content,
            @Nullable LogBook log,
            Executor blocking) {
        this.tokens = new AdminTokens(settings.tokens());
        this.keys = new KeyRoutes(keys);
        this.usage = new UsageRoutes(usage);
        this.calls = new CallRoutes(calls);
        this.erasures = new ErasureRoutes(content);
        this.log = new LogRoutes(log);
        this.blocking = blocking;
    }

    /**
     * Looks at a request before its body is read, so that nobody makes the gateway hold one who may not.
     *
     * @throws Refusal if it can not be served
     */
    public void admit(AdminRequest request) throws Refusal {
        route(request);
    }

    /**
     * Looks at a request for metrics.
     *
     * @throws Refusal if whoever asks may not have them
     */
    public void admitScrape(AdminRequest request) throws Refusal {
        tokens.admitScrape(request);
    }

    /** Answers a request that was admitted; fails with a {@link Refusal}. */
    public CompletionStage<AdminReply> answer(AdminRequest request, byte[] body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return route(request).run(body(body));
                    } catch (Refusal e) {
                        throw new CompletionException(e);
                    }
                },
                blocking);
    }

    private KeyRoutes.Action route(AdminRequest request) throws Refusal {
        Caller caller = tokens.identify(request);
        KeyRoutes.Action action = keys.action(request, caller);
        if (action == null) {
            action = usage.action(request, caller);
        }
        if (action == null) {
            action = calls.action(request, caller);
        }
        if (action == null) {
            action = erasures.action(request, caller);
        }
        if (action == null) {
            action = log.action(request, caller);
        }
        if (action == null) {
            throw new Refusal(new Failure.UnknownRoute(request.method(), request.path()));
        }
        return action;
    }

    private static Json.Obj body(byte[] body) throws Refusal {
        if (body.length == 0) {
            return new Json.Obj();
        }
        try {
            return Json.readObject(body, 0, body.length);
        } catch (MalformedJson e) {
            throw new Refusal(new Failure.InvalidRequest("The body can not be read: " + e.getMessage()));
        }
    }
}
