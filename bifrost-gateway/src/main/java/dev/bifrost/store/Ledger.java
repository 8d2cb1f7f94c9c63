package dev.bifrost.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** One of the two tables of spend: tallies by owner and bucket, the second also by provider and model. */
final class Ledger {
    /** Quarter hours: whatever the zone, no calendar period begins within one. */
    static final Ledger BY_OWNER = new Ledger("spend", new Span(0, 900), "");

    /** Days of UTC. */
    static final Ledger BY_MODEL = new Ledger("spend_model", new Span(0, 86_400), ", provider, model");

    /** A time, in seconds since 1970 and seconds. */
    record Span(long start, long seconds) {
        Span around(long second) {
            return new Span(Math.floorDiv(second, seconds) * seconds, seconds);
        }

        static Span day(long second, ZoneId zone) {
            var day = Instant.ofEpochSecond(second).atZone(zone).toLocalDate();
            return between(
                    day.atStartOfDay(zone).toEpochSecond(),
                    day.plusDays(1).atStartOfDay(zone).toEpochSecond());
        }

        static Span month(long second, ZoneId zone) {
            var first = Instant.ofEpochSecond(second).atZone(zone).toLocalDate().withDayOfMonth(1);
            return between(
                    first.atStartOfDay(zone).toEpochSecond(),
                    first.plusMonths(1).atStartOfDay(zone).toEpochSecond());
        }

        private static Span between(long start, long end) {
            return new Span(start, end - start);
        }
    }

    /** Which row a tally belongs to. Ordered, so that two transactions lock rows in the same order. */
    record Line(String owner, Span span, String provider, String model) implements Comparable<Line> {
        @Override
        public int compareTo(Line other) {
            int order = owner.compareTo(other.owner);
            if (order == 0) {
                order = Long.compare(span.start, other.span.start);
            }
            if (order == 0) {
                order = provider.compareTo(other.provider);
            }
            return order == 0 ? model.compareTo(other.model) : order;
        }
    }

    private final Span finest;
    private final String add;
    private final String take;
    private final boolean models;

    private Ledger(String table, Span finest, String extra) {
        this.finest = finest;
        this.models = !extra.isEmpty();
        this.add = "INSERT INTO " + table + " (owner, bucket" + extra + ", seconds, " + Tally.COLUMNS + ") VALUES (?, ?"
                + (models ? ", ?, ?" : "") + ", ?, ?, ?, ?, ?, ?) ON CONFLICT (owner, bucket" + extra
                + ") DO UPDATE SET seconds = CASE WHEN " + table + ".seconds > excluded.seconds THEN " + table
                + ".seconds ELSE excluded.seconds END" + sum(table);
        String key = "owner, bucket" + extra;
        this.take = "DELETE FROM " + table + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + table
                + " WHERE bucket < ? AND seconds < ? LIMIT ?) RETURNING " + key + ", " + Tally.COLUMNS;
    }

    private static String sum(String table) {
        StringBuilder sums = new StringBuilder();
        for (String column : Tally.COLUMNS.split(", ", -1)) {
            sums.append(", ")
                    .append(column)
                    .append(" = ")
                    .append(table)
                    .append('.')
                    .append(column);
            sums.append(" + excluded.").append(column);
        }
        return sums.toString();
    }

    void add(Connection on, List<SpendDelta> deltas) throws SQLException {
        Map<Line, Tally> tallies = new TreeMap<>();
        for (SpendDelta delta : deltas) {
            String provider = delta.provider();
            String model = delta.model();
            if (!models || provider != null) {
                Span span = finest.around(delta.time().getEpochSecond());
                Line line = models && provider != null
                        ? new Line(delta.owner(), span, provider, model == null ? "" : model)
                        : new Line(delta.owner(), span, "", "");
                tallies.merge(line, Tally.of(delta), Tally::plus);
            }
        }
        add(on, tallies);
    }

    private void add(Connection on, Map<Line, Tally> tallies) throws SQLException {
        List<Object[]> rows = new ArrayList<>(tallies.size());
        tallies.forEach((line, tally) -> {
            List<Object> row = new ArrayList<>(List.of(line.owner, line.span.start));
            if (models) {
                row.addAll(List.of(line.provider, line.model));
            }
            row.addAll(List.of(
                    line.span.seconds,
                    tally.nanoDollars(),
                    tally.estimatedNanoDollars(),
                    tally.calls(),
                    tally.promptTokens(),
                    tally.completionTokens()));
            rows.add(row.toArray());
        });
        Rows.batch(on, add, rows);
    }

    /**
     * Puts some rows older than a second, and shorter than the given length, together in longer ones.
     *
     * @return how many those were; fewer than the limit when nothing is left
     */
    int fold(Connection on, long olderThan, long shorterThan, int limit, LongFunction<Span> longer)
            throws SQLException {
        Map<Line, Tally> tallies = new TreeMap<>();
        List<Boolean> taken = Rows.list(
                on,
                take,
                row -> {
                    Span span = longer.apply(row.getLong("bucket"));
                    Line line = new Line(row.getString("owner"), span, name(row, "provider"), name(row, "model"));
                    return tallies.merge(line, Tally.of(row), Tally::plus) != null;
                },
                olderThan,
                shorterThan,
                limit);
        add(on, tallies);
        return taken.size();
    }

    private String name(ResultSet row, String column) throws SQLException {
        return models ? row.getString(column) : "";
    }
}
