package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.KEY;
import static dev.bifrost.quota.Scene.TEAM;
import static dev.bifrost.quota.Scene.concurrent;
import static dev.bifrost.quota.Scene.limits;
import static dev.bifrost.quota.Scene.requests;
import static dev.bifrost.quota.Scene.tokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.quota.Outcome.Limited;
import dev.bifrost.testing.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls, tokens and calls at once. */
class RateTest {
    private static final Owner ALIAS = Owner.alias("fast-cheap");
    private static final Owner MISTRAL = Owner.provider("mistral");
    private final Scene scene = new Scene();

    @Test
    void enter_perMinute_reallyAllowsThatManyInAnyMinute() {
        Seeded.times(50, random -> {
            Scene any = new Scene();
            long allowed = random.nextLong(1, 700);
            any.configure(limits(KEY, requests(allowed, null)));
            Accounts caller = any.quota.accounts(KEY);
            any.pass(Duration.ofMillis(random.nextLong(200_000)));
            for (int minute = 0; minute < 4; minute++) {
                for (int i = 0; i < allowed; i++) {
                    assertThat(any.quota.enter(caller, null, any.now())).isInstanceOf(Call.class);
                }
                assertThat(any.quota.enter(caller, null, any.now())).isInstanceOf(Limited.class);
                any.pass(Duration.ofSeconds(61));
            }
        });
    }

    @Test
    void enter_refusedOverAndOver_theRefusedDoNotCount() {
        scene.configure(limits(KEY, requests(10L, 1000L)), limits(TEAM, requests(5L, 20L)));
        for (int i = 0; i < 5; i++) {
            scene.quota.leave(scene.enter(KEY, TEAM));
        }
        Accounts caller = scene.quota.accounts(KEY, TEAM);
        for (int i = 0; i < 500; i++) {
            assertThat(scene.quota.enter(caller, null, scene.now()))
                    .isInstanceOfSatisfying(
                            Limited.class,
                            limited -> assertThat(limited.owner()).isEqualTo(TEAM));
        }
        assertThat(scene.quota.report(KEY).limits())
                .extracting(RateState.Window::remaining)
                .containsExactly(5L, 995L);
        assertThat(scene.quota.report(KEY).running()).isZero();
        scene.pass(Duration.ofSeconds(61));
        scene.enter(KEY, TEAM);
    }

    @Test
    void enter_retryInHasPassed_isLetIn() {
        scene.configure(limits(KEY, requests(3L, null)));
        Accounts caller = scene.quota.accounts(KEY);
        for (int i = 0; i < 3; i++) {
            scene.enter(KEY);
            scene.pass(Duration.ofSeconds(7));
        }
        Limited limited = (Limited) scene.quota.enter(caller, null, scene.now());
        scene.pass(Duration.ofNanos(limited.retryIn() - 1));
        assertThat(scene.quota.enter(caller, null, scene.now())).isInstanceOf(Limited.class);
        scene.pass(Duration.ofNanos(1));
        assertThat(scene.quota.enter(caller, null, scene.now())).isInstanceOf(Call.class);
    }

    @Test
    void enter_tooManyAtOnce_isLetInWhenOneLeaves() {
        scene.configure(limits(KEY, concurrent(2)));
        Accounts caller = scene.quota.accounts(KEY);
        Call first = scene.enter(KEY);
        scene.enter(KEY);
        assertThat(scene.quota.enter(caller, null, scene.now())).isInstanceOfSatisfying(Limited.class, limited -> {
            assertThat(limited.limit()).isEqualTo(Limit.CONCURRENT);
            assertThat(limited.allowed()).isEqualTo(2);
        });
        scene.quota.leave(first);
        scene.quota.leave(first);
        scene.enter(KEY);
        assertThat(scene.quota.enter(caller, null, scene.now())).isInstanceOf(Limited.class);
    }

    @Test
    void enter_aliasLimited_holdsForAllItsCallers() {
        scene.configure(limits(ALIAS, requests(1L, null)));
        Accounts alias = scene.quota.accounts(ALIAS);
        assertThat(scene.quota.enter(scene.quota.accounts(KEY), alias, scene.now()))
                .isInstanceOf(Call.class);
        assertThat(scene.quota.enter(scene.quota.accounts(TEAM), alias, scene.now()))
                .isInstanceOfSatisfying(
                        Limited.class, limited -> assertThat(limited.owner()).isEqualTo(ALIAS));
    }

    @Test
    void reserve_tokens_areReservedByEstimateAndSettledByUse() {
        scene.configure(limits(KEY, tokens(1000)));
        Call call = scene.enter(KEY);
        Reservation reservation = (Reservation) scene.quota.reserve(call, null, 0, 900);
        assertThat(scene.quota.reserve(call, null, 0, 200)).isInstanceOfSatisfying(Limited.class, limited -> {
            assertThat(limited.left()).isEqualTo(100);
            assertThat(limited.never()).isFalse();
        });
        scene.quota.settle(reservation, 0, 300);
        assertThat(remaining(KEY)).isEqualTo(700);

        Reservation second = (Reservation) scene.quota.reserve(call, null, 0, 100);
        scene.quota.settle(second, 0, 2000);
        assertThat(remaining(KEY))
                .as("more was used than estimated: that counts too")
                .isZero();
        scene.pass(Duration.ofSeconds(61));
        assertThat(remaining(KEY)).isEqualTo(1000);
    }

