package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.BANK;
import static dev.bifrost.quota.Scene.CENT;
import static dev.bifrost.quota.Scene.DOLLAR;
import static dev.bifrost.quota.Scene.KEY;
import static dev.bifrost.quota.Scene.TEAM;
import static dev.bifrost.quota.Scene.dollars;
import static dev.bifrost.quota.Scene.limits;
import static dev.bifrost.quota.Scene.rolling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.bifrost.api.settings.BudgetSettings;
import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.quota.Outcome.Spent;
import dev.bifrost.quota.Outcome.Taken;
import dev.bifrost.testing.Seeded;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a budget lets through. */
class BudgetTest {
    private final Scene scene = new Scene();

    @Test
    void reserve_otherCallHoldsTheRest_isTakenUntilItIsReleased() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        Call first = scene.enter(KEY);
        Reservation held = scene.reserve(first, DOLLAR * 6 / 10);

        assertThat(scene.ask(DOLLAR / 2, KEY)).isInstanceOfSatisfying(Taken.class, taken -> {
            assertThat(taken.shortage().budget().left()).isEqualTo(DOLLAR);
            assertThat(taken.shortage().budget().reserved()).isEqualTo(DOLLAR * 6 / 10);
        });
        scene.quota.release(held);
        assertThat(scene.ask(DOLLAR / 2, KEY)).isInstanceOf(Reservation.class);
    }

    @Test
    void reserve_moneyIsSpent_isSpentAndSaysWhatIsLeftAndWhenItResets() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(DOLLAR * 9 / 10, KEY);

        assertThat(scene.ask(DOLLAR / 2, KEY)).isInstanceOfSatisfying(Spent.class, spent -> {
            assertThat(spent.shortage().budget().left()).isEqualTo(DOLLAR / 10);
            assertThat(spent.shortage().budget().resets()).isEqualTo(Instant.parse("2026-11-30T23:00:00Z"));
            assertThat(spent.shortage().never()).isFalse();
        });
        assertThat(scene.ask(DOLLAR / 10, KEY)).as("the last cent").isInstanceOf(Reservation.class);
        assertThat(scene.ask(2 * DOLLAR, KEY))
                .isInstanceOfSatisfying(
                        Spent.class,
                        spent -> assertThat(spent.shortage().never()).isTrue());
    }

    @Test
    void reserve_oneOfThreeOwnersIsSpent_takesNothingFromTheOthers() {
        scene.configure(
                limits(KEY, dollars("5", Per.MONTH)),
                limits(TEAM, dollars("4", Per.DAY)),
                limits(BANK, dollars("1", Per.WEEK)));

        assertThat(scene.ask(2 * DOLLAR, KEY, TEAM, BANK))
                .isInstanceOfSatisfying(
                        Spent.class,
                        spent -> assertThat(spent.shortage().owner()).isEqualTo(BANK));
        for (Owner owner : List.of(KEY, TEAM, BANK)) {
            assertThat(scene.budget(owner).reserved()).isZero();
        }
    }

    @Test
    void reserve_nothing_passesWhereTheBudgetIsSpent() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(DOLLAR, KEY);
        assertThat(scene.ask(1, KEY)).isInstanceOf(Spent.class);
        assertThat(scene.ask(0, KEY)).as("a local model costs nothing").isInstanceOf(Reservation.class);
    }

    @Test
    void reserve_absurdAmounts_areRefusedWithoutOverflow() {
        scene.configure(limits(KEY, dollars("1000000000", Per.TOTAL)));
        scene.spend(999_999_999 * DOLLAR, KEY);
        assertThat(scene.ask(Long.MAX_VALUE, KEY)).isInstanceOf(Spent.class);
        assertThat(scene.ask(DOLLAR, KEY)).isInstanceOf(Reservation.class);
    }

    @Test
    void reserve_fallbackConfigured_spentNamesIt() {
        scene.configure(limits(KEY, new BudgetSettings(BigDecimal.ONE, null, null, null, List.of(), "fast-cheap")));
        assertThat(scene.ask(2 * DOLLAR, KEY))
                .isInstanceOfSatisfying(
                        Spent.class, spent -> assertThat(spent.fallback()).isEqualTo("fast-cheap"));
    }

    @Test
    void settle_secondTime_changesNothing() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        Call call = scene.enter(KEY);
        Reservation reservation = scene.reserve(call, CENT);

        assertThat(scene.quota.settle(reservation, CENT / 2, 0)).isTrue();
        assertThat(scene.quota.settle(reservation, CENT, 0)).isFalse();
        assertThat(scene.quota.release(reservation)).isFalse();
        scene.quota.leave(call);
        scene.quota.leave(call);

        assertThat(scene.budget(KEY).spent()).isEqualTo(CENT / 2);
        assertThat(scene.budget(KEY).reserved()).isZero();
        assertThat(scene.quota.report(KEY).running()).isZero();
        assertThat(scene.quota.openReservations()).isZero();
    }

    @Test
    void leave_reservationForgotten_itIsTakenToBeSpentAndCounted() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        Call call = scene.enter(KEY);
        Reservation forgotten = scene.reserve(call, CENT);
        scene.quota.leave(call);

        assertThat(scene.quota.openReservations()).isZero();
        assertThat(scene.quota.abandonedReservations()).isOne();
        assertThat(scene.quota.settle(forgotten, 1, 0)).isFalse();
        assertThat(scene.budget(KEY).spent()).isEqualTo(CENT);
        assertThatIllegalStateException().isThrownBy(() -> scene.quota.reserve(call, null, 1, 0));
        assertThat(scene.budget(KEY).reserved()).isZero();
        assertThat(scene.quota.openReservations()).isZero();
    }

    @Test
    void settle_afterThePeriodEnded_countsInThePeriodOfTheCall() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.set("2026-11-30T22:59:59Z");
        Call call = scene.enter(KEY);
        Reservation reservation = scene.reserve(call, DOLLAR);
        scene.set("2026-11-30T23:00:10Z");

        assertThat(scene.ask(DOLLAR, KEY)).as("December is untouched").isInstanceOf(Reservation.class);
        assertThat(scene.quota.reserve(call, null, 1, 0))
                .as("its next attempt is still November's")
                .isInstanceOf(Taken.class);
        scene.quota.settle(reservation, DOLLAR, 0);

        assertThat(scene.budget(KEY).spent()).isZero();
        assertThat(scene.quota.reserve(call, null, 1, 0)).isInstanceOf(Spent.class);
    }

    @Test
    void clock_jumpsForwardAndBack_findsWhatWasSpent() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(DOLLAR, KEY);
        scene.set("2031-01-01T00:00:00Z");
        scene.spend(DOLLAR, KEY);
        scene.set("2026-11-12T00:00:00Z");
        assertThat(scene.ask(1, KEY)).as("November is spent").isInstanceOf(Spent.class);
        scene.set("2031-01-02T00:00:00Z");
        assertThat(scene.ask(1, KEY)).as("so is that January").isInstanceOf(Spent.class);
        scene.set("2026-12-01T00:00:00Z");
        assertThat(scene.ask(DOLLAR, KEY)).as("December is not").isInstanceOf(Reservation.class);
        scene.set("1999-01-01T00:00:00Z");
        assertThat(scene.ask(1, KEY))
                .as("a time before all is as the oldest known")
                .isInstanceOf(Spent.class);
    }

    @Test
    void clock_jumpsAmongFourPeriods_noneGetsMoreThanItsBudget() {
        Seeded.times(200, random -> {
            Scene jumping = new Scene();
            jumping.configure(limits(KEY, dollars("1", Per.HOUR)));
            long start = jumping.millis.get();
            for (int i = 0; i < 100; i++) {
                jumping.millis.set(start + random.nextLong(4) * 3_600_000);
                Call call = jumping.enter(KEY);
                if (jumping.quota.reserve(call, null, DOLLAR / 3, 0) instanceof Reservation reservation) {
                    jumping.quota.settle(reservation, DOLLAR / 3, 0);
                    jumping.book.add(KEY, jumping.now(), DOLLAR / 3);
                }
                jumping.quota.leave(call);
            }
            jumping.book
                    .entries()
                    .forEach((time, spent) -> assertThat(
                                    jumping.book.within(Period.of(Per.HOUR, Scene.ZURICH, time.toEpochMilli())))
                            .isLessThanOrEqualTo(DOLLAR));
        });
    }

    @Test
    void rolling_timePasses_moneyComesBackAfterTheWindowAndNotBefore() {
        scene.configure(limits(KEY, rolling("1", Per.HOUR)));
        scene.spend(DOLLAR, KEY);
        scene.pass(Duration.ofMinutes(59));
        assertThat(scene.ask(1, KEY))
                .isInstanceOfSatisfying(
                        Spent.class,
                        spent -> assertThat(spent.shortage().budget().resets())
                                .isBetween(scene.now(), scene.now().plus(Duration.ofMinutes(2))));
        scene.pass(Duration.ofMinutes(2));
        assertThat(scene.ask(DOLLAR, KEY)).isInstanceOf(Reservation.class);
    }

    @Test
    void rolling_wallClockJumps_nothingComesBack() {
        scene.configure(limits(KEY, rolling("1", Per.DAY)));
        scene.spend(DOLLAR, KEY);
        for (String time : List.of("2027-03-01T00:00:00Z", "2026-11-11T10:00:00Z", "2020-01-01T00:00:00Z")) {
            scene.set(time);
            assertThat(scene.ask(1, KEY)).as(time).isInstanceOf(Spent.class);
        }
    }

    @Test
    void rolling_settledLater_countsFromWhenTheCallCame() {
        scene.configure(limits(KEY, rolling("1", Per.HOUR)));
        Call call = scene.enter(KEY);
        Reservation reservation = scene.reserve(call, DOLLAR);
        assertThat(scene.ask(1, KEY)).isInstanceOf(Taken.class);
        scene.pass(Duration.ofMinutes(30));
        scene.quota.settle(reservation, DOLLAR / 2, 0);
        assertThat(scene.budget(KEY).spent()).isEqualTo(DOLLAR / 2);
        scene.pass(Duration.ofMinutes(32));
        assertThat(scene.budget(KEY).spent()).isZero();
    }

    @Test
    void settle_moreThanReserved_isCountedAndStopsTheNext() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        Call call = scene.enter(KEY);
        scene.quota.settle(scene.reserve(call, DOLLAR / 2), DOLLAR * 3 / 2, 0);
        assertThat(scene.budget(KEY).spent()).isEqualTo(DOLLAR * 3 / 2);
        assertThat(scene.budget(KEY).left()).isZero();
        assertThat(scene.ask(1, KEY)).isInstanceOf(Spent.class);
    }

    @Test
    void warnAt_thresholdsCrossed_areToldOncePerPeriod() {
        scene.configure(
                limits(KEY, new BudgetSettings(BigDecimal.ONE, Per.DAY, null, null, List.of(100, 50, 80), null)));
        scene.spend(CENT * 49, KEY);
        assertThat(scene.warnings).isEmpty();
        scene.spend(CENT, KEY);
        scene.spend(CENT * 45, KEY);
        scene.spend(CENT, KEY);
        assertThat(scene.warnings).containsExactly(KEY + " usd-day 50", KEY + " usd-day 80");
        scene.pass(Duration.ofDays(1));
        scene.spend(CENT * 60, KEY);
        assertThat(scene.warnings).hasSize(3).endsWith(KEY + " usd-day 50");
    }

    @Test
    void adjust_repriceAndCredit_moveTheBudgetOfTheirTime() {
        scene.configure(limits(KEY, dollars("1", Per.DAY), dollars("5", Per.MONTH)));
        scene.spend(DOLLAR, KEY);
        Instant yesterday = scene.now();
        scene.pass(Duration.ofDays(1));
        scene.spend(CENT, KEY);

        scene.quota.adjust(KEY, yesterday, DOLLAR);
        assertThat(scene.quota.report(KEY).budgets())
                .extracting(BudgetState::spent)
                .containsExactly(CENT, 2 * DOLLAR + CENT);

        scene.quota.credit(KEY, DOLLAR);
        assertThat(scene.quota.report(KEY).budgets())
                .extracting(BudgetState::spent)
                .containsExactly(CENT - DOLLAR, DOLLAR + CENT);
    }

    @Test
    void available_severalBudgets_isTheLeast() {
        scene.configure(limits(KEY, dollars("5", Per.MONTH)), limits(TEAM, Scene.cap("2", Per.DAY)));
        Call call = scene.enter(KEY, TEAM);
        scene.reserve(call, DOLLAR);
        assertThat(scene.quota.available(call)).isEqualTo(DOLLAR);
        assertThat(scene.quota.left(call)).isEqualTo(2 * DOLLAR);
        assertThat(scene.quota.isCapped(call)).isTrue();
        assertThat(scene.quota.available(scene.enter(BANK))).isEqualTo(Long.MAX_VALUE);
    }
}
