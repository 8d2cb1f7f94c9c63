package dev.bifrost.exchange;

import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.Attempt;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.dialect.Dialects;
import dev.bifrost.quota.Accounts;
import dev.bifrost.upstream.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * One call, from the head of its request to its record: who is calling, then the work ({@link GovernedCall} is the way of
 * nearly all), then exactly one end. Everything happens on one event loop, so nothing is shared and nothing is locked.
 */
public final class Exchange {
    private final Gateway gateway;
    private final Snapshot snapshot;
    private final Worker worker;
    private final Route route;
    /** The operation in whose dialect failures are told. */
    private final Operation voice;

    private @Nullable ClientRequest request;
    private final CallDraft draft;
    private final Delivery delivery;
    private final ClientReply reply;
    private final Purse purse;
    private final boolean strict;
    private @Nullable Mac fingerprint;
    private @Nullable Capture capture;
    private VirtualKey caller = VirtualKey.OPEN;
    private @Nullable Work work;
    private boolean over;
    private boolean streaming;

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
        boolean anthropic = route instanceof Route.Models && request.headers().contains("anthropic-version");
        this.voice = anthropic ? Operation.MESSAGES : route.voice();
        this.draft = new CallDraft(gateway.clock().instant(), worker.now(), operation, request, snapshot.tracing());
        draft.decisions = Decisions.asked(request.headers(), worker, draft.begun);
        this.strict = gateway.books().strict();
        this.purse = new Purse(gateway.accounting(), worker, draft);
        this.delivery =
                new Delivery(worker, draft, snapshot.dialects().client(voice), purse::state, reply, this::readProvider);
    }

    // The beginning: who is calling, and for what?

    void begin() {
        if (gateway.draining()) {
            refuse(new Failure.Overloaded("The gateway is shutting down", Duration.ofSeconds(1)));
            return;
        }
        String closed = gateway.books().closed();
        if (closed != null) {
            gateway.unrecordable(closed); // not for strangers: it may name hosts, accounts and files
            refuse(new Failure.NotAccountable("Calls can not be written down at present"));
            return;
        }
        try {
            caller = snapshot.keys().identify(RequestHeaders.credentials(request()));
        } catch (Refusal refusal) {
            refuse(refusal.failure());
            return;
        }
        draft.keyId = caller.id();
        draft.virtualKey = caller.name();
        draft.team = caller.team();
        draft.organization = caller.organization();
        draft.keyLabels = caller.labels();
        if (draft.decisions != null) {
            draft.decisions.add("key", caller.name(), Wording.key(caller));
        }
        if (route instanceof Route.Models models) {
            listModels(models.id());
        } else if (keepContent(snapshot.content(caller))) {
            serve();
        }
    }

    /** False if the call is refused, because its texts must be kept and can not be. */
    private boolean keepContent(ContentMode mode) {
        Books books = gateway.books();
        String why = mode == ContentMode.FULL ? books.keepsNoContent() : null;
        if (why != null) {
            gateway.unrecordable(why);
            refuse(new Failure.NotAccountable("The call's content can not be kept at present"));
            return false;
        }
        if (strict || mode != ContentMode.NONE) {
            fingerprint = books.fingerprint();
        }
        boolean shown = mode != ContentMode.NONE && draft.shown() && Dialects.isConversation(draft.operation);
        if (mode == ContentMode.FULL || shown) {
            capture = books.capture(mode == ContentMode.FULL, shown);
            delivery.capture(capture);
        }
        return true;
    }

    private void serve() {
        switch (route) {
            case Route.Governed governed -> start(new GovernedCall(this, governed.operation(), reply));
            case Route.AsIs asIs -> start(new DirectCall(this, asIs, reply));
            case Route.Models models -> listModels(models.id());
        }
    }

    private void start(Work next) {
        work = next;
        next.begin();
    }

    private void listModels(@Nullable String id) {
        byte[] body = ModelList.json(snapshot, caller, id, voice == Operation.MESSAGES);
        if (body == null) {
            refuse(new Failure.UnknownModel(id == null ? "" : id, List.of()));
            return;
        }
        lastBytes();
        delivery.whole(body, new HeaderList());
        finish(Ending.COMPLETE, null, delivery::end);
    }

    // What the server tells.

    /** Takes a piece of the body, which then belongs to the exchange. */
    public void body(ByteBuf piece) {
        if (over || work == null) {
            piece.release();
        } else {
            work.body(piece);
        }
    }

    /** The body is over. */
    public void bodyEnd() {
        if (!over && work != null) {
            work.bodyEnd();
        }
    }

    /** The body will not come whole: too large, too slow, or malformed. */
    public void bodyFailed(Failure failure) {
        if (delivery.begun()) {
            breakOff(Ending.REFUSED, failure);
        } else {
            refuse(failure);
        }
    }

    /** The client takes more again. */
    public void writable() {
        delivery.writable();
    }

    private void readProvider(boolean on) {
        if (!over && work != null) {
            work.readProvider(on);
        }
    }

    /** The client has closed its connection. */
    public void clientGone() {
        if (over) {
            return;
        }
        Failure gone = new Failure.ClientGone();
        if (work != null) {
            work.lastAttempt(gone);
        }
        if (!delivery.begun()) {
            draft.status = gone.status();
        }
        finish(Ending.CLIENT_GONE, gone, () -> {});
    }

    /** Something went wrong here that never should. */
    public void crashed(Throwable cause) {
        gateway.crashed(cause);
        bodyFailed(new Failure.Internal("An error of the gateway's own ("
                + cause.getClass().getSimpleName() + "); request " + draft.requestId));
    }

    /** True once the call has been recorded. */
    public boolean isOver() {
        return over;
    }

    // The answer: from its head on it is this one or an error.

    /** Sends the head, unless it has been sent. */
    void commit(ResponseHead head, long length) {
        if (!delivery.begun() && work != null) {
            foresee(work);
            HeaderList headers = new HeaderList();
            ReplyHeaders.pass(head, headers);
            delivery.head(head.status(), headers, length, work.attemptsMade());
            Answer answer = work.answer();
            streaming = answer != null && answer.isStream();
            if (streaming) {
                gateway.streams(1);
            }
        }
    }

    /** The head of a whole answer says what it costs, before that is settled. */
    private void foresee(Work present) {
        Answer answer = present.answer();
        Usage usage = answer == null || answer.isStream() ? null : answer.usage();
        if (draft.decisions != null && usage != null) {
            purse.explain(usage);
        }
    }

    // The end: exactly one of these, exactly once.

    /** The answer was released whole. */
    void complete() {
        if (over || work == null) {
            return;
        }
        Answer answer = work.answer();
        Failure reported = answer == null ? null : answer.reported();
        work.lastAttempt(reported);
        if (reported == null) {
            finish(Ending.COMPLETE, null, delivery::end);
        } else {
            finish(draft.status >= 400 ? Ending.of(reported) : Ending.UPSTREAM_CUT, reported, delivery::end);
        }
    }

    /** How many tokens the request has, by estimate. */
    void estimated(long tokens) {
        purse.used();
        Dialects.Client client = snapshot.dialects().client(draft.operation);
        lastBytes();
        delivery.whole(client.count(tokens).bytes(), new HeaderList().add("x-bifrost-estimated", "true"));
        finish(Ending.COMPLETE, null, delivery::end);
    }

    /** Nothing more will be tried. */
    void conclude(Failure failure) {
        if (over) {
            return;
        }
        Answer answer = work == null ? null : work.answer();
        if (!delivery.begun()) {
            answerError(failure);
        } else if (answer == null || answer.takesErrorEvent()) {
            boolean cut = answer != null && answer.contentReleased();
            tellInStream(answer, failure);
            finish(cut ? Ending.UPSTREAM_CUT : Ending.UPSTREAM_FAILED, failure, delivery::end);
        } else {
            breakOff(Ending.UPSTREAM_CUT, failure);
        }
    }

    private void tellInStream(@Nullable Answer answer, Failure failure) {
        byte[] event = answer == null ? null : answer.errorEvent(failure);
        if (event == null) {
            int sequence = answer == null ? 0 : answer.nextSequence();
            event = snapshot.dialects().client(voice).errorEvent(failure, sequence);
        }
        delivery.errorEvent(event, answer != null && answer.midEvent());
    }

    /** The request is refused, or the gateway can not serve it. */
    void refuse(Failure failure) {
        if (!over) {
            draft.resumed(worker.now());
            answerError(failure);
        }
    }

    private void answerError(Failure failure) {
        int made = work == null ? 0 : work.attemptsMade();
        if (draft.decisions != null) {
            draft.decisions.attempts(work == null ? List.of() : work.attempts());
            draft.decisions.add("refused", failure.code(), Wording.refusal(failure));
        }
        lastBytes();
        delivery.error(failure, made, made > 1);
        finish(Ending.of(failure), failure, delivery::end);
    }

    /** The answer can be neither completed nor taken back. */
    private void breakOff(Ending ending, Failure failure) {
        if (!over) {
            if (work != null) {
                work.lastAttempt(failure);
            }
            finish(ending, failure, delivery::abort);
        }
    }

    /** Writes the call down; {@code last} is what the client hears of its end, and comes after that. */
    private void finish(Ending ending, @Nullable Failure failure, Runnable last) {
        over = true;
        if (streaming) {
            gateway.streams(-1);
        }
        Work done = work;
        Answer answer = done == null ? null : done.answer();
        List<Attempt> attempts = done == null ? List.of() : done.attempts();
        if (draft.decisions != null) {
            draft.decisions.attempts(attempts);
            draft.decisions.add("end", failure == null ? null : failure.code(), ending.label());
        }
        Usage said = answer == null ? null : answer.usage();
        Usage charged = attempts.isEmpty() ? null : attempts.getLast().usage();
        var record = draft.record(
                worker.now(),
                attempts,
                failure,
                ending,
                charged == null ? said : charged,
                answer == null ? null : answer.model(),
                snapshot.configuration());
        boolean event = answer != null && answer.takesErrorEvent();
        if (done != null) {
            done.release();
        }
        purse.leave();
        delivery.capture(null); // what the client hears from now on is after the record
        boolean refused = failure != null && (done == null || done.attemptsMade() == 0);
        if (strict && !refused) { // a refusal is no answer that would have to wait
            gateway.books().record(record, capture, fault -> worker.later(() -> afterRecord(fault, event, last)));
        } else {
            gateway.books().record(record, capture, _ -> {});
            delivery.letGo();
            last.run();
            gateway.over();
        }
    }

    private void afterRecord(@Nullable Throwable fault, boolean event, Runnable last) {
        try {
            if (fault == null) {
                delivery.letGo();
                last.run();
            } else {
                unrecorded(event);
            }
        } catch (RuntimeException | Error e) { // the client must not wait for what will not come
            gateway.crashed(e);
            delivery.abort();
        } finally {
            gateway.over();
        }
    }

    /** Strict books that could not be written: the answer's end is not the client's to have. */
    private void unrecorded(boolean event) {
        Failure failure = new Failure.NotAccountable("The call could not be written down, so its answer is withheld");
        gateway.books().withheld(draft.requestId);
        delivery.takeBack();
        if (!delivery.begun()) {
            delivery.error(failure, work == null ? 0 : work.attemptsMade(), true);
            delivery.end();
        } else if (event) {
            tellInStream(null, failure);
            delivery.end();
        } else {
            delivery.abort();
        }
    }

    /** What is passed on from now on ends the answer: strict books have it wait until the call is written down. */
    void lastBytes() {
        if (strict) {
            delivery.hold();
        }
    }

    // What the work and its answers need.

    boolean over() {
        return over;
    }

    VirtualKey caller() {
        return caller;
    }

    ClientRequest request() {
        if (request == null) {
            throw new IllegalStateException("the request has been forgotten");
        }
        return request;
    }

    /** Nothing will be asked of the request any more; a stream may outlive it by minutes. */
    void forgetRequest() {
        request = null;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** What the call may spend. */
    Purse purse() {
        return purse;
    }

    /** What keeps the call's texts; null if nothing does. */
    @Nullable
    Capture capture() {
        return capture;
    }

    /** What the body is to be fingerprinted with; null if nobody wants that. */
    @Nullable
    Mac fingerprint() {
        return fingerprint;
    }

    /** Whom the call is charged to. */
    Accounts accounts() {
        return gateway.accounting().of(caller);
    }

    /** Has strict books know that a request is about to go to a target, and then sends it. */
    void intend(Target target, String bodyHash, Runnable send) {
        if (!strict) {
            send.run();
            return;
        }
        gateway.books()
                .intent(
                        draft.requestId,
                        target,
                        bodyHash,
                        fault -> worker.later(() -> {
                            if (!over && fault == null) {
                                send.run();
                            } else if (!over) {
                                draft.resumed(worker.now());
                                gateway.unrecordable(String.valueOf(fault.getMessage()));
                                conclude(new Failure.NotAccountable("The call can not be written down"));
                            }
                        }));
    }

    CallDraft draft() {
        return draft;
    }

    Delivery delivery() {
        return delivery;
    }

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
