package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.BANK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.quota.Outcome.Passing;
import dev.bifrost.quota.Outcome.Spent;
import dev.bifrost.quota.Outcome.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One process that serves an organisation, with a journal that writes on a thread of its own and may die at any word. */
final class Company {
    static final int KEYS = 4;
    static final Instant NOW = Instant.parse("2026-11-11T10:07:00Z");

    /** Leases and settled money in one file: what came before the crash is there, what came after is not. */
    static final class Journal implements LeaseLog, Past {
        private final Map<String, Lease> leases = new HashMap<>();
        private final Map<String, Long> settled = new HashMap<>();
        private final ExecutorService writer =
                Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());
        private long wordsLeft = Long.MAX_VALUE;

        void dieAfter(int words) {
            wordsLeft = words;
        }

        @Override
        public void lease(String account, String period, long nanoDollars, Consumer<@Nullable IOException> done) {
            writer.execute(() -> {
                boolean written =
                        write(() -> leases.put(account + "@" + period, new Lease(account, period, nanoDollars)));
                done.accept(written ? null : new IOException("dead"));
            });
        }

        void settled(Owner owner, long nanoDollars) {
            write(() -> settled.merge(owner.toString(), nanoDollars, Long::sum));
        }

        private synchronized boolean write(Runnable word) {
            if (wordsLeft <= 0) {
                return false;
            }
            wordsLeft--;
            word.run();
            return true;
        }

        /** Until all that was asked of the writer, and what followed from it, is done. */
        void rest() throws Exception {
            for (int i = 0; i < 3; i++) {
                writer.submit(() -> {}).get();
            }
        }

        synchronized boolean isDead() {
            return wordsLeft <= 0;
        }

        synchronized Journal copy() {
            Journal copy = new Journal();
            copy.leases.putAll(leases);
            copy.settled.putAll(settled);
            return copy;
        }

        synchronized Collection<Lease> leases() {
            return List.copyOf(leases.values());
        }

