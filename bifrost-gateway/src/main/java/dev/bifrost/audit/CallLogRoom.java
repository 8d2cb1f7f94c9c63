package dev.bifrost.audit;

import dev.bifrost.journal.Placed;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps a {@link CallLog} within its bounds: the oldest entries go, a few at a time, so that nobody waits long. */
final class CallLogRoom {
    private static final int CHUNK = 250;
    private static final int MOST_CHUNKS = 400;
    private static final int PAGES = 500;
    private static final int PAGE = 4096;
    /** A row beside its entry: the columns and what the indexes take, as measured, and more. */
    private static final int ROW = 1500;
    /** What a row of usage takes at most as a rule; all of them may take a quarter. */
    private static final int USAGE_ROW = 500;

    private static final long LEAST_FREE = 64L << 20;

    private final CallLogFile file;
    private final CallLog.Disk disk;
    private final long maxSize;
    private final @Nullable Duration calls;
    private final @Nullable Duration content;

    CallLogRoom(AuditSettings settings, CallLogFile file, CallLog.Disk disk) {
        this.file = file;
        this.disk = disk;
        this.maxSize = settings.maxSize().bytes();
        AuditSettings.Retention retention = settings.retention();
        AuditSettings.Days kept = retention == null ? null : retention.calls();
        AuditSettings.Days shown = retention == null ? null : retention.content();
        this.calls = kept == null ? null : kept.duration();
        this.content = shown == null ? null : shown.duration();
    }

    /** The part of the bound that is left to the write-ahead log. */
    static long logAllowance(long maxSize) {
        return Math.clamp(maxSize / 8, 2L << 20, 16L << 20);
    }

    /** What an entry may take. */
    long estimate(Placed placed) {
        byte[] attachment = placed.attachment();
        long attached = attachment == null || attachment.length > largestAttachment() ? 0 : attachment.length;
        return (placed.bytes().length + attached) * 5 / 4 + ROW;
    }

    /** How many bytes go into one transaction. */
    long transaction() {
        return Math.min(maxSize / 64, 4L << 20);
    }

    long largestAttachment() {
        return maxSize / 32;
    }

    /** Deletes from the beginning until so many bytes fit in. */
    void make(long bytes) throws SinkFailure, InterruptedException {
        try {
            long free = disk.free();
            if (free < LEAST_FREE + 2 * bytes) {
                throw new SinkFailure(
                        SinkFailure.Kind.REFUSED,
                        "the disk of " + file.path() + " has only " + (free >> 20)
                                + " MB left; free some, or lower observability.audit.max_size",
                        null);
            }
        } catch (IOException e) {
            throw new SinkFailure(SinkFailure.Kind.FAULT, "the disk of " + file.path() + " can not be read: " + e, e);
        }
        if (file.logSize() > 2 * logAllowance(maxSize)) {
            long left = file.alone(on -> CallLogFile.number(on, "PRAGMA wal_checkpoint(TRUNCATE)"));
            if (left != 0) {
                throw new SinkFailure(
                        SinkFailure.Kind.UNREACHABLE, "somebody reads " + file.path() + " for long", null);
            }
        }
        while (file.alone(this::left) < bytes && file.write(on -> deleteOldest(on, CHUNK), 0) > 0) {}
    }

    /** What may still be added. */
    private long left(Connection on) throws SQLException {
        long used = CallLogFile.number(on, "PRAGMA page_count") - CallLogFile.number(on, "PRAGMA freelist_count");
        return maxSize - logAllowance(maxSize) - used * PAGE;
    }

    private static int deleteOldest(Connection on, int most) throws SQLException {
        try (Statement statement = on.createStatement()) {
            return statement.executeUpdate("DELETE FROM audit_entries WHERE id IN "
                    + "(SELECT id FROM audit_entries ORDER BY id LIMIT " + most + ")");
        }
    }

    /** What has been kept long enough goes. What is left after a number of chunks goes at the next time. */
    void expire(Instant now) throws SinkFailure, InterruptedException {
        if (content != null) {
            repeat("UPDATE audit_entries SET attachment = NULL WHERE id IN (SELECT id FROM audit_entries "
                    + "WHERE attachment IS NOT NULL AND recorded < ? LIMIT " + CHUNK + ")", now.minus(content));
        }
        if (calls != null) {
            Instant before = now.minus(calls);
            repeat("DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries WHERE recorded < ? AND id < "
                    + "(SELECT min(id) FROM audit_entries) + " + CHUNK + ")", before);
            repeat("DELETE FROM audit_usage WHERE hour < ?", before.minus(Duration.ofHours(1)));
        }
        boundUsage();
        shrink();
    }

    private void repeat(String sql, Instant before) throws SinkFailure, InterruptedException {
        int changed = 1;
        for (int i = 0; i < MOST_CHUNKS && changed > 0; i++) {
            changed = file.write(on -> {
                try (PreparedStatement statement = on.prepareStatement(sql)) {
                    statement.setLong(1, CallLogValues.micros(before));
                    return statement.executeUpdate();
                }
            }, 0);
        }
    }

    /** Labels that are new with each call would else fill all of it. */
    private void boundUsage() throws SinkFailure, InterruptedException {
        long most = maxSize / 4 / USAGE_ROW;
        long rows = file.alone(on -> CallLogFile.number(on, "SELECT count(*) FROM audit_usage"));
        for (int i = 0; i < MOST_CHUNKS && rows > most; i++) {
            int _ = file.write(CallLogRoom::deleteOldestHour, 0);
            rows = file.alone(on -> CallLogFile.number(on, "SELECT count(*) FROM audit_usage"));
        }
    }

    private static int deleteOldestHour(Connection on) throws SQLException {
        try (Statement statement = on.createStatement()) {
            return statement.executeUpdate(
                    "DELETE FROM audit_usage WHERE hour = (SELECT min(hour) FROM audit_usage)");
        }
    }

    /** Gives pages back to the system where a quarter is empty, or the bound was lowered. */
    private void shrink() throws SinkFailure, InterruptedException {
        long bound = (maxSize - logAllowance(maxSize)) / PAGE;
        for (int i = 0; i < MOST_CHUNKS; i++) {
            long freed = file.alone(on -> {
                long pages = CallLogFile.number(on, "PRAGMA page_count");
                long empty = CallLogFile.number(on, "PRAGMA freelist_count");
                return empty > pages / 4 || (pages > bound && empty > 0) ? vacuum(on, Math.min(PAGES, empty)) : 0L;
            });
            if (freed == 0) {
                return;
            }
        }
    }

    /** The driver runs only an update to its end; each step of it gives back one page. */
    private static long vacuum(Connection on, long pages) throws SQLException {
        try (Statement statement = on.createStatement()) {
            int _ = statement.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
        }
        return pages;
    }
}
