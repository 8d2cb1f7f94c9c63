package dev.bifrost.quota;

import dev.bifrost.api.settings.BudgetSettings.Per;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import org.jspecify.annotations.Nullable;

/**
 * A time by the calendar in which a budget is spent. Periods of one kind and zone follow each other without gap or overlap,
 * over changes of the clocks too.
 *
 * @param start milliseconds since 1970, inclusive
 * @param end   milliseconds since 1970, exclusive
 */
record Period(long start, long end) {
    static final Period TOTAL = new Period(Long.MIN_VALUE, Long.MAX_VALUE);
    private static final long HOUR = 3_600_000;
    /** Far enough for {@link Past}, and still a timestamp in every database. */
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    static Period of(Per per, ZoneId zone, long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        LocalDate day = LocalDate.ofInstant(time, zone);
        return switch (per) {
            case HOUR -> hour(time, zone);
            case DAY -> days(day, day.plusDays(1), zone);
            case WEEK -> {
                LocalDate monday = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                yield days(monday, monday.plusWeeks(1), zone);
            }
            case MONTH -> days(day.withDayOfMonth(1), day.withDayOfMonth(1).plusMonths(1), zone);
            case YEAR -> days(day.withDayOfYear(1), day.withDayOfYear(1).plusYears(1), zone);
            case TOTAL -> TOTAL;
        };
    }

    /** One of those of equal length into which all time is cut. */
    static Period block(long length, long millis) {
        long start = Math.floorDiv(millis, length) * length;
        return new Period(start, start + length);
    }

    boolean contains(long millis) {
        return millis >= start && millis < end;
    }

    /** The period's name in leases. */
    String text() {
        return start == Long.MIN_VALUE ? "total" : Instant.ofEpochMilli(start).toString();
    }

    Instant from() {
        return start == Long.MIN_VALUE ? Instant.EPOCH : Instant.ofEpochMilli(start);
    }

    Instant to() {
        return end == Long.MAX_VALUE ? LAST : Instant.ofEpochMilli(end);
    }

    /** When the budget begins anew; null if never. */
    @Nullable
    Instant resets() {
        return end == Long.MAX_VALUE ? null : Instant.ofEpochMilli(end);
    }

    private static Period days(LocalDate first, LocalDate next, ZoneId zone) {
        return new Period(startOf(first, zone), startOf(next, zone));
    }

    private static long startOf(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** The hour on the clock on the wall. Where clocks change by less than an hour, those beside the change are shorter. */
    private static Period hour(Instant time, ZoneId zone) {
        long offset = zone.getRules().getOffset(time).getTotalSeconds() * 1000L;
        long start = Math.floorDiv(time.toEpochMilli() + offset, HOUR) * HOUR - offset;
        long end = start + HOUR;
        ZoneOffsetTransition before = zone.getRules().previousTransition(time.plusNanos(1));
        if (before != null) {
            start = Math.max(start, before.toEpochSecond() * 1000);
        }
        ZoneOffsetTransition after = zone.getRules().nextTransition(time);
        if (after != null) {
            end = Math.min(end, after.toEpochSecond() * 1000);
        }
        return new Period(start, end);
    }
}
