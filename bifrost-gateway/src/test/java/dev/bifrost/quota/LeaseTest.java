package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.CENT;
import static dev.bifrost.quota.Scene.DOLLAR;
import static dev.bifrost.quota.Scene.KEY;
import static dev.bifrost.quota.Scene.TEAM;
import static dev.bifrost.quota.Scene.dollars;
import static dev.bifrost.quota.Scene.limits;
import static dev.bifrost.quota.Scene.rolling;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.quota.Outcome.Leasing;
import dev.bifrost.quota.Outcome.Spent;
import dev.bifrost.quota.Outcome.Unavailable;
import dev.bifrost.testing.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slices and their leases: what a crash may take from somebody, and what it must not give. */
class LeaseTest {
    private final Scene scene = new Scene();

    @Test
    void reserve_leaseIsNotDurableYet_waitsForIt() {
        scene.log.deferred = true;
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        assertThat(scene.ask(CENT, KEY)).isInstanceOf(Leasing.class);
        assertThat(scene.ask(CENT, KEY)).isInstanceOf(Leasing.class);
        assertThat(scene.log.pending).as("one request at a time").hasSize(1);

        List<Outcome> outcomes = new ArrayList<>();
        scene.quota.await(scene.enter(KEY), null, CENT, 0, scene.loop, outcomes::add);
        assertThat(outcomes).isEmpty();
        scene.log.catchUp();
        assertThat(outcomes).hasOnlyElementsOfType(Reservation.class).hasSize(1);
    }

    @Test
    void reserve_severalBudgets_askForTheirLeasesAtOnce() {
        scene.log.deferred = true;
        scene.configure(
                limits(KEY, dollars("1", Per.MONTH), dollars("1", Per.DAY)), limits(TEAM, dollars("1", Per.MONTH)));
        assertThat(scene.ask(CENT, KEY, TEAM)).isInstanceOf(Leasing.class);
        assertThat(scene.log.pending).hasSize(3);
    }

    @Test
    void reserve_halfOfTheSliceIsUsed_itGrowsBeforeAnybodyWaits() {
        scene.configure(limits(KEY, dollars("100", Per.MONTH)));
        scene.spend(CENT, KEY);
        scene.log.deferred = true;
        for (int i = 0; i < 200; i++) {
            scene.spend(CENT, KEY);
            if (i % 4 == 0) {
                scene.log.catchUp();
            }
        }
        assertThat(scene.log.written).as("slices grow with demand").isLessThan(30);
    }

    @Test
    void periods_longOver_areGivenUpSoThatTheJournalDoesNotKeepThem() {
        OwnerLimits hourly = limits(KEY, dollars("1", Per.HOUR), rolling("1", Per.HOUR), dollars("9", Per.TOTAL));
        scene.configure(hourly);
        for (int hour = 0; hour < 10; hour++) {
            scene.spend(CENT, KEY);
            scene.quota.tick();
            scene.pass(Duration.ofHours(1));
        }
        assertThat(inForce(scene))
                .as("four of each hourly budget, and the total")
                .isEqualTo(4 + 4 + 1);

        scene.pass(Duration.ofHours(3));
        Scene restarted = new Scene(scene.log, scene.book);
        restarted.set(scene.now().toString());
        restarted.configure(hourly);
        assertThat(inForce(restarted)).isEqualTo(1);
        assertThat(restarted.quota.report(KEY).budgets().get(2).spent()).isEqualTo(10 * CENT);
    }

    private static long inForce(Scene scene) {
        return scene.log.leases().stream()
                .filter(lease -> lease.nanoDollars() > 0)
                .count();
    }

