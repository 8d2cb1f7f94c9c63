package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.audit.CallDatabase.Flavour;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;

/** What databases say differently. */
final class CallWording {
    private final Flavour flavour;

    /** A piece of SQL and what stands for its question marks. */
    record Condition(String sql, List<Object> parameters) {}

    CallWording(Flavour flavour) {
        this.flavour = flavour;
    }

    /** To compare and to sort by. */
    String instance() {
        return switch (flavour) {
            case SQLITE, POSTGRESQL, CLICKHOUSE -> "instance";
        };
    }

    String instanceParameter() {
        return switch (flavour) {
            case SQLITE -> "?";
            case POSTGRESQL -> "?::uuid";
            case CLICKHOUSE -> "toUUID(?)";
        };
    }

    String instanceText() {
        return switch (flavour) {
            case SQLITE -> "instance";
            case POSTGRESQL -> "instance::text";
            case CLICKHOUSE -> "toString(instance)";
        };
    }

    String labelsText() {
        return switch (flavour) {
            case SQLITE -> "labels";
            case POSTGRESQL -> "labels::text";
            case CLICKHOUSE -> "toJSONString(labels)";
        };
    }

    String entry() {
        return switch (flavour) {
            case SQLITE -> "CAST(entry AS TEXT)";
            case POSTGRESQL, CLICKHOUSE -> "entry";
        };
    }

    /** ClickHouse gets its rows as JSON, and keeps hashes as such digits, and attachments in base64. */
    String hex(String column) {
        return switch (flavour) {
            case SQLITE -> "lower(hex(" + column + "))";
            case POSTGRESQL -> "encode(" + column + ", 'hex')";
            case CLICKHOUSE -> column.equals("attachment") ? "lower(hex(base64Decode(attachment)))" : column;
        };
    }

    /** 1 if it is, else 0. */
    String isThere(String column) {
        return switch (flavour) {
            case SQLITE, POSTGRESQL -> "CASE WHEN " + column + " IS NULL THEN 0 ELSE 1 END";
            case CLICKHOUSE -> "toInt64(notEmpty(ifNull(" + column + ", '')))";
        };
    }

    /** A label that has just this value. */
    Condition label(String name, String value) {
        return switch (flavour) {
            case SQLITE ->
                new Condition(
                        "EXISTS (SELECT 1 FROM json_each(labels) WHERE json_each.key = ? AND json_each.value = ?)",
                        List.of(name, value));
            case POSTGRESQL ->
                new Condition(
                        "labels @> ?::jsonb",
                        List.of(new Json.Obj().put(name, value).print()));
            case CLICKHOUSE -> new Condition("(mapContains(labels, ?) AND labels[?] = ?)", List.of(name, name, value));
        };
    }

    /** The value of a label. */
    Condition labelOf(String name) {
        return switch (flavour) {
            case SQLITE ->
                new Condition(
                        "(SELECT json_each.value FROM json_each(labels) WHERE json_each.key = ?)", List.of(name));
            case POSTGRESQL -> new Condition("labels ->> ?", List.of(name));
            case CLICKHOUSE -> new Condition("labels[?]", List.of(name));
        };
    }

    /** A time as text: {@code 2026-11-24T13:00:00Z}, or {@code 2026-11-24} and {@code 2026-11} in a zone. */
    Condition span(UsageGroup.Span span, ZoneId zone, Instant from, Instant to) {
        boolean hour = span == UsageGroup.Span.HOUR;
        String in = hour ? "UTC" : zone.getId();
        return switch (flavour) {
            case SQLITE ->
                new Condition(
                        "strftime('" + pattern(span, "%Y-%m-%dT%H:00:00Z", "%Y-%m-%d", "%Y-%m") + "', hour / 1000000"
                                + (hour ? "" : " + " + offset(zone, from, to)) + ", 'unixepoch')",
                        List.of());
            case POSTGRESQL ->
                new Condition(
                        "to_char(hour AT TIME ZONE ?, '"
                                + pattern(span, "YYYY-MM-DD\"T\"HH24:00:00\"Z\"", "YYYY-MM-DD", "YYYY-MM") + "')",
                        List.of(in));
            case CLICKHOUSE ->
                new Condition(
                        "formatDateTime(hour, '" + pattern(span, "%Y-%m-%dT%H:00:00Z", "%Y-%m-%d", "%Y-%m") + "', ?)",
                        List.of(in));
        };
    }

    private static String pattern(UsageGroup.Span span, String hour, String day, String month) {
        return switch (span) {
            case HOUR -> hour;
            case DAY -> day;
            case MONTH -> month;
        };
    }

    /** SQLite knows no zones: the seconds that are to be added, in each part of a time. */
    private static String offset(ZoneId zone, Instant from, Instant to) {
        StringBuilder cases = new StringBuilder();
        ZoneOffsetTransition next = zone.getRules().nextTransition(from);
        int most = 100;
        while (next != null && next.getInstant().isBefore(to) && most-- > 0) {
            cases.append(" WHEN hour < ")
                    .append(CallLogValues.micros(next.getInstant()))
                    .append(" THEN ")
                    .append(next.getOffsetBefore().getTotalSeconds());
            next = zone.getRules().nextTransition(next.getInstant());
        }
        int last = zone.getRules().getOffset(to).getTotalSeconds();
        return cases.isEmpty() ? Integer.toString(last) : "CASE" + cases + " ELSE " + last + " END";
    }
}
