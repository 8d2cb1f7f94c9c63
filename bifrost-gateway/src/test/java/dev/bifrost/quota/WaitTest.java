package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.CENT;
import static dev.bifrost.quota.Scene.DOLLAR;
import static dev.bifrost.quota.Scene.KEY;
import static dev.bifrost.quota.Scene.TEAM;
import static dev.bifrost.quota.Scene.dollars;
import static dev.bifrost.quota.Scene.limits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.quota.Outcome.Leasing;
import dev.bifrost.quota.Outcome.Spent;
import dev.bifrost.quota.Outcome.Taken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that wait for money that others have reserved. */
class WaitTest {
    private static final Owner OTHER = Owner.key("other");
    private final Scene scene = new Scene();
    private final List<String> woken = new ArrayList<>();
    private final Map<String, Outcome> outcomes = new HashMap<>();
    private Reservation held;

    @BeforeEach
    void holdAll() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        held = scene.reserve(scene.enter(KEY), DOLLAR);
    }

    @Test
    void release_severalWait_areServedInOrderAsFarAsItGoes() {
        wait("first", 40 * CENT, KEY);
        wait("second", 50 * CENT, KEY);
        wait("third", 20 * CENT, KEY);
        wait("fourth", 10 * CENT, KEY);
        scene.quota.settle(held, 0, 0);

        assertThat(woken).containsExactly("first", "second", "fourth");
        assertThat(outcomes.values()).hasOnlyElementsOfType(Reservation.class);
        release("first");
        assertThat(woken).endsWith("third");
    }

    @Test
    void settle_partOfTheReservation_theRestServesWhoWaits() {
        wait("first", 40 * CENT, KEY);
        scene.quota.settle(held, 60 * CENT, 0);
        assertThat(outcomes.get("first")).isInstanceOf(Reservation.class);
    }

    @Test
    void settle_nothingIsLeft_whoWaitsIsToldThatItIsSpent() {
        wait("first", 40 * CENT, KEY);
        scene.quota.settle(held, DOLLAR, 0);
        assertThat(outcomes.get("first")).isInstanceOf(Spent.class);
    }

    @Test
    void second_hasPassed_isRefusedAsTaken() {
        wait("first", 40 * CENT, KEY);
        scene.loop.fire();
        assertThat(outcomes.get("first")).isInstanceOf(Taken.class);
        assertThat(Refusals.failure((Outcome.Refused) outcomes.get("first")).code())
                .isEqualTo("budget_reserved");
        scene.quota.release(held);
        assertThat(woken).hasSize(1);
        assertThat(scene.quota.openReservations()).isZero();
    }

    @Test
    void large_hasWaitedForAQuarterSecond_nobodyPassesItAnyMore() {
        wait("large", DOLLAR, KEY);
        scene.quota.settle(held, 0, 0);
        release("large");
        Reservation half = scene.reserve(scene.enter(KEY), DOLLAR / 2);

        wait("huge", DOLLAR, KEY);
        assertThat(scene.ask(CENT, KEY)).as("small ones pass at first").isInstanceOf(Reservation.class);
        scene.pass(Duration.ofMillis(251));
        assertThat(scene.ask(CENT, KEY)).as("then they stand behind it").isInstanceOf(Taken.class);
        wait("small", CENT, KEY);
        assertThat(outcomes.get("small")).isNull();
        scene.quota.release(half);
        assertThat(outcomes.get("huge")).isInstanceOf(Reservation.class);
        release("huge");
        assertThat(outcomes.get("small")).isInstanceOf(Reservation.class);
    }

    @Test
    void large_givesUp_theOthersPass() {
        scene.quota.release(held);
        Reservation part = scene.reserve(scene.enter(KEY), 20 * CENT);
        Waiting large = wait("large", 90 * CENT, KEY);
        scene.pass(Duration.ofMillis(300));
        wait("small", CENT, KEY);
        assertThat(outcomes.get("small")).isNull();
        assertThat(large.cancel()).isTrue();
        assertThat(large.cancel()).isFalse();
        assertThat(outcomes.get("small")).isInstanceOf(Reservation.class);
        assertThat(woken).containsExactly("small");
        scene.quota.release(part);
    }

    @Test
    void waiter_needsTwoBudgets_movesToTheOneThatIsShort() {
        scene.configure(
                limits(KEY, dollars("1", Per.MONTH)),
                limits(OTHER, dollars("1", Per.MONTH)),
                limits(TEAM, dollars("1", Per.MONTH)));
        Reservation team = scene.reserve(scene.enter(OTHER, TEAM), 90 * CENT);
        wait("first", 50 * CENT, KEY, TEAM);
        scene.quota.release(held);
        assertThat(outcomes).isEmpty();
        assertThat(scene.budget(KEY).reserved())
                .as("nothing is held while it waits")
                .isZero();
        scene.quota.release(team);
        assertThat(outcomes.get("first")).isInstanceOf(Reservation.class);
    }

    @Test
    void leave_whileWaiting_nothingIsReservedForIt() {
        Call call = scene.enter(KEY);
        scene.quota.await(call, null, CENT, 0, scene.loop, outcome -> woken.add("gone"));
        scene.quota.leave(call);
        scene.quota.release(held);
        scene.loop.fire();
        assertThat(woken).isEmpty();
        assertThat(scene.quota.openReservations()).isZero();
        assertThat(scene.budget(KEY).reserved()).isZero();
    }

    @Test
    void await_nothingInTheWay_isServedAtOnce() {
        scene.quota.release(held);
        wait("first", CENT, KEY);
        assertThat(outcomes.get("first")).isInstanceOf(Reservation.class);
        assertThat(scene.loop.timers()).as("no timer stays").isZero();
    }

    @Test
    void lease_neverAnswers_isRefusedAfterASecond() {
        scene.log.deferred = true;
        scene.configure(limits(OTHER, dollars("1", Per.MONTH)));
        wait("first", CENT, OTHER);
        scene.loop.fire();
        assertThat(outcomes.get("first")).isInstanceOf(Leasing.class);
        assertThat(Refusals.failure((Outcome.Refused) outcomes.get("first")).status())
                .isEqualTo(503);
    }

    @Test
    void release_betweenTheRefusalAndTheQueue_isNotOverheard() {
        Scheduler meanwhile = new Scheduler() {
            @Override
            public void execute(Runnable command) {
                command.run();
            }

            @Override
            public Runnable schedule(Runnable task, long nanos) {
                scene.quota.release(held);
                return () -> {};
            }
        };
        scene.quota.await(scene.enter(KEY), null, CENT, 0, meanwhile, outcome -> outcomes.put("first", outcome));
        assertThat(outcomes.get("first")).isInstanceOf(Reservation.class);
    }

    @Test
    void release_whileOthersAreBeingServed_isServedToo() {
        scene.quota.release(held);
        Reservation half = scene.reserve(scene.enter(KEY), DOLLAR / 2);
        Reservation other = scene.reserve(scene.enter(KEY), DOLLAR / 2);
        wait("large", DOLLAR, KEY);
        Call small = scene.enter(KEY);
        scene.quota.await(small, null, CENT, 0, scene.loop, outcome -> {
            scene.quota.release((Reservation) outcome);
            scene.quota.release(other);
        });
        scene.quota.release(half);
        assertThat(outcomes.get("large")).isInstanceOf(Reservation.class);
    }

    @Test
    void loop_isGone_whatWasReservedIsGivenBack() {
        Scheduler gone = new Scheduler() {
            @Override
            public void execute(Runnable command) {
                throw new java.util.concurrent.RejectedExecutionException();
            }

            @Override
            public Runnable schedule(Runnable task, long nanos) {
                return () -> {};
            }
        };
        scene.quota.await(scene.enter(KEY), null, CENT, 0, gone, outcome -> woken.add("?"));
        scene.quota.release(held);
        assertThat(scene.quota.openReservations()).isZero();
        assertThat(scene.budget(KEY).reserved()).isZero();
    }

    @Test
    void thousand_waitForOneCent_eachIsServedOnceAndTheCentIsSpentToTheLast() {
        scene.configure(limits(OTHER, dollars("0.01", Per.MONTH)));
        Reservation all = scene.reserve(scene.enter(OTHER), CENT);
        for (int i = 0; i < 1000; i++) {
            wait("call " + i, CENT / 1000, OTHER);
        }
        scene.quota.release(all);
        assertThat(woken).hasSize(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(woken.get(i)).isEqualTo("call " + i);
            scene.quota.settle((Reservation) outcomes.get("call " + i), CENT / 1000, 0);
        }
        assertThat(scene.budget(OTHER).spent()).isEqualTo(CENT);
        assertThat(scene.ask(1, OTHER)).isInstanceOf(Spent.class);
    }

    private Waiting wait(String name, long amount, Owner... owners) {
        return scene.quota.await(scene.enter(owners), null, amount, 0, scene.loop, outcome -> {
            woken.add(name);
            outcomes.put(name, outcome);
        });
    }

    private void release(String name) {
        scene.quota.release((Reservation) outcomes.get(name));
    }
}
