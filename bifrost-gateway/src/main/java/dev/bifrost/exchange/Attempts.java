package dev.bifrost.exchange;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Failure;
import dev.bifrost.api.FallbackCause;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.ProviderKey;
import dev.bifrost.routing.Plan;
import dev.bifrost.routing.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Walks a plan: which target, with which of its keys, after which wait; and writes down what came of each try. A key that
 * is refused or limited is cooled down and the next key of the same target is tried at once; other failures are tried
 * again as the target's retry settings say; then comes the next target, if the failure is one after which that may help.
 */
final class Attempts {
    private static final long REFUSED_KEY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long LIMITED_KEY_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_COOLING_NANOS = TimeUnit.MINUTES.toNanos(5);

    /** What to do now. */
    sealed interface Next {
        /** Try this, after so many nanoseconds. */
        record Try(Step step, Destination destination, Way way, ProviderKey key, long waitNanos) implements Next {}

        /** Nothing is left to try; this is what to tell. */
        record Exhausted(Failure failure) implements Next {}
    }

    private final List<Step> steps;
    private final Operation operation;
    private final BiPredicate<Provider, String> passable;
    private final Snapshot snapshot;
    private final Worker worker;
    private final CallDraft draft;
    private final List<Attempt> log = new ArrayList<>(2);
    private int index = -1;
    private int tries;
    private int made;
    private List<ProviderKey> keys = List.of();
    private int keyIndex;
    private @Nullable Failure first;
    private @Nullable Failure passedOver;
    private Next.@Nullable Try current;
    private long currentBegun;
    private @Nullable String currentSpan;
    private @Nullable Usage usage;
    private @Nullable Cost cost;

    /** {@code passable}: the request may be passed on as it is where its dialect is spoken. */
    Attempts(
            Plan plan,
            Operation operation,
            BiPredicate<Provider, String> passable,
            Snapshot snapshot,
            Worker worker,
            CallDraft draft) {
        this.steps = plan.steps();
        this.operation = operation;
        this.passable = passable;
        this.snapshot = snapshot;
        this.worker = worker;
        this.draft = draft;
    }

    /** Every target tried or skipped so far. */
    List<Attempt> log() {
        return log;
    }

    /** How many requests were sent. */
    int made() {
        return made;
    }

    /** The first thing to do. */
    Next begin() {
        return nextStep();
    }

    /** A try begins. */
    void started(Next.Try next) {
        current = next;
        currentBegun = worker.deadlines().now();
        currentSpan = draft.newAttempt();
        made++;
    }

    /** What the present try, of which the outcome is to follow, has consumed. */
    void charged(@Nullable Usage consumed, @Nullable Cost priced) {
        usage = consumed;
        cost = priced;
    }

    /** The present try gave the answer. */
    void succeeded(int status) {
        Next.Try now = current;
        if (now != null) {
            now.key().recovered(now.step().target().model());
            write(now, status, "ok");
        }
    }

    /** The present try was ended for a reason of ours or the client's. */
    void ended(int status, Failure failure) {
        Next.Try now = current;
        if (now != null) {
            write(now, status, failure.code());
        }
    }

    /** The present try failed; what now? */
    Next failed(int status, Failure failure) {
        Next.Try now = current;
        if (now == null) {
            return new Next.Exhausted(failure);
        }
        write(now, status, failure.code());
        if (first == null) {
            first = failure;
        }
        Optional<FallbackCause> cause = failure.fallbackCause();
        if (cause.isEmpty()) {
            return new Next.Exhausted(failure); // no other target would like this request better
        }
        Next again = again(now, failure, cause.get());
        if (again != null) {
            return again;
        }
        return now.step().fallsBackOn(failure) ? nextStep() : new Next.Exhausted(failure);
    }

    /** The present try is not made after all, because that target could not do what is asked as it is asked. */
    Next passedOver(String why, Failure failure) {
        Next.Try now = current;
        current = null;
        made--;
        if (now != null) {
            log.add(Attempt.skipped(now.step().target(), why));
        }
        passedOver = passedOver == null ? failure : passedOver;
        return nextStep();
    }

