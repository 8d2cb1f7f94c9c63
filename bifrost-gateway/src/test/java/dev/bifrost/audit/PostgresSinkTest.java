package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Target;
import dev.bifrost.journal.Records;
import dev.bifrost.testing.Postgres;
import dev.bifrost.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is in PostgreSQL is what is in the journal, once, whatever clients wrote. */
@Timeout(120)
class PostgresSinkTest {
    @TempDir
    private Path folder;

    private final String database = Postgres.create();

    @Test
    void entries_ofEveryKind_areKeptVerbatimAndInOrder() throws Exception {
        try (Trail trail = new Trail(folder)) {
            trail.append(0, 20);
            assertThat(trail.journal.intent("r7", new Target("a", "b"), "00", _ -> {}))
                    .isTrue();
            assertThat(trail.journal.correction("key:k1", Trail.NOW, -5, "a 'credit'\\", null, _ -> {}))
                    .isTrue();
            PostgresSink sink = trail.sink(database);
            trail.deliver(sink);
            trail.reopen();
            trail.append(20, 30);
            sink = trail.sink(database);
            trail.deliver(sink);
            PostgresSink reader = trail.sink(database);
            trail.assertWhole(reader);
            assertThat(Trail.one(database, "SELECT string_agg(DISTINCT kind, ' ' ORDER BY kind) FROM audit_entries"))
                    .contains("call", "correction", "intent", "lease");
            assertThat(Trail.one(database, "SELECT count(*) FROM audit_entries WHERE kind = 'call' AND key_id = 'k1'"))
                    .isEqualTo("30");
        }
    }

    /** Somebody who tidies up audit_cursors must not double what every team is said to have spent. */
    @Test
    void open_cursorRemoved_keepsAndCountsNothingTwice() throws Exception {
        try (Trail trail = new Trail(folder)) {
            trail.append(0, 20);
            trail.deliver(trail.sink(database));
            trail.reopen();
            assertThat(Trail.one(
                            database, "WITH gone AS (DELETE FROM audit_cursors RETURNING 1) SELECT count(*) FROM gone"))
                    .isEqualTo("1");
            trail.append(20, 30);
            trail.deliver(trail.sink(database));

            trail.assertWhole(trail.sink(database));
            assertThat(Trail.one(database, "SELECT sum(calls) FROM audit_usage"))
                    .isEqualTo("30");
            assertThat(Trail.one(database, "SELECT count(*) FROM audit_cursors WHERE hash IS NOT NULL"))
                    .isEqualTo("1");
        }
    }

