package dev.bifrost.audit;

import dev.bifrost.api.json.Json;
import dev.bifrost.audit.AuditSettings.Days;
import dev.bifrost.audit.AuditSettings.Retention;
import dev.bifrost.journal.Placed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * ClickHouse, as {@code audit_entries} and {@code audit_usage}. A batch is one request and one part, which is there whole
 * or not at all; what comes twice is read once.
 */
public final class ClickHouseSink implements Sink, CallDatabase, Holding {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Every batch is a part that has to be merged: so many rows are worth one at once, fewer wait for more. */
    private static final int WORTH_A_PART = 1000;

    private static final long PAUSE = Duration.ofMillis(200).toNanos();

    /** What is about to go may be half gone. */
    private static final Duration ABOUT_TO_GO = Duration.ofHours(1);

    private final String name;
    private final ClickHouse server;
    private final ClickHouseTables tables;
    private final @Nullable Days retention;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Duration patience;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long lastInsert;
    private Instant recorded = Instant.EPOCH;

    /**
     * @param settings  of the type {@code clickhouse}
     * @param retention after which entries are dropped; null for never
     * @throws IllegalArgumentException if the url is none
     */
    public ClickHouseSink(
            SinkSettings settings, @Nullable Retention retention, InstantSource clock, LongSupplier nanoTime) {
        this(settings, retention, clock, nanoTime, PATIENCE);
    }

    ClickHouseSink(
            SinkSettings settings,
            @Nullable Retention retention,
            InstantSource clock,
            LongSupplier nanoTime,
            Duration patience) {
        this.name = settings.named();
        this.server = new ClickHouse(settings.address(), settings.database(), settings.user(), settings.password());
        this.tables = new ClickHouseTables(server, retention, patience);
        this.retention = retention == null ? null : retention.calls();
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.patience = patience;
        this.lastInsert = nanoTime.getAsLong() - PAUSE;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Entries may be gone that were kept, because of their age; the cursors' table knows them. It may also know some that
     * were not kept, because the server ended between the two.
     */
    @Override
    public OptionalLong open(UUID instance) throws SinkFailure, InterruptedException {
        boolean made = tables.ensure();
        Json.Arr last =
                one("SELECT max(sequence), toUnixTimestamp64Milli(max(recorded)) FROM audit_entries WHERE instance = "
                        + ClickHouseLiteral.uuid(instance));
        long kept = number(last, 0);
        recorded = Instant.ofEpochMilli(Math.max(0, number(last, 1)));
        if (kept > 0) {
            return OptionalLong.of(kept);
        }
        Long once = taken(instance);
        return once != null ? OptionalLong.of(made ? 0 : once) : made ? OptionalLong.of(0) : OptionalLong.empty();
    }

    private Json.Arr one(String sql) throws SinkFailure, InterruptedException {
        List<Json.Arr> rows = ClickHouseRows.read(server, sql, patience);
        return rows.isEmpty() ? new Json.Arr() : rows.getFirst();
    }

    private static long number(Json.Arr row, int index) {
        if (index >= row.size()) {
            return 0;
        }
        return switch (row.items().get(index)) {
            case Json.Num number -> number.longValue();
            case Json.Str(String text) -> Long.parseLong(text);
            case Json.Nil _, Json.Bool _, Json.Arr _, Json.Obj _ -> 0;
        };
    }

    @Override
    public void keep(List<Placed> batch) throws SinkFailure, InterruptedException {
        if (batch.isEmpty()) {
            return;
        }
        long rest = lastInsert + PAUSE - nanoTime.getAsLong();
        if (batch.size() < WORTH_A_PART && rest > 0) {
            boolean _ = closed.await(Math.min(rest, PAUSE), TimeUnit.NANOSECONDS);
        }
        Instant now = clock.instant();
        recorded = now.isAfter(recorded) ? now : recorded;
        server.insert(ClickHouseRows.INSERT, ClickHouseRows.of(batch, recorded), patience);
        lastInsert = nanoTime.getAsLong();
    }

    @Override
    public Flavour flavour() {
        return Flavour.CLICKHOUSE;
    }

    @Override
    public List<Map<String, @Nullable Object>> query(String sql, List<?> parameters, Duration patience)
            throws SinkFailure, InterruptedException {
        String filled = ClickHouseLiteral.fill(sql, parameters)
                + ClickHouseAnswer.SETTINGS
                + Math.max(1, patience.toSeconds())
                + ClickHouseAnswer.FORMAT;
        return ClickHouseAnswer.rows(server, server.read(filled, patience));
    }

    @Override
    public void read(Consumer<Kept> each) throws SinkFailure, InterruptedException {
        Instant since = retention == null
                ? null
                : clock.instant().minus(retention.duration()).plus(ABOUT_TO_GO);
        new ClickHouseReader(server, since).read(each);
    }

    @Override
    public @Nullable Long taken(UUID instance) throws SinkFailure, InterruptedException {
        long taken = number(
                one("SELECT max(sequence) FROM audit_cursors WHERE instance = " + ClickHouseLiteral.uuid(instance)), 0);
        return taken == 0 ? null : taken;
    }

    @Override
    public Map<UUID, Long> cursors() throws SinkFailure, InterruptedException {
        Map<UUID, Long> cursors = new LinkedHashMap<>();
        String select = "SELECT toString(instance) AS id, max(sequence) FROM audit_cursors GROUP BY id ORDER BY id";
        for (Json.Arr row : ClickHouseRows.read(server, select, patience)) {
            if (row.items().getFirst() instanceof Json.Str(String id)) {
                cursors.put(UUID.fromString(id), number(row, 1));
            }
        }
        return cursors;
    }

    @Override
    public void close() {
        closed.countDown();
        server.close();
    }
}
