package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Placed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Writes batches: entries, usage and cursor in one transaction, so that each entry is kept once. */
final class PostgresWriter {
    private static final String COPY =
            "COPY audit_entries (" + PostgresRows.COLUMNS + ") FROM STDIN WITH (FORMAT binary)";
    private static final int PIECE = 1 << 16;
    private static final String KIND = "\"kind\":\"";

    private final PostgresRows rows = new PostgresRows();

    /** The batch is not what follows: somebody else has written entries of the same journal. */
    static final class ForkException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * Writes what is not kept yet.
     *
     * @param recorded when it is said to have come, unless the clock was ahead before
     * @return the cursor before
     */
    PostgresCursor write(Connection connection, List<Placed> batch, Instant recorded)
            throws SQLException, ForkException {
        connection.setAutoCommit(false);
        PostgresCursor cursor = PostgresCursor.lock(connection, batch.getFirst().instance());
        if (cursor == null) {
            throw new SQLException("the cursor of this gateway is gone from audit_cursors");
        }
        if (!cursor.follows(connection, batch)) {
            throw new ForkException();
        }
        List<Placed> fresh = cursor.after(batch);
        if (!fresh.isEmpty()) {
            write(connection, fresh, recorded, new PostgresUsage(cursor.instance()));
            PostgresCursor.move(connection, fresh.getLast(), recorded);
        }
        connection.commit();
        connection.setAutoCommit(true);
        return cursor;
    }

    private void write(Connection connection, List<Placed> fresh, Instant recorded, PostgresUsage usage)
            throws SQLException {
        rows.clear();
        for (Placed placed : fresh) {
            String kind = kind(placed.bytes());
            CallRecord call = kind.equals("call") ? call(placed) : null;
            rows.add(placed, recorded, kind, call);
            if (call != null) {
                usage.add(call);
            }
        }
        ByteBuffer bytes = rows.end();
        copy(connection, bytes);
        usage.write(connection);
    }

    private static void copy(Connection connection, ByteBuffer bytes) throws SQLException {
        patience(connection, bytes.remaining());
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        while (bytes.hasRemaining()) {
            int length = Math.min(PIECE, bytes.remaining());
            copy.writeToCopy(bytes.array(), bytes.arrayOffset() + bytes.position(), length);
            bytes.position(bytes.position() + length);
        }
        copy.endCopy();
    }

    /** Large content may take its time, on a slow line. */
    private static void patience(Connection connection, int bytes) throws SQLException {
        if (bytes > 1 << 22) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = "
                        + PostgresSink.transfer(bytes).toMillis());
            }
        }
    }

    /** Null where it is of a newer release, or damaged: it is kept all the same. */
    static @Nullable CallRecord call(Placed placed) {
        try {
            return placed.entry() instanceof Entry.Call(CallRecord record) ? record : null;
        } catch (RuntimeException _) {
            return null;
        }
    }

    /** As it stands in the entry, which begins with version and kind; works for kinds that nobody knows yet. */
    static String kind(byte[] entry) {
        String head = new String(entry, 0, Math.min(entry.length, 200), StandardCharsets.US_ASCII);
        int from = head.indexOf(KIND) + KIND.length();
        int to = head.indexOf('"', from);
        return from < KIND.length() || to < 0 ? "unknown" : head.substring(from, to);
    }
}
