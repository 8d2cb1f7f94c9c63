package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.journal.Placed;
import dev.bifrost.testing.RealClickHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What somebody may do to a real ClickHouse. */
@Tag("sinks")
@EnabledIfSystemProperty(
        named = "bifrost.sinks",
        matches = "true",
        disabledReason = "needs a ClickHouse: ./build verify -Psinks")
class RealClickHouseTamperingTest extends HoldingTampering {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-11-24T10:07:00Z");

    @TempDir
    static Path home;

    private static RealClickHouse server;
    private ClickHouseSink sink;

    @BeforeAll
    static void boot() throws Exception {
        server = new RealClickHouse(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void run(String sql) throws Exception {
        try (ClickHouse behind = new ClickHouse(server.url(), null, null, null)) {
            behind.run(sql, true, PATIENCE);
        }
    }

    @Override
    protected void keep(List<Placed> entries) throws Exception {
        run("DROP TABLE IF EXISTS audit_cursors_kept");
        run("DROP TABLE IF EXISTS audit_cursors");
        run("DROP TABLE IF EXISTS audit_entries");
        sink = new ClickHouseSink(
                Sinks.clickhouse(server.url()), null, InstantSource.fixed(NOW), System::nanoTime, PATIENCE);
        assertThat(sink.open(entries.getFirst().instance())).hasValue(0);
        sink.keep(entries);
    }

    @Override
    protected Holding holding() {
        return sink;
    }

    @Override
    protected void replace(List<Kept> rows) throws Exception {
        run("DROP TABLE IF EXISTS audit_cursors_kept");
        run("TRUNCATE TABLE audit_entries");
        if (!rows.isEmpty()) {
            try (ClickHouse behind = new ClickHouse(server.url(), null, null, null)) {
                behind.insert(ClickHouseRows.INSERT, ClickHouseRows.of(placed(rows), NOW), PATIENCE);
            }
        }
    }

    @Override
    protected void behind(String sql) throws Exception {
        String mutation = sql.replaceFirst("UPDATE audit_entries SET", "ALTER TABLE audit_entries UPDATE");
        run(mutation + " SETTINGS mutations_sync = 2");
    }

    @Override
    protected String labels(String json) {
        return "map('app', 'x')";
    }

    @AfterEach
    void close() {
        sink.close();
    }
}
