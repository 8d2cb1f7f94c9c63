package dev.bifrost.audit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** Values as ClickHouse's SQL writes them, https://clickhouse.com/docs/sql-reference/syntax#string. */
final class ClickHouseLiteral {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    /** What DateTime64 can hold: https://clickhouse.com/docs/sql-reference/data-types/datetime64. */
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2299-12-31T23:59:59.999999Z");

    private ClickHouseLiteral() {}

    static String text(String value) {
        StringBuilder literal = new StringBuilder(value.length() + 2).append('\'');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> literal.append("\\\\");
                case '\'' -> literal.append("\\'");
                case 0 -> literal.append("\\0");
                default -> literal.append(c);
            }
        }
        return literal.append('\'').toString();
    }

    static String uuid(UUID value) {
        return "toUUID('" + value + "')";
    }

    /** UTC, microseconds; what a column can not hold becomes the nearest that it can. */
    static String time(Instant value) {
        return TIME.format(held(value));
    }

    static Instant held(Instant value) {
        return value.isBefore(EARLIEST) ? EARLIEST : value.isAfter(LATEST) ? LATEST : value;
    }

    /** A text, a whole number, a UUID or an {@link Instant}. */
    static String of(Object value) {
        return switch (value) {
            case String text -> text(text);
            case Long number -> number < 0 ? "(" + number + ")" : number.toString();
            case Integer number -> of(number.longValue());
            case Instant time -> "toDateTime64('" + time(time) + "', 6, 'UTC')";
            case UUID id -> uuid(id);
            default -> throw new IllegalArgumentException("no parameter can be a " + value.getClass());
        };
    }

    /** Puts values in the place of every {@code ?} that is no part of a quoted text or name or of a comment. */
    static String fill(String sql, List<?> parameters) {
        StringBuilder filled = new StringBuilder(sql.length() + 64);
        Iterator<?> values = parameters.iterator();
        for (int i = 0; i < sql.length(); ) {
            int end = opaque(sql, i);
            if (end > i) {
                filled.append(sql, i, end);
                i = end;
            } else {
                char c = sql.charAt(i++);
                if (c != '?') {
                    filled.append(c);
                } else if (values.hasNext()) {
                    filled.append(of(values.next()));
                } else {
                    throw new IllegalArgumentException("the statement has more than " + parameters.size() + " '?'");
                }
            }
        }
        if (values.hasNext()) {
            throw new IllegalArgumentException("the statement has fewer than " + parameters.size() + " '?'");
        }
        return filled.toString();
    }

    /** The end of the quoted text or name, or of the comment, that begins here; the same place if none does. */
    private static int opaque(String sql, int at) {
        char c = sql.charAt(at);
        if (c == '\'' || c == '"' || c == '`') {
            for (int i = at + 1; i < sql.length(); i++) {
                if (sql.charAt(i) == '\\') {
                    i++;
                } else if (sql.charAt(i) == c) {
                    return i + 1;
                }
            }
            return sql.length();
        }
        String close = sql.startsWith("--", at) ? "\n" : sql.startsWith("/*", at) ? "*/" : null;
        if (close == null) {
            return at;
        }
        int end = sql.indexOf(close, at + 2);
        return end < 0 ? sql.length() : end + close.length();
    }
}
