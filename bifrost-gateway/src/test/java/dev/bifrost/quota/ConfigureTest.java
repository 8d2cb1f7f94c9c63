package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.CENT;
import static dev.bifrost.quota.Scene.DOLLAR;
import static dev.bifrost.quota.Scene.KEY;
import static dev.bifrost.quota.Scene.TEAM;
import static dev.bifrost.quota.Scene.dollars;
import static dev.bifrost.quota.Scene.limits;
import static dev.bifrost.quota.Scene.rolling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.settings.BudgetSettings.Per;
import dev.bifrost.quota.Outcome.Limited;
import dev.bifrost.quota.Outcome.Spent;
import dev.bifrost.quota.Outcome.Taken;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reloads and restarts: nobody gets money anew. */
class ConfigureTest {
    private final Scene scene = new Scene();

    @Test
    void configure_limitChanges_keepsWhatWasSpentAndReserved() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(DOLLAR / 2, KEY);
        Call call = scene.enter(KEY);
        Reservation held = scene.reserve(call, DOLLAR / 4);

        scene.configure(limits(KEY, dollars("0.75", Per.MONTH)));
        assertThat(scene.ask(1, KEY)).isInstanceOf(Taken.class);
        scene.configure(limits(KEY, dollars("2", Per.MONTH)));
        assertThat(scene.ask(DOLLAR * 5 / 4, KEY)).isInstanceOf(Reservation.class);
        scene.quota.settle(held, DOLLAR / 4, 0);
        assertThat(scene.budget(KEY).spent()).isEqualTo(DOLLAR * 3 / 4);
    }

    @Test
    void configure_limitRises_whoWaitsGetsItsMoney() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.reserve(scene.enter(KEY), DOLLAR);
        List<Outcome> outcomes = new java.util.ArrayList<>();
        Call call = scene.enter(KEY);
        scene.quota.await(call, null, CENT, 0, scene.loop, outcomes::add);
        assertThat(outcomes).isEmpty();

        scene.configure(limits(KEY, dollars("2", Per.MONTH)));
        assertThat(outcomes).hasOnlyElementsOfType(Reservation.class).hasSize(1);
    }

    @Test
    void configure_handleIsOlderThanItsLimits_isLimited() {
        Accounts handle = scene.quota.accounts(KEY);
        scene.configure(limits(KEY, Scene.requests(1L, null)));
        assertThat(scene.quota.enter(handle, null, scene.now())).isInstanceOf(Call.class);
        assertThat(scene.quota.enter(handle, null, scene.now())).isInstanceOf(Limited.class);
        scene.configure();
        scene.configure(limits(KEY, Scene.requests(1L, null)));
        scene.quota.enter(handle, null, scene.now());
        assertThat(scene.quota.enter(handle, null, scene.now())).isInstanceOf(Limited.class);
    }

    @Test
    void configure_rateLimitChanges_keepsItsWindow() {
        scene.configure(limits(KEY, Scene.requests(2L, null)));
        scene.quota.leave(scene.enter(KEY));
        scene.quota.leave(scene.enter(KEY));
        scene.configure(limits(KEY, Scene.requests(3L, 100L)));
        scene.quota.leave(scene.enter(KEY));
        assertThat(scene.quota.enter(scene.quota.accounts(KEY), null, scene.now()))
                .isInstanceOf(Limited.class);
    }

    @Test
    void configure_budgetAddedWhileACallRuns_theCallIsChargedToIt() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.spend(CENT, KEY);
        Call call = scene.enter(KEY);
        Reservation reservation = scene.reserve(call, CENT);
        scene.configure(limits(KEY, dollars("1", Per.MONTH), dollars("1", Per.DAY), rolling("1", Per.WEEK)));
        scene.quota.settle(reservation, CENT, 0);

        assertThat(scene.quota.report(KEY).budgets())
                .extracting(BudgetState::spent)
                .containsExactly(2 * CENT, 2 * CENT, 2 * CENT);
    }

    @Test
    void configure_budgetRemovedAndBack_isWhereItWas() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        Call call = scene.enter(KEY);
        Reservation reservation = scene.reserve(call, DOLLAR / 2);
        scene.spend(CENT, KEY);
        scene.configure();
        scene.spend(CENT, KEY);
        scene.quota.settle(reservation, DOLLAR / 2, 0);
        scene.book.add(KEY, scene.now(), DOLLAR / 2);
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));

        assertThat(scene.budget(KEY).spent()).isEqualTo(DOLLAR / 2 + 2 * CENT);
        assertThat(scene.budget(KEY).reserved()).isZero();
    }

    @Test
    void configure_timeZoneChanges_whatWasSpentIsFoundInTheStore() throws Exception {
        scene.configure(limits(KEY, dollars("1", Per.DAY)));
        scene.spend(DOLLAR, KEY);
        scene.quota.configure(List.of(limits(KEY, dollars("1", Per.DAY))), ZoneId.of("America/New_York"));
        assertThat(scene.ask(1, KEY)).isInstanceOf(Spent.class);
    }

    @Test
    void configure_pastCanNotBeRead_changesNothing() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.book.broken = true;
        assertThatThrownBy(() -> scene.configure(limits(TEAM, dollars("1", Per.MONTH))))
                .hasMessageContaining("database is locked");
        assertThat(scene.ask(2 * DOLLAR, KEY)).isInstanceOf(Spent.class);
    }

    @Test
    void configure_sameKindTwice_bothHold() {
        scene.configure(limits(KEY, dollars("2", Per.DAY), Scene.cap("1", Per.DAY)));
        scene.spend(DOLLAR, KEY);
        assertThat(scene.quota.report(KEY).budgets())
                .extracting(BudgetState::name)
                .containsExactly("usd-day", "usd-day-2");
        assertThat(scene.ask(1, KEY)).isInstanceOf(Spent.class);
    }

    @Test
    void restart_everyKindOfBudget_knowsWhatWasSpentBefore() {
        var budgets = List.of(
                dollars("9", Per.HOUR),
                dollars("9", Per.DAY),
                dollars("9", Per.WEEK),
                dollars("9", Per.MONTH),
                dollars("9", Per.YEAR),
                dollars("9", Per.TOTAL),
                rolling("9", Per.HOUR),
                rolling("9", Per.DAY),
                rolling("9", Per.WEEK),
                rolling("9", Per.MONTH),
                rolling("9", Per.YEAR));
        scene.book.add(KEY, scene.now(), 1);
        scene.book.add(KEY, scene.now().minus(Duration.ofMinutes(20)), 10); // the hour before
        scene.book.add(KEY, scene.now().minus(Duration.ofHours(20)), 100); // the day before
        scene.book.add(KEY, scene.now().minus(Duration.ofDays(6)), 1000); // the week before
        scene.book.add(KEY, scene.now().minus(Duration.ofDays(20)), 10_000); // the month before
        scene.book.add(KEY, scene.now().minus(Duration.ofDays(360)), 100_000); // the year before
        scene.book.add(KEY, scene.now().minus(Duration.ofDays(900)), 1_000_000);
        scene.configure(new OwnerLimits(KEY, budgets, null));

        assertThat(scene.quota.report(KEY).budgets())
                .extracting(BudgetState::spent)
                .containsExactly(1L, 11L, 111L, 1111L, 11_111L, 1_111_111L, 11L, 111L, 1111L, 11_111L, 111_111L);
    }

    @Test
    void restart_rolling_moneyComesBackNoEarlierThanItWouldHave() {
        scene.book.add(KEY, scene.now().minus(Duration.ofMinutes(8)), DOLLAR); // in the quarter that ended at 10:00
        scene.configure(limits(KEY, rolling("1", Per.HOUR)));
        scene.pass(Duration.ofMinutes(51));
        assertThat(scene.ask(1, KEY)).isInstanceOf(Spent.class);
        scene.pass(Duration.ofMinutes(17));
        assertThat(scene.ask(1, KEY)).isInstanceOf(Reservation.class);
    }

    @Test
    void configure_keysComeAndGo_areForgotten() {
        for (int i = 0; i < 1000; i++) {
            Owner key = Owner.key("k" + i);
            scene.configure(limits(key, dollars("1", Per.MONTH)));
            scene.spend(CENT, key);
        }
        scene.configure();
        assertThat(scene.quota.report(Owner.key("k7"))).isNull();
        scene.quota.tick();
        scene.quota.tick();
        scene.quota.tick();
        scene.configure(limits(Owner.key("k7"), dollars("1", Per.MONTH)));
        assertThat(scene.budget(Owner.key("k7")).spent()).as("and known again").isEqualTo(CENT);
        assertThat(scene.budget(Owner.key("k7")).uncertain()).isZero();
    }
}
