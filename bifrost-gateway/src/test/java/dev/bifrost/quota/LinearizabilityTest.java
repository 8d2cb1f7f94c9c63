package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.BANK;
import static dev.bifrost.quota.Scene.CENT;
import static dev.bifrost.quota.Scene.DOLLAR;
import static dev.bifrost.quota.Scene.limits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.quota.Outcome.Passing;
import dev.bifrost.quota.Outcome.Spent;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Many threads, calls of any size on shared budgets, upstreams that fail, clients that go away, and a crash in the middle.
 * No timer fires here: a call that waits and is not woken is found because its thread never ends.
 */
class LinearizabilityTest {
    private static final int THREADS = 4;
    private static final int CALLS = 400;
    private static final long LARGEST = 30 * CENT;

    @Test
    void cap_anySchedule_settledNeverExceedsTheBudgetAndAllOfItCanBeUsed() {
        Seeded.times(12, random -> {
            Company company = new Company(random.nextLong(), budgets(), 1);
            company.run(THREADS, CALLS);
            company.assertNothingExceeds(0);
            company.assertNothingReserved();
            company.useUp();
        });
    }

    /**
     * A call that is under way when the last is let in may cost more than it reserved; that is all that can go over. So the
     * bound is the sum of what the calls under way at one time cost more than they reserved.
     */
    @Test
    void expected_anySchedule_settledExceedsTheBudgetByTheStatedBoundAtMost() {
        Seeded.times(12, random -> {
            Company company = new Company(random.nextLong(), budgets(), 3);
            company.run(THREADS, CALLS);
            company.assertNothingExceeds(THREADS * 2 * LARGEST);
            company.assertNothingReserved();
        });
    }

    @Test
    void cap_crashInTheMiddle_settledBeforeAndAfterNeverExceedsTheBudget() {
        Seeded.times(15, random -> {
            Company before = new Company(random.nextLong(), budgets(), 1);
            before.journal.dieAfter(random.nextInt(1, 2 * CALLS));
            before.run(THREADS, CALLS);

            Company after = before.restart(random.nextLong());
            after.assertKnowsWhatWasSpent(before);
            after.run(THREADS, CALLS);
            after.add(before);
            after.assertNothingExceeds(0);
            after.assertNothingReserved();
        });
    }

    @Test
    void cap_crashAndReconciled_allOfTheBudgetCanBeUsed() {
        Seeded.times(5, random -> {
            Company before = new Company(random.nextLong(), budgets(), 1);
            before.journal.dieAfter(random.nextInt(1, CALLS));
            before.run(THREADS, CALLS);
            Company after = before.restart(random.nextLong());
            after.reconcile();
            after.useUp();
        });
    }

    @Test
    void cent_thousandCallsAtOnce_exactlyAsManyAsItPaysFor() throws InterruptedException {
        Scene scene = new Scene();
        scene.configure(limits(BANK, Scene.cap("0.01", Per.MONTH)));
        var paid = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            threads.add(Thread.ofVirtual().unstarted(() -> {
                Call call = scene.enter(BANK);
                Outcome outcome = scene.quota.reserve(call, null, CENT / 10, 0);
                if (outcome instanceof Passing) {
                    var waits = new java.util.concurrent.CompletableFuture<Outcome>();
                    scene.quota.await(call, null, CENT / 10, 0, scene.loop, waits::complete);
                    outcome = waits.orTimeout(20, TimeUnit.SECONDS).join();
                }
                if (outcome instanceof Reservation reservation) {
                    scene.quota.settle(reservation, CENT / 10, 0);
                    paid.incrementAndGet();
                } else {
                    assertThat(outcome).isInstanceOf(Spent.class);
                }
                scene.quota.leave(call);
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(paid).hasValue(10);
        assertThat(scene.budget(BANK).spent()).isEqualTo(CENT);
        assertThat(scene.quota.openReservations()).isZero();
    }

    /** Keys of their own, teams shared by some, an organisation shared by all; calendar, total and rolling. */
    private static List<OwnerLimits> budgets() {
        List<OwnerLimits> limits = new ArrayList<>();
        limits.add(limits(BANK, Scene.cap("20", Per.MONTH), Scene.rolling("19", Per.DAY)));
        for (int team = 0; team < 2; team++) {
            limits.add(limits(Owner.team("t" + team), Scene.cap("12", Per.WEEK)));
        }
        for (int key = 0; key < Company.KEYS; key++) {
            limits.add(limits(Owner.key("k" + key), Scene.dollars("7", Per.TOTAL)));
        }
        return limits;
    }

    static long amount(SplittableRandom random) {
        return random.nextInt(10) == 0 ? random.nextLong(1, DOLLAR / 4) : random.nextLong(1, LARGEST / 10);
    }
}