    @Test
    void reserve_moreTokensThanTheWholeLimit_neverFitsAndSaysSo() {
        scene.configure(limits(KEY, tokens(1000)));
        assertThat(scene.quota.reserve(scene.enter(KEY), null, 0, 1001))
                .isInstanceOfSatisfying(
                        Limited.class, limited -> assertThat(limited.never()).isTrue());
    }

    @Test
    void settle_longAfterTheWindow_whatWasEstimatedIsGoneAndOnlyMoreIsCounted() {
        scene.configure(limits(KEY, tokens(1000)));
        Call call = scene.enter(KEY);
        Reservation reservation = (Reservation) scene.quota.reserve(call, null, 0, 900);
        scene.pass(Duration.ofMinutes(5));
        scene.quota.settle(reservation, 0, 100);
        assertThat(remaining(KEY)).isEqualTo(1000);
        reservation = (Reservation) scene.quota.reserve(call, null, 0, 900);
        scene.pass(Duration.ofMinutes(5));
        scene.quota.settle(reservation, 0, 950);
        assertThat(remaining(KEY)).isEqualTo(950);
    }

    @Test
    void reserve_providerLimited_takesNothingElseAndSaysWhoseLimitItIs() {
        scene.configure(limits(MISTRAL, requests(1L, null)), limits(KEY, tokens(1000)));
        Accounts provider = scene.quota.accounts(MISTRAL);
        Call call = scene.enter(KEY);
        Reservation first = (Reservation) scene.quota.reserve(call, provider, 0, 100);
        assertThat(scene.quota.reserve(call, provider, 0, 100))
                .isInstanceOfSatisfying(
                        Limited.class, limited -> assertThat(limited.owner()).isEqualTo(MISTRAL));
        assertThat(remaining(KEY)).isEqualTo(900);
        assertThat(scene.quota.report(MISTRAL).running()).isOne();
        scene.quota.release(first);
        assertThat(scene.quota.report(MISTRAL).running()).isZero();
    }

    @Test
    void reserve_providerConcurrent_isFreeAgainAfterSettle() {
        scene.configure(limits(MISTRAL, concurrent(1)));
        Accounts provider = scene.quota.accounts(MISTRAL);
        Call call = scene.enter(KEY);
        Reservation first = (Reservation) scene.quota.reserve(call, provider, 0, 0);
        assertThat(scene.quota.reserve(call, provider, 0, 0)).isInstanceOf(Limited.class);
        scene.quota.settle(first, 0, 0);
        assertThat(scene.quota.reserve(call, provider, 0, 0)).isInstanceOf(Reservation.class);
    }

    @Test
    void enter_manyThreads_exactlyAsManyAsAllowedPerAccount() throws InterruptedException {
        scene.configure(limits(KEY, requests(5000L, null)), limits(TEAM, requests(3000L, null)));
        Accounts caller = scene.quota.accounts(KEY, TEAM);
        var in = new java.util.concurrent.atomic.AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 2000; j++) {
                    if (scene.quota.enter(caller, null, scene.now()) instanceof Call) {
                        in.incrementAndGet();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(in).hasValue(3000);
        assertThat(remaining(KEY)).as("the refused took nothing").isEqualTo(2000);
    }

    @Test
    void state_severalLimits_isTheTightest() {
        scene.configure(
                limits(KEY, requests(100L, 120L)), limits(TEAM, requests(110L, null)), limits(ALIAS, tokens(500)));
        Call call = (Call) scene.quota.enter(scene.quota.accounts(KEY, TEAM), scene.quota.accounts(ALIAS), scene.now());
        RateState state = scene.quota.state(call);
        assertThat(state.requests().allowed()).isEqualTo(100);
        assertThat(state.requests().remaining()).isEqualTo(99);
        assertThat(state.requests().resetNanos())
                .isBetween(
                        Duration.ofSeconds(60).toNanos(), Duration.ofSeconds(61).toNanos());
        assertThat(state.tokens()).isNotNull();
        assertThat(state.tokens().resetNanos()).isZero();
        assertThat(scene.quota.state(scene.enter(Owner.key("other"))).requests())
                .isNull();
    }

    @Test
    void reset_anyTime_isWrittenAsOpenAiDoes() {
        assertThat(RateState.text(0)).isEqualTo("0s");
        assertThat(RateState.text(1)).isEqualTo("1ms");
        assertThat(RateState.text(12_000_000)).isEqualTo("12ms");
        assertThat(RateState.text(1_000_000_000)).isEqualTo("1s");
        assertThat(RateState.text(8_640_000_000L)).isEqualTo("8.64s");
        assertThat(RateState.text(59_999_999_999L)).isEqualTo("1m0s");
        assertThat(RateState.text(Duration.ofMinutes(6).toNanos())).isEqualTo("6m0s");
        assertThat(RateState.text(Duration.ofHours(25).toNanos() + 1)).isEqualTo("25h0m1s");
    }

    private long remaining(Owner owner) {
        return scene.quota.report(owner).limits().getFirst().remaining();
    }
}
