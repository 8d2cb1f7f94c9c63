package dev.bifrost.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Target;
import dev.bifrost.telemetry.MetricsSettings;
import dev.bifrost.testing.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Who bills, alerts or debugs by these numbers needs them exact, whatever clients send. */
class MetricsTest {
    private static final Registry.Most FEW = new Registry.Most(500, 50, 20);
    private final Metrics metrics = new Metrics(MetricsSettings.standard());

    private static MetricsSettings labels(String... labels) {
        return new MetricsSettings(true, List.of(labels), true, true, false);
    }

    @Test
    void call_thatWentWell_isInEveryFamilyThatTellsOfIt() {
        metrics.call(CallOf.good().record());

        Told told = Told.of(metrics);
        assertThat(told.count("bifrost_requests_total")).isEqualTo(1);
        assertThat(told.sum(
                        "bifrost_requests_total",
                        "alias=fast",
                        "model=m",
                        "provider=up",
                        "status=200",
                        "ending=complete"))
                .isEqualTo(1);
        assertThat(told.sum(
                        "bifrost_upstream_requests_total",
                        "virtual_key_name=tenant",
                        "team_name=legal",
                        "customer_id=bank",
                        "selected_key_id=0a1b2c3d",
                        "fallback_index=0",
                        "method=chat"))
                .isEqualTo(1);
        assertThat(told.sum("bifrost_success_requests_total")).isEqualTo(1);
        assertThat(told.count("bifrost_error_requests_total")).isZero();
        assertThat(told.sum("bifrost_input_tokens_total", "virtual_key_id=id-tenant"))
                .isEqualTo(1200);
        assertThat(told.sum("bifrost_output_tokens_total")).isEqualTo(341);
        assertThat(told.sum("bifrost_cache_read_input_tokens_total", "virtual_key_id=id-tenant"))
                .isEqualTo(1000);
        assertThat(told.sum("bifrost_cache_write_input_tokens_total")).isEqualTo(7);
        assertThat(told.sum("bifrost_cache_write_input_tokens_5m_total")).isEqualTo(7);
        assertThat(told.count("bifrost_cache_write_input_tokens_1h_total")).isZero();
        assertThat(told.sum("bifrost_request_retries_bucket", "le=0.0")).isEqualTo(1);
        assertThat(told.sum("bifrost_tokens_total", "kind=cached")).isEqualTo(1000);
        assertThat(told.sum("bifrost_tokens_total", "kind=cache_write")).isEqualTo(7);
        assertThat(told.sum("bifrost_tokens_total", "kind=reasoning")).isEqualTo(12);
        assertThat(told.sum("bifrost_cost_total")).isEqualTo(0.00315);
        assertThat(told.sum("bifrost_request_duration_seconds_count", "stream=true"))
                .isEqualTo(1);
        assertThat(told.sum("bifrost_request_duration_seconds_sum")).isEqualTo(0.44);
        assertThat(told.sum("bifrost_gateway_overhead_seconds_bucket", "le=5.0E-4"))
                .isEqualTo(1);
        assertThat(told.sum("bifrost_gateway_overhead_seconds_bucket", "le=2.5E-4"))
                .isZero();
        assertThat(told.sum("bifrost_stream_first_token_latency_seconds_sum")).isEqualTo(0.1);
        assertThat(told.sum("bifrost_stream_inter_token_latency_seconds_sum"))
                .as("340 ms for 328 gaps, for 12 of the tokens are of hidden reasoning")
                .isCloseTo(0.340 / 328, within(1e-9));
        assertThat(told.sum("http_requests_total", "path=/v1/chat/completions", "method=POST", "status=200"))
                .isEqualTo(1);
        assertThat(told.sum("http_request_size_bytes_sum")).isEqualTo(5120);
    }

