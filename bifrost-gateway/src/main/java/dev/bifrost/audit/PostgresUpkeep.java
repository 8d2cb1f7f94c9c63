package dev.bifrost.audit;

import dev.bifrost.audit.AuditSettings.Days;
import dev.bifrost.audit.AuditSettings.Retention;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is done once an hour, on a connection of its own. The month to come is made a week ahead, so that missing rights
 * show in time. What is older than it may be is forgotten, a little at a time: whole months of entries, usage of those
 * months, and content, until nothing is left. Waits for nobody for long; what could not be done is done later.
 */
final class PostgresUpkeep {
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration AHEAD = Duration.ofDays(7);

    /** Of each thing that is forgotten; what is left then is forgotten from the next minute on. */
    private static final Duration TURN = Duration.ofMinutes(10);

    static final Duration SPELL = TURN.multipliedBy(2);
    private static final String LIMITS = "SET lock_timeout = 500";
    private static final String CONTENT = "UPDATE audit_entries SET attachment = NULL "
            + "WHERE (instance, sequence, recorded) IN (SELECT instance, sequence, recorded FROM audit_entries "
            + "WHERE attachment IS NOT NULL AND recorded < ? LIMIT 200)";
    private static final String USAGE = "DELETE FROM audit_usage WHERE ctid = ANY (ARRAY(SELECT ctid FROM audit_usage "
            + "WHERE hour < ? LIMIT 1000))";

    private final @Nullable Retention retention;
    private final PostgresPartitions partitions;
    private final LongSupplier nanoTime;
    private @Nullable Instant done;

    PostgresUpkeep(@Nullable Retention retention, PostgresPartitions partitions, LongSupplier nanoTime) {
        this.retention = retention;
        this.partitions = partitions;
        this.nanoTime = nanoTime;
    }

    /** Whether an hour is over, or there was more to do. */
    boolean due(Instant now) {
        Instant last = done;
        return last == null || Duration.between(last, now).abs().compareTo(EVERY) >= 0;
    }

    void run(Connection connection, Instant now) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LIMITS);
        }
        boolean all = true;
        try {
            partitions.ensure(connection, PostgresPartitions.month(now.plus(AHEAD)));
        } finally {
            if (retention != null) {
                all = content(connection, retention.content(), now);
                all &= calls(connection, retention.calls(), now);
            }
        }
        done = all ? now : null;
    }

    private boolean calls(Connection connection, @Nullable Days keep, Instant now) throws SQLException {
        if (keep == null) {
            return true;
        }
        YearMonth first = PostgresPartitions.month(now.minus(keep.duration()));
        for (PostgresPartitions.Month each : PostgresPartitions.all(connection)) {
            if (each.month().isBefore(first)) {
                partitions.drop(connection, each);
            }
        }
        return repeat(connection, USAGE, first.atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC));
    }

    private boolean content(Connection connection, @Nullable Days keep, Instant now) throws SQLException {
        return keep == null || repeat(connection, CONTENT, now.minus(keep.duration()));
    }

    /** A batch after the other, each a transaction; false if the time for it is over. */
    private boolean repeat(Connection connection, String sql, Instant before) throws SQLException {
        long start = nanoTime.getAsLong();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            while (statement.executeUpdate() > 0) {
                if (nanoTime.getAsLong() - start > TURN.toNanos()) {
                    return false;
                }
            }
            return true;
        }
    }
}
