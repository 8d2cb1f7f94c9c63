package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.journal.Placed;
import dev.bifrost.testing.Postgres;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

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
            PostgresRows copied = new PostgresRows();
            copied.clear();
            for (Placed row : placed(rows)) {
                copied.add(row, NOW, PostgresWriter.kind(row.bytes()), PostgresWriter.call(row));
            }
            ByteBuffer bytes = copied.end();
            var copy = on.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY audit_entries (" + PostgresRows.COLUMNS + ") FROM STDIN WITH (FORMAT binary)");
            copy.writeToCopy(bytes.array(), bytes.arrayOffset(), bytes.remaining());
            assertThat(copy.endCopy()).isEqualTo(rows.size());
        }
    }

    @Override
    protected void behind(String sql) throws Exception {
        try (Connection on = Postgres.connect(database);
                Statement statement = on.createStatement()) {
            int _ = statement.executeUpdate(sql);
        }
    }

    @AfterEach
    void close() {
        sink.close();
    }
}
