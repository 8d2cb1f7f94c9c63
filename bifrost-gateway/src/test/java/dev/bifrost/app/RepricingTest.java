package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Glob;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.journal.Entry;
import dev.bifrost.store.Adjustment;
import dev.bifrost.store.AdjustmentTable.Referred;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is charged too much must come back once, to everybody who was charged, and nobody else may be moved. */
class RepricingTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(3600);
    private static final String REFERENCE = Repricing.reference("j");

    private static Attempt attempt(String model, long prompt, @Nullable Cost cost) {
        return new Attempt(new Target("up", model), null, 200, "ok", 1, Usage.of(prompt, 0), cost);
    }

    private static Entry call(Instant time, @Nullable String team, Attempt... attempts) {
        return new Entry.Call(new CallRecord(
                time,
                "r",
                null,
                "k",
                "k",
                team,
                null,
                null,
                Map.of(),
                "::1",
                null,
                Operation.CHAT,
                "POST /",
                null,
                "up",
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                200,
                null,
                Ending.COMPLETE,
                List.of(attempts),
                List.of(),
                null,
                null,
                0,
                0,
                -1,
                1,
                1,
                "0",
                null,
                null));
    }

    private static Repricing.Pricing each(long nanos, String version) {
        return (_, usage, _) -> new Cost(usage.prompt() * nanos, version);
    }

    private static Cost paid(long nanos) {
        return new Cost(nanos, "old");
    }

    private static Repricing of(Repricing.Pricing pricing, Entry... entries) {
        Repricing repricing = new Repricing(NOON, LATER, null, pricing);
        List.of(entries).forEach(repricing::take);
        return repricing;
    }

    private static Repricing.Outcome outcome(Repricing repricing, List<Referred> earlier) {
        return repricing.outcome("j", null, earlier, "cli", LATER);
    }

    /** As the store would tell them. */
    private static List<Referred> told(List<Adjustment> adjustments) {
        List<Referred> told = new ArrayList<>();
        for (Adjustment each : adjustments) {
            String refersTo = String.valueOf(each.refersTo());
            var same = told.stream()
                    .filter(other -> other.refersTo().equals(refersTo)
                            && other.owner().equals(each.owner())
                            && other.time().equals(each.time()))
                    .findFirst();
            same.ifPresent(told::remove);
            told.add(new Referred(
                    refersTo,
                    each.owner(),
                    each.time(),
                    same.map(Referred::count).orElse(0L) + 1,
                    same.map(Referred::nanoDollars).orElse(0L) + each.nanoDollars()));
        }
        return told;
    }

    @Test
    void attempts_severalInACall_areEachPricedAnewForAllWhoPaid() {
        Repricing repricing = of(
                each(3, "new"),
                call(NOON, "legal", attempt("a", 10, paid(20)), attempt("b", 5, paid(15)), attempt("a", 1, null)),
                call(NOON.plusSeconds(60), null, attempt("a", 100, paid(500))));

        Repricing.Outcome outcome = outcome(repricing, List.of());
        assertThat(repricing.calls()).isEqualTo(2);
        assertThat(outcome.lines())
                .containsExactly(new Repricing.Line("key:k", 2, 535, 348), new Repricing.Line("team:legal", 1, 35, 48));
        assertThat(outcome.adjustments())
                .extracting(Adjustment::owner, Adjustment::nanoDollars, Adjustment::refersTo)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("key:k", 33L - 20 + 300 - 500, REFERENCE + "up/a"),
                        org.assertj.core.groups.Tuple.tuple("team:legal", 13L, REFERENCE + "up/a"));
    }

    @Test
    void again_samePrice_addsNothing_andBackAndForthIsExact() {
        Entry entry = call(NOON, null, attempt("a", 10, paid(20)));
        List<Adjustment> made = new ArrayList<>();
        for (long price : new long[] {3, 3, 2, 2, 3, 1}) {
            made.addAll(outcome(of(each(price, "p" + price), entry), told(made)).adjustments());
        }
        assertThat(made).extracting(Adjustment::nanoDollars).containsExactly(10L, -10L, 10L, -20L);
        assertThat(made).extracting(Adjustment::id).doesNotHaveDuplicates();
    }

    @Test
    void twoRuns_atOnce_haveTheSameIds() {
        Entry entry = call(NOON, null, attempt("a", 10, paid(20)));
        assertThat(outcome(of(each(3, "x"), entry), List.of())
                        .adjustments()
                        .getFirst()
                        .id())
                .isEqualTo(outcome(of(each(3, "x"), entry), List.of())
                        .adjustments()
                        .getFirst()
                        .id());
    }

    @Test
    void calls_outsideOrOfOtherModels_areLeftAlone() {
        Repricing repricing = new Repricing(NOON, LATER, Glob.of("up/a*"), each(3, "new"));
        repricing.take(call(NOON.minusNanos(1), null, attempt("a1", 1, paid(1))));
        repricing.take(call(LATER, null, attempt("a1", 1, paid(1))));
        repricing.take(call(NOON, null, attempt("b", 1, paid(1))));
        repricing.take(call(NOON, null));
        repricing.take(new Entry.Lease("key:k/usd-month", "p", 1, NOON));
        assertThat(repricing.calls()).isZero();
        repricing.take(call(LATER.minusNanos(1), null, attempt("a1", 1, paid(1))));
        assertThat(repricing.calls()).isEqualTo(1);
    }

    @Test
    void noPrice_staysAsRecorded_andIsNamed() {
        Repricing.Pricing pricing =
                (target, usage, _) -> target.model().equals("a") ? Cost.unknown() : new Cost(usage.prompt(), "new");
        Repricing repricing = of(
                pricing,
                call(NOON, null, attempt("a", 10, paid(20)), attempt("b", 10, paid(20)), attempt("a", 1, null)));

        assertThat(repricing.unpriced()).isEqualTo(Map.of("up/a", 2L));
        assertThat(outcome(repricing, List.of()).adjustments())
                .singleElement()
                .satisfies(made -> assertThat(made.refersTo()).isEqualTo(REFERENCE + "up/b"));
    }

    @Test
    void time_thatTheJournalHoldsNotWhole_isLeftAlone() {
        Repricing repricing = of(
                each(3, "new"),
                call(NOON, null, attempt("a", 10, paid(20))),
                call(NOON.plusSeconds(900), null, attempt("a", 10, paid(20))));

        assertThat(repricing
                        .outcome("j", NOON.plusSeconds(900), List.of(), "cli", LATER)
                        .adjustments())
                .singleElement()
                .satisfies(made -> assertThat(made.time()).isEqualTo(NOON.plusSeconds(900)));
        assertThat(repricing.outcome("j", Instant.MAX, List.of(), "cli", LATER).adjustments())
                .isEmpty();
    }
}