    @Test
    void slices_nearTheCap_shrink() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(CENT, KEY);
        assertThat(slice()).isGreaterThan(10 * CENT);
        scene.spend(94 * CENT, KEY);
        scene.spend(CENT, KEY);
        assertThat(slice()).isLessThanOrEqualTo(2 * CENT);
        scene.spend(4 * CENT, KEY);
        assertThat(scene.log.of("key:tenant-12/usd-month")).isEqualTo(DOLLAR);
    }

    @Test
    void tick_idleForASecond_leaseFallsToWhatIsSpent() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(CENT, KEY);
        scene.quota.tick();
        assertThat(slice()).as("it was busy a moment ago").isPositive();
        scene.quota.tick();
        assertThat(slice()).isZero();
        int written = scene.log.written;
        scene.quota.tick();
        scene.quota.tick();
        assertThat(scene.log.written).as("and that is that").isEqualTo(written);
        scene.spend(CENT, KEY);
        assertThat(slice()).isPositive();
    }

    @Test
    void tick_callUnderWay_leaseStays() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        Call call = scene.enter(KEY);
        Reservation reservation = scene.reserve(call, CENT);
        long lease = scene.log.of("key:tenant-12/usd-month");
        for (int i = 0; i < 5; i++) {
            scene.quota.tick();
        }
        assertThat(scene.log.of("key:tenant-12/usd-month")).isEqualTo(lease);
        scene.quota.settle(reservation, CENT, 0);
        scene.quota.tick();
        assertThat(scene.log.of("key:tenant-12/usd-month")).isEqualTo(CENT);
    }

    @Test
    void log_fails_theSliceIsUsedUpAndThenNothing() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(CENT, KEY);
        scene.log.broken = true;
        int calls = 0;
        while (scene.ask(CENT, KEY) instanceof Reservation) {
            scene.spend(CENT, KEY);
            calls++;
        }
        assertThat(calls).isBetween(5, 60);
        assertThat(scene.ask(CENT, KEY)).isInstanceOf(Unavailable.class);
        assertThat(Refusals.failure((Outcome.Refused) scene.ask(CENT, KEY)).status())
                .isEqualTo(503);
        scene.log.broken = false;
        scene.pass(Duration.ofSeconds(1));
        assertThat(scene.ask(CENT, KEY)).isInstanceOf(Reservation.class);
    }

    @Test
    void log_failsWhileSomebodyWaits_heIsToldAtOnce() {
        scene.log.deferred = true;
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        List<Outcome> outcomes = new ArrayList<>();
        scene.quota.await(scene.enter(KEY), null, CENT, 0, scene.loop, outcomes::add);
        scene.log.broken = true;
        scene.log.catchUp();
        assertThat(outcomes).hasOnlyElementsOfType(Unavailable.class).hasSize(1);
    }

    @Test
    void close_callsHaveEnded_nothingIsUncertainAfterwards() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH), rolling("1", Per.DAY)));
        scene.spend(CENT, KEY);
        scene.log.deferred = true;
        scene.spend(CENT * 10, KEY);
        var closed = scene.quota.close();
        assertThat(closed).isNotDone();
        scene.log.catchUp();
        assertThat(closed).isCompleted();

        Scene next = new Scene(scene.log, scene.book);
        next.configure(limits(KEY, dollars("1", Per.MONTH), rolling("1", Per.DAY)));
        assertThat(next.quota.report(KEY).budgets())
                .allSatisfy(budget -> assertThat(budget.uncertain()).isZero())
                .allSatisfy(budget -> assertThat(budget.spent()).isEqualTo(11 * CENT));
    }

    @Test
    void close_logIsBroken_isDone() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(CENT, KEY);
        scene.log.broken = true;
        assertThat(scene.quota.close()).isCompleted();
    }

    @Test
    void crash_callsUnderWay_theirSliceIsUncertainUntilReconciled() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(10 * CENT, KEY);
        scene.reserve(scene.enter(KEY), 5 * CENT);
        long lease = scene.log.of("key:tenant-12/usd-month");

        Scene next = new Scene(scene.log, scene.book);
        next.configure(limits(KEY, dollars("1", Per.MONTH)));
        BudgetState state = next.budget(KEY);
        assertThat(state.spent()).isEqualTo(10 * CENT);
        assertThat(state.uncertain()).isEqualTo(lease - 10 * CENT).isGreaterThanOrEqualTo(5 * CENT);
        assertThat(state.left()).isEqualTo(DOLLAR - lease);

        next.spend(CENT, KEY);
        assertThat(next.quota.close()).isCompleted();
        Scene third = new Scene(scene.log, scene.book);
        third.configure(limits(KEY, dollars("1", Per.MONTH)));
        assertThat(third.budget(KEY).uncertain()).as("after a clean stop too").isEqualTo(state.uncertain());

        third.quota.reconciled(KEY);
        assertThat(third.budget(KEY).uncertain()).isZero();
        third.quota.tick();
        Scene fourth = new Scene(scene.log, scene.book);
        fourth.configure(limits(KEY, dollars("1", Per.MONTH)));
        assertThat(fourth.budget(KEY).uncertain()).isZero();
        assertThat(fourth.budget(KEY).spent()).isEqualTo(11 * CENT);
    }

    @Test
    void crash_rollingBudget_whatIsUncertainRollsAwayToo() {
        scene.configure(limits(KEY, rolling("1", Per.HOUR)));
        scene.reserve(scene.enter(KEY), 50 * CENT);
        Scene next = new Scene(scene.log, scene.book);
        next.configure(limits(KEY, rolling("1", Per.HOUR)));
        assertThat(next.budget(KEY).uncertain()).isGreaterThanOrEqualTo(50 * CENT);
        assertThat(next.ask(DOLLAR, KEY)).isInstanceOf(Spent.class);
        next.pass(Duration.ofMinutes(62));
        assertThat(next.ask(DOLLAR, KEY)).isInstanceOf(Reservation.class);
    }

    @Test
    void credit_thenCrash_theCreditIsNotUncertain() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(50 * CENT, KEY);
        scene.book.add(KEY, scene.now(), -20 * CENT);
        scene.quota.credit(KEY, 20 * CENT);
        scene.quota.tick();
        scene.quota.tick();
        Scene next = new Scene(scene.log, scene.book);
        next.configure(limits(KEY, dollars("1", Per.MONTH)));
        assertThat(next.budget(KEY).spent()).isEqualTo(30 * CENT);
        assertThat(next.budget(KEY).uncertain()).isZero();
    }

    /** Any order of calls, ticks, slow and failing logs; the process may die after each step. */
    @Test
    void crash_atAnyMoment_durableLeaseCoversAllThatWasPromised() {
        Seeded.times(300, random -> {
            Scene any = new Scene();
            any.configure(limits(KEY, dollars("1", Per.MONTH)));
            List<Reservation> open = new ArrayList<>();
            Call call = any.enter(KEY);
            for (int step = 0; step < 200; step++) {
                any.log.deferred = random.nextInt(3) > 0;
                any.log.broken = random.nextInt(20) == 0;
                switch (random.nextInt(6)) {
                    case 0, 1, 2 -> {
                        if (any.quota.reserve(call, null, random.nextLong(5 * CENT), 0) instanceof Reservation one) {
                            open.add(one);
                        }
                    }
                    case 3 -> {
                        if (!open.isEmpty()) {
                            Reservation one = open.remove(random.nextInt(open.size()));
                            any.quota.settle(one, random.nextLong(one.amount() + 1), 0);
                        }
                    }
                    case 4 -> any.quota.tick();
                    default -> {
                        any.pass(Duration.ofMillis(random.nextLong(3000)));
                        any.log.catchUp();
                    }
                }
                BudgetState state = any.budget(KEY);
                assertThat(any.log.of("key:tenant-12/usd-month"))
                        .isGreaterThanOrEqualTo(state.spent() + state.reserved());
            }
        });
    }

    /** What is leased and not yet spent. */
    private long slice() {
        return scene.log.of("key:tenant-12/usd-month") - scene.budget(KEY).spent();
    }
}
