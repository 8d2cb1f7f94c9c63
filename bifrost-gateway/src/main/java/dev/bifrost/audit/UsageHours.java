package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What calls add to the usage of the hours in which they began. */
final class UsageHours {
    /** Who and what, by which usage is told apart; a name that is missing is empty. */
    static final List<String> NAMES =
            List.of("key_id", "virtual_key", "team", "organization", "provider", "model", "alias", "labels");

    static final List<String> SUMS = List.of(
            "calls",
            "failed",
            "prompt_tokens",
            "cached_tokens",
            "cache_write_tokens",
            "completion_tokens",
            "reasoning_tokens",
            "cost_nanos");

    private static final String ADD = "INSERT INTO audit_usage (hour, " + String.join(", ", NAMES) + ", "
            + String.join(", ", SUMS) + ") VALUES (?" + ", ?".repeat(NAMES.size() + SUMS.size())
            + ") ON CONFLICT (hour, " + String.join(", ", NAMES) + ") DO UPDATE SET "
            + String.join(
                    ", ",
                    SUMS.stream().map(sum -> sum + " = " + sum + " + excluded." + sum).toList());

    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private final Map<Row, long[]> rows = new LinkedHashMap<>();

    private record Row(long hour, List<String> names) {}

    /** True for a call that did not do what was asked: its status is an error, or it was broken off. */
    static boolean failed(CallRecord call) {
        return call.failure() != null || call.status() >= 400;
    }

    void add(CallRecord call) {
        long hour = CallLogValues.hour(call.time());
        Row row = new Row(
                hour,
                List.of(
                        known(call.keyId()),
                        known(call.virtualKey()),
                        known(call.team()),
                        known(call.organization()),
                        known(call.provider()),
                        known(call.model()),
                        known(call.alias()),
                        CallRows.labels(call.labels())));
        long[] sums = rows.computeIfAbsent(row, _ -> new long[SUMS.size()]);
        Usage usage = call.usage();
        Cost cost = call.cost();
        sums[0]++;
        sums[1] += failed(call) ? 1 : 0;
        if (usage != null) {
            sums[2] += sane(usage.prompt());
            sums[3] += sane(usage.cached());
            sums[4] += sane(usage.cacheWrite());
            sums[5] += sane(usage.completion());
            sums[6] += sane(usage.reasoning());
        }
        sums[7] += cost == null ? 0 : cost.nanoDollars();
    }

    /** A provider may say anything, and one number must not spoil the sums of all. */
    private static long sane(long tokens) {
        return Math.clamp(tokens, 0, MOST_TOKENS);
    }

    private static String known(@Nullable String name) {
        return name == null ? "" : name;
    }

    void write(Connection on) throws SQLException {
        try (PreparedStatement statement = on.prepareStatement(ADD)) {
            for (Map.Entry<Row, long[]> row : rows.entrySet()) {
                int at = 0;
                statement.setLong(++at, row.getKey().hour());
                for (String name : row.getKey().names()) {
                    statement.setString(++at, name);
                }
                for (long sum : row.getValue()) {
                    statement.setLong(++at, sum);
                }
                int _ = statement.executeUpdate();
            }
        }
    }
}
