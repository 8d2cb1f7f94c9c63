package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Postgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is old goes, only that, and nobody waits for it. */
@Timeout(120)
class PostgresRetentionTest {
    private static final String MONTHS = "SELECT string_agg(substr(relname, 15), ' ' ORDER BY relname) FROM pg_class "
            + "WHERE relkind = 'r' AND relname LIKE 'audit_entries_%'";

    @TempDir
    private Path folder;

    private final String database = Postgres.create();

    /** Ten entries a month from August to November. */
    @BeforeEach
    void fill() throws Exception {
        try (Trail trail = new Trail(folder)) {
            for (int month = 8; month <= 11; month++) {
                trail.now.set(Instant.parse(String.format("2026-%02d-05T10:00:00Z", month)));
                trail.append(10 * month, 10 * month + 10);
                trail.bring(trail.sink(database));
            }
        }
        Postgres.run(database, "UPDATE audit_entries SET attachment = 'cipher' WHERE kind = 'call'");
    }

    private PostgresSink sink(Trail trail, @Nullable String calls, @Nullable String content) {
        return new PostgresSink(
                Trail.settings(Postgres.url(database)),
                Trail.keeping(calls, content),
                trail.clock(),
                trail.notices::add);
    }

    private String one(String sql) {
        return Trail.one(database, sql);
    }

