package dev.bifrost.exchange;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Blame;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.Target;
import dev.bifrost.api.Timeouts;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.RequestScan;
import dev.bifrost.dialect.Translator;
import dev.bifrost.provider.Provider;
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
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A call whose request is understood. Read it from top to bottom, that is the way it takes: the body as it arrives, the
 * plan of targets, one attempt after the other, and the answer of the one that gives one.
 */
final class GovernedCall implements Work, UpstreamListener, Preparation.Outcome {
    /** What moderations mean that name no model. */
    private static final String DEFAULT_MODERATION = "omni-moderation-latest";

    private final Exchange exchange;
    private final Operation operation;
    private final Worker worker;
    private final CallDraft draft;
    private final RequestIntake intake;
    private final RequestBuffer buffer;
    private @Nullable Preparation preparation;
    private @Nullable Attempts walk;
    private Attempts.Next.@Nullable Try current;
    private @Nullable ScheduledFuture<?> backoff;
    private @Nullable UpstreamCall call;
    private @Nullable Answer answer;
    private Deadlines.@Nullable Watch firstTokenWatch;
    private long sentAt;
    private int status;
    private boolean sent;
    private int tries; // which is the present one
    private long guessed;
    private long choices = 1;
    private boolean usageInjected;
    /** The alias that a spent budget names. */
    private @Nullable String cheaper;

    private boolean downgraded;
    private boolean preambleShown;

    GovernedCall(Exchange exchange, Operation operation, ClientReply reply) {
        this.exchange = exchange;
        this.operation = operation;
        this.worker = exchange.worker();
        this.draft = exchange.draft();
        this.intake = new RequestIntake(exchange, operation, reply, this::plan);
        this.buffer = intake.buffer();
    }

    // 1. The request's body, as it arrives.

    @Override
    public void begin() {
        draft.clientDialect = exchange.snapshot().dialects().client(operation).dialect();
        draft.waiting(draft.begun);
        intake.begin();
    }

    @Override
    public void body(ByteBuf piece) {
        intake.add(piece);
    }

    @Override
    public void bodyEnd() {
        intake.end();
    }

    // 2. Which targets, in which order?

    private void plan() {
        draft.resumed(worker.now());
        RequestScan scan = buffer.scan();
        draft.bytesIn = buffer.length();
        draft.bodyHash = buffer.hash().isEmpty() ? null : buffer.hash();
        guessed = buffer.guessedTokens();
        choices = scan.choices();
        Failure wrong = scan.failure();
        if (wrong != null) {
            exchange.refuse(wrong);
            return;
        }
        draft.modelAsked = scan.model();
        draft.endUser = scan.endUser();
        draft.tagged(scan.tags());
        draft.stream = scan.stream();
        route(scan.model() == null ? DEFAULT_MODERATION : scan.model());
    }

    /** Sets out for a model: the one that was asked for, or the one that a spent budget leads to. */
    private void route(String model) {
        Planning planning = new Planning(exchange, operation, buffer);
        Resolution resolution;
        try {
            resolution = planning.resolve(model);
        } catch (Refusal refusal) {
            exchange.refuse(refusal.failure());
            return;
        }
        draft.alias = resolution.alias();
        Failure full = exchange.purse().enter(exchange.accounts(), resolution.alias());
        if (full != null) {
            exchange.refuse(full);
            return;
        }
        if (preparation != null) {
            preparation.release();
        }
        preparation = new Preparation(exchange, operation, buffer, planning.strict(resolution));
        Attempts attempts = planning.attempts(resolution);
        walk = attempts;
        proceed(attempts.begin());
    }

    // 3. Attempts: one target after the other until one answers.

