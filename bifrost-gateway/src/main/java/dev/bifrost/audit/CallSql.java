package dev.bifrost.audit;

import dev.bifrost.audit.CallDatabase.Flavour;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Questions about calls in SQL. What comes from outside is always a parameter. */
final class CallSql {
    /** Clocks of gateways and databases differ by less, also where one was set back. */
    private static final Duration SKEW = Duration.ofDays(1);

    private static final List<String> ROW = List.of(
            "time",
            "sequence",
            "request_id",
            "trace_id",
            "key_id",
            "virtual_key",
            "team",
            "organization",
            "end_user",
            "client_address",
            "agent",
            "operation",
            "route",
            "alias",
            "provider",
            "model_asked",
            "model",
            "model_answered",
            "region",
            "stream",
            "status",
            "failure",
            "ending",
            "attempts",
            "prompt_tokens",
            "cached_tokens",
            "cache_write_tokens",
            "completion_tokens",
            "reasoning_tokens",
            "estimated",
            "cost_nanos",
            "price",
            "bytes_in",
            "bytes_out",
            "first_token_nanos",
            "total_nanos",
            "gateway_nanos");

    private final CallWording words;

    /** A statement and what stands for its question marks. */
    record Question(String sql, List<Object> parameters) {}

    CallSql(Flavour flavour) {
        this.words = new CallWording(flavour);
    }

    /** Conditions that all hold. */
    private static final class Where {
        private final StringJoiner all = new StringJoiner(" AND ");
        private final List<Object> parameters = new ArrayList<>();

        void add(String condition, Object... values) {
            all.add(condition);
            parameters.addAll(List.of(values));
        }
    }

    /**
     * Calls, the newest first.
     *
     * @param keys  ids, of which one must fit if the filter has a key
     * @param after null for the first page
     */
    Question calls(CallFilter filter, List<String> keys, @Nullable CallCursor after, int limit) {
        Where where = new Where();
        where.add("kind = 'call'");
        where.add("recorded >= ?", since(filter.from()));
        where.add("time >= ?", filter.from());
        where.add("time < ?", filter.to());
        if (after != null) {
            where.add("time <= ?", after.time());
            where.add(
                    "(time, " + words.instance() + ", sequence) < (?, " + words.instanceParameter() + ", ?)",
                    after.time(),
                    after.instance().toString(),
                    after.sequence());
        }
        names(where, filter, keys);
        status(where, filter.status());
        number(where, "cost_nanos >= ?", filter.minCost());
        number(where, "cost_nanos <= ?", filter.maxCost());
        number(where, "total_nanos >= ?", filter.minDuration());
        return new Question(
                select() + " FROM audit_entries WHERE " + where.all + " ORDER BY time DESC, " + words.instance()
                        + " DESC, sequence DESC LIMIT " + limit,
                where.parameters);
    }

    private static Instant since(Instant from) {
        return from.isBefore(Instant.EPOCH) ? Instant.EPOCH : from.minus(SKEW);
    }

    private String select() {
        return "SELECT " + words.instanceText() + " AS instance_text, " + words.labelsText() + " AS labels_text, "
                + String.join(", ", ROW);
    }

    private void names(Where where, CallFilter filter, List<String> keys) {
        for (Map.Entry<CallFilter.Field, String> is : new TreeMap<>(filter.is()).entrySet()) {
            if (is.getKey() == CallFilter.Field.KEY) {
                where.add("key_id IN (" + "?, ".repeat(keys.size() - 1) + "?)", keys.toArray());
            } else {
                where.add(is.getKey().column() + " = ?", is.getValue());
            }
        }
        new TreeMap<>(filter.labels()).forEach((name, value) -> {
            CallWording.Condition label = words.label(name, value);
            where.add(label.sql(), label.parameters().toArray());
        });
    }

    private static void status(Where where, CallFilter.@Nullable Status status) {
        if (status != null && status.failed()) {
            where.add("(failure IS NOT NULL OR status >= 400)");
        } else if (status != null && status.first() == status.last()) {
            where.add("status = ?", (long) status.first());
        } else if (status != null) {
            where.add("status >= ?", (long) status.first());
            where.add("status <= ?", (long) status.last());
        }
    }

    private static void number(Where where, String condition, @Nullable Long value) {
        if (value != null) {
            where.add(condition, value);
        }
    }

    /** Those of a request id, the newest first, with their entries. */
    Question byRequest(String requestId, int limit) {
        return new Question(
                whole() + " FROM audit_entries WHERE kind = 'call' AND request_id = ? ORDER BY time DESC, "
                        + words.instance() + " DESC, sequence DESC LIMIT " + limit,
                List.of(requestId));
    }

    /** The one in a place, with its entry. */
    Question byPlace(UUID instance, long sequence) {
        return new Question(
                whole() + " FROM audit_entries WHERE kind = 'call' AND " + words.instance() + " = "
                        + words.instanceParameter() + " AND sequence = ?",
                List.of(instance.toString(), sequence));
    }

    /** What came with an entry, in hexadecimal digits. */
    Question attachment(UUID instance, long sequence) {
        return new Question(
                "SELECT " + words.hex("attachment") + " AS attachment_hex FROM audit_entries WHERE " + words.instance()
                        + " = " + words.instanceParameter() + " AND sequence = ?",
                List.of(instance.toString(), sequence));
    }

    private String whole() {
        return select() + ", recorded, " + words.hex("previous") + " AS previous_hex, " + words.hex("hash")
                + " AS hash_hex, " + words.entry() + " AS entry_text, " + words.isThere("attachment") + " AS attached";
    }

    /** The ids of a key by its name, as far as it was used in a time. */
    Question keys(String name, Instant from, Instant to, int limit) {
        return new Question(
                "SELECT DISTINCT key_id FROM audit_usage WHERE virtual_key = ? AND hour >= ? AND hour < ? LIMIT " + limit,
                List.of(name, from, to));
    }

    /** Sums by group {@code g1}, {@code g2}, …: times first to last, else the dearest first. */
    Question usage(CallFilter filter, List<String> keys, List<UsageGroup> groups, ZoneId zone, int limit) {
        StringJoiner columns = new StringJoiner(", ");
        List<Object> parameters = new ArrayList<>();
        StringJoiner numbers = new StringJoiner(", ");
        boolean inTime = false;
        for (int i = 0; i < groups.size(); i++) {
            CallWording.Condition group = switch (groups.get(i)) {
                case UsageGroup.Column column -> new CallWording.Condition(column.column(), List.of());
                case UsageGroup.Label label -> words.labelOf(label.name());
                case UsageGroup.Span span -> words.span(span, zone, filter.from(), filter.to());
            };
            inTime |= groups.get(i) instanceof UsageGroup.Span;
            columns.add(group.sql() + " AS g" + (i + 1));
            parameters.addAll(group.parameters());
            numbers.add(Integer.toString(i + 1));
        }
        for (String sum : UsageHours.SUMS) {
            columns.add("sum(" + sum + ") AS sum_" + sum);
        }
        Where where = new Where();
        where.add("hour >= ?", filter.from());
        where.add("hour < ?", filter.to());
        names(where, filter, keys);
        parameters.addAll(where.parameters);
        String grouped = groups.isEmpty()
                ? ""
                : " GROUP BY " + numbers + " ORDER BY " + (inTime ? "" : "sum_cost_nanos DESC, ") + numbers;
        return new Question(
                "SELECT " + columns + " FROM audit_usage WHERE " + where.all + grouped + " LIMIT " + limit, parameters);
    }
}
