package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.audit.AuditSettings.Days;
import dev.bifrost.audit.AuditSettings.Retention;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables: made where they are missing, and given the retention that is asked for. Whoever made them before keeps
 * their engines.
 */
final class ClickHouseTables {
    static final String TIME = "Nullable(DateTime64(6, 'UTC'))";

    /** Later a time to live would end after what a DateTime can hold, which is 2106, and wrap. */
    private static final long LONGEST_DAYS = 20_000;

    private static final Pattern TABLE_TTL =
            Pattern.compile("TTL toDateTime\\(recorded\\) \\+ toIntervalDay\\((\\d+)\\)");
    private static final Pattern CONTENT_TTL =
            Pattern.compile("`attachment` Nullable\\(String\\)[^,]*? " + TABLE_TTL.pattern());

    private final ClickHouse server;
    private final Duration patience;
    private final @Nullable Days calls;
    private final @Nullable Days content;

    ClickHouseTables(ClickHouse server, @Nullable Retention retention, Duration patience) {
        this.server = server;
        this.patience = patience;
        this.calls = retention == null ? null : retention.calls();
        this.content = retention == null ? null : retention.content();
    }

    /** True if there were no entries, because their table was not there. */
    boolean ensure() throws SinkFailure, InterruptedException {
        Map<String, Json.Arr> found = found();
        Json.Arr entries = found.get("audit_entries");
        if (entries == null) {
            make(entries());
        } else {
            addColumns(text(entries, 1));
            settle(text(entries, 2), TABLE_TTL, days(calls), "MODIFY TTL ", "REMOVE TTL");
            settle(
                    text(entries, 1),
                    CONTENT_TTL,
                    days(content),
                    "MODIFY COLUMN attachment Nullable(String) TTL ",
                    "MODIFY COLUMN attachment REMOVE TTL");
        }
        if (!found.containsKey("audit_cursors")) {
            make(CURSORS);
        }
        if (!found.containsKey("audit_cursors_kept")) {
            make(KEEP_CURSORS);
        }
        if (!found.containsKey("audit_usage")) {
            make(usage());
        }
        return entries == null;
    }

    /** Name, definition and engine of each that is there. */
    private Map<String, Json.Arr> found() throws SinkFailure, InterruptedException {
        try {
            return look();
        } catch (SinkFailure e) {
            String database = server.database();
            if (ClickHouseTrouble.code(e) != ClickHouseTrouble.UNKNOWN_DATABASE || database == null) {
                throw e;
            }
            server.run("CREATE DATABASE IF NOT EXISTS " + name(database), false, patience);
            return look();
        }
    }

    private Map<String, Json.Arr> look() throws SinkFailure, InterruptedException {
        Map<String, Json.Arr> found = new HashMap<>();
        for (Json.Arr row : ClickHouseRows.read(
                server,
                "SELECT name, create_table_query, engine_full FROM system.tables"
                        + " WHERE database = currentDatabase() AND startsWith(name, 'audit_')",
                patience)) {
            found.put(text(row, 0), row);
        }
        return found;
    }

    private static String text(Json.Arr row, int index) {
        return row.items().get(index) instanceof Json.Str(String value) ? value : "";
    }

    private void make(String sql) throws SinkFailure, InterruptedException {
        server.run(sql, true, patience);
    }

    private void addColumns(String definition) throws SinkFailure, InterruptedException {
        for (CallColumn column : CallColumn.values()) {
            if (!definition.contains("`" + column.column() + "` ")) {
                make("ALTER TABLE audit_entries ADD COLUMN IF NOT EXISTS " + column.column() + " " + type(column));
            }
        }
    }

    /** A time to live of another form than ours is somebody's who knows better. */
    private void settle(String definition, Pattern form, @Nullable Long wanted, String modify, String remove)
            throws SinkFailure, InterruptedException {
        Matcher matcher = form.matcher(definition);
        Long has = matcher.find() ? Long.valueOf(matcher.group(1)) : null;
        if (wanted != null && !wanted.equals(has)) {
            make("ALTER TABLE audit_entries " + modify + timeToLive(wanted));
        } else if (wanted == null && has != null) {
            make("ALTER TABLE audit_entries " + remove);
        }
    }

    private static @Nullable Long days(@Nullable Days days) {
        return days == null || days.duration().toDays() > LONGEST_DAYS
                ? null
                : Long.valueOf(days.duration().toDays());
    }

    private static String timeToLive(long days) {
        return "toDateTime(recorded) + toIntervalDay(" + days + ")";
    }

