package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.dialect.RequestScan;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.routing.Plan;
import dev.bifrost.routing.Resolution;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.Deadlines;
import dev.bifrost.upstream.RequestBody;
import dev.bifrost.upstream.ResponseHead;
import dev.bifrost.upstream.Transport;
import dev.bifrost.upstream.UpstreamCall;
import dev.bifrost.upstream.UpstreamFault;
import dev.bifrost.upstream.UpstreamListener;
import dev.bifrost.upstream.UpstreamRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call, from the head of its request to its record. Read it from top to bottom: that is the way a request takes.
 * Everything happens on one event loop, so that nothing here is shared and nothing is locked.
 */
public final class Exchange implements UpstreamListener {
    private final Gateway gateway;
    private final Snapshot snapshot;
    private final Worker worker;
    private final Route route;
    private final ClientRequest request;
    private final ClientReply reply;
    private final CallDraft draft;
    private VirtualKey caller = VirtualKey.OPEN;
    private @Nullable RequestBuffer buffer;
    private @Nullable StreamedBody streamed;
    private @Nullable Attempts attempts;
    private Attempts.Next.@Nullable Try current;
    private @Nullable UpstreamCall call;
    private @Nullable Answer answer;
    private Deadlines.@Nullable Watch firstTokenWatch;
    private @Nullable ScheduledFuture<?> backoff;
    private long sentAt;
    private int upstreamStatus;
    private boolean usageInjected;
    private boolean headSent;
    private boolean preambleShown;
    private boolean paused;
    private boolean over;

    Exchange(Gateway gateway, Snapshot snapshot, Worker worker, Route route, ClientRequest request, ClientReply reply) {
        this.gateway = gateway;
        this.snapshot = snapshot;
        this.worker = worker;
        this.route = route;
        this.request = request;
        this.reply = reply;
        Operation operation = switch (route) {
            case Route.Governed governed -> governed.operation();
            case Route.Models _ -> Operation.MODELS;
            case Route.AsIs _ -> Operation.PASSTHROUGH;
        };
        this.draft = new CallDraft(gateway.clock().instant(), worker.deadlines().now(), operation, request);
    }

    // 1. Who is calling, and for what?

