package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far one journal has come: a row of {@code audit_cursors}.
 *
 * @param sequence 0 if nothing is kept
 * @param hash     of that entry; null if nothing is kept
 * @param recorded when it was kept
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares these
record PostgresCursor(UUID instance, long sequence, byte @Nullable [] hash, Instant recorded) {

    /**
     * Reads it, and makes it if there is none: at the last entry that is kept, since a row that somebody removed must not
     * bring every entry once more.
     */
    static PostgresCursor open(Connection connection, UUID instance, Instant now) throws SQLException {
        PostgresCursor known = read(connection, instance, "");
        return known == null ? make(connection, instance, now) : known;
    }

    private static PostgresCursor make(Connection connection, UUID instance, Instant now) throws SQLException {
        String last = "INSERT INTO audit_cursors (instance, sequence, hash, recorded) SELECT instance, sequence, hash, "
                + "recorded FROM audit_entries WHERE instance = ? ORDER BY sequence DESC LIMIT 1 ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = connection.prepareStatement(last)) {
            statement.setObject(1, instance);
            statement.executeUpdate();
        }
        String insert =
                "INSERT INTO audit_cursors (instance, sequence, recorded) VALUES (?, 0, ?) ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            statement.setObject(1, instance);
            statement.setObject(2, now.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
        PostgresCursor cursor = read(connection, instance, "");
        if (cursor == null) {
            throw new SQLException("audit_cursors hides rows that are in it; is there row-level security?", "42501");
        }
        return cursor;
    }

    /** Reads it, and lets nobody else write entries of this journal until the transaction is over. */
    static @Nullable PostgresCursor lock(Connection connection, UUID instance) throws SQLException {
        return read(connection, instance, " FOR UPDATE");
    }

    private static @Nullable PostgresCursor read(Connection connection, UUID instance, String how) throws SQLException {
        String select = "SELECT sequence, hash, recorded FROM audit_cursors WHERE instance = ?" + how;
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setObject(1, instance);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new PostgresCursor(
                                instance,
                                row.getLong(1),
                                row.getBytes(2),
                                row.getObject(3, OffsetDateTime.class).toInstant())
                        : null;
            }
        }
    }

    /** Those of a batch that are not kept yet. */
    List<Placed> after(List<Placed> batch) {
        int from = 0;
        while (from < batch.size() && batch.get(from).sequence() <= sequence) {
            from++;
        }
        return batch.subList(from, batch.size());
    }

    /** False if what is kept is not what the batch's journal has in its place. */
    boolean follows(Connection connection, List<Placed> batch) throws SQLException {
        for (Placed each : batch) {
            if (each.sequence() == sequence) {
                return hash == null || Arrays.equals(hash, each.hash());
            }
            if (each.sequence() == sequence + 1) {
                byte[] previous = each.previous();
                return hash == null || previous == null || Arrays.equals(hash, previous);
            }
        }
        Placed last = batch.getLast();
        return last.sequence() > sequence || matches(connection, last);
    }

    private static boolean matches(Connection connection, Placed kept) throws SQLException {
        String select = "SELECT hash FROM audit_entries WHERE instance = ? AND sequence = ?";
        try (PreparedStatement statement = connection.prepareStatement(select)) {
            statement.setObject(1, kept.instance());
            statement.setLong(2, kept.sequence());
            try (ResultSet row = statement.executeQuery()) {
                return !row.next() || Arrays.equals(row.getBytes(1), kept.hash());
            }
        }
    }

    /** Moves it, within the transaction of the entries. */
    static void move(Connection connection, Placed last, Instant recorded) throws SQLException {
        String update = "UPDATE audit_cursors SET sequence = ?, hash = ?, recorded = ? WHERE instance = ?";
        try (PreparedStatement statement = connection.prepareStatement(update)) {
            statement.setLong(1, last.sequence());
            statement.setBytes(2, last.hash());
            statement.setObject(3, recorded.atOffset(ZoneOffset.UTC));
            statement.setObject(4, last.instance());
            statement.executeUpdate();
        }
    }
}
