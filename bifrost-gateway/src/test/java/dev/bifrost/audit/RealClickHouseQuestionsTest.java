package dev.bifrost.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Ending;
import dev.bifrost.journal.ChainOf;
import dev.bifrost.journal.Placed;
import dev.bifrost.testing.RealClickHouse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** What people ask, of a real ClickHouse. {@code -Dbifrost.rows=10000000} asks among more calls. */
@Tag("sinks")
@EnabledIfSystemProperty(
        named = "bifrost.sinks",
        matches = "true",
        disabledReason = "needs a ClickHouse: ./build verify -Psinks")
class RealClickHouseQuestionsTest {
    private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
    private static final long ROWS = Long.getLong("bifrost.rows", 300_000);

    @TempDir
    Path folder;

    private RealClickHouse server;
    private ClickHouseSink sink;
    private CallQuestions questions;
    private final UUID instance = UUID.randomUUID();
    private final ChainOf chain = new ChainOf(instance);

    @BeforeEach
    void open() throws Exception {
        server = new RealClickHouse(folder);
        sink = new ClickHouseSink(
                Sinks.clickhouse(server.url()), null, InstantSource.system(), System::nanoTime, Duration.ofMinutes(10));
        questions = new CallQuestions(sink, Duration.ofMinutes(2));
        sink.open(instance);
    }

    @AfterEach
    void close() {
        sink.close();
        server.close();
    }

    @Test
    void questions_ofEveryKind_areAnsweredAsElsewhere() throws Exception {
        Instant noon = SampleCalls.NOON;
        List<Placed> calls = List.of(
                chain.call(SampleCalls.call("a").by("k1", "legal").of("anna").record(), new byte[] {1, 2, 3}),
                chain.call(SampleCalls.call("b").at(noon.plusSeconds(1)).by("k2", null).model("gpt").cost(5_000_000_000L).record()),
                chain.call(SampleCalls.call("c").at(noon.plusSeconds(1)).ended(502, Ending.UPSTREAM_CUT).record()),
                chain.call(SampleCalls.call("d").at(noon.plus(Duration.ofDays(1))).labelled(Map.of("a'\\?", "\"ü")).record()));
        sink.keep(calls);
        sink.keep(calls);
        Instant from = noon.minus(Duration.ofDays(1));
        Instant to = noon.plus(Duration.ofDays(2));

        List<String> paged = new ArrayList<>();
        String next = null;
        do {
            CallQuestions.Page page = questions.calls(CallFilter.between(from, to), next, 1);
            page.rows().forEach(row -> paged.add(String.valueOf(row.get("request_id"))));
            next = page.next();
        } while (next != null);
        assertThat(paged).containsExactly("d", "c", "b", "a");
        assertThat(found(filter(from, to, Map.of(CallFilter.Field.KEY, "k1"), Map.of(), null, null))).containsExactly("a");
        assertThat(found(filter(from, to, Map.of(CallFilter.Field.END_USER, "anna"), Map.of(), null, null))).containsExactly("a");
        assertThat(found(filter(from, to, Map.of(), Map.of("a'\\?", "\"ü"), null, null))).containsExactly("d");
        assertThat(found(filter(from, to, Map.of(), Map.of(), "failed", null))).containsExactly("c");
        assertThat(found(filter(from, to, Map.of(), Map.of(), "5xx", null))).containsExactly("c");
        assertThat(found(filter(from, to, Map.of(), Map.of(), null, 5_000_000_000L))).containsExactly("b");

        Map<String, @Nullable Object> one = questions.call("a").getFirst();
        assertThat(questions.call(instance + "/1")).containsExactly(one);
        assertThat(one)
                .containsEntry("entry_text", new String(calls.getFirst().bytes(), java.nio.charset.StandardCharsets.US_ASCII))
                .containsEntry("hash_hex", HexFormat.of().formatHex(calls.getFirst().hash()))
                .containsEntry("time", noon.truncatedTo(ChronoUnit.MICROS))
                .containsEntry("attached", 1L);
        assertThat(questions.attachment(one)).containsExactly(1, 2, 3);

        List<UsageGroup> groups = List.of(UsageGroup.read("day"), UsageGroup.read("label:app"), UsageGroup.read("model"));
        Instant hour = from.truncatedTo(ChronoUnit.HOURS);
        List<Map<String, @Nullable Object>> usage =
                questions.usage(CallFilter.between(hour, to), groups, ZURICH);
        assertThat(usage).hasSize(3);
        assertThat(usage.getFirst()).containsEntry("g1", "2026-11-21").containsEntry("g2", "chat").containsEntry("sum_calls", 1L);
        assertThat(usage.stream().mapToLong(row -> (Long) row.get("sum_failed")).sum()).isEqualTo(1);
    }