    @Test
    void calls_olderThanTheyMayBe_goByWholeMonthsFromTheBeginning() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = sink(trail, "40d", null)) {
            trail.now.set(Instant.parse("2026-11-24T10:00:00Z"));
            sink.open(trail.journal.recovered().instance());
            sink.upkeep(trail.now.get());
            assertThat(trail.notices).isEmpty();
            assertThat(one(MONTHS)).isEqualTo("2026_10 2026_11 2026_12");
            long last = Long.parseLong(one("SELECT max(sequence) FROM audit_entries"));
            long first = Long.parseLong(one("SELECT min(sequence) FROM audit_entries"));
            assertThat(one("SELECT count(*) FROM audit_entries")).isEqualTo(String.valueOf(last - first + 1));
            assertThat(sink.taken(trail.journal.recovered().instance())).isEqualTo(last);
            assertThat(one("SELECT count(*) FROM audit_entries WHERE attachment IS NOT NULL"))
                    .isEqualTo("20");
        }
    }

    @Test
    void usage_ofMonthsThatAreGone_goesToo() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = sink(trail, "40d", null)) {
            Postgres.run(
                    database,
                    "INSERT INTO audit_usage SELECT '2026-10-01', instance, gen_random_uuid(), key_id, virtual_key, team, "
                            + "organization, provider, model, alias, labels, 7, 0, 0, 0, 0, 0, 0, 0 FROM audit_usage");
            sink.upkeep(Instant.parse("2026-11-24T10:00:00Z"));
            assertThat(one("SELECT sum(calls) FROM audit_usage")).isEqualTo("7");
        }
    }

    @Test
    void content_olderThanItMayBe_goesAndTheEntriesStay() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = sink(trail, null, "30d")) {
            Instant now = Instant.parse("2026-11-24T10:00:00Z");
            sink.upkeep(now);
            assertThat(one("SELECT string_agg(DISTINCT tableoid::regclass::text, ' ') FROM audit_entries "
                            + "WHERE attachment IS NOT NULL"))
                    .isEqualTo("audit_entries_2026_11");
            trail.assertWhole(sink);
        }
    }

    @Test
    void nothingSaid_nothingGoes() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = trail.sink(database)) {
            sink.upkeep(Instant.parse("2046-11-24T10:00:00Z"));
            trail.assertWhole(sink);
        }
    }

    /** A long question holds a month; entries are kept meanwhile, and the month goes when the question is over. */
    @Test
    void month_inUse_isDroppedLaterAndHoldsNobodyUp() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = sink(trail, "40d", null)) {
            Instant now = Instant.parse("2026-11-24T10:00:00Z");
            trail.now.set(now);
            try (Connection reader = Postgres.connect(database);
                    Statement statement = reader.createStatement()) {
                reader.setAutoCommit(false);
                statement.execute("SELECT count(*) FROM audit_entries");
                sink.upkeep(now);
                sink.upkeep(now.plusSeconds(60));
                trail.append(200, 210);
                trail.bring(trail.sink(database));
                statement.execute("SELECT count(*) FROM audit_entries");
                reader.commit();
            }
            sink.upkeep(now.plusSeconds(120));
            sink.upkeep(now.plusSeconds(180));
            assertThat(one(MONTHS)).isEqualTo("2026_10 2026_11 2026_12");
            assertThat(trail.notices).isEmpty();
        }
    }

    @Test
    void month_thatAnOperatorDetached_isLeftAlone() throws Exception {
        Postgres.run(database, "ALTER TABLE audit_entries DETACH PARTITION audit_entries_2026_08");
        try (Trail trail = new Trail(folder);
                PostgresSink sink = sink(trail, "40d", null)) {
            sink.upkeep(Instant.parse("2026-11-24T10:00:00Z"));
            assertThat(one(MONTHS)).isEqualTo("2026_08 2026_10 2026_11 2026_12");
        }
    }

    @Test
    void month_toCome_isMadeAWeekAhead() throws Exception {
        try (Trail trail = new Trail(folder);
                PostgresSink sink = sink(trail, null, null)) {
            sink.upkeep(Instant.parse("2026-11-23T10:00:00Z"));
            assertThat(one(MONTHS)).doesNotContain("2026_12");
            sink.upkeep(Instant.parse("2026-11-24T10:00:00Z"));
            assertThat(one(MONTHS)).contains("2026_12");
        }
    }

    @Test
    void rights_missing_areToldOnceAndHinderNoEntry() throws Exception {
        String user = "user_" + database;
        Postgres.run(
                database,
                "CREATE ROLE " + user + " LOGIN",
                "GRANT SELECT, INSERT, UPDATE ON audit_entries, audit_usage, audit_cursors, audit_schema TO " + user);
        String url = "postgres://" + user + "@localhost:" + Postgres.port() + "/" + database;
        try (Trail trail = new Trail(folder);
                PostgresSink sink = new PostgresSink(
                        Trail.settings(url), Trail.keeping("40d", null), trail.clock(), trail.notices::add)) {
            sink.open(trail.journal.recovered().instance());
            sink.upkeep(Instant.parse("2026-11-24T10:00:00Z"));
            sink.upkeep(Instant.parse("2026-11-24T11:01:00Z"));
            assertThat(trail.notices).hasSize(1);
            assertThat(trail.notices.getFirst())
                    .contains("or forget what is too old", "must be owner", "COMMENT ON TABLE");
            trail.append(200, 210);
            trail.bring(trail.sink(url, Duration.ofSeconds(20)));
            assertThat(List.of(one("SELECT count(*) FROM audit_entries WHERE kind = 'call'")))
                    .containsExactly("50");
        }
    }

    /** More than one batch, on a server so slow that each takes two seconds. */
    @Test
    void content_moreThanABatchOnASlowServer_goesAllTheSame() throws Exception {
        try (Trail trail = new Trail(folder)) {
            trail.now.set(Instant.parse("2026-11-05T10:00:00Z"));
            trail.append(1000, 1700);
            trail.bring(trail.sink(database));
        }
        Postgres.run(database, "UPDATE audit_entries SET attachment = 'cipher' WHERE kind = 'call'");
        AtomicLong nanos = new AtomicLong();
        PostgresUpkeep upkeep = new PostgresUpkeep(
                Trail.keeping(null, "1d").retention(),
                new PostgresPartitions(),
                () -> nanos.addAndGet(Duration.ofSeconds(2).toNanos()));
        Instant now = Instant.parse("2026-11-24T10:00:00Z");
        try (Connection connection = Postgres.connect(database)) {
            upkeep.run(connection, now);
        }
        assertThat(one("SELECT count(*) FROM audit_entries WHERE attachment IS NOT NULL"))
                .isEqualTo("0");
        assertThat(upkeep.due(now)).isFalse();
    }
}