    private void proceed(Attempts.Next next) {
        if (draft.decisions != null) {
            draft.decisions.attempts(attempts());
        }
        switch (next) {
            case Attempts.Next.Exhausted exhausted -> exhausted(exhausted.failure());
            case Attempts.Next.Try ready -> {
                if (ready.waitNanos() == 0) {
                    attempt(ready);
                } else {
                    draft.waiting(worker.now());
                    explain("wait", ready.step().target(), "until the next try", ready.waitNanos());
                    backoff = worker.loop().schedule(() -> attempt(ready), ready.waitNanos(), TimeUnit.NANOSECONDS);
                }
            }
        }
    }

    private void attempt(Attempts.Next.Try next) {
        Attempts attempts = walk;
        Preparation preparing = preparation;
        if (exchange.over() || attempts == null || preparing == null) {
            return;
        }
        draft.resumed(worker.now());
        attempts.started(next);
        current = next;
        Provider provider = next.destination().provider();
        draft.target = next.step().target();
        draft.region = provider.region();
        draft.providerDialect = next.way().surface().dialect();
        draft.lossy = List.of();
        if (draft.decisions != null) {
            draft.decisions.tries();
            draft.decisions.add("try", draft.target, Wording.way(next, String.valueOf(draft.clientDialect)));
        }
        status = 0;
        sent = false;
        answer = null;
        usageInjected = next.way() instanceof Way.Splice
                && provider.injectsUsage()
                && buffer.scan().wantsUsageInjected();
        int mine = ++tries;
        exchange.purse()
                .reserve(
                        next.step().target(),
                        provider,
                        Purse.Need.of(operation, guessed, buffer),
                        exchange.snapshot().refusesUnknownPrices(),
                        verdict -> {
                            if (!exchange.over() && mine == tries && current != null) {
                                reserved(next, preparing, verdict);
                            }
                        });
    }

    private void reserved(Attempts.Next.Try next, Preparation preparing, Purse.Verdict verdict) {
        switch (verdict) {
            case Purse.Verdict.Go go -> preparing.begin(next, usageInjected, go.mostTokens(), this);
            case Purse.Verdict.Pass pass -> {
                cheaper = pass.fallback() == null ? cheaper : pass.fallback();
                passOver(pass.why(), pass.failure());
            }
        }
    }

    @Override
    public void ready(UpstreamRequest request) {
        Attempts.Next.Try next = current;
        if (next == null) {
            return;
        }
        int mine = tries;
        exchange.intend(next.step().target(), buffer.hash(), () -> {
            if (mine == tries && current != null) {
                send(next, request);
            }
        });
    }

    private void send(Attempts.Next.Try next, UpstreamRequest request) {
        exchange.purse().used();
        sentAt = worker.now();
        if (draft.decisions != null) {
            draft.decisions.sending(draft.target, usageInjected, draft.lossy);
        }
        draft.waiting(sentAt);
        call = worker.way(next.destination().provider()).send(request, new Guarded(this, exchange));
        if (exchange.delivery().waiting()) {
            call.pause();
        }
        if (draft.stream) {
            firstTokenWatch = worker.deadlines().watch(this::checkFirstToken);
        }
    }

    @Override
    public void lossy(List<String> losses) {
        passOver("lossy", Faults.lossy(draft.target, losses));
    }

    @Override
    public void impossible(Failure failure) {
        if (failure.blame() == Blame.UPSTREAM) {
            attemptFailed(failure);
        } else {
            passOver(failure.code(), failure);
        }
    }

    private void passOver(String why, Failure failure) {
        Attempts attempts = walk;
        if (attempts != null) {
            current = null;
            exchange.purse().settle(null);
            proceed(attempts.passedOver(why, failure));
        }
    }

    /** Nobody gave an answer; how many tokens a request has can be said all the same, if not exactly. */
    private void exhausted(Failure failure) {
        String model = cheaper;
        if (failure instanceof Failure.BudgetSpent && model != null && !downgraded) {
            downgraded = true;
            route(model);
            return;
        }
        boolean count = operation == Operation.COUNT_TOKENS || operation == Operation.INPUT_TOKENS;
        Preparation preparing = preparation;
        if (count && LastResort.helps(failure) && preparing != null) {
            preparing.estimate(new LastResort(exchange), exchange::estimated);
        } else {
            exchange.conclude(failure);
        }
    }

