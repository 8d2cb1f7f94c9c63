package dev.bifrost.quota;

import static dev.bifrost.quota.Scene.BANK;
import static dev.bifrost.quota.Scene.CENT;
import static dev.bifrost.quota.Scene.DOLLAR;
import static dev.bifrost.quota.Scene.KEY;
import static dev.bifrost.quota.Scene.TEAM;
import static dev.bifrost.quota.Scene.dollars;
import static dev.bifrost.quota.Scene.limits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Failure.RateLimited;
import dev.bifrost.api.settings.BudgetSettings.Per;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A refused client must be able to see which limit, how much is left, and when to come back. */
class RefusalsTest {
    private final Scene scene = new Scene();

    @Test
    void failure_budgetSpent_saysWhoseAndWhatIsLeftAndWhenItBeginsAnew() {
        scene.configure(new OwnerLimits(Owner.key("8f3a"), "tenant-12", List.of(dollars("50", Per.MONTH)), null));
        scene.spend(49 * DOLLAR, Owner.key("8f3a"));
        Failure failure = failure(scene.ask(DOLLAR + CENT / 4, Owner.key("8f3a")));
        assertThat(failure.status()).isEqualTo(402);
        assertThat(failure.message())
                .isEqualTo(
                        "The budget of key 'tenant-12' ($50.00 per month) is spent: $1.00 is left, and this call may cost "
                                + "$1.0025. It begins anew at 2026-11-30T23:00:00Z.");
    }

    @Test
    void failure_canNeverFit_saysSo() {
        scene.configure(limits(TEAM, dollars("2", Per.TOTAL)));
        assertThat(failure(scene.ask(3 * DOLLAR, TEAM)).message())
                .isEqualTo(
                        "This call may cost $3.00, more than the whole budget of team 'legal' ($2.00 in total), of which "
                                + "$2.00 is left. It does not begin anew.");
    }

    @Test
    void failure_reserved_saysThatItMayComeBack() {
        scene.configure(limits(BANK, Scene.rolling("2", Per.DAY)));
        scene.reserve(scene.enter(BANK), DOLLAR * 3 / 2);
        Failure failure = failure(scene.ask(DOLLAR, BANK));
        assertThat(failure.status()).isEqualTo(429);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(failure.message())
                .startsWith(
                        "Calls under way have reserved what is left of the budget of organization 'bank' ($2.00 per "
                                + "rolling day): $2.00 is not spent, $1.50 is reserved, and this call may cost $1.00.");
    }

    @Test
    void failure_uncertain_saysHowMuch() {
        scene.configure(limits(KEY, dollars("1", Per.MONTH)));
        scene.reserve(scene.enter(KEY), DOLLAR);
        Scene next = new Scene(scene.log, scene.book);
        next.configure(limits(KEY, dollars("1", Per.MONTH)));
        assertThat(failure(next.ask(CENT, KEY)).message())
                .contains("is spent ($1.00 of it counts as spent until it is reconciled): $0.00 is left");
    }

    @Test
    void failure_requests_saysWhenToTryAgain() {
        scene.configure(limits(KEY, Scene.requests(1L, null)));
        scene.enter(KEY);
        Outcome.Limited limited = (Outcome.Limited) scene.quota.enter(scene.quota.accounts(KEY), null, scene.now());
        RateLimited failure = (RateLimited) Refusals.failure(limited);
        assertThat(failure.retryAfter()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(61));
        assertThat(failure.message())
                .matches("The limit of key 'tenant-12', 1 requests per minute, is reached: 0 are left. Try again in "
                        + "1m[01]s\\.");
    }

    @Test
    void failure_tokens_saysHowManyItNeeds() {
        scene.configure(limits(KEY, Scene.tokens(1000)));
        Call call = scene.enter(KEY);
        scene.quota.reserve(call, null, 0, 900);
        assertThat(failure(scene.quota.reserve(call, null, 0, 200)).message())
                .contains("1000 tokens per minute, is reached: 100 are left, and this call needs about 200.");
        assertThat(failure(scene.quota.reserve(call, null, 0, 2000)).message())
                .isEqualTo(
                        "This call needs about 2000 tokens, more than key 'tenant-12' may ever have: 1000 tokens per "
                                + "minute, of which 100 are left.");
    }

    @Test
    void failure_concurrent_saysWhen() {
        scene.configure(limits(KEY, Scene.concurrent(1)));
        scene.enter(KEY);
        assertThat(Refusals.failure((Outcome.Limited) scene.quota.enter(scene.quota.accounts(KEY), null, scene.now()))
                        .message())
                .isEqualTo(
                        "The limit of key 'tenant-12', 1 concurrent calls, is reached: none is left. It frees when one of "
                                + "them ends.");
    }

    private static Failure failure(Outcome outcome) {
        return Refusals.failure((Outcome.Refused) outcome);
    }
}
