package dev.bifrost.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.CallRecord;
import dev.bifrost.audit.AuditSettings.Retention;
import dev.bifrost.journal.ChainOf;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Placed;
import dev.bifrost.testing.RealClickHouse;
import dev.bifrost.testing.Seeded;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Against a real ClickHouse. */
@Tag("sinks")
@EnabledIfSystemProperty(
        named = "bifrost.sinks",
        matches = "true",
        disabledReason = "needs a ClickHouse: ./build verify -Psinks")
class RealClickHouseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    static Path folder;

    private static RealClickHouse server;

    private final UUID instance = UUID.randomUUID();
    private final ChainOf chain = new ChainOf(instance);
    private Instant now = Instant.now();
    private ClickHouseSink sink;

    @BeforeAll
    static void boot() throws Exception {
        server = new RealClickHouse(folder);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() {
        sink = sink(null, PATIENCE);
    }

    @AfterEach
    void close() {
        sink.close();
    }

    private ClickHouseSink sink(@Nullable Retention retention, Duration patience) {
        InstantSource clock = () -> now;
        return new ClickHouseSink(Sinks.clickhouse(server.url()), retention, clock, System::nanoTime, patience);
    }

    private List<Map<String, @Nullable Object>> ask(String sql, Object... parameters) throws Exception {
        return sink.query(sql, List.of(parameters), PATIENCE);
    }

    private Object count() throws Exception {
        return ask("SELECT count(*) AS n FROM audit_entries WHERE instance = toUUID(?)", instance.toString())
                .getFirst()
                .get("n");
    }

    @Test
    void keep_twentyThousandEntriesAndSomeTwice_areReadAndCountedOnce() throws Exception {
        assertThat(sink.open(instance).orElse(0)).isZero();
        List<Placed> all = chain.calls(20_000);
        long began = System.nanoTime();
        for (int from = 0; from < all.size(); from += 2000) {
            sink.keep(all.subList(from, from + 2000));
        }
        System.out.printf("clickhouse: %,d entries/s%n", 20_000 * 1_000_000_000L / (System.nanoTime() - began));

        sink.keep(all.subList(3000, 5000));
        now = now.plus(Duration.ofDays(40)); // into another partition
        sink.keep(all.subList(19_000, 20_000));

        assertThat(count()).isEqualTo(20_000L);
        Map<String, @Nullable Object> usage = ask(
                        "SELECT hour, labels, calls, failed, prompt_tokens, completion_tokens, cost_nanos FROM audit_usage "
                                + "WHERE hour = ? AND key_id = ?",
                        Instant.parse("2026-08-21T12:00:00Z"),
                        "k1")
                .getFirst();
        assertThat(usage)
                .containsEntry("calls", 20_000L)
                .containsEntry("failed", 0L)
                .containsEntry("prompt_tokens", 20_000 * 1200L)
                .containsEntry("completion_tokens", 20_000 * 34L)
                .containsEntry("cost_nanos", 20_000 * 1_234_567L)
                .containsEntry("labels", "{\"app\":\"chat\",\"cost_center\":\"4711\"}");
        assertThat(sink.taken(instance)).isEqualTo(20_000L);
        assertThat(sink(null, PATIENCE).open(instance)).isEqualTo(OptionalLong.of(20_000));
    }

    @Test
    void keep_serverFrozen_failsInItsTimeAndGoesOn() throws Exception {
        ClickHouseSink hasty = sink(null, Duration.ofMillis(700));
        hasty.open(instance).orElse(0);
        List<Placed> batch = chain.calls(1000);
        try (AutoCloseable thaw = server.freeze()) {
            assertThat(thaw).isNotNull();
            assertThatThrownBy(() -> hasty.keep(batch))
                    .isInstanceOf(SinkFailure.class)
                    .hasMessageContaining("did not answer in time");
            assertThatThrownBy(() -> hasty.open(instance)).isInstanceOf(SinkFailure.class);
        }

        long kept = sink.open(instance).orElse(0); // the server may have gone on with what it had read
        sink.keep(batch);

        assertThat(kept).isIn(0L, 1000L);
        assertThat(count()).isEqualTo(1000L);
        hasty.close();
    }

    @Test
    void keep_serverKilledAndStarted_nothingIsMissingOrTwice() throws Exception {
        sink.open(instance).orElse(0);
        List<Placed> batch = chain.calls(1500);
        sink.keep(batch.subList(0, 1000));
        server.kill();
        assertThatThrownBy(() -> sink.keep(batch.subList(1000, 1500)))
                .isInstanceOf(SinkFailure.class)
                .extracting(e -> ((SinkFailure) e).kind())
                .isEqualTo(SinkFailure.Kind.UNREACHABLE);

        server.start();

        assertThat(sink.open(instance)).isEqualTo(OptionalLong.of(1000));
        sink.keep(batch.subList(1000, 1500));
        assertThat(count()).isEqualTo(1500L);
    }

    @Test
    void read_anyRecords_everyByteIsBack() throws Exception {
        sink.open(instance).orElse(0);
        List<Placed> all = new ArrayList<>();
        Seeded.times(
                300, random -> all.add(chain.call(ChainOf.any(random), random.nextBoolean() ? null : bytes(random))));
        all.add(chain.other("{\"v\":7,\"kind\":\"of_tomorrow\",\"x\":\"'); DROP TABLE audit_entries; --\\u0000\"}"));
        sink.keep(all);

        List<Kept> kept = held();

        assertThat(kept).hasSameSizeAs(all);
        for (int i = 0; i < all.size(); i++) {
            assertThat(kept.get(i).sequence()).isEqualTo(all.get(i).sequence());
            assertThat(kept.get(i).entry()).isEqualTo(all.get(i).bytes());
            assertThat(kept.get(i).hash()).isEqualTo(all.get(i).hash());
            assertThat(kept.get(i).previous()).isEqualTo(all.get(i).previous());
            assertThat(kept.get(i).attachment()).isEqualTo(all.get(i).attachment());
        }
        for (Placed placed : all.subList(0, 300)) {
            CallRecord call = ((Entry.Call) placed.entry()).record();
            if (!call.requestId().chars().anyMatch(c -> Character.isSurrogate((char) c))) {
                assertThat(ask(
                                "SELECT request_id, status, bytes_in, alias FROM audit_entries WHERE request_id = ? "
                                        + "AND bytes_in = ? AND sequence = ?",
                                call.requestId(),
                                call.bytesIn(),
                                placed.sequence()))
                        .singleElement()
                        .satisfies(row -> assertThat(row)
                                .containsEntry("request_id", call.requestId())
                                .containsEntry("bytes_in", call.bytesIn())
                                .containsEntry("status", (long) call.status()));
            }
        }
        assertThat(ask(
                        "SELECT kind FROM audit_entries WHERE instance = toUUID(?) AND sequence = 301",
                        instance.toString()))
                .singleElement()
                .isEqualTo(Map.of("kind", "of_tomorrow"));
    }

    private static byte[] bytes(RandomGenerator random) {
        byte[] bytes = new byte[random.nextInt(1, 2000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private List<Kept> held() throws Exception {
        List<Kept> kept = new ArrayList<>();
        sink.read(each -> {
            if (each.instance().equals(instance)) {
                kept.add(each);
            }
        });
        return kept;
    }

    @Test
    void query_hostileTexts_areTextsAndNothingElse() throws Exception {
        Seeded.times(300, random -> {
            String text = new String(Seeded.anyText(random, 30).getBytes(UTF_8), UTF_8);
            try {
                assertThat(ask("SELECT ? AS x, '?\\\\' AS q, /* ? */ length(?) AS n -- ?\n", text, text)
                                .getFirst())
                        .isEqualTo(Map.of("x", text, "q", "?\\", "n", (long) text.getBytes(UTF_8).length));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(ask(
                                "SELECT ? AS a, ? AS b, ? AS c",
                                Long.MIN_VALUE,
                                Long.MAX_VALUE,
                                Instant.parse("2026-01-02T03:04:05.678901Z"))
                        .getFirst())
                .isEqualTo(Map.of(
                        "a", Long.MIN_VALUE, "b", Long.MAX_VALUE, "c", Instant.parse("2026-01-02T03:04:05.678901Z")));
    }

    @Test
    void query_takesTooLong_isGivenUp() {
        assertThatThrownBy(() -> sink.query(
                        "SELECT count(*) FROM numbers(1000000000000) WHERE number % 7 = sleepEachRow(0.001)",
                        List.of(), Duration.ofMillis(500)))
                .isInstanceOf(SinkFailure.class);
    }

    @Test
    void open_retentionChanges_isTheTablesOwn() throws Exception {
        sink(Retention.parse("365d"), PATIENCE).open(instance);
        assertThat(definition())
                .contains(" TTL toDateTime(recorded) + toIntervalDay(365) SETTINGS")
                .containsPattern("`attachment` [^,]* TTL toDateTime\\(recorded\\) \\+ toIntervalDay\\(365\\)");

        sink(new Retention(AuditSettings.Days.parse("730d"), AuditSettings.Days.parse("30d")), PATIENCE)
                .open(instance);
        assertThat(definition())
                .contains(" TTL toDateTime(recorded) + toIntervalDay(730) SETTINGS")
                .containsPattern("`attachment` [^,]* TTL toDateTime\\(recorded\\) \\+ toIntervalDay\\(30\\)");

        sink(Retention.parse("99999d"), PATIENCE).open(instance); // ends after 2106, which is for ever
        assertThat(definition()).doesNotContain("TTL");
        sink(null, PATIENCE).open(instance);
        assertThat(definition()).doesNotContain("TTL");
    }

    private String definition() throws Exception {
        return String.valueOf(ask("SELECT create_table_query AS q FROM system.tables WHERE name = 'audit_entries'")
                .getFirst()
                .get("q"));
    }

    @Test
    void open_allOfItsEntriesExpired_goesOnBehindThem() throws Exception {
        sink.open(instance).orElse(0);
        sink.keep(chain.calls(1000));
        ask("SELECT 1");
        now = now.plus(Duration.ofDays(1));
        alter("ALTER TABLE audit_entries DELETE WHERE instance = toUUID('" + instance
                + "') SETTINGS mutations_sync = 1");

        assertThat(held()).isEmpty();
        assertThat(sink.open(instance)).isEqualTo(OptionalLong.of(1000));
    }

    @Test
    void read_oneByteChanged_isReadAsItIsNow() throws Exception {
        sink.open(instance).orElse(0);
        List<Placed> all = chain.calls(1000);
        sink.keep(all);
        alter("ALTER TABLE audit_entries UPDATE entry = replaceOne(entry, 'tenant', 'tenanT') WHERE sequence = 500 "
                + "AND instance = toUUID('" + instance + "') SETTINGS mutations_sync = 1");

        List<Kept> kept = held();

        assertThat(new String(kept.get(499).entry(), UTF_8)).contains("tenanT");
        assertThat(HexFormat.of().formatHex(kept.get(499).hash()))
                .isEqualTo(HexFormat.of().formatHex(all.get(499).hash()));
    }

    private static void alter(String sql) throws Exception {
        try (ClickHouse past = new ClickHouse(server.url(), null, null, null)) {
            past.run(sql, true, PATIENCE);
        }
    }
}
