package dev.bifrost.audit;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The months of {@code audit_entries}, in UTC: one table each. */
final class PostgresPartitions {
    private static final Pattern NAME = Pattern.compile("audit_entries_([0-9]{4})_(0[1-9]|1[0-2])");

    /** What is left behind bears this comment, so that nothing is dropped that an operator detached to keep it. */
    private static final String EXPIRED = "bifrost: expired";

    private final Set<YearMonth> known = ConcurrentHashMap.newKeySet();

    /** A table of one month. */
    record Month(YearMonth month, boolean detaching, boolean detached) {
        String table() {
            return name(month);
        }
    }

    static YearMonth month(Instant time) {
        return YearMonth.from(time.atOffset(ZoneOffset.UTC));
    }

    private static String name(YearMonth month) {
        return String.format(Locale.ROOT, "audit_entries_%04d_%02d", month.getYear(), month.getMonthValue());
    }

    /** Forgets what it has seen: it may be gone. */
    void forget() {
        known.clear();
    }

    /**
     * Makes a month if there is none. It is attached, which unlike making it in its place stops nobody who reads or writes.
     */
    void ensure(Connection connection, YearMonth month) throws SQLException {
        if (known.contains(month)) {
            return;
        }
        if (all(connection).stream().noneMatch(each -> each.month().equals(month) && !each.detached())) {
            PostgresSchema.alone(connection, () -> {
                if (all(connection).stream().noneMatch(each -> each.month().equals(month) && !each.detached())) {
                    for (String each : statements(month)) {
                        PostgresSchema.run(connection, each);
                    }
                }
            });
        }
        known.add(month);
    }

    static List<String> statements(YearMonth month) {
        return List.of(
                "CREATE TABLE IF NOT EXISTS " + name(month) + " (LIKE audit_entries INCLUDING ALL)",
                "ALTER TABLE audit_entries ATTACH PARTITION " + name(month) + " FOR VALUES FROM ('" + month
                        + "-01 00:00:00+00') TO ('" + month.plusMonths(1) + "-01 00:00:00+00')");
    }

    /** Those that there are, and what a detaching that failed half-way has left; the oldest first. */
    static List<Month> all(Connection connection) throws SQLException {
        String select = "SELECT c.relname, coalesce(i.inhdetachpending, false), i.inhrelid IS NULL "
                + "FROM pg_class p JOIN pg_class c ON c.relnamespace = p.relnamespace AND c.relkind = 'r' "
                + "LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND i.inhparent = p.oid "
                + "WHERE p.oid = to_regclass('audit_entries') AND c.relname LIKE 'audit\\_entries\\_%' "
                + "AND (i.inhrelid IS NOT NULL OR obj_description(c.oid, 'pg_class') = '" + EXPIRED + "') ORDER BY 1";
        List<Month> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(select)) {
            while (row.next()) {
                Matcher name = NAME.matcher(row.getString(1));
                if (name.matches()) {
                    YearMonth month = YearMonth.of(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2)));
                    all.add(new Month(month, row.getBoolean(2), row.getBoolean(3)));
                }
            }
        }
        return all;
    }

    /** Takes a month out and drops it, without stopping anybody; may throw in the midst, and goes on the next time. */
    void drop(Connection connection, Month month) throws SQLException {
        known.remove(month.month());
        if (!month.detached()) {
            if (!month.detaching()) {
                PostgresSchema.run(connection, "COMMENT ON TABLE " + month.table() + " IS '" + EXPIRED + "'");
            }
            PostgresSchema.run(
                    connection,
                    "ALTER TABLE audit_entries DETACH PARTITION " + month.table()
                            + (month.detaching() ? " FINALIZE" : " CONCURRENTLY"));
        }
        PostgresSchema.run(connection, "DROP TABLE IF EXISTS " + month.table());
    }
}
