package dev.bifrost.app;

import dev.bifrost.access.KeyJson;
import dev.bifrost.access.VirtualKey;
import dev.bifrost.admin.AdminApi;
import dev.bifrost.admin.AdminReply;
import dev.bifrost.admin.AdminRequest;
import dev.bifrost.admin.AdminSettings;
import dev.bifrost.admin.CallBook;
import dev.bifrost.admin.ContentBook;
import dev.bifrost.admin.KeyBook;
import dev.bifrost.admin.LogBook;
import dev.bifrost.admin.Spending;
import dev.bifrost.admin.UsageBook;
import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.exchange.ClientRequest;
import dev.bifrost.exchange.Gateway;
import dev.bifrost.server.ManagementHandler;
import dev.bifrost.telemetry.metrics.Exposition;
import dev.bifrost.telemetry.metrics.Metrics;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Leads from the server to the management API, and answers a key that asks about itself. */
final class Management implements ManagementHandler {
    private static final String OWN_KEY = "/api/key";
    private static final String METRICS = "/metrics";
    private static final AdminSettings NOBODY = new AdminSettings(null, List.of());

    private final Gateway gateway;
    private final KeyBook keys;
    private final UsageBook usage;
    private final @Nullable CallBook calls;
    private final ContentBook content;
    private final Spending spending;
    private final Executor blocking;
    private final Consumer<Throwable> crashes;
    private volatile AdminSettings settings;
    private volatile @Nullable LogBook log;
    private volatile AdminApi api;
    private volatile @Nullable Metrics metrics;

    /**
     * @param calls    null if nobody can be asked about calls
     * @param settings those in force at the start; null if there are none
     * @param crashes  takes what should never happen
     */
    Management(
            Gateway gateway,
            KeyBook keys,
            UsageBook usage,
            @Nullable CallBook calls,
            ContentBook content,
            Spending spending,
            @Nullable AdminSettings settings,
            Executor blocking,
            Consumer<Throwable> crashes) {
        this.gateway = gateway;
        this.keys = keys;
        this.usage = usage;
        this.calls = calls;
        this.content = content;
        this.spending = spending;
        this.blocking = blocking;
        this.crashes = crashes;
        this.settings = settings == null ? NOBODY : settings;
        this.api = api();
    }

    /** Puts other tokens in force. */
    void use(@Nullable AdminSettings next) {
        settings = next == null ? NOBODY : next;
        api = api();
    }

    /** Answers Prometheus from now on. */
    void tell(Metrics told) {
        metrics = told;
    }

    /** Has the log be changed by way of this. */
    void use(LogBook book) {
        log = book;
        api = api();
    }

    private AdminApi api() {
        return new AdminApi(settings, keys, usage, calls, content, log, blocking);
    }

    @Override
    public void admit(ClientRequest request) throws Refusal {
        if (request.path().equals(METRICS)) {
            if (metrics == null) {
                throw new Refusal(new Failure.UnknownRoute(request.method(), METRICS));
            }
            api.admitScrape(asked(request));
        } else if (!request.path().equals(OWN_KEY)) {
            api.admit(asked(request));
        } else if (!request.method().equals("GET")) {
            throw new Refusal(new Failure.MethodNotAllowed(request.method(), OWN_KEY, "GET"));
        }
    }

    @Override
    public CompletionStage<Reply> serve(ClientRequest request, byte[] body) {
        Metrics told = metrics;
        if (told != null && request.path().equals(METRICS)) {
            return CompletableFuture.supplyAsync(() -> scrape(told, request), blocking)
                    .whenComplete(this::report);
        }
        if (!request.path().equals(OWN_KEY)) {
            return api.answer(asked(request), body).thenApply(this::reply).whenComplete(this::report);
        }
        try {
            return CompletableFuture.completedStage(reply(new AdminReply(200, ownKey(request))));
        } catch (Refusal refusal) {
            return CompletableFuture.failedStage(refusal);
        }
    }

    private Json.Obj ownKey(ClientRequest request) throws Refusal {
        VirtualKey key = gateway.identify(request);
        String id = key.id();
        if (id == null) {
            throw new Refusal(new Failure.Unauthenticated(
                    "This gateway asks for no key; send a virtual key to see what it may do", "missing_key"));
        }
        return KeyJson.of(key).put("spending", spending.report(id, key.team(), key.organization()));
    }

    private void report(@Nullable Reply done, @Nullable Throwable problem) {
        Throwable cause = problem instanceof CompletionException wrapped ? wrapped.getCause() : problem;
        if (done == null && cause != null && !(cause instanceof Refusal)) {
            crashes.accept(cause);
        }
    }

    private static AdminRequest asked(ClientRequest request) {
        return new AdminRequest(
                request.method(),
                request.path(),
                request.query(),
                name -> {
                    List<String> lines = request.headers().getAll(name);
                    return lines.isEmpty() ? null : String.join(",", lines);
                },
                request.address());
    }

    private Reply reply(AdminReply answer) {
        AdminReply.Download file = answer.download();
        if (file == null) {
            return new Reply(answer.status(), answer.body().bytes());
        }
        HeaderList headers = new HeaderList()
                .add("content-type", file.contentType())
                .add("content-disposition", "attachment; filename=\"" + file.fileName() + "\"")
                .add("x-content-type-options", "nosniff");
        return new Reply(answer.status(), headers, file.first(), () -> piece(file.rest()));
    }

    private Reply scrape(Metrics told, ClientRequest request) {
        String coding = request.headers().get("accept-encoding");
        Exposition exposition = told.expose(
                request.headers().get("accept"), coding != null && coding.matches("(?i)(.*,)?\\s*gzip\\s*(,.*)?"));
        HeaderList headers = new HeaderList().add("content-type", exposition.contentType());
        String encoding = exposition.contentEncoding();
        if (encoding != null) {
            headers.add("content-encoding", encoding);
        }
        byte[] first = exposition.next();
        return new Reply(200, headers, first == null ? new byte[0] : first, () -> piece(exposition::next));
    }

    private CompletionStage<byte @Nullable []> piece(AdminReply.Pieces pieces) {
        CompletableFuture<byte @Nullable []> piece = new CompletableFuture<>();
        blocking.execute(() -> {
            try {
                piece.complete(pieces.next());
            } catch (Refusal e) {
                piece.completeExceptionally(e); // the answer breaks off
            } catch (RuntimeException e) {
                crashes.accept(e);
                piece.completeExceptionally(e);
            }
        });
        return piece;
    }
}
