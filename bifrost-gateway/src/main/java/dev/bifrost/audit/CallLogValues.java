package dev.bifrost.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How SQLite, which has no times, holds them: microseconds since 1970 in the columns that are known to be times. */
final class CallLogValues {
    private static final Set<String> TIMES = Set.of("time", "recorded", "hour");
    private static final long HOUR = 3_600_000_000L;
    private static final Instant FIRST = Instant.parse("-9999-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private CallLogValues() {}

    /** What is out of any sensible range becomes its end. */
    static long micros(Instant time) {
        Instant within = time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time;
        return ChronoUnit.MICROS.between(Instant.EPOCH, within);
    }

    /** The beginning of the hour, in UTC. */
    static long hour(Instant time) {
        return Math.floorDiv(micros(time), HOUR) * HOUR;
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    static List<Map<String, @Nullable Object>> query(Connection on, String sql, List<?> parameters)
            throws SQLException {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        try (PreparedStatement statement = on.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i) instanceof Instant time ? micros(time) : parameters.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                ResultSetMetaData columns = row.getMetaData();
                while (row.next()) {
                    Map<String, @Nullable Object> values = new LinkedHashMap<>();
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        String name = columns.getColumnLabel(i);
                        values.put(name, value(name, row.getObject(i)));
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    private static @Nullable Object value(String name, @Nullable Object value) {
        return switch (value) {
            case Number number when TIMES.contains(name) -> instant(number.longValue());
            case Integer number -> number.longValue();
            case null -> null;
            default -> value;
        };
    }
}