    /** Another key, or another try, at the same target. */
    private @Nullable Next again(Next.Try now, Failure failure, FallbackCause cause) {
        long time = worker.deadlines().now();
        String model = now.step().target().model();
        switch (cause) {
            case CREDENTIALS -> {
                // A 403 may be about the model alone; a key that is wrong or spent is so for all.
                if (failure instanceof Failure.UpstreamCredentials refused && refused.upstreamStatus() == 403) {
                    now.key().coolDown(model, time + REFUSED_KEY_NANOS);
                } else {
                    now.key().coolDown(time + REFUSED_KEY_NANOS);
                }
            }
            case RATE_LIMIT -> {
                Duration asked = failure.retryAfter();
                long wait = asked == null ? LIMITED_KEY_NANOS : Math.min(asked.toNanos(), LONGEST_COOLING_NANOS);
                now.key().coolDown(model, time + wait);
            }
            case CONNECT, TIMEOUT, SERVER_ERROR -> {}
        }
        boolean otherKey = cause == FallbackCause.CREDENTIALS || cause == FallbackCause.RATE_LIMIT;
        if (otherKey && keyIndex + 1 < keys.size()) {
            keyIndex++;
            return new Next.Try(now.step(), now.destination(), now.way(), keys.get(keyIndex), 0);
        }
        if (cause == FallbackCause.CREDENTIALS || tries >= now.step().retry().attempts()) {
            return null;
        }
        long wait = now.step().retry().delayNanos(tries, failure.retryAfter(), worker.random());
        if (wait < 0) {
            return null;
        }
        tries++;
        if (otherKey) {
            keys = now.destination().provider().keys(now.step().target().model(), time + wait, worker.random());
            keyIndex = 0;
        }
        return new Next.Try(now.step(), now.destination(), now.way(), keys.get(keyIndex), wait);
    }

    private Next nextStep() {
        while (++index < steps.size()) {
            Step step = steps.get(index);
            Destination destination = snapshot.destination(step.target().provider());
            Way way = way(step, destination);
            String skip = whyNot(step, destination, way);
            if (skip == null && destination != null && way != null) {
                long time = worker.deadlines().now();
                keys = destination.provider().keys(step.target().model(), time, worker.random());
                keyIndex = 0;
                tries = 1;
                if (!keys.isEmpty()
                        && (!keys.getFirst().cooling(step.target().model(), time) || !anotherIsBetter(time))) {
                    return new Next.Try(step, destination, way, keys.getFirst(), 0);
                }
                skip = keys.isEmpty() ? "no_key" : "cooling";
            }
            log.add(Attempt.skipped(step.target(), skip == null ? "disabled" : skip));
        }
        Failure why = first != null ? first : passedOver;
        return new Next.Exhausted(why == null ? noTarget() : why);
    }

    private @Nullable Way way(Step step, @Nullable Destination destination) {
        if (destination == null) {
            return null;
        }
        Provider provider = destination.provider();
        String model = step.target().model();
        return Way.to(operation, provider, model, snapshot.dialects(), passable.test(provider, model));
    }

    private static @Nullable String whyNot(Step step, @Nullable Destination destination, @Nullable Way way) {
        if (step.skip() != null) {
            return step.skip();
        }
        if (destination == null || destination.provider().disabled() != null) {
            return "disabled";
        }
        return way == null ? "unsupported" : null;
    }

    /** True if a later target could be tried with a key that is not cooling down. */
    private boolean anotherIsBetter(long time) {
        for (int i = index + 1; i < steps.size(); i++) {
            Step step = steps.get(i);
            Destination destination = snapshot.destination(step.target().provider());
            if (destination != null && whyNot(step, destination, way(step, destination)) == null) {
                List<ProviderKey> others =
                        destination.provider().keys(step.target().model(), time, worker.random());
                if (!others.isEmpty()
                        && !others.getFirst().cooling(step.target().model(), time)) {
                    return true;
                }
            }
        }
        return false;
    }

    private Failure noTarget() {
        StringBuilder said = new StringBuilder("No target can serve this ")
                .append(operation.label())
                .append(" request:");
        for (Attempt attempt : log) {
            said.append(' ')
                    .append(attempt.target())
                    .append(" (")
                    .append(attempt.outcome())
                    .append(')');
        }
        for (Attempt attempt : log) {
            if (attempt.outcome().equals("disabled") || attempt.outcome().equals("no_key")) {
                return new Failure.UpstreamUnreachable(attempt.target(), "it has no credential here. " + said);
            }
        }
        return new Failure.NoTarget(said.toString());
    }

    private void write(Next.Try now, int status, String outcome) {
        current = null;
        Target target = now.step().target();
        long took = worker.deadlines().now() - currentBegun;
        long start = currentBegun - draft.begun;
        log.add(new Attempt(target, now.key().fingerprint(), status, outcome, took, usage, cost, start, currentSpan));
        charged(null, null);
    }
}
