package dev.bifrost.audit;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/** What is read from the tables. */
final class PostgresQuestions {
    /** Rows that are in memory at a time; each may have content of some hundred kilobytes. */
    private static final int AT_A_TIME = 100;

    private static final String COLUMNS =
            Arrays.stream(CallColumn.values()).map(CallColumn::column).collect(Collectors.joining(", "));

    private PostgresQuestions() {}

    static List<Map<String, @Nullable Object>> ask(PostgresSession session, String sql, List<?> parameters)
            throws SQLException {
        session.connection().setReadOnly(true);
        session.connection().setAutoCommit(false);
        try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                bind(statement, i + 1, parameters.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<Map<String, @Nullable Object>> answer = new ArrayList<>();
                while (rows.next()) {
                    answer.add(row(rows));
                }
                return answer;
            }
        }
    }

    private static void bind(PreparedStatement statement, int at, Object value) throws SQLException {
        switch (value) {
            case Instant time ->
                statement.setObject(at, PostgresRows.storable(time).atOffset(ZoneOffset.UTC));
            case Number number -> statement.setLong(at, number.longValue());
            default -> statement.setString(at, PostgresText.storable(value.toString()));
        }
    }

    private static Map<String, @Nullable Object> row(ResultSet rows) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            row.put(columns.getColumnLabel(i), value(rows, i, columns.getColumnTypeName(i)));
        }
        return row;
    }

    private static @Nullable Object value(ResultSet rows, int at, String type) throws SQLException {
        Object value = switch (type) {
            case "timestamptz" -> rows.getObject(at, OffsetDateTime.class);
            case "timestamp" -> rows.getObject(at, LocalDateTime.class);
            case "date" -> rows.getObject(at, LocalDate.class);
            default -> rows.getObject(at);
        };
        return switch (value) {
            case null -> null;
            case OffsetDateTime time -> time.toInstant();
            case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
            case Boolean truth -> truth ? 1L : 0L;
            case Integer number -> number.longValue();
            case BigDecimal number -> whole(number);
            case LocalDate day -> day.toString();
            case UUID id -> id.toString();
            case PGobject other -> other.getValue();
            default -> value;
        };
    }

    private static Object whole(BigDecimal number) {
        BigDecimal bare = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        return bare.scale() <= 0
                        && bare.precision() - bare.scale() <= 19
                        && bare.toBigInteger().bitLength() < 64
                ? bare.longValue()
                : number;
    }

    static void read(PostgresSession session, Consumer<Kept> each) throws SQLException {
        session.connection().setReadOnly(true);
        session.connection().setAutoCommit(false);
        String select = "SELECT instance, sequence, previous, hash, entry, attachment, "
                + "kind = 'call', " + COLUMNS + " FROM audit_entries "
                + "ORDER BY instance, sequence";
        try (PreparedStatement statement = session.connection().prepareStatement(select)) {
            statement.setFetchSize(AT_A_TIME);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    each.accept(new Kept(
                            row.getObject(1, UUID.class),
                            row.getLong(2),
                            row.getBytes(3),
                            row.getBytes(4),
                            row.getString(5).getBytes(java.nio.charset.StandardCharsets.UTF_8),
                            row.getBytes(6),
                            shown(row)));
                }
            }
        }
    }

    private static Kept.Shown shown(ResultSet row) throws SQLException {
        List<@Nullable Object> columns = new ArrayList<>();
        int at = 7;
        for (CallColumn column : CallColumn.values()) {
            at++;
            columns.add(
                    switch (column.type()) {
                        case TIME -> time(row.getObject(at, OffsetDateTime.class));
                        case NUMBER -> row.getObject(at);
                        case TEXT -> row.getString(at);
                        case LABELS -> ShownCheck.labels(row.getString(at));
                    });
        }
        return new Kept.Shown(row.getBoolean(7), columns, PostgresRows::held);
    }

    private static @Nullable Instant time(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    static Map<UUID, Long> cursors(PostgresSession session) throws SQLException {
        Map<UUID, Long> cursors = new LinkedHashMap<>();
        String select = "SELECT instance, sequence FROM audit_cursors ORDER BY instance";
        try (PreparedStatement statement = session.connection().prepareStatement(select);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                cursors.put(row.getObject(1, UUID.class), row.getLong(2));
            }
        }
        return cursors;
    }

    static @Nullable Long taken(PostgresSession session, UUID instance) throws SQLException {
        String select = "SELECT sequence FROM audit_cursors WHERE instance = ?";
        try (PreparedStatement statement = session.connection().prepareStatement(select)) {
            statement.setObject(1, instance);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getLong(1) : null;
            }
        }
    }
}
