package dev.bifrost.exchange;

import dev.bifrost.api.Cost;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.RequestScan;
import dev.bifrost.pricing.Bound;
import dev.bifrost.pricing.Price;
import dev.bifrost.pricing.Reckoning;
import dev.bifrost.provider.Provider;
import dev.bifrost.quota.Accounts;
import dev.bifrost.quota.Call;
import dev.bifrost.quota.Outcome;
import dev.bifrost.quota.Quota;
import dev.bifrost.quota.RateState;
import dev.bifrost.quota.Refusals;
import dev.bifrost.quota.Reservation;
import dev.bifrost.quota.Scheduler;
import dev.bifrost.quota.Waiting;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one call may spend: it is let in once, sets money and tokens aside for each try, and settles what the try has
 * really consumed.
 */
final class Purse {
    /** The most that may come out where nobody has said how much and a capped budget applies; every model takes it. */
    private static final long MOST_COMPLETION = 4_096;

    private final Accounting accounting;
    private final Quota quota;
    private final Worker worker;
    private final CallDraft draft;
    private @Nullable Call call;
    private boolean used;
    private @Nullable Reservation reservation;
    private @Nullable Waiting waiting;
    private @Nullable Price price;

    /** What came of the wish to make a try. */
    sealed interface Verdict {
        /** Make it; with at most so many tokens in each answer, if that is not -1. */
        record Go(long mostTokens) implements Verdict {}

        /** Do without this target. */
        record Pass(String why, Failure failure, @Nullable String fallback) implements Verdict {}
    }

    /**
     * What a request will need.
     *
     * @param prompt     tokens that go in, by guess
     * @param promptMost tokens that go in at most
     * @param asked      the most tokens that each answer may have, as the client says; -1 if it does not
     * @param choices    how many answers are asked for
     */
    record Need(Operation operation, long prompt, long promptMost, long asked, long choices) {

        static Need of(Operation operation, long guessed, RequestBuffer buffer) {
            RequestScan scan = buffer.scan();
            return new Need(operation, guessed, buffer.length(), scan.maxTokens(), scan.choices());
        }

        /** What is done for nothing. */
        boolean free() {
            return isFree(operation);
        }

        /** Whether a text comes out. */
        boolean completes() {
            return operation == Operation.CHAT
                    || operation == Operation.COMPLETIONS
                    || operation == Operation.RESPONSES
                    || operation == Operation.MESSAGES;
        }
    }

    /** What providers do for nothing. */
    static boolean isFree(Operation operation) {
        return operation == Operation.MODERATIONS
                || operation == Operation.COUNT_TOKENS
                || operation == Operation.INPUT_TOKENS;
    }

    Purse(Accounting accounting, Worker worker, CallDraft draft) {
        this.accounting = accounting;
        this.quota = accounting.quota();
        this.worker = worker;
        this.draft = draft;
    }

    /** Lets the call in, or says why not. */
    @Nullable
    Failure enter(Accounts caller, @Nullable String alias) {
        leave();
        if (draft.decisions != null) {
            draft.decisions.limits(quota, caller, accounting.alias(alias));
        }
        return switch (quota.enter(caller, accounting.alias(alias), draft.time)) {
            case Call entered -> {
                call = entered;
                yield null;
            }
            case Outcome.Limited limited -> Refusals.failure(limited);
        };
    }

    /** Something was done for the call, so it counts in its limits of calls. */
    void used() {
        used = true;
    }

