package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import dev.bifrost.testing.Postgres;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PostgresTamperingTest extends HoldingTampering {
    private static final Instant NOW = Instant.parse("2026-11-24T10:07:00Z");

    private final String database = Postgres.create();
    private PostgresSink sink;

    @Override
    protected void keep(List<Placed> entries) throws Exception {
        sink = new PostgresSink(
                Trail.settings(Postgres.url(database)),
                AuditSettings.standard(),
                InstantSource.fixed(NOW),
                _ -> {},
                Duration.ofSeconds(20));
        var _ = sink.open(entries.getFirst().instance());
        sink.keep(entries);
    }

    @Override
    protected Holding holding() {
        return sink;
    }

    @Override
    protected void replace(List<Kept> rows) throws Exception {
        try (Connection on = Postgres.connect(database);
                Statement statement = on.createStatement()) {
            int _ = statement.executeUpdate("DELETE FROM audit_entries");
            try (PreparedStatement insert = on.prepareStatement(
                    "INSERT INTO audit_entries "
                            + "(instance, sequence, recorded, kind, previous, hash, entry) VALUES (?, ?, ?, 'call', ?, ?, ?)")) {
                for (Kept row : rows) {
                    insert.setObject(1, row.instance());
                    insert.setLong(2, row.sequence());
                    insert.setObject(3, OffsetDateTime.parse(NOW.toString()));
                    insert.setBytes(4, row.previous());
                    insert.setBytes(5, row.hash());
                    insert.setString(6, new String(row.entry(), StandardCharsets.US_ASCII));
                    int _ = insert.executeUpdate();
                }
            }
        }
    }

    @AfterEach
    void close() {
        sink.close();
    }
}
