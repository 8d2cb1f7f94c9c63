package dev.bifrost.exchange;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.api.Timeouts;
import dev.bifrost.dialect.RequestScan;
import dev.bifrost.provider.Provider;
import dev.bifrost.routing.Plan;
import dev.bifrost.routing.Resolution;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.Deadlines;
import dev.bifrost.upstream.ResponseHead;
import dev.bifrost.upstream.UpstreamCall;
import dev.bifrost.upstream.UpstreamFault;
import dev.bifrost.upstream.UpstreamListener;
import dev.bifrost.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call whose request is understood. Read it from top to bottom, that is the way it takes: the body as it arrives, the
 * plan of targets, one attempt after the other, and the answer of the one that gives one.
 */
final class GovernedCall implements Work, UpstreamListener {
    /** What moderations mean that name no model. */
    private static final String DEFAULT_MODERATION = "omni-moderation-latest";

    private final Exchange exchange;
    private final Operation operation;
    private final Worker worker;
    private final CallDraft draft;
    private final RequestBuffer buffer;
    private @Nullable GzipBody gzip;
    private @Nullable Attempts walk;
    private Attempts.Next.@Nullable Try current;
    private @Nullable ScheduledFuture<?> backoff;
    private @Nullable UpstreamCall call;
    private @Nullable Answer answer;
    private Deadlines.@Nullable Watch firstTokenWatch;
    private long sentAt;
    private int status;
    private boolean usageInjected;
    private boolean preambleShown;

    GovernedCall(Exchange exchange, Operation operation, ClientReply reply) {
        this.exchange = exchange;
        this.operation = operation;
        this.worker = exchange.worker();
        this.draft = exchange.draft();
        this.buffer =
                new RequestBuffer(exchange.gateway(), worker, new RequestScan(operation), reply, exchange::bodyFailed);
    }

    // 1. The request's body, as it arrives.

    @Override
    public void begin() {
        draft.clientDialect = operation == Operation.RESPONSES ? "openai-responses" : "openai";
        String encoding = exchange.request().headers().get("content-encoding");
        if (encoding == null || encoding.equalsIgnoreCase("identity")) {
            draft.waiting(draft.begun);
        } else if (encoding.equalsIgnoreCase("gzip")) {
            gzip = new GzipBody(exchange.gateway().maxBody());
            draft.waiting(draft.begun);
        } else {
            exchange.refuse(new Failure.UnsupportedEncoding(encoding));
        }
    }

    @Override
    public void body(ByteBuf piece) {
        if (gzip == null) {
            buffer.add(piece);
            return;
        }
        try {
            gzip.add(piece, buffer::add);
        } catch (Refusal refusal) {
            exchange.refuse(refusal.failure());
        }
    }

    @Override
    public void bodyEnd() {
        try {
            if (gzip != null) {
                gzip.end();
            }
            buffer.end(this::plan);
        } catch (Refusal refusal) {
            exchange.refuse(refusal.failure());
        }
    }

    // 2. Which targets, in which order?

    private void plan() {
        draft.resumed(worker.now());
        RequestScan scan = buffer.scan();
        draft.bytesIn = buffer.length();
        Failure wrong = scan.failure();
        if (wrong != null) {
            exchange.refuse(wrong);
            return;
        }
        draft.modelAsked = scan.model();
        draft.endUser = scan.endUser();
        draft.stream = scan.stream();
        Snapshot snapshot = exchange.snapshot();
        String asked = scan.model() == null ? DEFAULT_MODERATION : scan.model();
        Resolution resolution = snapshot.router().resolve(asked);
        if (resolution == null) {
            exchange.refuse(new Failure.UnknownModel(asked, snapshot.router().nearest(asked, this::visible)));
            return;
        }
        draft.alias = resolution.alias();
        if (!exchange.caller().allows(resolution.askedAlias(), resolution.first())) {
            exchange.refuse(new Failure.Forbidden(
                    "This key may not use the model '" + asked + "'; see its allowed_models", "model_not_allowed"));
            return;
        }
        Plan plan = snapshot.router().plan(resolution, exchange.caller().residency(), worker.random());
        Attempts attempts = new Attempts(plan, operation, snapshot, worker);
        walk = attempts;
        proceed(attempts.begin());
    }

    private boolean visible(String name) {
        Resolution resolution = exchange.snapshot().router().resolve(name);
        return resolution != null && exchange.caller().allows(resolution.askedAlias(), resolution.first());
    }

    // 3. Attempts: one target after the other until one answers.

    private void proceed(Attempts.Next next) {
        switch (next) {
            case Attempts.Next.Exhausted exhausted -> exchange.conclude(exhausted.failure());
            case Attempts.Next.Try ready -> {
                if (ready.waitNanos() == 0) {
                    attempt(ready);
                } else {
                    draft.waiting(worker.now());
                    backoff = worker.loop().schedule(() -> attempt(ready), ready.waitNanos(), TimeUnit.NANOSECONDS);
                }
            }
        }
    }