        @Override
        public synchronized Map<String, Long> spent(Set<String> accounts, Instant from, Instant to) {
            return from.isAfter(NOW) || !to.isAfter(NOW) ? Map.of() : Map.copyOf(settled);
        }
    }

    /** What upstreams have really charged, known to the test alone: settled, or sent when the process died. */
    final Map<Owner, AtomicLong> charged = new ConcurrentHashMap<>();

    final Journal journal;
    final Quota quota;
    private final List<OwnerLimits> limits;
    private final long seed;
    private final int dearest;
    private final AtomicLong nanos = new AtomicLong();
    private final List<Throwable> failures = new ArrayList<>();

    /** @param dearest how many times its reservation a call may cost */
    Company(long seed, List<OwnerLimits> limits, int dearest) {
        this(seed, limits, dearest, new Journal());
    }

    private Company(long seed, List<OwnerLimits> limits, int dearest, Journal journal) {
        this.seed = seed;
        this.limits = limits;
        this.dearest = dearest;
        this.journal = journal;
        this.quota = new Quota(journal, journal, journal.leases(), Warnings.NONE, () -> NOW, nanos::get);
        limits.forEach(each -> charged.put(each.owner(), new AtomicLong()));
        try {
            quota.configure(limits, Scene.ZURICH);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Company restart(long nextSeed) {
        return new Company(nextSeed, limits, dearest, journal.copy());
    }

    void run(int threads, int calls) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            SplittableRandom own = random.split();
            running.add(Thread.ofPlatform().start(() -> loop(own, calls)));
        }
        try {
            for (Thread thread : running) {
                while (!thread.join(Duration.ofMillis(5))) {
                    quota.tick();
                }
            }
            journal.rest();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertThat(failures).isEmpty();
    }

    private void loop(SplittableRandom random, int calls) {
        try {
            for (int i = 0; i < calls && !journal.isDead(); i++) {
                call(random);
            }
        } catch (Throwable e) {
            synchronized (failures) {
                failures.add(e);
            }
        }
    }

    private void call(SplittableRandom random) {
        int key = random.nextInt(KEYS);
        List<Owner> owners = List.of(Owner.key("k" + key), Owner.team("t" + key % 2), BANK);
        Call call = (Call) quota.enter(quota.accounts(owners.toArray(Owner[]::new)), null, NOW);
        for (int attempt = random.nextInt(3); attempt >= 0; attempt--) {
            nanos.addAndGet(random.nextLong(100_000_000));
            if (attempt(call, owners, LinearizabilityTest.amount(random), random)) {
                break;
            }
        }
        quota.leave(call);
    }

    /** True if the call is over. */
    private boolean attempt(Call call, List<Owner> owners, long amount, SplittableRandom random) {
        Outcome outcome = quota.reserve(call, null, amount, 0);
        if (outcome instanceof Passing) {
            outcome = waitFor(call, amount, random);
        }
        if (outcome instanceof Spent || outcome instanceof Unavailable || outcome == null) {
            return true;
        }
        Reservation reservation = (Reservation) outcome;
        if (random.nextInt(4) == 0) {
            LockSupport.parkNanos(1000);
        }
        if (random.nextInt(5) == 0) {
            quota.release(reservation); // the upstream could not be reached
            return false;
        }
        long cost = random.nextBoolean() ? amount * dearest : random.nextLong(amount * dearest + 1);
        owners.forEach(owner -> charged.get(owner).addAndGet(cost));
        if (journal.isDead()) {
            quota.settle(reservation, amount, 0);
            return true;
        }
        quota.settle(reservation, cost, 0);
        owners.forEach(owner -> journal.settled(owner, cost));
        return true;
    }

    /** Null if the client went away. */
    private @Nullable Outcome waitFor(Call call, long amount, SplittableRandom random) {
        var outcome = new CompletableFuture<Outcome>();
        Waiting waiting = quota.await(call, null, amount, 0, NO_TIMER, outcome::complete);
        if (random.nextInt(4) == 0 && waiting.cancel()) {
            return null;
        }
        return outcome.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static final Scheduler NO_TIMER = new Scheduler() {
        @Override
        public void execute(Runnable command) {
            command.run();
        }

        @Override
        public Runnable schedule(Runnable task, long nanos) {
            return () -> {};
        }
    };

    void add(Company other) {
        other.charged.forEach((owner, nanos) -> charged.get(owner).addAndGet(nanos.get()));
    }

    void reconcile() {
        limits.forEach(each -> quota.reconciled(each.owner()));
        charged.forEach((owner, nanos) ->
                nanos.set(quota.report(owner).budgets().getFirst().spent()));
    }

    void assertNothingExceeds(long bound) {
        for (OwnerLimits each : limits) {
            for (BudgetState budget : quota.report(each.owner()).budgets()) {
                assertThat(charged.get(each.owner()).get())
                        .as("%s %s", each.owner(), budget)
                        .isLessThanOrEqualTo(budget.limit() + bound);
            }
        }
    }

    void assertKnowsWhatWasSpent(Company before) {
        for (OwnerLimits each : limits) {
            for (BudgetState budget : quota.report(each.owner()).budgets()) {
                assertThat(budget.spent() + budget.uncertain())
                        .as("%s %s", each.owner(), budget)
                        .isGreaterThanOrEqualTo(before.charged.get(each.owner()).get());
            }
        }
    }

    void assertNothingReserved() {
        assertThat(quota.openReservations()).isZero();
        assertThat(quota.abandonedReservations()).isZero();
        for (OwnerLimits each : limits) {
            assertThat(quota.report(each.owner()).running()).isZero();
            assertThat(quota.report(each.owner()).budgets())
                    .allSatisfy(budget -> assertThat(budget.reserved()).isZero());
        }
    }

    /** Spends what is left in the organisation to the last nano-dollar. */
    void useUp() {
        SplittableRandom random = new SplittableRandom(seed);
        for (int key = 0; key < KEYS; key++) {
            List<Owner> owners = List.of(Owner.key("k" + key), Owner.team("t" + key % 2), BANK);
            Call call = (Call) quota.enter(quota.accounts(owners.toArray(Owner[]::new)), null, NOW);
            long rest = quota.available(call);
            Outcome outcome = quota.reserve(call, null, rest, 0);
            if (outcome instanceof Passing) {
                outcome = waitFor(call, rest, random);
            }
            if (outcome instanceof Reservation reservation) {
                quota.settle(reservation, rest, 0);
                assertThat(quota.reserve(call, null, 1, 0)).isInstanceOf(Spent.class);
            }
            quota.leave(call);
        }
    }
}