    void begin() {
        if (gateway.draining()) {
            refuse(new Failure.Overloaded("The gateway is shutting down", Duration.ofSeconds(1)));
            return;
        }
        try {
            caller = snapshot.keys().identify(RequestHeaders.credentials(request));
        } catch (Refusal refusal) {
            refuse(refusal.failure());
            return;
        }
        draft.virtualKey = caller.name();
        draft.keyLabels = caller.labels();
        switch (route) {
            case Route.Governed governed -> {
                draft.clientDialect = governed.operation() == Operation.RESPONSES ? "openai-responses" : "openai";
                String encoding = request.headers().get("content-encoding");
                if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
                    refuse(new Failure.UnsupportedEncoding(encoding));
                    return;
                }
                RequestScan scan = new RequestScan(governed.operation());
                buffer = new RequestBuffer(gateway, worker, scan, reply, this::refuse);
                draft.waiting(draft.begun);
            }
            case Route.Models models -> listModels(models.id());
            case Route.AsIs asIs -> passOn(asIs);
        }
    }

    // 2. The request's body, as it arrives.

    /** Takes a piece of the body, which then belongs to the exchange. */
    public void body(ByteBuf piece) {
        if (over) {
            piece.release();
        } else if (buffer != null) {
            buffer.add(piece);
        } else if (streamed != null) {
            streamed.add(piece);
        } else {
            piece.release();
        }
    }

    /** The body is over. */
    public void bodyEnd() {
        if (over) {
            return;
        }
        if (buffer != null) {
            buffer.end(this::routeCall);
        } else if (streamed != null) {
            draft.bytesIn = streamed.total();
            streamed.end();
        }
    }

    /** The body will not come whole: too large, too slow, or malformed. */
    public void bodyFailed(Failure failure) {
        if (over) {
            return;
        }
        if (headSent) {
            breakOff(Ending.REFUSED, failure);
        } else {
            refuse(failure);
        }
    }

    // 3. Which targets, in which order?

    private void routeCall() {
        RequestBuffer body = buffer;
        if (body == null || over) {
            return;
        }
        draft.resumed(worker.deadlines().now());
        RequestScan scan = body.scan();
        draft.bytesIn = body.length();
        draft.modelAsked = scan.model();
        draft.endUser = scan.endUser();
        draft.stream = scan.stream();
        Failure wrong = scan.failure();
        if (wrong != null) {
            refuse(wrong);
            return;
        }
        String asked = scan.model() == null ? defaultModel() : scan.model();
        Resolution resolution = snapshot.router().resolve(asked);
        if (resolution == null) {
            refuse(new Failure.UnknownModel(asked, snapshot.router().nearest(asked, this::visible)));
            return;
        }
        draft.alias = resolution.alias();
        if (!caller.allows(resolution.askedAlias(), resolution.first())) {
            refuse(new Failure.Forbidden(
                    "This key may not use the model '" + asked + "'; see its allowed_models", "model_not_allowed"));
            return;
        }
        Plan plan = snapshot.router().plan(resolution, caller.residency(), worker.random());
        Attempts walk = new Attempts(plan, draft.operation, snapshot, worker);
        attempts = walk;
        proceed(walk.begin());
    }

    /** What a request without a model means: only moderations may leave it out. */
    private static String defaultModel() {
        return "omni-moderation-latest";
    }

    private boolean visible(String name) {
        Resolution resolution = snapshot.router().resolve(name);
        return resolution != null && caller.allows(resolution.askedAlias(), resolution.first());
    }

    // 4. Attempts: one target after the other until one answers.

    private void proceed(Attempts.Next next) {
        switch (next) {
            case Attempts.Next.Exhausted exhausted -> conclude(exhausted.failure());
            case Attempts.Next.Try ready -> {
                draft.waiting(worker.deadlines().now());
                if (ready.waitNanos() == 0) {
                    attempt(ready);
                } else {
                    backoff = worker.loop().schedule(() -> attempt(ready), ready.waitNanos(), TimeUnit.NANOSECONDS);
                }
            }
        }
    }

    private void attempt(Attempts.Next.Try next) {
        backoff = null;
        RequestBuffer body = buffer;
        Attempts walk = attempts;
        if (over || body == null || walk == null) {
            return;
        }
        draft.resumed(worker.deadlines().now());
        Target target = next.step().target();
        Destination destination = next.destination();
        RequestScan scan = body.scan();
        usageInjected = scan.stream()
                && destination.provider().injectsUsage()
                && !scan.usageRequested()
                && (draft.operation == Operation.CHAT || draft.operation == Operation.COMPLETIONS);
        String renamed = target.model().equals(scan.model()) ? null : target.model();
        HeaderList headers = destination.headers();
        headers.add("content-type", "application/json");
        headers.add("accept", scan.stream() ? "text/event-stream" : "application/json");
        next.key().writeTo(headers);
        RequestHeaders.forward(request, destination.provider(), headers);
        walk.started(next);
        current = next;
        describe(target, destination, next.surface().dialect());
        send(
                destination,
                "POST",
                destination.basePath() + next.surface().path(),
                headers,
                body.spliced(scan.splices(renamed, usageInjected)));
        watchFirstToken();
    }

    private void describe(Target target, Destination destination, @Nullable String dialect) {
        draft.target = target;
        draft.region = destination.provider().region();
        draft.providerDialect = dialect;
    }

    private void send(Destination destination, String method, String path, HeaderList headers, RequestBody body) {
        upstreamStatus = 0;
        answer = null;
        Transport simulated = worker.simulated();
        Transport way = destination.provider().simulated() && simulated != null ? simulated : worker.http();
        sentAt = worker.deadlines().now();
        draft.waiting(sentAt);
        call = way.send(
                new UpstreamRequest(
                        destination.origin(),
                        method,
                        path,
                        headers,
                        body,
                        destination.provider().timeouts()),
                this);
        if (paused) {
            call.pause();
        }
    }

    private void watchFirstToken() {
        endFirstTokenWatch();
        if (draft.stream && !over) {
            firstTokenWatch = worker.deadlines().watch(this::checkFirstToken);
        }
    }

    private void checkFirstToken(long now) {
        Attempts.Next.Try trying = current;
        if (trying == null) {
            return;
        }
        var limits = trying.destination().provider().timeouts();
        if (now - sentAt > limits.firstToken().toNanos()) {
            attemptFailed(new Failure.UpstreamTimeout(trying.step().target(), "first_token", limits.firstToken()));
        } else if (now - sentAt > limits.commitAfter().toNanos() && answer instanceof StreamAnswer stream) {
            stream.show();
            preambleShown = true;
            reply.flush();
        }
    }

    private void endFirstTokenWatch() {
        if (firstTokenWatch != null) {
            firstTokenWatch.end();
            firstTokenWatch = null;
        }
    }

    @Override
    public void onSent() {
        sentAt = worker.deadlines().now();
    }

    @Override
    public void onHead(ResponseHead head) {
        upstreamStatus = head.status();
        if (streamed != null) {
            streamed.forgetSent();
            answer = directAnswer(head);
            return;
        }
        Attempts.Next.Try trying = current;
        if (trying == null) {
            return;
        }
        Target target = trying.step().target();
        String type = head.headers().get("content-type");
        if (head.status() >= 300) {
            answer = new ErrorAnswer(this, target, head);
        } else if (type != null && type.startsWith("text/event-stream")) {
            answer = new StreamAnswer(this, target, draft.operation, head, usageInjected, preambleShown);
        } else if (headSent) {
            attemptFailed(new Failure.UpstreamBroken(target, "it answered a stream with something else"));
        } else {
            answer = new WholeAnswer(this, target, draft.operation, head);
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
        if (headSent) {
            reply.flush();
        }
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
        if (target == null) {
            return;
        }
        if (answer instanceof ErrorAnswer error) {
            error.end(); // its status says more than the fault
            return;
        }
        attemptFailed(
                switch (fault) {
                    case UpstreamFault.Unreachable f -> new Failure.UpstreamUnreachable(target, f.detail());
                    case UpstreamFault.Broken f -> new Failure.UpstreamBroken(target, f.detail());
                    case UpstreamFault.TimedOut f -> new Failure.UpstreamTimeout(target, f.which(), f.limit());
                });
    }

    /** The present target gave no answer that can be used; another is tried if nothing of this one was seen. */
    void attemptFailed(Failure failure) {
        if (over) {
            return;
        }
        draft.resumed(worker.deadlines().now());
        boolean seen = answer != null && answer.contentReleased();
        boolean mixed = preambleShown && draft.operation == Operation.RESPONSES; // its events are numbered
        endFirstTokenWatch();
        if (call != null) {
            call.cancel();
            call = null;
        }
        Attempts walk = attempts;
        if (walk == null || seen || mixed) {
            if (walk != null) {
                walk.ended(upstreamStatus, failure);
            }
            conclude(failure);
            return;
        }
        Attempts.Next next = walk.failed(upstreamStatus, failure);
        if (answer != null) {
            answer.discard();
            answer = null;
        }
        current = null;
        proceed(next);
    }

    // 5. Commit and relay: from here on it is this answer or an error.

    /** Sends the head, unless it has been sent. */
    void commit(ResponseHead head, long length) {
        if (headSent) {
            return;
        }
        HeaderList headers = new HeaderList();
        ReplyHeaders.pass(head, headers);
        draft.stream = answer instanceof StreamAnswer || draft.stream;
        sendHead(head.status(), headers, length);
    }

    private void sendHead(int status, HeaderList headers, long length) {
        headSent = true;
        long now = worker.deadlines().now();
        long own = draft.committed(now);
        headers.add("x-request-id", draft.requestId);
        Attempts walk = attempts;
        Target target = draft.target;
        if (target != null && (walk == null || walk.made() > 0)) {
            headers.add("x-bifrost-target", RequestHeaders.printable(target.toString()));
            headers.add("x-bifrost-attempts", walk == null ? "1" : Integer.toString(walk.made()));
        }
        headers.add("server-timing", Timing.header(own, draft.waited));
        draft.status = status;
        reply.head(status, headers, length);
    }

    /** The first content is about to leave: no other target will be tried, so the request is forgotten. */
    void contentFlows() {
        endFirstTokenWatch();
        if (draft.firstToken < 0) {
            draft.firstToken = worker.deadlines().now() - draft.begun;
        }
        if (buffer != null) {
            buffer.release();
        }
    }

    /** Passes a piece on: as it came, framing included, where it is made of whole chunks. */
    void release(BodyPart part) {
        draft.bytesOut += part.length();
        ByteBuf from = part.buffer();
        if (part.framedEnd() >= 0 && reply.chunked()) {
            reply.framed(from.retainedSlice(from.readerIndex(), part.framedEnd() - from.readerIndex()));
        } else {
            reply.data(part.retainedContent());
        }
        regulate();
    }

    /** Passes bytes on, which then belong to the reply. */
    void release(ByteBuf bytes) {
        draft.bytesOut += bytes.readableBytes();
        reply.data(bytes);
        regulate();
    }

    /** Reads the provider only as fast as the client reads us. */
    private void regulate() {
        if (!paused && !reply.isWritable()) {
            paused = true;
            if (call != null) {
                call.pause();
            }
        }
    }

    /** The client takes more again. */
    public void writable() {
        if (paused) {
            paused = false;
            if (call != null) {
                call.resume();
            }
        }
    }

    // 6. The end: exactly one of these, exactly once.

    /** The answer was released whole. */
    void complete() {
        if (over) {
            return;
        }
        Failure reported = answer == null ? null : answer.reported();
        if (attempts != null) {
            if (reported == null) {
                attempts.succeeded(upstreamStatus);
            } else {
                attempts.ended(upstreamStatus, reported);
            }
        }
        finish(reported == null ? Ending.COMPLETE : Ending.UPSTREAM_CUT, reported);
        reply.end();
    }

    /** Nothing more will be tried. */
    private void conclude(Failure failure) {
        if (over) {
            return;
        }
        boolean cut = answer != null && answer.contentReleased();
        if (!headSent) {
            int made = attempts == null ? 0 : attempts.made();
            answerError(failure, made > 1);
        } else if (answer instanceof StreamAnswer || preambleShown) {
            int sequence = answer instanceof StreamAnswer stream ? stream.nextSequence() : 0;
            boolean midEvent = answer != null && answer.midEvent();
            byte[] event = OpenAiErrors.event(draft.operation, failure, sequence);
            if (midEvent) {
                release(Unpooled.wrappedBuffer("\n\n".getBytes(StandardCharsets.US_ASCII)));
            }
            release(Unpooled.wrappedBuffer(event));
            finish(cut ? Ending.UPSTREAM_CUT : Ending.UPSTREAM_FAILED, failure);
            reply.end();
        } else {
            breakOff(Ending.UPSTREAM_CUT, failure);
        }
    }

    /** The request is refused, or the gateway can not serve it. */
    private void refuse(Failure failure) {
        if (!over) {
            draft.resumed(worker.deadlines().now());
            answerError(failure, false);
        }
    }

    private void answerError(Failure failure, boolean exhausted) {
        byte[] body = OpenAiErrors.body(failure);
        HeaderList headers = new HeaderList().add("content-type", "application/json");
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            headers.add(
                    "retry-after",
                    Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
        }
        if (failure instanceof Failure.MethodNotAllowed notAllowed) {
            headers.add("allow", notAllowed.allowed());
        }
        if (exhausted) {
            headers.add("x-should-retry", "false"); // ours have been made
        }
        sendHead(failure.status(), headers, body.length);
        reply.data(Unpooled.wrappedBuffer(body));
        draft.bytesOut += body.length;
        Ending ending = switch (failure.blame()) {
            case CLIENT -> failure instanceof Failure.UpstreamRefused ? Ending.UPSTREAM_FAILED : Ending.REFUSED;
            case POLICY -> Ending.REFUSED;
            case GATEWAY -> Ending.GATEWAY_FAILED;
            case UPSTREAM -> Ending.UPSTREAM_FAILED;
        };
        finish(ending, failure);
        reply.end();
    }

    /** The answer can be neither completed nor taken back. */
    private void breakOff(Ending ending, Failure failure) {
        finish(ending, failure);
        reply.abort();
    }

    /** The client has closed its connection. */
    public void clientGone() {
        if (over) {
            return;
        }
        Failure gone = new Failure.ClientGone();
        if (attempts != null) {
            attempts.ended(upstreamStatus, gone);
        }
        if (!headSent) {
            draft.status = gone.status();
        }
        finish(Ending.CLIENT_GONE, gone);
    }

    /** Something went wrong here that never should. */
    public void crashed(Throwable cause) {
        gateway.crashed(cause);
        Failure failure = new Failure.Internal(
                "An error of the gateway's own (" + cause.getClass().getSimpleName() + "); request " + draft.requestId);
        if (over) {
            return;
        }
        if (headSent) {
            breakOff(Ending.GATEWAY_FAILED, failure);
        } else {
            refuse(failure);
        }
    }

    /** True once the call has been recorded. */
    public boolean isOver() {
        return over;
    }

    private void finish(Ending ending, @Nullable Failure failure) {
        over = true;
        endFirstTokenWatch();
        if (backoff != null) {
            backoff.cancel(false);
        }
        if (call != null) {
            call.cancel();
            call = null;
        }
        Answer last = answer;
        var record = draft.record(
                worker.deadlines().now(),
                attempts == null ? List.of() : attempts.log(),
                failure,
                ending,
                last == null ? null : last.usage(),
                last == null ? null : last.model(),
                snapshot.configuration());
        if (last != null) {
            last.discard();
        }
        if (buffer != null) {
            buffer.release();
        }
        if (streamed != null) {
            streamed.discard();
        }
        gateway.over(record);
    }

    // Routes without attempts.

    private void listModels(@Nullable String id) {
        byte[] body = ModelList.json(snapshot, caller, id);
        if (body == null) {
            refuse(new Failure.UnknownModel(id == null ? "" : id, List.of()));
            return;
        }
        sendHead(200, new HeaderList().add("content-type", "application/json"), body.length);
        reply.data(Unpooled.wrappedBuffer(body));
        draft.bytesOut = body.length;
        finish(Ending.COMPLETE, null);
        reply.end();
    }

    private void passOn(Route.AsIs asIs) {
        Passage passage;
        try {
            passage = Passage.of(asIs, request, snapshot, caller);
        } catch (Refusal refusal) {
            refuse(refusal.failure());
            return;
        }
        Destination destination = passage.destination();
        StreamedBody body = new StreamedBody(request.length(), reply);
        if (request.length() == 0) {
            body.end();
        }
        streamed = body;
        HeaderList headers = destination.headers();
        RequestHeaders.forwardAsIs(request, headers);
        passage.key(worker).writeTo(headers);
        RequestHeaders.forward(request, destination.provider(), headers);
        describe(new Target(destination.provider().name(), ""), destination, null);
        send(destination, request.method(), passage.path(), headers, body);
    }

    private Answer directAnswer(ResponseHead head) {
        Target target = draft.target == null ? new Target("", "") : draft.target;
        boolean ourCredential = head.status() == 401 || head.status() == 402 || head.status() == 403;
        return ourCredential ? new ErrorAnswer(this, target, head) : new DirectAnswer(this, head);
    }

    // What the answers of this call need.

    Worker worker() {
        return worker;
    }

    Gateway gateway() {
        return gateway;
    }

    InstantSource clock() {
        return gateway.clock();
    }

    ByteBufAllocator allocator() {
        return ByteBufAllocator.DEFAULT;
    }
}
