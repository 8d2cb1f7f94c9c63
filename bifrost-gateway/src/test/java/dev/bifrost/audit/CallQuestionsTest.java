package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallQuestionsTest {
    private static final Instant NOON = SampleCalls.NOON;
    private static final Instant FROM = NOON.minus(Duration.ofDays(30));
    private static final Instant TO = NOON.plus(Duration.ofDays(30));
    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
    private static final String EVIL = "a\"b'c\\d$.e[0]ü\u0001";

    @TempDir
    Path folder;

    private WrittenJournal journal;
    private Sink log;
    private CallQuestions questions;

    @BeforeEach
    void open() throws Exception {
        journal = new WrittenJournal(folder.resolve("journal"));
        log = make(InstantSource.fixed(TO));
        questions = new CallQuestions((CallDatabase) log, Duration.ofSeconds(10));
        assertThat(log.open(journal.instance())).hasValue(0);
    }

    /** A sink that can be asked. */
    Sink make(InstantSource clock) {
        return new CallLog(folder.resolve("calls.db"), AuditSettings.standard(), clock);
    }

    /** Databases give the same number as different types. */
    private static long number(Map<String, @Nullable Object> row, String column) {
        return new BigDecimal(String.valueOf(row.get(column))).longValueExact();
    }

    @AfterEach
    void close() throws IOException {
        log.close();
        journal.close();
    }

    private void keep(CallRecord... calls) throws Exception {
        log.keep(journal.append(calls));
    }

    private List<String> found(CallFilter filter) throws Exception {
        return ids(questions.calls(filter, null, 100).rows());
    }

    private static List<String> ids(List<Map<String, @Nullable Object>> rows) {
        return rows.stream().map(row -> String.valueOf(row.get("request_id"))).toList();
    }

    private static CallFilter is(CallFilter.Field field, String value) {
        return new CallFilter(FROM, TO, Map.of(field, value), Map.of(), null, null, null, null);
    }

    private static CallFilter labelled(String name, String value) {
        return new CallFilter(FROM, TO, Map.of(), Map.of(name, value), null, null, null, null);
    }

    private static CallFilter status(String status) {
        return new CallFilter(FROM, TO, Map.of(), Map.of(), CallFilter.Status.read(status), null, null, null);
    }

    @Test
    void call_placeWithoutAnInstance_isTakenForARequestId() throws Exception {
        String strange = "-".repeat(36) + "/1";
        assertThat(questions.call(strange)).isEmpty();
        keep(SampleCalls.call(strange).record());
        assertThat(ids(questions.call(strange))).containsExactly(strange);
        assertThat(questions.call(journal.instance() + "/1")).hasSize(1);
    }

    @Test
    void calls_filters_findJustThose() throws Exception {
        keep(
                SampleCalls.call("a").by("k1", "legal").of("anna").record(),
                SampleCalls.call("b")
                        .at(NOON.plusSeconds(1))
                        .by("k2", null)
                        .model("gpt")
                        .cost(5_000_000_000L)
                        .record(),
                SampleCalls.call("c")
                        .at(NOON.plusSeconds(2))
                        .ended(404, Ending.UPSTREAM_FAILED)
                        .record(),
                SampleCalls.call("d")
                        .at(NOON.plusSeconds(3))
                        .labelled(Map.of(EVIL, EVIL))
                        .record());

        assertThat(found(CallFilter.between(FROM, TO))).containsExactly("d", "c", "b", "a");
        assertThat(found(CallFilter.between(NOON.plusSeconds(1), NOON.plusSeconds(3))))
                .containsExactly("c", "b");
        assertThat(found(is(CallFilter.Field.KEY, "k2"))).containsExactly("b");
        assertThat(found(is(CallFilter.Field.TEAM, "legal"))).containsExactly("d", "c", "a");
        assertThat(found(is(CallFilter.Field.END_USER, "anna"))).containsExactly("a");
        assertThat(found(is(CallFilter.Field.MODEL, "gpt"))).containsExactly("b");
        assertThat(found(is(CallFilter.Field.ENDING, "upstream_failed"))).containsExactly("c");
        assertThat(found(status("404"))).containsExactly("c");
        assertThat(found(status("4xx"))).containsExactly("c");
        assertThat(found(status("failed"))).containsExactly("c");
        assertThat(found(status("5xx"))).isEmpty();
        assertThat(found(labelled("app", "chat"))).containsExactly("c", "b", "a");
        assertThat(found(labelled(EVIL, EVIL))).containsExactly("d");
        assertThat(found(new CallFilter(FROM, TO, Map.of(), Map.of(), null, 5_000_000_000L, null, null)))
                .containsExactly("b");
        assertThat(found(new CallFilter(FROM, TO, Map.of(), Map.of(), null, null, 4_000_000_000L, 350_000_000L)))
                .containsExactly("d", "c", "a");
    }

    @Test
    void calls_evilWords_findNothingAndHarmNothing() throws Exception {
        keep(SampleCalls.call("a").record());

        for (String evil : List.of("' OR 1=1 --", "\"; DROP TABLE audit_entries", "%", "*", "$", "$.app", "app\" ")) {
            assertThat(found(labelled(evil, "chat"))).isEmpty();
            assertThat(found(labelled("app", evil))).isEmpty();
            assertThat(found(is(CallFilter.Field.KEY, evil))).isEmpty();
            assertThat(questions.call(evil)).isEmpty();
        }
        assertThat(found(CallFilter.between(FROM, TO))).containsExactly("a");
    }

    @Test
    void calls_pagesWhileCallsArrive_eachOnceAndInOrder() throws Exception {
        CallRecord[] calls = IntStream.range(0, 95)
                .mapToObj(n ->
                        SampleCalls.call("r" + n).at(NOON.plusSeconds(n / 10)).record()) // ten at a time
                .toArray(CallRecord[]::new);
        keep(calls);

        List<String> seen = new ArrayList<>();
        String next = null;
        int pages = 0;
        do {
            CallQuestions.Page page = questions.calls(CallFilter.between(FROM, TO), next, 10);
            seen.addAll(ids(page.rows()));
            next = page.next();
            keep(SampleCalls.call("late" + pages++).at(NOON.plusSeconds(1000)).record());
        } while (next != null);

        assertThat(seen).hasSize(95).doesNotHaveDuplicates().startsWith("r94").endsWith("r0");
        assertThat(pages).isEqualTo(10);
    }

    @Test
    void calls_cursorOfNobody_isRefused() {
        for (String cursor : List.of("", "x", "%%%", "MjAyNi0xMS0yMQ", "A".repeat(5000))) {
            assertThatThrownBy(() -> questions.calls(CallFilter.between(FROM, TO), cursor, 10))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cursor");
        }
    }

    @Test
    void call_byIdAndByPlace_hasItsEntry() throws Exception {
        keep(
                SampleCalls.call("a").record(),
                SampleCalls.call("a").at(NOON.plusSeconds(1)).record());

        var rows = questions.call("a");

        assertThat(rows).hasSize(2);
        String place =
                rows.getFirst().get("instance_text") + "/" + rows.getFirst().get("sequence");
        assertThat(questions.call(place)).singleElement().satisfies(row -> {
            assertThat(row.get("entry_text")).asString().startsWith("{\"v\":1,\"kind\":\"call\"");
            assertThat(row.get("hash_hex")).asString().hasSize(64);
            assertThat(row.get("time")).isEqualTo(NOON.plusSeconds(1));
            assertThat(number(row, "attached")).isZero();
        });
    }

    @Test
    void usage_groups_sumUp() throws Exception {
        keep(
                SampleCalls.call("a").by("k1", "legal").cost(1_000_000_000).record(),
                SampleCalls.call("b")
                        .by("k1", "legal")
                        .cost(2_000_000_000)
                        .ended(500, Ending.UPSTREAM_FAILED)
                        .record(),
                SampleCalls.call("c")
                        .by("k2", null)
                        .labelled(Map.of(EVIL, "x"))
                        .cost(4_000_000_000L)
                        .record());

        var byKey = questions.usage(
                CallFilter.between(NOON.minusSeconds(7200), TO), List.of(UsageGroup.read("key")), ZURICH);
        var byLabel = questions.usage(
                CallFilter.between(NOON.minusSeconds(7200), TO), List.of(UsageGroup.read("label:" + EVIL)), ZURICH);
        var all = questions.usage(CallFilter.between(NOON.minusSeconds(7200), TO), List.of(), ZURICH);

        assertThat(byKey).hasSize(2);
        assertThat(byKey.getFirst()).containsEntry("g1", "k2");
        assertThat(number(byKey.getFirst(), "sum_cost_nanos")).isEqualTo(4_000_000_000L);
        assertThat(byKey.getLast()).containsEntry("g1", "k1");
        assertThat(number(byKey.getLast(), "sum_calls")).isEqualTo(2);
        assertThat(number(byKey.getLast(), "sum_failed")).isEqualTo(1);
        assertThat(number(byKey.getLast(), "sum_prompt_tokens")).isEqualTo(2400);
        assertThat(byLabel.getFirst()).containsEntry("g1", "x");
        assertThat(number(byLabel.getFirst(), "sum_calls")).isEqualTo(1);
        assertThat(byLabel.getLast()).containsEntry("g1", null);
        assertThat(number(byLabel.getLast(), "sum_calls")).isEqualTo(2);
        assertThat(all)
                .singleElement()
                .satisfies(row -> assertThat(number(row, "sum_calls")).isEqualTo(3));
    }

    @Test
    void usage_days_beginInTheZone() throws Exception {
        for (String time : List.of(
                "2026-10-24T21:59:59Z", "2026-10-24T22:00:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z")) {
            keep(SampleCalls.call(time).at(Instant.parse(time)).record());
        }

        var days = questions.usage(
                CallFilter.between(FROM, TO),
                List.of(UsageGroup.read("day"), UsageGroup.read("month"), UsageGroup.read("team")),
                ZURICH);

        assertThat(days.stream().map(row -> row.get("g1") + " " + row.get("sum_calls")))
                .containsExactly("2026-10-24 1", "2026-10-25 2", "2026-10-26 1");
    }

    @Test
    void usage_absurdTokens_doNotSpoilTheSum() throws Exception {
        CallRecord absurd = Hostile.withTokens(SampleCalls.call("a").record(), Long.MAX_VALUE);
        keep(absurd, Hostile.withTokens(SampleCalls.call("b").record(), Long.MAX_VALUE));

        assertThat(questions.usage(CallFilter.between(FROM, TO), List.of(), ZURICH))
                .singleElement()
                .satisfies(row -> assertThat(number(row, "sum_calls")).isEqualTo(2));
    }
}
