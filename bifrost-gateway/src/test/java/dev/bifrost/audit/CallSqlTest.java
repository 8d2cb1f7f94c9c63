package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.audit.CallDatabase.Flavour;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallSqlTest {
    private static final Instant FROM = Instant.parse("2026-10-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-24T00:00:00Z");
    private static final String EVIL = "evil'); DROP TABLE audit_entries; --\\\"$.";
    private static final UUID INSTANCE = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");

    private static CallFilter everything(String word) {
        return new CallFilter(
                FROM,
                TO,
                Map.of(
                        CallFilter.Field.KEY, word,
                        CallFilter.Field.TEAM, word,
                        CallFilter.Field.END_USER, word,
                        CallFilter.Field.ENDING, word),
                Map.of(word, word),
                CallFilter.Status.read("4xx"),
                1L,
                2L,
                3L);
    }

    private static String where(CallSql.Question question) {
        return question.sql().substring(question.sql().indexOf(" FROM "));
    }

    @Test
    void calls_sqlite_asWritten() {
        var question = new CallSql(Flavour.SQLITE)
                .calls(everything("a"), List.of("a", "k1"), new CallCursor(FROM, INSTANCE, 7), 100);

        assertThat(where(question))
                .isEqualTo(" FROM audit_entries WHERE kind = 'call' AND recorded >= ? AND time >= ? AND time < ? "
                        + "AND time <= ? AND (time, instance, sequence) < (?, ?, ?) AND key_id IN (?, ?) AND team = ? "
                        + "AND end_user = ? AND ending = ? AND EXISTS (SELECT 1 FROM json_each(labels) WHERE "
                        + "json_each.key = ? AND json_each.value = ?) AND status >= ? AND status <= ? "
                        + "AND cost_nanos >= ? AND cost_nanos <= ? AND total_nanos >= ? "
                        + "ORDER BY time DESC, instance DESC, sequence DESC LIMIT 100");
        assertThat(question.parameters())
                .containsExactly(
                        FROM.minusSeconds(86_400),
                        FROM,
                        TO,
                        FROM,
                        FROM,
                        INSTANCE.toString(),
                        7L,
                        "a",
                        "k1",
                        "a",
                        "a",
                        "a",
                        "a",
                        "a",
                        400L,
                        499L,
                        1L,
                        2L,
                        3L);
    }

    @Test
    void calls_postgres_asWritten() {
        var filter = new CallFilter(FROM, TO, Map.of(), Map.of("app\"", "c'hat"), null, null, null, null);

        var question = new CallSql(Flavour.POSTGRESQL).calls(filter, List.of(), new CallCursor(FROM, INSTANCE, 7), 100);

        assertThat(where(question))
                .isEqualTo(" FROM audit_entries WHERE kind = 'call' AND recorded >= ? AND time >= ? AND time < ? "
                        + "AND time <= ? AND (time, instance, sequence) < (?, ?::uuid, ?) AND labels @> ?::jsonb "
                        + "ORDER BY time DESC, instance DESC, sequence DESC LIMIT 100");
        assertThat(question.parameters()).endsWith("{\"app\\\"\":\"c'hat\"}");
    }

    @Test
    void calls_clickhouse_asWritten() {
        var filter = new CallFilter(FROM, TO, Map.of(), Map.of("app", "chat"), null, null, null, null);

        var question = new CallSql(Flavour.CLICKHOUSE).calls(filter, List.of(), null, 100);

        assertThat(where(question))
                .isEqualTo(" FROM audit_entries WHERE kind = 'call' AND recorded >= ? AND time >= ? AND time < ? "
                        + "AND (mapContains(labels, ?) AND labels[?] = ?) "
                        + "ORDER BY time DESC, instance DESC, sequence DESC LIMIT 100");
    }

    @Test
    void usage_sqlite_knowsSummerTime() {
        var groups = List.of(UsageGroup.read("day"), UsageGroup.read("key"), UsageGroup.read("label:app"));

        var question = new CallSql(Flavour.SQLITE)
                .usage(CallFilter.between(FROM, TO), List.of(), groups, ZoneId.of("Europe/Zurich"), 10);

        assertThat(question.sql())
                .startsWith("SELECT strftime('%Y-%m-%d', hour / 1000000 + CASE WHEN hour < 1792890000000000 THEN 7200 "
                        + "ELSE 3600 END, 'unixepoch') AS g1, virtual_key AS g2, (SELECT json_each.value FROM "
                        + "json_each(labels) WHERE json_each.key = ?) AS g3, sum(calls) AS sum_calls")
                .endsWith(" FROM audit_usage WHERE hour >= ? AND hour < ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 10");
        assertThat(question.parameters()).containsExactly("app", FROM, TO);
    }

    @Test
    void usage_postgres_asksItForTheZone() {
        var question = new CallSql(Flavour.POSTGRESQL)
                .usage(
                        CallFilter.between(FROM, TO),
                        List.of(),
                        List.of(UsageGroup.read("month")),
                        ZoneId.of("Europe/Zurich"),
                        10);

        assertThat(question.sql()).startsWith("SELECT to_char(hour AT TIME ZONE ?, 'YYYY-MM') AS g1, ");
        assertThat(question.parameters()).first().isEqualTo("Europe/Zurich");
    }

    @ParameterizedTest
    @EnumSource(Flavour.class)
    void all_wordsFromOutside_areParametersOnly(Flavour flavour) {
        var sql = new CallSql(flavour);
        var groups = List.of(UsageGroup.read("label:" + EVIL), UsageGroup.read("team"));
        var usage = new CallFilter(
                FROM, TO, Map.of(CallFilter.Field.TEAM, EVIL), Map.of(EVIL, EVIL), null, null, null, null);

        for (var question : List.of(
                sql.calls(everything(EVIL), List.of(EVIL), null, 10),
                sql.byRequest(EVIL, 10),
                sql.keys(EVIL, FROM, TO, 10),
                sql.usage(usage, List.of(EVIL), groups, ZoneId.of("UTC"), 10))) {
            assertThat(question.sql()).doesNotContain("DROP").doesNotContain("evil");
            assertThat(question.sql().chars().filter(letter -> letter == '?').count())
                    .as(question.sql())
                    .isEqualTo(question.parameters().size());
        }
    }
}
