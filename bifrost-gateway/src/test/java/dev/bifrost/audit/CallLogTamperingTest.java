package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class CallLogTamperingTest extends HoldingTampering {
    private CallLog log;

    @Override
    protected void keep(List<Placed> entries) throws Exception {
        log = new CallLog(
                folder().resolve("calls.db"),
                AuditSettings.standard(),
                InstantSource.fixed(Instant.parse("2026-11-24T08:00:00Z")));
        var _ = log.open(entries.getFirst().instance());
        log.keep(entries);
    }

    @Override
    protected Holding holding() {
        return log;
    }

    @Override
    protected void replace(List<Kept> rows) throws Exception {
        try (Connection on = DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("calls.db"));
                Statement statement = on.createStatement()) {
            int _ = statement.executeUpdate("DELETE FROM audit_entries");
            new CallRows(on, 1 << 20).rows(placed(rows), 0, new UsageHours());
        }
    }

    @Override
    protected void behind(String sql) throws Exception {
        try (Connection on = DriverManager.getConnection("jdbc:sqlite:" + folder().resolve("calls.db"));
                Statement statement = on.createStatement()) {
            int _ = statement.executeUpdate(sql);
        }
    }

    @AfterEach
    void close() {
        log.close();
    }
}