    private static CallFilter filter(
            Instant from,
            Instant to,
            Map<CallFilter.Field, String> is,
            Map<String, String> labels,
            @Nullable String status,
            @Nullable Long minCost) {
        return new CallFilter(
                from, to, is, labels, status == null ? null : CallFilter.Status.read(status), minCost, null, null);
    }

    private List<String> found(CallFilter filter) throws Exception {
        return questions.calls(filter, null, 100).rows().stream()
                .map(row -> String.valueOf(row.get("request_id")))
                .toList();
    }

    /** A year of calls, one every so often, in ten inserts that end in a part each. */
    private void fill() throws Exception {
        try (ClickHouse past = new ClickHouse(server.url(), null, null, null)) {
            for (int part = 0; part < 10; part++) {
                String at = "toDateTime64('2026-01-01 00:00:00', 6, 'UTC') + toIntervalMillisecond(toInt64(number * "
                        + (365L * 86_400_000 / ROWS) + "))";
                past.run(
                        "INSERT INTO audit_entries (instance, sequence, recorded, kind, hash, entry, time, request_id, "
                                + "key_id, virtual_key, team, organization, labels, provider, model, alias, status, "
                                + "failure, prompt_tokens, completion_tokens, cost_nanos, total_nanos) SELECT toUUID('"
                                + instance + "'), number + 1, " + at + ", 'call', lower(hex(SHA256(toString(number)))), "
                                + "concat('{\"v\":1,\"kind\":\"call\",\"request_id\":\"', toString(number), "
                                + "repeat('\",\"field\":\"value', 50), '\"}'), " + at + ", concat('r', toString(number)), "
                                + "concat('k', toString(cityHash64(number) % 500)), concat('key-', toString(cityHash64(number) % 500)), "
                                + "concat('team-', toString(cityHash64(number) % 40)), 'bank', map('app', concat('a', toString(number % 10))), "
                                + "'openai', concat('m', toString(number % 12)), 'fast', if(number % 100 = 7, 500, 200), "
                                + "if(number % 100 = 7, 'upstream_failed', NULL), number % 4000, number % 900, number % 1000000, 1000000 "
                                + "FROM numbers(" + ROWS * part / 10 + ", " + ROWS / 10 + ")",
                        true,
                        Duration.ofMinutes(10));
            }
        }
    }

    @Test
    void questions_amongMany_areAnsweredInBoundedTime() throws Exception {
        fill();
        Instant from = Instant.parse("2026-01-01T00:00:00Z");
        Instant to = Instant.parse("2027-01-01T00:00:00Z");
        CallFilter year = CallFilter.between(from, to);

        String next = timed("first page of the year", () -> questions.calls(year, null, 100)).next();
        timed("second page", () -> questions.calls(year, next, 100));
        timed("page of a key", () -> questions.calls(
                filter(from, to, Map.of(CallFilter.Field.KEY, "key-77"), Map.of(), null, null), null, 100));
        timed("page of what failed", () -> questions.calls(filter(from, to, Map.of(), Map.of(), "failed", null), null, 100));
        timed("page by label and cost", () -> questions.calls(
                filter(from, to, Map.of(), Map.of("app", "a3"), null, 999_000L), null, 100));
        assertThat(timed("one by its id", () -> questions.call("r" + ROWS / 3))).hasSize(1);
        var usage = timed("usage of the year by team and month",
                () -> questions.usage(year, List.of(UsageGroup.read("team"), UsageGroup.read("month")), ZURICH));
        timed("usage of a day by key", () -> questions.usage(
                CallFilter.between(Instant.parse("2026-06-01T00:00:00Z"), Instant.parse("2026-06-02T00:00:00Z")),
                List.of(UsageGroup.read("key")), ZURICH));
        timed("usage of the year by a label", () -> questions.usage(year, List.of(UsageGroup.read("label:app")), ZURICH));

        assertThat(usage.stream().mapToLong(row -> (Long) row.get("sum_calls")).sum()).isEqualTo(ROWS);
        Set<Long> seen = new HashSet<>();
        timed("reading all back", () -> {
            sink.read(kept -> seen.add(kept.sequence()));
            return "";
        });
        assertThat(seen).hasSize((int) ROWS);
    }

    private static <T> T timed(String what, Callable<T> question) throws Exception {
        long began = System.nanoTime();
        T answer = question.call();
        System.out.printf("clickhouse, %,d calls: %s: %d ms%n", ROWS, what, (System.nanoTime() - began) / 1_000_000);
        return answer;
    }
}