    @Test
    void call_withFallbackRetryAndAnotherKey_countsEachTryOnce() {
        Attempt skipped = Attempt.skipped(new Target("off", "m0"), "disabled");
        metrics.call(CallOf.good()
                .tries(
                        skipped,
                        CallOf.failed("a", "m1", "key1", 429, "upstream_rate_limited"),
                        CallOf.failed("a", "m1", "key2", 503, "upstream_error"),
                        CallOf.failed("a", "m1", "key2", 0, "upstream_unreachable"),
                        CallOf.ok("up", "m"))
                .record());

        Told told = Told.of(metrics);
        assertThat(told.sum("bifrost_upstream_requests_total")).isEqualTo(4);
        assertThat(told.sum("bifrost_error_requests_total")).isEqualTo(3);
        assertThat(told.sum("bifrost_error_requests_total", "status_code=0", "error_type=upstream_unreachable"))
                .isEqualTo(1);
        assertThat(told.sum("bifrost_success_requests_total", "fallback_index=1", "provider=up"))
                .isEqualTo(1);
        assertThat(told.sum("bifrost_retries_total", "provider=a", "model=m1")).isEqualTo(2);
        assertThat(told.sum("bifrost_request_retries_sum", "provider=a")).isEqualTo(2);
        assertThat(told.sum("bifrost_request_retries_count")).isEqualTo(2);
        assertThat(told.sum("bifrost_key_rotation_events_total", "provider=a")).isEqualTo(1);
        assertThat(told.sum("bifrost_fallbacks_total", "provider=a", "model=m1", "cause=upstream_unreachable"))
                .isEqualTo(1);
        assertThat(told.sum("bifrost_fallbacks_total")).isEqualTo(1);
        assertThat(told.sum("bifrost_skipped_targets_total", "provider=off", "cause=disabled"))
                .isEqualTo(1);
        assertThat(told.sum("bifrost_key_cooldowns_total", "cause=upstream_rate_limited"))
                .isEqualTo(1);
    }

    @Test
    void firstToken_afterAFailedTry_isTimedFromTheTryThatGaveIt() {
        Attempt ok = CallOf.ok("up", "m");
        metrics.call(CallOf.good()
                .tries(
                        CallOf.failed("a", "m1", "key1", 503, "upstream_error"),
                        new Attempt(
                                ok.target(),
                                ok.keyFingerprint(),
                                ok.status(),
                                ok.outcome(),
                                ok.nanos(),
                                ok.usage(),
                                ok.cost(),
                                70_000_000,
                                null))
                .record());
        assertThat(Told.of(metrics).sum("bifrost_stream_first_token_latency_seconds_sum", "provider=up"))
                .as("100 ms from the call's head on, of which another provider took 70")
                .isCloseTo(0.03, within(1e-9));
    }