    private void checkFirstToken(long now) {
        Attempts.Next.Try trying = current;
        if (trying == null) {
            return;
        }
        Timeouts limits = trying.destination().provider().timeouts();
        if (now - sentAt > limits.firstToken().toNanos()) {
            attemptFailed(new Failure.UpstreamTimeout(trying.step().target(), "first_token", limits.firstToken()));
        } else if (now - sentAt > limits.commitAfter().toNanos() && answer != null && answer.isStream()) {
            answer.show();
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
        sent = true;
        explain("sent", draft.target, "connected, and the request written, after", worker.now() - sentAt);
        sentAt = worker.now();
    }

    @Override
    public void onHead(ResponseHead head) {
        status = head.status();
        if (draft.decisions != null) {
            explain("head", draft.target, "status " + status + " after", worker.now() - sentAt);
        }
        Attempts.Next.Try trying = current;
        if (trying == null) {
            return;
        }
        Target target = trying.step().target();
        if (head.status() >= 300) {
            Translator translator = trying.way() instanceof Way.Translate translate ? translate.translator() : null;
            answer = new ErrorAnswer(this, exchange, target, head, translator);
            return;
        }
        String type = head.headers().get("content-type");
        boolean streamed = type != null && Streaming.isStream(type);
        if (streamed && !draft.stream && !(trying.way() instanceof Way.Splice)) {
            attemptFailed(new Failure.UpstreamBroken(target, "it is a stream, which was not asked for"));
            return;
        }
        if (!streamed && exchange.delivery().begun() && !(trying.way() instanceof Way.Translate)) {
            attemptFailed(new Failure.UpstreamBroken(target, "it answered a stream with something else"));
            return;
        }
        if (!streamed) {
            endFirstTokenWatch(); // it is no stream, whatever was asked; idle and total count from here
        }
        Answers answers = new Answers(
                this, exchange, operation, trying, Objects.requireNonNull(preparation), usageInjected, preambleShown);
        answer = streamed ? answers.streamed(head) : answers.whole(head);
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
        if (answer != null && answer.isOver()) {
            answer.end(); // what it has said says more than the fault
        } else if (target != null) {
            attemptFailed(Faults.failure(target, fault));
        }
    }

    /** Content is about to reach the client: no other target will be tried, so the request is forgotten. */
    void contentFlows() {
        endFirstTokenWatch();
        if (draft.firstToken < 0) {
            explain("content", draft.target, "the first, after", worker.now() - sentAt);
            draft.firstToken = worker.now() - draft.begun;
        }
        buffer.release();
        if (preparation != null) {
            preparation.release();
        }
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
        preambleShown |= answer != null && answer.beginningShown();
        boolean numbered = preambleShown && operation == Operation.RESPONSES;
        charge(failure);
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

    // Why it goes so, if the client wants to know.

    private void explain(String what, @Nullable Target about, String said, long nanos) {
        if (draft.decisions != null) {
            draft.decisions.add(what, about, said + ' ' + Wording.millis(nanos));
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

    /** Settles what the present try has consumed, before its outcome is written down. */
    private void charge(@Nullable Failure failure) {
        if (walk != null && current != null) {
            Usage consumed = Consumption.of(answer, status, sent, failure, Purse.isFree(operation) ? -1 : guessed);
            walk.charged(consumed, exchange.purse().settle(consumed));
            if (failure == null && consumed != null) {
                exchange.purse().learn(current.step().target(), consumed, choices);
            }
        }
    }

    @Override
    public void lastAttempt(@Nullable Failure failure) {
        charge(failure);
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
        if (preparation != null) {
            preparation.release();
        }
        intake.release();
    }
}