    private static String name(String database) {
        return "`" + database.replace("\\", "\\\\").replace("`", "\\`") + "`";
    }

    private static String type(CallColumn column) {
        return switch (column.type()) {
            case TIME -> TIME;
            case NUMBER -> "Nullable(Int64) CODEC(T64, LZ4)";
            case LABELS -> "Map(LowCardinality(String), String)";
            case TEXT ->
                switch (column) {
                    case REQUEST_ID, TRACE_ID, END_USER, CLIENT_ADDRESS, AGENT, MODEL_ASKED, ROUTE ->
                        "Nullable(String)";
                    default -> "LowCardinality(Nullable(String))";
                };
        };
    }

    /**
     * In the order of the chain, which is that of time too, so that either finds its rows. An entry that comes twice is
     * one row after the next merge, and one to whoever reads FINAL. Synced to disk before it is acknowledged.
     */
    private String entries() {
        String columns = Arrays.stream(CallColumn.values())
                .map(column -> "  " + column.column() + " " + type(column))
                .collect(Collectors.joining(",\n"));
        Long keep = days(calls);
        Long keepContent = days(content);
        return """
                CREATE TABLE IF NOT EXISTS audit_entries (
                  instance UUID,
                  sequence UInt64 CODEC(Delta, ZSTD(1)),
                  recorded DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
                  kind LowCardinality(String),
                  previous Nullable(String) COMMENT 'SHA-256 in hexadecimal digits' CODEC(ZSTD(1)),
                  hash String COMMENT 'SHA-256 of the 32 bytes of previous, then entry' CODEC(ZSTD(1)),
                  entry String COMMENT 'as it stands in the journal, letter for letter' CODEC(ZSTD(3)),
                  attachment Nullable(String) COMMENT 'base64' CODEC(ZSTD(1))%s,
                %s,
                  INDEX by_time time TYPE minmax GRANULARITY 1,
                  INDEX by_cost cost_nanos TYPE minmax GRANULARITY 1,
                  INDEX by_request request_id TYPE bloom_filter GRANULARITY 1,
                  INDEX by_trace trace_id TYPE bloom_filter GRANULARITY 1,
                  INDEX by_end_user end_user TYPE bloom_filter GRANULARITY 1,
                  INDEX by_key key_id TYPE set(100) GRANULARITY 1,
                  INDEX by_team team TYPE set(100) GRANULARITY 1,
                  INDEX by_model model TYPE set(100) GRANULARITY 1
                ) ENGINE = ReplacingMergeTree
                PARTITION BY toYYYYMM(recorded)
                ORDER BY (instance, sequence)%s
                SETTINGS fsync_after_insert = 1, fsync_part_directory = 1
                """.formatted(
                        keepContent == null ? "" : " TTL " + timeToLive(keepContent),
                        columns,
                        keep == null ? "" : "\nTTL " + timeToLive(keep));
    }

    /** How far each journal has come, whatever is left of its entries. */
    private static final String CURSORS = """
            CREATE TABLE IF NOT EXISTS audit_cursors (
              instance UUID,
              sequence SimpleAggregateFunction(max, UInt64)
            ) ENGINE = AggregatingMergeTree ORDER BY instance
            """;

    /** Written by the server together with the entries. */
    private static final String KEEP_CURSORS = """
            CREATE MATERIALIZED VIEW IF NOT EXISTS audit_cursors_kept TO audit_cursors AS
            SELECT instance, max(sequence) AS sequence FROM audit_entries GROUP BY instance
            """;

    /**
     * A view and no table, so that an entry that comes twice counts once. It has a row for each call, since whoever reads it
     * adds up anyway, and by fewer columns.
     */
    private static String usage() {
        String names = String.join(
                ", ",
                List.of("key_id", "virtual_key", "team", "organization", "provider", "model", "alias", "labels"));
        String sums = List.of(
                        "prompt_tokens",
                        "cached_tokens",
                        "cache_write_tokens",
                        "completion_tokens",
                        "reasoning_tokens",
                        "cost_nanos")
                .stream()
                .map(sum -> "toInt128(ifNull(e." + sum + ", 0)) AS " + sum)
                .collect(Collectors.joining(", "));
        return "CREATE VIEW IF NOT EXISTS audit_usage AS SELECT toStartOfHour(e.time) AS hour, " + names
                + ", 1 AS calls, toInt64(e.failure IS NOT NULL OR ifNull(e.status, 0) >= 400) AS failed, " + sums
                + " FROM audit_entries AS e FINAL WHERE e.kind = 'call'";
    }
}
