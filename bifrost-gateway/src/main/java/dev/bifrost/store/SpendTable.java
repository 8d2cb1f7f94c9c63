package dev.bifrost.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was spent, by owner and quarter of an hour, as the journal tells it: each entry counts once, because the cursor
 * moves in the transaction that counts it. Adjustments stand beside it and are in every sum.
 */
public final class SpendTable {
    private static final Duration DAYS_AFTER = Duration.ofDays(62);
    private static final Duration MONTHS_AFTER = Duration.ofDays(400);
    /** Shorter than every day, and longer than a quarter hour; days of 23 hours exist. */
    private static final long LESS_THAN_A_DAY = 80_000;

    private static final long LESS_THAN_A_MONTH = 2_000_000;
    private static final int CHUNK = 5_000;
    private static final String SUMS = "SUM(nano_dollars) AS nano_dollars, SUM(estimated_nano_dollars) AS "
            + "estimated_nano_dollars, SUM(calls) AS calls, SUM(prompt_tokens) AS prompt_tokens, "
            + "SUM(completion_tokens) AS completion_tokens";

    private final Store store;
    private final InstantSource clock;

    SpendTable(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Counts what follows the follower's cursor and moves it, or, if it stands there already, does nothing. After an
     * uncertain failure it can simply be called again.
     *
     * @param upTo where the cursor stands afterwards; no delta has a higher sequence
     * @return how many deltas were new
     */
    public int apply(List<SpendDelta> deltas, List<Adjustment> adjustments, JournalCursor upTo) {
        for (SpendDelta delta : deltas) {
            if (delta.sequence() > upTo.sequence()) {
                throw new IllegalArgumentException("entry " + delta.sequence() + " lies after " + upTo);
            }
        }
        return store.write(on -> {
            long before = lockedSequence(on, upTo);
            List<SpendDelta> fresh = new ArrayList<>(deltas);
            fresh.removeIf(delta -> delta.sequence() <= before);
            Ledger.BY_OWNER.add(on, fresh);
            Ledger.BY_MODEL.add(on, fresh);
            AdjustmentTable.insert(on, adjustments);
            if (upTo.sequence() > before) {
                move(on, upTo);
            }
            return fresh.size();
        });
    }

    /** The row is locked until the commit. */
    private long lockedSequence(Connection on, JournalCursor cursor) throws SQLException {
        Long sequence = Rows.first(
                on,
                "INSERT INTO journal_cursor (follower, journal, segment, position, sequence, moved) "
                        + "VALUES (?, ?, 0, 0, -1, ?) ON CONFLICT (follower, journal) "
                        + "DO UPDATE SET moved = excluded.moved RETURNING sequence",
                row -> row.getLong(1),
                cursor.follower(),
                cursor.journal(),
                clock.instant());
        return Objects.requireNonNull(sequence);
    }

    private static void move(Connection on, JournalCursor cursor) throws SQLException {
        Rows.update(
                on,
                "UPDATE journal_cursor SET segment = ?, position = ?, sequence = ? WHERE follower = ? AND journal = ?",
                cursor.segment(),
                cursor.position(),
                cursor.sequence(),
                cursor.follower(),
                cursor.journal());
    }

    /** How far a follower has come; null if it never began. */
    public @Nullable JournalCursor cursor(String follower, String journal) {
        return store.read(on -> Rows.first(
                on,
                "SELECT segment, position, sequence FROM journal_cursor WHERE follower = ? AND journal = ?",
                row -> new JournalCursor(follower, journal, row.getLong(1), row.getLong(2), row.getLong(3)),
                follower,
                journal));
    }

    /**
     * Nano-dollars by owner since a time, adjustments included; owners who spent nothing are missing. Exact where a
     * quarter hour begins; else, and further back than 62 days where no day of the gateway's zone begins, the whole
     * bucket around that time is counted.
     */
    public Map<String, Long> sums(Instant since) {
        return sums(since, Long.MAX_VALUE);
    }

    /** The same without the adjustments that have a higher number. */
    public Map<String, Long> sums(Instant since, long newestAdjustment) {
        long from = since.getEpochSecond();
        return store.read(on -> {
            Map<String, Long> sums = new HashMap<>();
            Rows.list(
                    on,
                    "SELECT owner, SUM(nano_dollars) FROM (SELECT owner, nano_dollars FROM spend "
                            + "WHERE bucket + seconds > ? UNION ALL SELECT owner, nano_dollars FROM adjustment "
                            + "WHERE bucket + 900 > ? AND number <= ?) moved GROUP BY owner",
                    row -> sums.put(row.getString(1), row.getLong(2)),
                    from,
                    from,
                    newestAdjustment);
            return sums;
        });
    }

    /** What everybody spent in buckets that begin from {@code from} until before {@code to}, without adjustments. */
    public Map<String, Tally> totals(Instant from, Instant to) {
        return store.read(on -> {
            Map<String, Tally> totals = new HashMap<>();
            Rows.list(
                    on,
                    "SELECT owner, " + SUMS + " FROM spend WHERE bucket >= ? AND bucket < ? GROUP BY owner",
                    row -> totals.put(row.getString(1), Tally.of(row)),
                    from.getEpochSecond(),
                    to.getEpochSecond());
            return totals;
        });
    }

    /** One bucket of an owner's spend; adjustments are not in it. */
    public record OwnerSpend(Instant start, Duration length, Tally tally) {}

    /** The buckets of an owner that begin from {@code from} until before {@code to}, oldest first. */
    public List<OwnerSpend> report(String owner, Instant from, Instant to) {
        return store.read(on -> Rows.list(
                on,
                "SELECT bucket, seconds, " + Tally.COLUMNS
                        + " FROM spend WHERE owner = ? AND bucket >= ? AND bucket < ? ORDER BY bucket",
                row -> new OwnerSpend(
                        Instant.ofEpochSecond(row.getLong(1)), Duration.ofSeconds(row.getLong(2)), Tally.of(row)),
                owner,
                from.getEpochSecond(),
                to.getEpochSecond()));
    }

    /** What an owner spent on a model. */
    public record ModelSpend(String provider, String model, Tally tally) {}

    /** By model, in days (UTC) that begin from {@code from} until before {@code to}, the costliest first. */
    public List<ModelSpend> models(String owner, Instant from, Instant to) {
        return store.read(on -> Rows.list(
                on,
                "SELECT provider, model, " + SUMS + " FROM spend_model WHERE owner = ? "
                        + "AND bucket >= ? AND bucket < ? GROUP BY provider, model ORDER BY 3 DESC, 1, 2",
                row -> new ModelSpend(row.getString(1), row.getString(2), Tally.of(row)),
                owner,
                from.getEpochSecond(),
                to.getEpochSecond()));
    }

    /**
     * Puts quarter hours older than 62 days together in days, and days older than 400 in months, so that an owner
     * takes at most 6,400 rows and 12 for each year. Sums over all time stay as they are, and those since the beginning
     * of a day of the zone, or after 400 days of a month. In small transactions; may be run at any time, once a day.
     *
     * @return how many rows were put together
     */
    public int compact(ZoneId zone) {
        long days = clock.instant().minus(DAYS_AFTER).getEpochSecond();
        long months = clock.instant().minus(MONTHS_AFTER).getEpochSecond();
        // Whole days and months only: what they hold now must not be added to by another fold of the same span.
        long wholeDays = Ledger.Span.day(days, zone).start();
        long wholeMonths = Ledger.Span.month(months, zone).start();
        long utcMonths = Ledger.Span.month(months, ZoneOffset.UTC).start();
        return fold(Ledger.BY_OWNER, wholeDays, LESS_THAN_A_DAY, second -> Ledger.Span.day(second, zone))
                + fold(Ledger.BY_OWNER, wholeMonths, LESS_THAN_A_MONTH, second -> Ledger.Span.month(second, zone))
                + fold(
                        Ledger.BY_MODEL,
                        utcMonths,
                        LESS_THAN_A_MONTH,
                        second -> Ledger.Span.month(second, ZoneOffset.UTC));
    }

    private int fold(Ledger ledger, long olderThan, long shorterThan, LongFunction<Ledger.Span> longer) {
        int all = 0;
        int some;
        do {
            some = store.write(on -> {
                // No follower adds in the meantime: each would wait for rows that the other holds.
                Rows.update(on, "UPDATE journal_cursor SET moved = moved");
                return ledger.fold(on, olderThan, shorterThan, CHUNK, longer);
            });
            all += some;
        } while (some == CHUNK);
        return all;
    }
}
