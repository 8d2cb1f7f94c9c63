package dev.bifrost.exchange;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.RequestScan;
import dev.bifrost.dialect.estimate.BodyTokens;
import dev.bifrost.provider.ProviderKey;
import dev.bifrost.provider.credential.SignedBody;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import dev.bifrost.upstream.UpstreamCall;
import dev.bifrost.upstream.UpstreamFault;
import dev.bifrost.upstream.UpstreamListener;
import dev.bifrost.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/** A call that is passed on as it is, to one provider, streamed in both directions; nothing of it can be sent again. */
final class DirectCall implements Work, UpstreamListener {
    private static final URI NOWHERE = URI.create("");

    private final Exchange exchange;
    private final Route.AsIs route;
    private final CallDraft draft;
    private final StreamedBody body;
    private final @Nullable Mac fingerprint;
    private final @Nullable Capture capture;
    private final List<Attempt> attempts = new ArrayList<>(1);
    private Target target = new Target("", "");
    private @Nullable ProviderKey key;
    private @Nullable UpstreamCall call;
    private @Nullable Answer answer;
    private @Nullable RequestScan look;
    private final BodyTokens tokens = new BodyTokens();
    private boolean sent;
    private @Nullable String modelAsked;
    private long begun;
    private @Nullable String span;
    private int status;

    DirectCall(Exchange exchange, Route.AsIs route, ClientReply reply) {
        this.exchange = exchange;
        this.route = route;
        this.draft = exchange.draft();
        this.fingerprint = exchange.fingerprint();
        this.capture = exchange.capture();
        this.body = new StreamedBody(exchange.request().length(), reply);
    }

    @Override
    public void begin() {
        ClientRequest request = exchange.request();
        Passage passage;
        try {
            passage = Passage.of(route, request, exchange.snapshot(), exchange.caller());
        } catch (Refusal refusal) {
            exchange.refuse(refusal.failure());
            return;
        }
        if (request.length() == 0) {
            body.end();
        }
        Destination destination = passage.destination();
        ProviderKey first = passage.key(exchange.worker());
        HeaderList headers = destination.headers();
        span = draft.newAttempt();
        draft.tell(headers);
        RequestHeaders.forwardAsIs(request, headers);
        RequestHeaders.forward(request, destination.provider(), headers);
        key = first;
        target = new Target(destination.provider().name(), "");
        draft.target = target;
        draft.region = destination.provider().region();
        begun = exchange.worker().now();
        draft.waiting(begun);
        if (first.signsBody()) {
            exchange.refuse(new Failure.InvalidRequest(
                    destination.provider().name()
                            + " wants whole requests signed, which routes that are passed on as they"
                            + " are can not be; give it an api_key, or use the gateway's own routes",
                    null,
                    "passthrough_not_supported"));
            return;
        }
        Failure full = exchange.purse().enter(exchange.accounts(), null);
        if (full != null) {
            exchange.refuse(full);
            return;
        }
        String type = request.headers().get("content-type");
        look = type != null && type.startsWith("application/json") ? new RequestScan(Operation.MODERATIONS) : null;
        exchange.purse().reserveUnread(destination.provider(), verdict -> {
            if (exchange.over()) {
                return;
            }
            switch (verdict) {
                case Purse.Verdict.Go _ ->
                    exchange.intend(target, "", () -> authorize(passage, first, headers, destination));
                case Purse.Verdict.Pass pass -> exchange.refuse(pass.failure());
            }
        });
    }

    private void authorize(Passage passage, ProviderKey first, HeaderList headers, Destination destination) {
        ClientRequest request = exchange.request();
        CompletionStage<?> proof = first.authorize(request.method(), NOWHERE, headers, SignedBody.EMPTY);
        UpstreamRequest ready = new UpstreamRequest(
                destination.origin(),
                request.method(),
                passage.path(),
                headers,
                body,
                destination.provider().timeouts());
        if (proof == null) {
            send(destination, ready);
            return;
        }
        proof.toCompletableFuture()
                .copy()
                .orTimeout(20, TimeUnit.SECONDS)
                .whenComplete((_, failed) -> exchange.worker().later(() -> {
                    if (exchange.over()) {
                        return;
                    }
                    if (failed == null) {
                        send(destination, ready);
                    } else {
                        exchange.gateway().noticed(target + ": there is no credential: " + failed.getMessage());
                        attemptFailed(new Failure.UpstreamCredentials(target, 401));
                    }
                }));
    }

