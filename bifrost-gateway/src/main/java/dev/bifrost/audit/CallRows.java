package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.json.Json;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Placed;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes entries of one journal, what they add to the usage by hour, and how far the journal is taken: all in one transaction. */
final class CallRows {
    private static final int OWN = 8;
    static final String COLUMNS =
            Arrays.stream(CallColumn.values()).map(CallColumn::column).collect(Collectors.joining(", "));

    private static final String INSERT =
            "INSERT INTO audit_entries (instance, sequence, recorded, kind, previous, hash, "
                    + "entry, attachment, "
                    + COLUMNS
                    + ") VALUES ("
                    + IntStream.range(0, OWN + CallColumn.values().length)
                            .mapToObj(_ -> "?")
                            .collect(Collectors.joining(", "))
                    + ")";
    private static final String MOVE = "INSERT INTO audit_cursors (instance, sequence, recorded) VALUES (?, ?, ?) "
            + "ON CONFLICT (instance) DO UPDATE SET sequence = excluded.sequence, recorded = excluded.recorded";

    private final Connection on;
    private final long largestAttachment;

    /** @param largestAttachment in bytes; the hash of a larger one is kept without it */
    CallRows(Connection on, long largestAttachment) {
        this.on = on;
        this.largestAttachment = largestAttachment;
    }

    /** Leaves out what is there already. Returns how many were new. */
    int insert(List<Placed> batch, Instant now) throws SQLException {
        UUID instance = batch.getFirst().instance();
        long taken = 0;
        long recorded = CallLogValues.micros(now);
        try (PreparedStatement cursor =
                on.prepareStatement("SELECT sequence, recorded FROM audit_cursors WHERE instance = ?")) {
            cursor.setString(1, instance.toString());
            try (ResultSet row = cursor.executeQuery()) {
                if (row.next()) {
                    taken = row.getLong(1);
                    recorded = Math.max(recorded, row.getLong(2)); // a clock that was set back moves nothing back
                }
            }
        }
        long after = taken;
        List<Placed> fresh =
                batch.stream().filter(each -> each.sequence() > after).toList();
        if (!fresh.isEmpty()) {
            insert(fresh, recorded);
            move(instance, fresh.getLast().sequence(), recorded);
        }
        return fresh.size();
    }

    private void insert(List<Placed> fresh, long recorded) throws SQLException {
        UsageHours hours = new UsageHours();
        rows(fresh, recorded, hours);
        hours.write(on);
    }

    /** Entries as they stand in the table; what they add to the usage is only told. */
    void rows(List<Placed> fresh, long recorded, UsageHours hours) throws SQLException {
        Instant came = CallLogValues.instant(recorded);
        try (PreparedStatement statement = on.prepareStatement(INSERT)) {
            for (Placed placed : fresh) {
                CallRecord call = call(placed);
                own(statement, placed, recorded);
                int at = OWN;
                for (CallColumn column : CallColumn.values()) {
                    statement.setObject(++at, value(column.of(call, placed.bytes(), came)));
                }
                int _ = statement.executeUpdate();
                if (call != null) {
                    hours.add(call);
                }
            }
        }
    }

    private void own(PreparedStatement statement, Placed placed, long recorded) throws SQLException {
        byte[] entry = placed.bytes();
        byte[] attachment = placed.attachment();
        statement.setString(1, placed.instance().toString());
        statement.setLong(2, placed.sequence());
        statement.setLong(3, recorded);
        statement.setString(4, EntryKind.of(entry));
        statement.setBytes(5, placed.previous());
        statement.setBytes(6, placed.hash());
        statement.setBytes(7, entry);
        statement.setBytes(8, attachment == null || attachment.length > largestAttachment ? null : attachment);
    }

    /** Null if it is none, or can not be read: then it is kept all the same. */
    private static @Nullable CallRecord call(Placed placed) {
        try {
            return placed.entry() instanceof Entry.Call call ? call.record() : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case Instant time -> CallLogValues.micros(time);
            case Map<?, ?> labels -> labels(labels);
            case null -> null;
            default -> value;
        };
    }

    /** What is read back of a value. */
    static Object held(CallColumn.Type type, Object value) {
        return switch (type) {
            case TIME -> CallLogValues.instant(CallLogValues.micros((Instant) value));
            case NUMBER -> value;
            case TEXT -> utf8((String) value);
            case LABELS -> Objects.requireNonNull(ShownCheck.labels(utf8(labels((Map<?, ?>) value))));
        };
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** A JSON object in the order of the names, so that the same labels are the same text. */
    static String labels(Map<?, ?> labels) {
        Json.Obj object = new Json.Obj();
        new TreeMap<>(labels).forEach((name, value) -> object.put(String.valueOf(name), String.valueOf(value)));
        return object.print();
    }

    private void move(UUID instance, long sequence, long recorded) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(MOVE)) {
            statement.setString(1, instance.toString());
            statement.setLong(2, sequence);
            statement.setLong(3, recorded);
            int _ = statement.executeUpdate();
        }
    }
}