    @Test
    void columns_ofTheTable_areThoseOfCalls() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = trail.sink(database)) {
            sink.open(trail.journal.recovered().instance());
            String columns = Trail.one(
                    database,
                    "SELECT string_agg(column_name, ' ') FROM information_schema.columns "
                            + "WHERE table_name = 'audit_entries'");
            List<String> expected = new ArrayList<>(
                    Arrays.stream(CallColumn.values()).map(CallColumn::column).toList());
            expected.addAll(
                    List.of("instance", "sequence", "recorded", "kind", "previous", "hash", "entry", "attachment"));
            assertThat(columns.split(" ", -1)).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void call_columns_sayWhatTheRecordSays() throws Exception {
        try (Trail trail = new Trail(folder)) {
            trail.append(Records.of("r1"));
            trail.deliver(trail.sink(database));
            try (PostgresSink sink = trail.sink(database)) {
                Map<String, Object> row = sink.query(
                                "SELECT * FROM audit_entries WHERE request_id = ? AND time >= ? AND status = ? "
                                        + "AND labels @> ? AND instance = ?",
                                List.of(
                                        "r1",
                                        Records.NOON.minusSeconds(1),
                                        200L,
                                        "{\"app\":\"chat\"}",
                                        trail.journal.recovered().instance().toString()),
                                Duration.ofSeconds(20))
                        .getFirst();
                CallRecord call = Records.of("r1");
                assertThat(row)
                        .containsEntry("key_id", call.keyId())
                        .containsEntry("end_user", null)
                        .containsEntry("time", Instant.parse("2026-08-21T12:00:00.123456Z"))
                        .containsEntry("recorded", Trail.NOW)
                        .containsEntry("stream", 1L)
                        .containsEntry("prompt_tokens", 1200L)
                        .containsEntry("cost_nanos", 1_234_567L)
                        .containsEntry("first_token_nanos", 120_000_000L)
                        .containsEntry("operation", "chat")
                        .containsEntry("labels", "{\"app\": \"chat\", \"cost_center\": \"4711\"}");
                assertThat(sink.query(
                                "SELECT date_trunc('day', hour) AS day, calls, failed, prompt_tokens, cost_nanos, "
                                        + "sum(cost_nanos) OVER () AS all_cost, true AS yes, 0.5 AS half FROM audit_usage",
                                List.of(),
                                Duration.ofSeconds(20)))
                        .containsExactly(Map.of(
                                "day",
                                Instant.parse("2026-08-21T00:00:00Z"),
                                "calls",
                                1L,
                                "failed",
                                0L,
                                "prompt_tokens",
                                1200L,
                                "cost_nanos",
                                1_234_567L,
                                "all_cost",
                                1_234_567L,
                                "yes",
                                1L,
                                "half",
                                new java.math.BigDecimal("0.5")));
            }
        }
    }

    @Test
    void calls_withAnythingInThem_areAllKept() throws Exception {
        try (Trail trail = new Trail(folder)) {
            Seeded.times(400, random -> trail.append(Records.any(random)));
            trail.append(withTexts("\u0000\ud800\\N\t\n\r\"'\u2028\ufeff", "{\"a\":1}\\."));
            trail.append(withTexts("x".repeat(70_000), "\ud83d\ude00".repeat(20_000)));
            trail.append(withTexts("a" + "\ud83d\ude00".repeat(1_000), ""));
            trail.append(withTexts(random(5_000), random(5_000)));
            trail.deliver(trail.sink(database));
            try (PostgresSink sink = trail.sink(database)) {
                trail.assertWhole(sink);
                assertThat(sink.query(
                                "SELECT team FROM audit_entries WHERE team = ?",
                                List.of("\u0000\ud800\\N\t\n\r\"'\u2028\ufeff"),
                                Duration.ofSeconds(20)))
                        .containsExactly(Map.of("team", "\ufffd\ufffd\\N\t\n\r\"'\u2028\ufeff"));
                assertThat(Trail.one(database, "SELECT max(octet_length(team)) FROM audit_entries"))
                        .isEqualTo("2000");
                assertThat(Trail.one(database, "SELECT sum(calls) FROM audit_usage"))
                        .isEqualTo("404");
            }
        }
    }

    /** Letters that no compression makes small enough for an index. */
    private static String random(int length) {
        StringBuilder text = new StringBuilder();
        new java.util.SplittableRandom(1).ints(length, 0x4e00, 0x9fff).forEach(c -> text.append((char) c));
        return text.toString();
    }

    private static CallRecord withTexts(String one, String other) {
        CallRecord like = Records.of(one);
        Map<String, String> labels = new HashMap<>();
        labels.put(one, other);
        labels.put(other, one);
        return new CallRecord(
                like.time(),
                one,
                other,
                one,
                other,
                one,
                other,
                one,
                labels,
                one,
                other,
                like.operation(),
                one,
                other,
                one,
                other,
                one,
                other,
                one,
                other,
                one,
                true,
                200,
                one,
                like.ending(),
                like.attempts(),
                List.of(one),
                like.usage(),
                like.cost(),
                1,
                2,
                3,
                4,
                5,
                "deadbeef",
                null,
                null);
    }

    @Test
    void usage_ofManyBatches_addsUp() throws Exception {
        try (Trail trail = new Trail(folder)) {
            PostgresSink sink = trail.sink(database);
            try (Feed feed = trail.feed(sink)) {
                for (int i = 0; i < 5; i++) {
                    trail.append(1000 * i, 1000 * (i + 1));
                    trail.arrived(feed);
                }
            }
            assertThat(Trail.one(
                            database,
                            "SELECT concat_ws(' ', count(*), sum(calls), sum(failed), sum(prompt_tokens), sum(cost_nanos)) "
                                    + "FROM audit_usage"))
                    .isEqualTo("1 5000 0 6000000 6172835000");
        }
    }

    @Test
    void gateways_twoOnOneDatabase_doNotDisturbEachOther() throws Exception {
        try (Trail one = new Trail(folder.resolve("one"));
                Trail other = new Trail(folder.resolve("other"))) {
            try (Feed first = one.feed(one.sink(database));
                    Feed second = other.feed(other.sink(database))) {
                for (int i = 0; i < 10; i++) {
                    one.append(300 * i, 300 * (i + 1));
                    other.append(300 * i, 300 * (i + 1));
                }
                one.arrived(first);
                other.arrived(second);
                assertThat(first.state().retries() + second.state().retries()).isZero();
            }
            try (PostgresSink reader = one.sink(database)) {
                one.assertWhole(reader);
                other.assertWhole(reader);
                List<String> order = new ArrayList<>();
                reader.read(each -> order.add(each.instance() + String.format("%09d", each.sequence())));
                assertThat(order).isSorted().hasSize((int) (one.journal.durable() + other.journal.durable()));
            }
            assertThat(Trail.one(database, "SELECT sum(calls) FROM audit_usage"))
                    .isEqualTo("6000");
        }
    }

    @Test
    void clock_goingBack_keepsWhatIsRecordedInOrder() throws Exception {
        try (Trail trail = new Trail(folder)) {
            trail.append(0, 10);
            trail.deliver(trail.sink(database));
            trail.now.set(Trail.NOW.minus(Duration.ofDays(70)));
            trail.append(10, 20);
            trail.deliver(trail.sink(database));
            trail.now.set(Trail.NOW.plus(Duration.ofDays(40)));
            trail.append(20, 30);
            trail.deliver(trail.sink(database));
            assertThat(Trail.one(
                            database,
                            "SELECT count(*) FROM (SELECT recorded < lag(recorded) OVER (ORDER BY sequence) AS back "
                                    + "FROM audit_entries) AS r WHERE back"))
                    .isEqualTo("0");
            assertThat(Trail.one(
                            database, "SELECT string_agg(DISTINCT tableoid::regclass::text, ' ') FROM audit_entries"))
                    .isEqualTo("audit_entries_2026_11 audit_entries_2027_01");
        }
    }

    @Test
    void entry_ofAnUnknownForm_isKeptByItsKind() {
        assertThat(PostgresWriter.kind("{\"v\":2,\"kind\":\"seal\",\"x\":1}".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("seal");
        assertThat(PostgresWriter.kind("{}".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("unknown");
        assertThat(PostgresWriter.kind("{\"kind\":\"".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("unknown");
    }
}