    private void send(Destination destination, UpstreamRequest request) {
        exchange.purse().used();
        call = exchange.worker().way(destination.provider()).send(request, new Guarded(this, exchange));
        if (exchange.delivery().waiting()) {
            call.pause();
        }
    }

    @Override
    public void body(ByteBuf piece) {
        if (look != null || fingerprint != null || capture != null) {
            int length = piece.readableBytes();
            byte[] scratch = exchange.worker().scratch().of(length);
            piece.getBytes(piece.readerIndex(), scratch, 0, length);
            look(scratch, length);
        }
        body.add(piece);
    }

    private void look(byte[] bytes, int length) {
        if (look != null) {
            look.feed(bytes, 0, length);
            tokens.feed(bytes, 0, length);
        }
        if (fingerprint != null) {
            fingerprint.update(bytes, 0, length);
        }
        if (capture != null && capture.takesRequest()) {
            capture.request(Arrays.copyOf(bytes, length));
        }
    }

    @Override
    public void bodyEnd() {
        draft.bytesIn = body.total();
        if (fingerprint != null && body.total() > 0) {
            draft.bodyHash = HexFormat.of().formatHex(fingerprint.doFinal());
        }
        if (look != null) {
            look.end();
            modelAsked = look.failure() == null ? look.model() : null;
            draft.modelAsked = modelAsked;
            look = null;
        }
        body.end();
    }

    @Override
    public void onSent() {
        sent = true;
    }

    @Override
    public void onHead(ResponseHead head) {
        status = head.status();
        body.forgetSent();
        boolean ourCredential = status == 401 || status == 402 || status == 403;
        if (ourCredential) {
            answer = new ErrorAnswer(this, exchange, target, head, null);
            return;
        }
        DirectAnswer direct = new DirectAnswer(exchange, target, likely(route.path()), head);
        answer = direct;
        draft.stream = direct.isStream();
        exchange.commit(head, head.length());
    }

    private static Operation likely(String path) {
        return path.contains("/messages")
                ? Operation.MESSAGES
                : path.contains("/responses") ? Operation.RESPONSES : Operation.CHAT;
    }

    @Override
    public void onBody(BodyPart part) {
        if (answer != null) {
            answer.body(part);
        }
    }

    @Override
    public void onPause() {
        exchange.delivery().flush();
    }

    @Override
    public void onEnd() {
        call = null;
        if (answer != null) {
            answer.end();
        }
    }

    @Override
    public void onFault(UpstreamFault fault) {
        call = null;
        if (answer instanceof ErrorAnswer error) {
            error.end();
        } else {
            attemptFailed(Faults.failure(target, fault));
        }
    }

    @Override
    public void attemptFailed(Failure failure) {
        lastAttempt(failure);
        exchange.conclude(failure);
    }

    @Override
    public void readProvider(boolean on) {
        if (call != null && on) {
            call.resume();
        } else if (call != null) {
            call.pause();
        }
    }

    @Override
    public @Nullable Answer answer() {
        return answer;
    }

    @Override
    public int attemptsMade() {
        return key == null ? 0 : 1;
    }

    @Override
    public List<Attempt> attempts() {
        return attempts;
    }

    @Override
    public void lastAttempt(@Nullable Failure failure) {
        if (key != null && attempts.isEmpty()) {
            String outcome = failure == null ? "ok" : failure.code();
            long took = exchange.worker().now() - begun;
            long guess = Passage.isOperation(route.path()) ? tokens.tokens() : -1;
            Usage usage = Consumption.of(answer, status, sent, failure, guess);
            String answered = answer == null ? null : answer.model();
            Destination to = exchange.snapshot().destination(target.provider());
            Cost cost = to == null
                    ? exchange.purse().settle(usage)
                    : exchange.purse().settleUnread(to.provider(), answered == null ? modelAsked : answered, usage);
            long start = begun - draft.begun;
            attempts.add(new Attempt(target, key.fingerprint(), status, outcome, took, usage, cost, start, span));
        }
    }

    @Override
    public void release() {
        if (call != null) {
            call.cancel();
            call = null;
        }
        if (answer != null) {
            answer.discard();
        }
        body.discard();
    }
}