    /** Sets aside what a try may cost; {@code then} is told at once, or within about a second. */
    void reserve(Target target, Provider provider, Need need, boolean refuseUnknown, Consumer<Verdict> then) {
        Call entered = call;
        if (entered == null) {
            then.accept(new Verdict.Go(-1));
            return;
        }
        Instant at = draft.time;
        Price known = accounting.price(provider, target.model(), at);
        price = known;
        if (need.free()) {
            take(entered, provider, 0, 0, -1, then);
            return;
        }
        if (known.isUnknown(at) && refuseUnknown && quota.isBudgeted(entered)) {
            then.accept(new Verdict.Pass(
                    "price_unknown",
                    new Failure.PriceUnknown("Nobody knows what " + target
                            + " costs, and a budget in dollars applies; the operator can give it a price in"
                            + " prices.overrides, or set prices.on_unknown: allow"),
                    null));
            return;
        }
        if (quota.isCapped(entered)) {
            capped(entered, target, provider, known, need, then);
        } else {
            long completion = need.completes() ? need.choices() * expected(target, need) : 0;
            Usage usage = Usage.of(need.prompt(), completion);
            take(entered, provider, known.cost(usage, at).nanoDollars(), usage.total(), -1, then);
        }
    }

    /**
     * Sets aside the least that there is for a request that is passed on unread: it is made as long as there is money, and
     * settled by what its answer says. {@code then} is told at once, or within about a second.
     */
    void reserveUnread(Provider provider, Consumer<Verdict> then) {
        Call entered = call;
        if (entered == null) {
            then.accept(new Verdict.Go(-1));
        } else if (quota.isCapped(entered)) {
            then.accept(new Verdict.Pass(
                    "budget_capped",
                    new Failure.Forbidden(
                            "A budget with reserve: cap applies, which a request that is passed on unread could"
                                    + " exceed; use the gateway's own routes",
                            "passthrough_not_allowed"),
                    null));
        } else {
            take(entered, provider, quota.isBudgeted(entered) ? 1 : 0, 0, -1, then);
        }
    }

    /** The same as {@link #settle} for a request that was passed on unread: now its model is known, or never. */
    @Nullable
    Cost settleUnread(Provider provider, @Nullable String model, @Nullable Usage usage) {
        price = model == null ? null : accounting.price(provider, model, draft.time);
        return settle(usage);
    }

    private long expected(Target target, Need need) {
        return need.asked() > 0 ? need.asked() : expectation(target);
    }

    private long expectation(Target target) {
        return accounting.expectation().completion(who(), what(target), Long.MAX_VALUE);
    }

    private String who() {
        return draft.keyId == null ? "" : draft.keyId;
    }

    private String what(Target target) {
        return draft.alias == null ? target.toString() : draft.alias;
    }

    /** Remembers how long an answer was that came whole. */
    void learn(Target target, Usage usage, long choices) {
        if (!usage.estimated()) {
            accounting.expectation().seen(who(), what(target), usage.completion() / choices);
        }
    }

    /** No more than what is left: the answer is made shorter if need be. */
    private void capped(
            Call entered, Target target, Provider provider, Price known, Need need, Consumer<Verdict> then) {
        Bound bound = new Bound(need.promptMost(), 0, 0, true, true);
        long wanted = need.completes() ? (need.asked() > 0 ? need.asked() : MOST_COMPLETION) : 0;
        long affordable = known.affordable(bound, quota.available(entered), draft.time) / need.choices();
        long useful = Math.min(wanted, expectation(target));
        if (affordable < useful) { // what others have set aside may come back, which is worth a wait
            affordable = Math.min(useful, known.affordable(bound, quota.left(entered), draft.time) / need.choices());
        }
        long limit = need.completes() ? Math.clamp(affordable, Math.min(1, wanted), wanted) : 0;
        long amount = known.most(bound, limit * need.choices(), draft.time);
        boolean lower = need.completes() && (need.asked() < 0 || limit < need.asked());
        take(entered, provider, amount, need.prompt() + limit * need.choices(), lower ? limit : -1, then);
    }