    private void attempt(Attempts.Next.Try next) {
        Attempts attempts = walk;
        if (exchange.over() || attempts == null) {
            return;
        }
        draft.resumed(worker.now());
        attempts.started(next);
        current = next;
        Provider provider = next.destination().provider();
        draft.target = next.step().target();
        draft.region = provider.region();
        draft.providerDialect = next.surface().dialect();
        UpstreamRequest request = request(next, provider);
        status = 0;
        answer = null;
        sentAt = worker.now();
        draft.waiting(sentAt);
        call = worker.way(provider).send(request, new Guarded(this, exchange));
        if (exchange.delivery().waiting()) {
            call.pause();
        }
        if (draft.stream) {
            firstTokenWatch = worker.deadlines().watch(this::checkFirstToken);
        }
    }

    private UpstreamRequest request(Attempts.Next.Try next, Provider provider) {
        RequestScan scan = buffer.scan();
        usageInjected = scan.stream()
                && provider.injectsUsage()
                && !scan.usageRequested()
                && (operation == Operation.CHAT || operation == Operation.COMPLETIONS);
        String model = next.step().target().model();
        String renamed = model.equals(scan.model()) ? null : model;
        HeaderList headers = next.destination().headers();
        headers.add("content-type", "application/json");
        headers.add("accept", scan.stream() ? "text/event-stream" : "application/json");
        next.key().writeTo(headers);
        RequestHeaders.forward(exchange.request(), provider, headers);
        return new UpstreamRequest(
                next.destination().origin(),
                "POST",
                next.destination().basePath() + next.surface().path(),
                headers,
                buffer.spliced(scan.splices(renamed, usageInjected)),
                provider.timeouts());
    }

    private void checkFirstToken(long now) {
        Attempts.Next.Try trying = current;
        if (trying == null) {
            return;
        }
        Timeouts limits = trying.destination().provider().timeouts();
        if (now - sentAt > limits.firstToken().toNanos()) {
            attemptFailed(new Failure.UpstreamTimeout(trying.step().target(), "first_token", limits.firstToken()));
        } else if (now - sentAt > limits.commitAfter().toNanos() && answer instanceof StreamAnswer stream) {
            stream.show();
            preambleShown = true;
            exchange.delivery().flush();
        }
    }

    private void endFirstTokenWatch() {
        if (firstTokenWatch != null) {
            firstTokenWatch.end();
            firstTokenWatch = null;
        }
    }

    // 4. The answer of the present target.

    @Override
    public void onSent() {
        sentAt = worker.now();
    }

    @Override
    public void onHead(ResponseHead head) {
        status = head.status();
        Attempts.Next.Try trying = current;
        if (trying == null) {
            return;
        }
        Target target = trying.step().target();
        String type = head.headers().get("content-type");
        if (head.status() >= 300) {
            answer = new ErrorAnswer(this, exchange, target, head);
        } else if (type != null && type.startsWith("text/event-stream")) {
            answer = new StreamAnswer(this, exchange, target, operation, head, usageInjected, preambleShown);
        } else if (exchange.delivery().begun()) {
            attemptFailed(new Failure.UpstreamBroken(target, "it answered a stream with something else"));
        } else {
            endFirstTokenWatch(); // it is no stream, whatever was asked; idle and total count from here
            answer = new WholeAnswer(this, exchange, target, operation, head);
        }
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
        Target target = draft.target;
        if (answer instanceof ErrorAnswer error) {
            error.end(); // its status says more than the fault
        } else if (target != null) {
            attemptFailed(Faults.failure(target, fault));
        }
    }

    /** Content is about to reach the client: no other target will be tried, so the request is forgotten. */
    void contentFlows() {
        endFirstTokenWatch();
        if (draft.firstToken < 0) {
            draft.firstToken = worker.now() - draft.begun;
        }
        buffer.release();
        exchange.forgetRequest();
    }

    @Override
    public void attemptFailed(Failure failure) {
        Attempts attempts = walk;
        if (exchange.over() || attempts == null) {
            return;
        }
        draft.resumed(worker.now());
        stop();
        boolean seen = answer != null && answer.contentReleased();
        boolean numbered = preambleShown && operation == Operation.RESPONSES;
        if (seen || numbered) { // the events of another target would not follow from what the client has
            attempts.ended(status, failure);
            exchange.conclude(failure);
            return;
        }
        Attempts.Next next = attempts.failed(status, failure);
        if (answer != null) {
            answer.discard();
            answer = null;
        }
        current = null;
        proceed(next);
    }

    private void stop() {
        endFirstTokenWatch();
        if (backoff != null) {
            backoff.cancel(false);
            backoff = null;
        }
        if (call != null) {
            call.cancel();
            call = null;
        }
    }

    // What the exchange wants to know, and does.

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
        return walk == null ? 0 : walk.made();
    }

    @Override
    public List<Attempt> attempts() {
        return walk == null ? List.of() : walk.log();
    }

    @Override
    public void lastAttempt(@Nullable Failure failure) {
        if (walk != null && failure == null) {
            walk.succeeded(status);
        } else if (walk != null && failure != null) {
            walk.ended(status, failure);
        }
    }

    @Override
    public void release() {
        stop();
        if (answer != null) {
            answer.discard();
        }
        buffer.release();
        if (gzip != null) {
            gzip.release();
            gzip = null;
        }
    }
}
