package dev.bifrost.audit;

import dev.bifrost.api.CallRecord;
import dev.bifrost.journal.Records;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Prints how many entries a second go from the journal to a PostgreSQL of its own, which syncs, and how long questions
 * take: {@code java -cp … dev.bifrost.audit.PostgresRate CALLS [ROWS [SQL …]]}. With ROWS the entries are multiplied in the
 * database to so many first. Further arguments are statements that are run before, such as DROP INDEX, to see what one
 * costs.
 */
final class PostgresRate {
    private static final int HOURS = 20;

    private PostgresRate() {}

    public static void main(String[] arguments) throws Exception {
        Logger chatter = Logger.getLogger("");
        chatter.setLevel(Level.WARNING);
        int calls = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("rate");
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_wal_size", "4GB")
                        .setServerConfig("shared_buffers", "512MB")
                        .start();
                Trail trail = new Trail(folder)) {
            String url = "postgres://postgres@localhost:" + server.getPort() + "/postgres";
            trail.now.set(Instant.parse("2026-08-25T00:00:00Z"));
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < calls; i++) {
                trail.append(call(random, i, calls));
            }
            trail.flush();
            try (PostgresSink sink = trail.sink(url, Duration.ofSeconds(60));
                    Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                sink.open(trail.journal.recovered().instance());
                for (int i = 2; i < arguments.length; i++) {
                    statement.execute(arguments[i]);
                }
            }
            long start = System.nanoTime();
            Duration cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
            try (PostgresSink sink = trail.sink(url, Duration.ofSeconds(60))) {
                Feed feed = trail.feed(sink);
                while (feed.state().kept() < trail.journal.durable()) {
                    Thread.onSpinWait();
                    java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf("%d entries in %.1f s: %.0f/s%n", calls, seconds, calls / seconds);
                try (Connection connection = server.getPostgresDatabase().getConnection();
                        Statement statement = connection.createStatement();
                        var row = statement.executeQuery(
                                "SELECT pid FROM pg_stat_activity WHERE application_name = 'bifrost audit'")) {
                    row.next();
                    Duration backend = ProcessHandle.of(row.getLong(1))
                            .orElseThrow()
                            .info()
                            .totalCpuDuration()
                            .orElseThrow();
                    Duration own = ProcessHandle.current()
                            .info()
                            .totalCpuDuration()
                            .orElseThrow()
                            .minus(cpu);
                    System.out.printf(
                            "CPU an entry: %d us here, %d us in the server%n",
                            own.toNanos() / 1000 / calls, backend.toNanos() / 1000 / calls);
                }
                feed.close();
            }
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                multiply(statement, calls, arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0);
                statement.execute("VACUUM ANALYZE");
                sizes(statement);
            }
            try (PostgresSink sink = trail.sink(url, Duration.ofSeconds(60))) {
                questions(sink);
            }
        }
    }

    private static CallRecord call(SplittableRandom random, int i, int calls) {
        CallRecord like = Records.of("5f0c8a1e-7b1d-4c59-9f3e-" + String.format("%012d", i));
        int key = random.nextInt(1 + random.nextInt(200));
        boolean failed = random.nextInt(100) == 0;
        return new CallRecord(
                Instant.parse("2026-08-01T00:00:00Z").plusMillis(HOURS * 3_600_000L * i / calls),
                like.requestId(),
                like.traceId(),
                "k" + key,
                "tenant-" + key,
                "team-" + key % 20,
                "org-" + key % 3,
                random.nextInt(3) == 0 ? "user-" + random.nextInt(20_000) : null,
                Map.of("app", "app" + key % 10, "cost_center", String.valueOf(4000 + key % 50)),
                like.clientAddress(),
                like.agent(),
                like.operation(),
                like.route(),
                like.alias(),
                "provider-" + key % 3,
                like.modelAsked(),
                "model-" + (key + random.nextInt(2)) % 12,
                like.modelAnswered(),
                like.region(),
                like.clientDialect(),
                like.providerDialect(),
                true,
                failed ? 502 : 200,
                failed ? "upstream_error" : null,
                like.ending(),
                like.attempts(),
                List.of(),
                like.usage(),
                like.cost(),
                4321,
                876,
                120_000_000,
                350_000_000,
                90_000,
                "deadbeef",
                null,
                null);
    }

    private static void multiply(Statement statement, int calls, int rows) throws Exception {
        for (int round = 1; (long) round * calls < rows; round++) {
            long start = System.nanoTime();
            statement.execute("INSERT INTO audit_entries (" + PostgresRows.COLUMNS + ") SELECT "
                    + PostgresRows.COLUMNS
                            .replaceFirst("instance", "md5(instance::text || " + round + ")::uuid")
                            .replace(" time,", " time + interval '" + HOURS * round + " hours',")
                            .replace("request_id", "request_id || '-" + round + "'")
                    + " FROM audit_entries WHERE instance = (SELECT instance FROM audit_cursors LIMIT 1)");
            System.out.printf("multiplied, %.1f s%n", (System.nanoTime() - start) / 1e9);
        }
    }

    private static void sizes(Statement statement) throws Exception {
        try (var row = statement.executeQuery(
                "SELECT relname, pg_relation_size(oid) / 1048576, reltuples::bigint FROM pg_class "
                        + "WHERE relname LIKE 'audit_%' AND relkind IN ('r', 'i') AND pg_relation_size(oid) > 1048576 "
                        + "ORDER BY 2 DESC")) {
            while (row.next()) {
                System.out.printf("%-60s %6d MB %10d rows%n", row.getString(1), row.getLong(2), row.getLong(3));
            }
        }
    }

    private static void questions(PostgresSink sink) throws Exception {
        String calls =
                "SELECT time, request_id, key_id, model, status, cost_nanos FROM audit_entries WHERE kind = 'call' ";
        String newest = " ORDER BY time DESC LIMIT 50";
        Instant day = Instant.parse("2026-08-01T06:00:00Z");
        ask(sink, "newest", calls + newest);
        ask(sink, "by key", calls + "AND key_id = ?" + newest, "k7");
        ask(
                sink,
                "by key and time",
                calls + "AND key_id = ? AND time >= ? AND time < ?" + newest,
                "k7",
                day,
                day.plus(Duration.ofHours(6)));
        ask(sink, "by time", calls + "AND time >= ? AND time < ?" + newest, day, day.plus(Duration.ofHours(6)));
        ask(sink, "by team and model", calls + "AND team = ? AND model = ?" + newest, "team-3", "model-3");
        ask(sink, "by label", calls + "AND labels @> ?" + newest, "{\"cost_center\": \"4049\"}");
        ask(sink, "by a label nobody has", calls + "AND labels @> ?" + newest, "{\"cost_center\": \"1\"}");
        ask(sink, "by end user", calls + "AND end_user = ?" + newest, "user-77");
        ask(sink, "by id", calls + "AND request_id = ?", "5f0c8a1e-7b1d-4c59-9f3e-000000000777");
        ask(sink, "failed", calls + "AND status >= 500" + newest);
        ask(sink, "by status", calls + "AND status = ?" + newest, 502L);
        ask(sink, "by a cost nobody had", calls + "AND cost_nanos > ?" + newest, 9_000_000_000L);
        ask(
                sink,
                "usage by day and model",
                "SELECT date_trunc('day', hour) AS day, model, sum(calls) AS calls, "
                        + "sum(cost_nanos) AS cost FROM audit_usage GROUP BY 1, 2");
        ask(
                sink,
                "usage of a key by day",
                "SELECT date_trunc('day', hour) AS day, sum(cost_nanos) AS cost "
                        + "FROM audit_usage WHERE key_id = ? GROUP BY 1",
                "k7");
        ask(
                sink,
                "the same from entries",
                "SELECT date_trunc('day', time) AS day, sum(cost_nanos) AS cost "
                        + "FROM audit_entries WHERE key_id = ? GROUP BY 1",
                "k7");
    }

    private static void ask(PostgresSink sink, String what, String sql, Object... parameters) throws Exception {
        long[] nanos = new long[3];
        int rows = 0;
        for (int i = 0; i < nanos.length; i++) {
            long start = System.nanoTime();
            rows = sink.query(sql, List.of(parameters), Duration.ofMinutes(2)).size();
            nanos[i] = System.nanoTime() - start;
        }
        System.out.printf(
                "%-26s %5d rows: first %6.1f ms, third %6.1f ms%n", what, rows, nanos[0] / 1e6, nanos[2] / 1e6);
    }
}