    private void take(
            Call entered, Provider provider, long nanoDollars, long tokens, long mostTokens, Consumer<Verdict> then) {
        Accounts whose = accounting.provider(provider.name());
        Outcome outcome = quota.reserve(entered, whose, nanoDollars, tokens);
        if (outcome instanceof Outcome.Passing) {
            draft.waiting(worker.now());
            waiting = quota.await(entered, whose, nanoDollars, tokens, scheduler(worker.loop()), later -> {
                if (call != entered) {
                    tooLate(entered, later);
                    return;
                }
                waiting = null;
                draft.resumed(worker.now());
                then.accept(verdict(later, mostTokens));
            });
        } else {
            then.accept(verdict(outcome, mostTokens));
        }
    }

    private Verdict verdict(Outcome outcome, long mostTokens) {
        return switch (outcome) {
            case Reservation made -> {
                reservation = made;
                if (draft.decisions != null) {
                    draft.decisions.add("reserved", draft.target, reserved(made, mostTokens));
                }
                yield new Verdict.Go(mostTokens);
            }
            case Outcome.Spent spent -> new Verdict.Pass("budget_spent", Refusals.failure(spent), spent.fallback());
            case Outcome.Taken taken -> new Verdict.Pass("budget_reserved", Refusals.failure(taken), null);
            case Outcome.Leasing leasing -> new Verdict.Pass("not_accountable", Refusals.failure(leasing), null);
            case Outcome.Unavailable none -> new Verdict.Pass("not_accountable", Refusals.failure(none), null);
            case Outcome.Limited limited -> new Verdict.Pass("rate_limited", Refusals.failure(limited), null);
        };
    }

    private static Scheduler scheduler(EventLoop loop) {
        return new Scheduler() {
            @Override
            public void execute(Runnable task) {
                loop.execute(task);
            }

            @Override
            public Runnable schedule(Runnable task, long nanos) {
                var later = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
                return () -> later.cancel(false);
            }
        };
    }

    /**
     * The try is over.
     *
     * @param usage what the target will charge for; null if nothing
     * @return what that costs; null if there is nothing to pay
     */
    @Nullable
    Cost settle(@Nullable Usage usage) {
        Reservation made = reservation;
        reservation = null;
        if (usage == null) {
            if (made != null) {
                quota.release(made);
            }
            return null;
        }
        Cost cost = price == null ? Cost.unknown() : price.cost(usage, draft.time);
        explain(usage);
        if (made != null) {
            quota.settle(made, cost.nanoDollars(), usage.total());
        }
        return cost;
    }

    private static String reserved(Reservation made, long mostTokens) {
        String said = Wording.dollars(made.amount()) + " and " + made.tokens() + " tokens";
        return mostTokens < 0 ? said : said + "; the answer may have " + mostTokens + ", which is what is left";
    }

    /** How the cost of the present try comes about. */
    void explain(Usage usage) {
        Decisions decisions = draft.decisions;
        if (decisions != null) {
            Reckoning reckoning = price == null ? null : price.reckoning(usage, draft.time, false);
            String guess = usage.estimated() ? " (tokens are estimated)" : "";
            decisions.cost(draft.target, reckoning == null ? "no price is known" : reckoning.formula() + guess);
        }
    }

    /** What is left of the caller's limits; null if it has none. */
    @Nullable
    RateState state() {
        return call == null ? null : quota.state(call);
    }

    /** The call is over, or begins anew. What it waits for may be on its way already; then the call leaves once it is here. */
    void leave() {
        Call entered = call;
        boolean onItsWay = waiting != null && !waiting.cancel();
        waiting = null;
        call = null;
        if (entered != null) {
            settle(null);
            if (!onItsWay) {
                end(entered);
            }
        }
    }

    private void tooLate(Call left, Outcome outcome) {
        if (outcome instanceof Reservation unwanted) {
            quota.release(unwanted);
        }
        end(left);
    }

    /** A call of which nothing was asked of anybody counts in no limit. */
    private void end(Call entered) {
        if (used) {
            quota.leave(entered);
        } else {
            quota.withdraw(entered);
        }
    }
}
