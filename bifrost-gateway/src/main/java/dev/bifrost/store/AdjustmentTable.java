package dev.bifrost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Credits and corrections. They are never changed, and numbered from 1 in the order in which they become visible: who has
 * seen a number has seen all lower ones.
 */
public final class AdjustmentTable {
    private static final long QUARTER_HOUR = 900;
    private static final String COLUMNS = "id, owner, bucket, nano_dollars, reason, made_by, created, refers_to";

    private final Store store;

    AdjustmentTable(Store store) {
        this.store = store;
    }

    /** One with its number. */
    public record Numbered(long number, Adjustment adjustment) {}

    /**
     * What adjustments with the same reference have done to an owner's quarter of an hour.
     *
     * @param count       how many there are
     * @param nanoDollars what they added together
     */
    public record Referred(String refersTo, String owner, Instant time, long count, long nanoDollars) {}

    /**
     * Adds those whose ids are not known yet; may be repeated after an uncertain failure.
     *
     * @return how many were new
     */
    public int add(List<Adjustment> adjustments) {
        return store.write(on -> insert(on, adjustments));
    }

    /** The highest number that is visible; 0 if there is none. */
    public long newest() {
        Long newest = store.read(on ->
                Rows.first(on, "SELECT value FROM change_counter WHERE name = 'adjustment'", row -> row.getLong(1)));
        return Objects.requireNonNull(newest, "the migration makes the counter");
    }

    /** Those with higher numbers, at most so many, the lowest first. */
    public List<Numbered> after(long number, int most) {
        return store.read(on -> Rows.list(
                on,
                "SELECT " + COLUMNS + ", number FROM adjustment WHERE number > ? ORDER BY number LIMIT ?",
                row -> new Numbered(row.getLong(9), adjustment(row)),
                number,
                most));
    }

    /** An owner's that move times from {@code from} until before {@code to}, oldest first. */
    public List<Adjustment> of(String owner, Instant from, Instant to) {
        return store.read(on -> Rows.list(
                on,
                "SELECT " + COLUMNS
                        + " FROM adjustment WHERE owner = ? AND bucket >= ? AND bucket < ? ORDER BY created, id",
                AdjustmentTable::adjustment,
                owner,
                from.getEpochSecond(),
                to.getEpochSecond()));
    }

    /** Nano-dollars by owner, of the same times. */
    public Map<String, Long> totals(Instant from, Instant to) {
        return store.read(on -> {
            Map<String, Long> totals = new HashMap<>();
            Rows.list(
                    on,
                    "SELECT owner, SUM(nano_dollars) FROM adjustment WHERE bucket >= ? AND bucket < ? GROUP BY owner",
                    row -> totals.put(row.getString(1), row.getLong(2)),
                    from.getEpochSecond(),
                    to.getEpochSecond());
            return totals;
        });
    }

    /** Those whose reference begins so, of the same times. */
    public List<Referred> referring(String beginning, Instant from, Instant to) {
        return store.read(on -> Rows.list(
                on,
                "SELECT refers_to, owner, bucket, COUNT(*), SUM(nano_dollars) FROM adjustment WHERE bucket >= ? "
                        + "AND bucket < ? AND SUBSTR(refers_to, 1, CAST(? AS INTEGER)) = ? GROUP BY refers_to, owner, bucket",
                row -> new Referred(
                        row.getString(1),
                        row.getString(2),
                        Instant.ofEpochSecond(row.getLong(3)),
                        row.getLong(4),
                        row.getLong(5)),
                from.getEpochSecond(),
                to.getEpochSecond(),
                beginning.length(),
                beginning));
    }

    /** The counter's row is locked until the commit, so that numbers become visible in their order. */
    static int insert(Connection on, List<Adjustment> adjustments) throws SQLException {
        if (adjustments.isEmpty()) {
            return 0;
        }
        Long last = Rows.first(
                on,
                "UPDATE change_counter SET value = value + ? WHERE name = 'adjustment' RETURNING value",
                row -> row.getLong(1),
                adjustments.size());
        long number = Objects.requireNonNull(last, "the migration makes the counter") - adjustments.size();
        int made = 0;
        for (Adjustment each : adjustments) {
            number++;
            made += Rows.update(
                    on,
                    "INSERT INTO adjustment (" + COLUMNS + ", number) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                            + "ON CONFLICT (id) DO NOTHING",
                    each.id(),
                    each.owner(),
                    Math.floorDiv(each.time().getEpochSecond(), QUARTER_HOUR) * QUARTER_HOUR,
                    each.nanoDollars(),
                    each.reason(),
                    each.by(),
                    each.created(),
                    each.refersTo(),
                    number);
        }
        return made;
    }

    private static Adjustment adjustment(ResultSet row) throws SQLException {
        return new Adjustment(
                row.getString(1),
                row.getString(2),
                Instant.ofEpochSecond(row.getLong(3)),
                row.getLong(4),
                row.getString(5),
                row.getString(6),
                Instant.ofEpochMilli(row.getLong(7)),
                row.getString(8));
    }
}
