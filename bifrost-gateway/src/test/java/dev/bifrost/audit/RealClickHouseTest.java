package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.settings.Secret;
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
        Map<String, @Nullable Object> usage = ask("SELECT hour, labels, calls, failed, prompt_tokens, completion_tokens, "
                        + "cost_nanos FROM audit_usage WHERE hour = ? AND key_id = ?"
                        .replace("key_id = ?", "key_id = 'k1'"), Instant.parse("2026-08-21T12:00:00Z"))
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
}
