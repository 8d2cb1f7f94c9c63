package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.json.Json;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.CallDatabase;
import dev.bifrost.audit.CallLog;
import dev.bifrost.audit.SampleCalls;
import dev.bifrost.audit.SinkFailure;
import dev.bifrost.audit.WrittenJournal;
import dev.bifrost.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told about calls, over real sockets. */
class CallsOverHttpTest {
    private static final String YAML = "providers: [{ name: simulated }]\ntime_zone: Europe/Zurich\n";
    private static final String RANGE = "from=2026-11-01&to=2026-11-30";
    private static final int MANY = 1234;

    @TempDir
    Path folder;

    private WrittenJournal journal;
    private CallLog log;
    private final AtomicInteger asked = new AtomicInteger();
    private int failFrom = Integer.MAX_VALUE;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        journal = new WrittenJournal(folder.resolve("journal"));
        log = new CallLog(folder.resolve("calls.db"), AuditSettings.standard(), InstantSource.fixed(SampleCalls.NOON));
        assertThat(log.open(journal.instance())).hasValue(0);
        gateway = TestGateway.start(YAML, new Asked());
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        log.close();
        journal.close();
    }

    private final class Asked implements CallDatabase {
        @Override
        public Flavour flavour() {
            return log.flavour();
        }

        @Override
        public List<Map<String, @Nullable Object>> query(String sql, List<?> parameters, Duration patience)
                throws SinkFailure, InterruptedException {
            if (asked.incrementAndGet() >= failFrom) {
                throw new SinkFailure(
                        SinkFailure.Kind.UNREACHABLE, "no answer within 10000 ms", new SQLTimeoutException());
            }
            return log.query(sql, parameters, patience);
        }
    }

    private void keep(CallRecord... calls) throws Exception {
        log.keep(journal.append(calls));
    }

    private RawClient.Answer get(String path) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send("GET " + path + " HTTP/1.1\r\nhost: localhost\r\n\r\n")
                    .read();
        }
    }

    private static Json.Obj json(RawClient.Answer answer) throws Exception {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return Json.readObject(answer.body(), 0, answer.body().length);
    }

    @Test
    void calls_filteredAndPaged_leadOneToTheNext() throws Exception {
        keep(IntStream.range(0, 5)
                .mapToObj(n -> SampleCalls.call("r" + n)
                        .at(SampleCalls.NOON.plusSeconds(n))
                        .record())
                .toArray(CallRecord[]::new));

        Json.Obj first = json(get("/api/calls?team=legal&label:app=chat&limit=3&" + RANGE));
        Json.Obj second = json(get("/api/calls?team=legal&limit=3&" + RANGE + "&after=" + first.text("next")));

        assertThat(first.objects("calls").stream().map(call -> call.text("request_id")))
                .containsExactly("r4", "r3", "r2");
        assertThat(second.objects("calls").stream().map(call -> call.text("request_id")))
                .containsExactly("r1", "r0");
        assertThat(second.has("next")).isFalse();
        assertThat(first.text("from")).isEqualTo("2026-10-31T23:00:00Z");
        Json.Obj call = first.objects("calls").getFirst();
        assertThat(call.text("cost_usd")).isEqualTo("0.001234567");
        assertThat(call.get("total_ms")).isEqualTo(new Json.Num("350.000"));
        assertThat(call.get("stream")).isEqualTo(new Json.Bool(true));
    }

    @Test
    void call_byId_hasAttemptsAndItsEntryVerbatim() throws Exception {
        keep(SampleCalls.call("a/b c").record());

        Json.Obj call = json(get("/api/calls/a%2Fb%20c")).objects("calls").getFirst();

        assertThat(call.objects("attempts"))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.text("provider")).isEqualTo("mistral"));
        Json.Obj chain = (Json.Obj) call.get("chain");
        assertThat(chain.text("hash")).hasSize(64);
        assertThat(call.text("entry")).startsWith("{\"v\":1,\"kind\":\"call\"");
        assertThat(get("/api/calls/" + chain.text("instance") + "/1").status()).isEqualTo(200);
        assertThat(get("/api/calls/nobody").status()).isEqualTo(404);
        assertThat(get("/api/calls/a%2Fb%20c?content=true").text()).contains("content_not_kept");
    }

    @Test
    void calls_csvOfMany_streamsAllOfThem() throws Exception {
        keep(IntStream.range(0, MANY)
                .mapToObj(n -> SampleCalls.call("r" + n).record())
                .toArray(CallRecord[]::new));

        RawClient.Answer answer = get("/api/calls?format=csv&" + RANGE);

        assertThat(answer.header("content-type")).startsWith("text/csv");
        assertThat(answer.header("content-disposition")).contains("calls.csv");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.text().split("\r\n", -1))
                .hasSize(MANY + 2)
                .startsWith(CallForm.csvHead().strip());
        assertThat(get("/api/calls?format=jsonl&limit=700&" + RANGE).text().lines())
                .hasSize(700);
    }

    @Test
    void calls_databaseGoneInTheMiddle_breaksOffInsteadOfEnding() throws Exception {
        keep(IntStream.range(0, MANY)
                .mapToObj(n -> SampleCalls.call("r" + n).record())
                .toArray(CallRecord[]::new));
        failFrom = 2;

        assertThatThrownBy(() -> get("/api/calls?format=jsonl&" + RANGE)).isInstanceOf(IOException.class);
    }

    @Test
    void calls_databaseTooSlow_saysToNarrowTheRange() throws Exception {
        failFrom = 1;

        for (String path : List.of("/api/calls", "/api/calls?format=csv", "/api/usage", "/api/calls/r1")) {
            RawClient.Answer answer = get(path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.text()).contains("narrow the range");
        }
    }

    @Test
    void calls_formulas_areNoneInCsv() throws Exception {
        keep(SampleCalls.call("=HYPERLINK(\"http://x\";\"y\")")
                .by("+k", "@team")
                .labelled(Map.of("-a", "b,\"c\"\r\n"))
                .record());

        String csv = get("/api/calls?format=csv&" + RANGE).text();

        assertThat(csv).contains("\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\"", ",'+k,", ",'@team,");
        assertThat(csv.split("\r\n", -1)).as("a label's line feed is escaped").hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "calls?statsu=4xx | did you mean 'status'?",
                "calls?status=9xx | write for example 404, 4xx, or failed",
                "calls?ending=complte | did you mean 'complete'?",
                "calls?limit=0 | from 1 to 1000",
                "calls?limit=1001 | from 1 to 1000",
                "calls?after=x | after: it is no cursor",
                "calls?from=yesterday | no date such as",
                "calls?from=2026-11-02&to=2026-11-01 | is not after",
                "calls?min_cost=1e9 | no amount of dollars",
                "calls?min_duration=soon | no time such as",
                "calls?format=xml | none of json, jsonl, csv",
                "usage?group_by=teem | did you mean 'team'?",
                "usage?group_by=team,team | different words",
                "usage?end_user=x | is no parameter",
            })
    void calls_wrongParameters_say400AndWhatIsRight(String path, String says) throws Exception {
        RawClient.Answer answer = get("/api/" + path);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text().replace("\\u0027", "'")).contains(says);
    }

    @Test
    void usage_grouped_hasExactDollars() throws Exception {
        keep(
                SampleCalls.call("a").by("k1", "legal").cost(1).record(),
                SampleCalls.call("b")
                        .by("k1", null)
                        .ended(500, Ending.UPSTREAM_FAILED)
                        .cost(2_000_000_000L)
                        .record(),
                SampleCalls.call("c").at(Instant.parse("2026-11-21T23:30:00Z")).record());

        Json.Obj usage = json(get("/api/usage?group_by=day,key&" + RANGE));
        String csv =
                get("/api/usage?group_by=team,label:app&format=csv&" + RANGE).text();

        assertThat(usage.objects("usage").getFirst().print())
                .isEqualTo("{\"day\":\"2026-11-21\",\"key\":\"k1\",\"calls\":2,\"failed\":1,\"prompt_tokens\":2400,"
                        + "\"cached_tokens\":0,\"cache_write_tokens\":0,\"completion_tokens\":68,"
                        + "\"reasoning_tokens\":0,\"cost_usd\":\"2.000000001\",\"cost_nanos\":2000000001}");
        assertThat(usage.objects("usage").getLast().text("day")).isEqualTo("2026-11-22");
        assertThat(new String(csv.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .startsWith("team,label:app,calls,failed,");
    }

    @Test
    void calls_clientThatDoesNotRead_holdsNothingUp() throws Exception {
        keep(IntStream.range(0, MANY)
                .mapToObj(n -> SampleCalls.call("r" + n)
                        .labelled(Map.of("x", "y".repeat(3000)))
                        .record())
                .toArray(CallRecord[]::new));
        try (RawClient slow = new RawClient(gateway.port())) {
            slow.socket().setReceiveBufferSize(4096);
            slow.send("GET /api/calls?format=jsonl&" + RANGE + " HTTP/1.1\r\nhost: localhost\r\n\r\n");
            assertThat(slow.readHead().status()).isEqualTo(200);
            assertThat(json(get("/api/calls?limit=1&" + RANGE)).objects("calls"))
                    .hasSize(1);
        }
        assertThat(get("/health/live").status()).isEqualTo(200);
    }
}