    @Test
    void call_fromManyThreadsWhileScraped_losesNothing() throws Exception {
        int threads = 8;
        int each = 20_000;
        List<CallRecord> kinds = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            CallOf kind = CallOf.good().key("tenant-" + i % 10);
            kinds.add(
                    i % 4 == 0
                            ? kind.ended(
                                            502,
                                            "upstream_error",
                                            Ending.UPSTREAM_FAILED,
                                            CallOf.failed("up", "m", "0a1b2c3d", 503, "upstream_error"))
                                    .record()
                            : kind.record());
        }
        double before = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Integer>> work = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int start = t;
                work.add(() -> {
                    for (int i = 0; i < each; i++) {
                        metrics.call(kinds.get((start + i) % kinds.size()));
                    }
                    return each;
                });
            }
            List<Future<Integer>> running = work.stream().map(pool::submit).toList();
            while (running.stream().anyMatch(future -> !future.isDone())) {
                Told told = Told.of(metrics);
                double now = told.sum("bifrost_requests_total");
                assertThat(now).as("a counter never falls").isGreaterThanOrEqualTo(before);
                before = now;
            }
            for (Future<Integer> future : running) {
                future.get();
            }
        }
        Told told = Told.of(metrics);
        int all = threads * each;
        assertThat(told.sum("bifrost_requests_total")).isEqualTo(all);
        assertThat(told.sum("bifrost_requests_total", "status=502")).isEqualTo(all / 4.0);
        assertThat(told.sum("bifrost_upstream_requests_total")).isEqualTo(all);
        assertThat(told.sum("bifrost_success_requests_total") + told.sum("bifrost_error_requests_total"))
                .isEqualTo(all);
        assertThat(told.sum("bifrost_request_duration_seconds_count")).isEqualTo(all);
        assertThat(told.sum("bifrost_request_duration_seconds_bucket", "le=+Inf"))
                .isEqualTo(all);
        assertThat(told.sum("bifrost_input_tokens_total")).isEqualTo(all * 0.75 * 1200);
        assertThat(told.sum("bifrost_cost_total")).isCloseTo(all * 0.75 * 0.00315, within(1e-6));
    }

    @Test
    void call_withMoreKeysThanFit_keepsTotalsAndModelsExact() {
        Metrics few = new Metrics(MetricsSettings.standard(), FEW);
        for (int i = 0; i < 5_000; i++) {
            few.call(CallOf.good().key("tenant-" + i).record());
        }
        Told told = Told.of(few);
        assertThat(told.count("bifrost_upstream_requests_total")).isLessThanOrEqualTo(51);
        assertThat(told.sum("bifrost_upstream_requests_total", "provider=up", "model=m"))
                .isEqualTo(5_000);
        assertThat(told.sum("bifrost_upstream_requests_total", "virtual_key_name=other", "model=m"))
                .isEqualTo(4_950);
        assertThat(told.sum("bifrost_series_overflow_total", "family=bifrost_upstream_requests_total"))
                .isEqualTo(4_950);
    }

    @Test
    void call_withInventedModels_hasNoSeriesForThem() {
        for (int i = 0; i < 5_000; i++) {
            metrics.call(CallOf.good()
                    .model("invented-" + i)
                    .ended(
                            404,
                            "upstream_refused",
                            Ending.UPSTREAM_FAILED,
                            CallOf.failed("up", "invented-" + i, "0a1b2c3d", 404, "upstream_refused"))
                    .record());
        }
        Told told = Told.of(metrics);
        assertThat(told.text).doesNotContain("invented");
        assertThat(told.sum("bifrost_requests_total", "model=other", "provider=up"))
                .isEqualTo(5_000);
        assertThat(told.sum("bifrost_upstream_requests_total", "model=other")).isEqualTo(5_000);
        assertThat(told.values.keySet()).noneMatch(key -> key.startsWith("bifrost_series_overflow_total"));

        metrics.call(CallOf.good().model("gpt-real").record());
        assertThat(Told.of(metrics).sum("bifrost_requests_total", "model=gpt-real"))
                .as("a provider has answered for it")
                .isEqualTo(1);
    }

    @Test
    void call_withMoreModelsThanFit_countsTheRestAsOther() {
        for (int i = 0; i < 3_000; i++) {
            metrics.call(CallOf.good().model("model-" + i).record()); // a server that answers for every name
        }
        Told told = Told.of(metrics);
        assertThat(told.sum("bifrost_requests_total")).isEqualTo(3_000);
        assertThat(told.sum("bifrost_requests_total", "model=other")).isEqualTo(2_500);
        assertThat(told.sum("bifrost_request_duration_seconds_count")).isEqualTo(3_000);
        assertThat(told.count("bifrost_request_duration_seconds_count")).isLessThanOrEqualTo(276);
        assertThat(told.values.size()).isLessThan(60_000);
    }

    @Test
    void call_withHostileLabelValues_isParsedBackAsItWas() {
        Metrics labelled = new Metrics(labels("label:cost-center"));
        List<String> hostile =
                List.of("quote\"", "line\nbreak", "back\\slash", "\\n", "}{,=\"", "naïve 漢字 🙂", "\u0000\u0007");
        for (String value : hostile) {
            labelled.call(CallOf.good().labels(Map.of("cost-center", value)).record());
        }
        labelled.call(CallOf.good()
                .labels(Map.of("cost-center", "x".repeat(64 << 10)))
                .record());

        Told told = Told.of(labelled);
        for (String value : hostile) {
            assertThat(told.sum("bifrost_requests_total", "label_cost_center=" + value))
                    .as(value)
                    .isEqualTo(1);
        }
        assertThat(told.sum("bifrost_requests_total", "label_cost_center=" + "x".repeat(128)))
                .isEqualTo(1);
        assertThat(told.text).doesNotContain("x".repeat(129));
        assertThat(told.sum("bifrost_request_duration_seconds_count"))
                .as("no label of callers")
                .isEqualTo(8);
        assertThat(told.count("bifrost_request_duration_seconds_count")).isEqualTo(1);
    }

    @Test
    void call_withRandomLabelValues_neverHasMoreSeriesThanAllowed() {
        int calls = 20_000;
        Seeded.times(2, random -> {
            Metrics labelled = new Metrics(labels("label:a", "label:b"), FEW);
            for (int i = 0; i < calls; i++) {
                labelled.call(CallOf.good()
                        .key("k" + random.nextInt(300))
                        .labels(Map.of("a", "v" + random.nextInt(1000), "b", "w" + random.nextInt(1000)))
                        .record());
            }
            Told told = Told.of(labelled);
            assertThat(told.sum("bifrost_requests_total")).isEqualTo(calls);
            assertThat(told.sum("bifrost_cost_total")).isCloseTo(calls * 0.00315, within(1e-6));
            long series = told.values.keySet().stream()
                    .filter(key -> !key.contains("_bucket") && !key.contains("_sum"))
                    .count();
            assertThat(series).isLessThanOrEqualTo(600);
        });
    }

    @Test
    void call_withTextsThatAreNone_isParsedBack() {
        Seeded.times(10, random -> {
            Metrics labelled = new Metrics(labels("label:a"));
            for (int i = 0; i < 100; i++) {
                labelled.call(CallOf.good()
                        .labels(Map.of("a", Seeded.anyText(random, 200)))
                        .record());
            }
            assertThat(Told.of(labelled).sum("bifrost_requests_total")).isEqualTo(100);
        });
    }

    @Test
    void callers_off_tellsNobody() {
        Metrics anonymous = new Metrics(new MetricsSettings(true, List.of(), false, true, false));
        anonymous.call(CallOf.good().record());
        assertThat(Told.of(anonymous).text)
                .doesNotContain("tenant")
                .doesNotContain("legal")
                .contains("bifrost_cost_total");
    }

    @Test
    void expose_inBothFormatsAndCompressed_saysTheSame() {
        for (int i = 0; i < 900; i++) {
            metrics.call(CallOf.good().key("tenant-" + i).record());
        }
        String open = Told.text(metrics, "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3", false);
        assertThat(open).endsWith("# EOF\n").containsOnlyOnce("# EOF");
        Told plain = Told.of(metrics);
        Told zipped = new Told(Told.text(metrics, "*/*", true));
        assertThat(zipped.values).isEqualTo(plain.values);
        assertThat(new Told(open).values).isEqualTo(plain.values);
        assertThat(plain.types.keySet()).contains("bifrost_requests_total");
        assertThat(new Told(open).types.keySet()).contains("bifrost_requests");
    }

    @Test
    void source_thatRepeatsItself_isToldOnce() {
        metrics.read(to -> {
            to.add(Family.SINK_UP, true, "a");
            to.add(Family.SINK_UP, false, "a");
        });
        assertThat(Told.of(metrics).values).containsEntry("bifrost_sink_up{sink=a}", 1.0);
    }

    @Test
    void jvm_tellsOfTheProcess() {
        metrics.read(new Jvm());
        assertThat(new TreeSet<>(Told.of(metrics).types.keySet()))
                .contains("jvm_memory_used_bytes", "jvm_gc_collection_seconds", "process_resident_memory_bytes");
    }
}
