package dev.bifrost.telemetry.otlp;

import static dev.bifrost.testing.OtlpCollector.hex;
import static dev.bifrost.testing.OtlpCollector.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.api.chat.Message;
import dev.bifrost.api.chat.Role;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.testing.OtlpCollector;
import dev.bifrost.testing.OtlpCollector.Answer;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a collector gets is what its dashboards are made for; and what happens to it is no call's business. */
class OtlpTest {
    /** The conventions' names and types, by which a request to a provider is described. */
    private static final Map<String, Class<?>> CLIENT_SPAN = Map.ofEntries(
            Map.entry("gen_ai.operation.name", String.class),
            Map.entry("gen_ai.provider.name", String.class),
            Map.entry("gen_ai.request.model", String.class),
            Map.entry("gen_ai.request.stream", Boolean.class),
            Map.entry("gen_ai.response.model", String.class),
            Map.entry("gen_ai.response.time_to_first_chunk", Double.class),
            Map.entry("gen_ai.usage.input_tokens", Long.class),
            Map.entry("gen_ai.usage.output_tokens", Long.class),
            Map.entry("gen_ai.usage.cache_read.input_tokens", Long.class),
            Map.entry("gen_ai.usage.cache_creation.input_tokens", Long.class),
            Map.entry("gen_ai.usage.reasoning.output_tokens", Long.class),
            Map.entry("server.address", String.class),
            Map.entry("server.port", Long.class),
            Map.entry("http.request.method", String.class),
            Map.entry("http.request.resend_count", Long.class),
            Map.entry("http.response.status_code", Long.class));

    private static final Map<String, Class<?>> SERVER_SPAN = Map.of(
            "http.request.method", String.class,
            "url.path", String.class,
            "url.scheme", String.class,
            "http.response.status_code", Long.class,
            "client.address", String.class,
            "user_agent.original", String.class,
            "user.id", String.class);

    /** Names of earlier conventions, which readers of the present ones take for something else, or twice. */
    private static final Set<String> DEPRECATED =
            Set.of("gen_ai.system", "gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens");

    private static final Peer MISTRAL = new Peer("mistral", "api.mistral.ai", 443);
    private static final Peer AZURE = new Peer("azure", "my-resource.openai.azure.com", 443);
    private static final Map<String, Peer> PEERS = Map.of("mistral", MISTRAL, "azure-ch", AZURE);
    private static final Self SELF = new Self("1.2.3", "instance-1", "https");

    private final LinkedBlockingQueue<String> notices = new LinkedBlockingQueue<>();
    private OtlpCollector collector;

    @BeforeEach
    void start() throws IOException {
        collector = new OtlpCollector();
    }

    @AfterEach
    void stop() {
        collector.close();
    }

    @Test
    void spans_ofACallThatFellBack_areAsTheConventionsHaveThem() throws Exception {
        CallRecord call = TracedCalls.fallenBack();
        try (Otlp otlp = open(settings())) {
            otlp.accept(call);
            Span own = collector.spans(1).getFirst();
            List<Span> attempts = collector.spans(2);

            assertThat(own.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
            assertThat(own.getName()).isEqualTo("chat eu-secure");
            assertThat(hex(own.getTraceId())).isEqualTo(call.traceId());
            assertThat(hex(own.getSpanId())).isEqualTo(call.trace().spanId());
            assertThat(hex(own.getParentSpanId())).isEqualTo(call.trace().parent());
            assertThat(own.getStartTimeUnixNano()).isEqualTo(TracedCalls.nanos(call.time()));
            assertThat(own.getEndTimeUnixNano() - own.getStartTimeUnixNano()).isEqualTo(call.totalNanos());
            assertThat(own.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            assertTypes(own.getAttributesList(), SERVER_SPAN);
            assertThat(own.getAttributesList())
                    .as("tokens are counted once, at the provider")
                    .noneMatch(each -> each.getKey().startsWith("gen_ai."));
            assertThat(value(own.getAttributesList(), "bifrost.alias")).isEqualTo("eu-secure");
            assertThat(value(own.getAttributesList(), "bifrost.key.name")).isEqualTo("tenant-12");
            assertThat(value(own.getAttributesList(), "bifrost.team")).isEqualTo("legal");
            assertThat(value(own.getAttributesList(), "bifrost.attempts")).isEqualTo(2L);
            assertThat(value(own.getAttributesList(), "bifrost.cost.usd")).isEqualTo(0.00315);
            assertThat(value(own.getAttributesList(), "bifrost.label.app")).isEqualTo("chat");
            assertThat(own.getEventsList()).singleElement().satisfies(event -> {
                assertThat(event.getName()).isEqualTo("bifrost.target.skipped");
                assertThat(value(event.getAttributesList(), "bifrost.reason")).isEqualTo("residency");
            });

            Span failed = attempts.getFirst();
            assertThat(failed.getName()).isEqualTo("chat mistral-large-2411");
            assertThat(failed.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
            assertThat(failed.getParentSpanId()).isEqualTo(own.getSpanId());
            assertThat(failed.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            assertThat(value(failed.getAttributesList(), "error.type")).isEqualTo("upstream_error");
            assertThat(value(failed.getAttributesList(), "gen_ai.provider.name"))
                    .isEqualTo("mistral_ai");
            assertThat(value(failed.getAttributesList(), "http.request.resend_count"))
                    .isNull();

            Span answered = attempts.getLast();
            assertThat(answered.getName()).isEqualTo("chat gpt-4o");
            assertThat(answered.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            assertThat(answered.getStartTimeUnixNano() - own.getStartTimeUnixNano())
                    .isEqualTo(121_000_000);
            assertTypes(answered.getAttributesList(), CLIENT_SPAN);
            assertThat(value(answered.getAttributesList(), "gen_ai.provider.name"))
                    .isEqualTo("azure.ai.openai");
            assertThat(value(answered.getAttributesList(), "gen_ai.usage.input_tokens"))
                    .isEqualTo(1200L);
            assertThat(value(answered.getAttributesList(), "gen_ai.response.model"))
                    .isEqualTo("gpt-4o-2024-08-06");
            assertThat(value(answered.getAttributesList(), "gen_ai.response.time_to_first_chunk"))
                    .isEqualTo(0.0595);
            assertThat(value(answered.getAttributesList(), "http.request.resend_count"))
                    .isEqualTo(1L);
        }
    }

    @Test
    void spans_anyCall_holdNoNameOfTheOldAndNoContent() throws Exception {
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.fallenBack());
            for (Span span : collector.spans(3)) {
                assertThat(span.getAttributesList())
                        .extracting(KeyValue::getKey)
                        .doesNotContainAnyElementsOf(DEPRECATED)
                        .noneMatch(name -> name.contains("messages")
                                || name.contains("system_instructions")
                                || name.contains("prompt")
                                || name.contains("body"));
            }
        }
    }

    @Test
    void request_isOtlpOverHttp() throws Exception {
        TracingSettings settings = new TracingSettings(
                URI.create(collector.address() + "/api/public/otel/"),
                null,
                Map.of("authorization", Secret.of("Basic abc")),
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                TracingSettings.Compression.GZIP,
                null,
                Map.of("service.name", "gateway-1", "deployment.environment.name", "production"));
        try (Otlp otlp = open(settings)) {
            otlp.accept(TracedCalls.sampled());
            collector.spans(2);
        }
        assertThat(collector.paths()).containsExactly("/api/public/otel/v1/traces");
        assertThat(collector.heads().getFirst().getFirst("content-type")).isEqualTo("application/x-protobuf");
        assertThat(collector.heads().getFirst().getFirst("content-encoding")).isEqualTo("gzip");
        assertThat(collector.heads().getFirst().getFirst("authorization")).isEqualTo("Basic abc");
        ResourceSpans batch = collector.batches().getFirst();
        List<KeyValue> resource = batch.getResource().getAttributesList();
        assertThat(value(resource, "service.name")).isEqualTo("gateway-1");
        assertThat(value(resource, "service.version")).isEqualTo("1.2.3");
        assertThat(value(resource, "service.instance.id")).isEqualTo("instance-1");
        assertThat(value(resource, "deployment.environment.name")).isEqualTo("production");
        assertThat(batch.getScopeSpans(0).getSchemaUrl()).isEqualTo("https://opentelemetry.io/schemas/1.41.0");
    }

    @Test
    void request_toAnAddressOfItsOwn_goesThere() throws Exception {
        TracingSettings settings = new TracingSettings(
                URI.create("http://127.0.0.1:9"),
                URI.create(collector.address() + "/v1/trace/log-python"),
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                null,
                TracingSettings.Compression.NONE,
                null,
                null);
        try (Otlp otlp = open(settings)) {
            otlp.accept(TracedCalls.sampled());
            collector.spans(2);
        }
        assertThat(collector.paths()).containsExactly("/v1/trace/log-python");
        assertThat(collector.heads().getFirst().getFirst("content-encoding")).isNull();
    }

    @Test
    void metrics_ofCalls_areAsTheConventionsHaveThem() throws Exception {
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.fallenBack());
            otlp.accept(TracedCalls.unsampled());
        }
        Metric duration = collector.metric("gen_ai.client.operation.duration");
        assertThat(duration.getUnit()).isEqualTo("s");
        List<HistogramDataPoint> points = duration.getHistogram().getDataPointsList();
        assertThat(points)
                .as("one that failed, one that answered, one of another model")
                .hasSize(3);
        assertThat(points.getFirst().getExplicitBoundsList())
                .containsExactly(
                        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
        assertThat(points)
                .filteredOn(point -> value(point.getAttributesList(), "error.type") != null)
                .singleElement()
                .satisfies(point -> {
                    assertThat(value(point.getAttributesList(), "error.type")).isEqualTo("upstream_error");
                    assertThat(value(point.getAttributesList(), "gen_ai.provider.name"))
                            .isEqualTo("mistral_ai");
                    assertThat(point.getSum()).isEqualTo(0.1201);
                });
    }

    @Test
    void metrics_ofTokens_areOfWhatTheProviderSaid() throws Exception {
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.fallenBack());
            otlp.accept(TracedCalls.with(
                    true,
                    List.of(TracedCalls.attempt("ok", new Usage(7, 0, 0, 7, 0, 0, 0, true))),
                    Ending.COMPLETE,
                    1));
        }
        Metric tokens = collector.metric("gen_ai.client.token.usage");
        assertThat(tokens.getUnit()).isEqualTo("{token}");
        assertThat(tokens.getHistogram().getDataPointsList())
                .as("nothing of what was only estimated")
                .hasSize(2)
                .anySatisfy(point -> {
                    assertThat(value(point.getAttributesList(), "gen_ai.token.type"))
                            .isEqualTo("input");
                    assertThat(point.getSum()).isEqualTo(1200);
                })
                .anySatisfy(point -> {
                    assertThat(value(point.getAttributesList(), "gen_ai.token.type"))
                            .isEqualTo("output");
                    assertThat(point.getSum()).isEqualTo(340);
                })
                .allSatisfy(point -> assertThat(point.getExplicitBoundsList()).contains(67108864.0));
    }

    @Test
    void sampling_failuresAndSlowCalls_areAlwaysSeen() throws Exception {
        TracingSettings settings = new TracingSettings(
                collector.address(),
                null,
                null,
                0.0,
                Duration.ofSeconds(5),
                null,
                null,
                false,
                null,
                null,
                null,
                null,
                null);
        Attempt ok = TracedCalls.attempt("ok", null);
        try (Otlp otlp = open(settings)) {
            otlp.accept(TracedCalls.with(false, List.of(ok), Ending.COMPLETE, 4_999_999_999L));
            otlp.accept(TracedCalls.with(false, List.of(), Ending.REFUSED, 1));
            otlp.accept(
                    TracedCalls.with(false, List.of(TracedCalls.attempt("client_gone", null)), Ending.CLIENT_GONE, 1));
            otlp.accept(TracedCalls.plain()); // from before traces were made
            otlp.accept(TracedCalls.with(false, List.of(ok), Ending.COMPLETE, 5_000_000_000L));
            otlp.accept(TracedCalls.with(false, List.of(ok), Ending.UPSTREAM_CUT, 1));
            otlp.accept(TracedCalls.with(false, List.of(), Ending.GATEWAY_FAILED, 1));
            otlp.accept(TracedCalls.with(
                    false, List.of(TracedCalls.attempt("upstream_error", null), ok), Ending.COMPLETE, 1));
            assertThat(collector.spans(8))
                    .allSatisfy(span -> assertThat(span.getFlags() & 1)
                            .as("what was told when the call began stays true")
                            .isZero());
        }
        assertThat(collector.unread()).isZero();
    }

    @Test
    void sampling_requestsThatTheProviderRefuses_followTheFirstDecision() throws Exception {
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.refused("made-up", false, 404, "upstream_refused"));
            otlp.accept(TracedCalls.refused("small", true, 400, "upstream_refused"));
            List<Span> spans = collector.spans(2);
            assertThat(spans.getFirst().getStatus().getCode())
                    .as("4xx is no error of a server")
                    .isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
            assertThat(value(spans.getFirst().getAttributesList(), "error.type"))
                    .isNull();
            assertThat(spans.getLast().getStatus().getCode())
                    .as("but of a client")
                    .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
            otlp.accept(TracedCalls.refused("small", false, 429, "upstream_rate_limited"));
            assertThat(collector.spans(2).getFirst().getStatus().getCode())
                    .isEqualTo(Status.StatusCode.STATUS_CODE_UNSET);
        }
        assertThat(collector.unread()).isZero();
    }

    @Test
    void metrics_ofInventedModels_haveNoSeriesForThem() throws Exception {
        try (Otlp otlp = open(settings())) {
            for (int i = 0; i < 100; i++) {
                otlp.accept(TracedCalls.refused("invented-" + i, false, 404, "upstream_refused"));
            }
            otlp.accept(TracedCalls.sampled());
        }
        List<HistogramDataPoint> points = collector
                .metric("gen_ai.client.operation.duration")
                .getHistogram()
                .getDataPointsList();
        assertThat(points.stream()
                        .map(point -> value(point.getAttributesList(), "gen_ai.request.model"))
                        .toList())
                .containsExactlyInAnyOrder("other", "small");
    }

    @Test
    void manyCalls_atOnce_areSeenOnceEach() throws Exception {
        int calls = 1_000;
        CountDownLatch go = new CountDownLatch(1);
        Set<String> expected = new HashSet<>();
        try (Otlp otlp = open(settings())) {
            Thread[] threads = new Thread[8];
            for (int t = 0; t < threads.length; t++) {
                List<CallRecord> mine = java.util.stream.IntStream.range(0, calls / threads.length)
                        .mapToObj(_ -> TracedCalls.sampled())
                        .toList();
                mine.forEach(call -> {
                    expected.add(call.trace().spanId());
                    expected.add(call.attempts().getFirst().spanId());
                });
                threads[t] = Thread.ofPlatform().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    mine.forEach(otlp);
                });
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        List<Span> spans = collector.spans(2 * calls);
        assertThat(spans.stream().map(span -> hex(span.getSpanId())).toList())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(collector.unread()).isZero();
        assertThat(notices).isEmpty();
    }

    @Test
    void collector_takingAllButOne_isSaidOnceAndCounted() throws Exception {
        collector.answer(Answer.PARTIAL);
        try (Otlp otlp = open(settings())) {
            for (int i = 1; i <= 3; i++) {
                long lost = i;
                otlp.accept(TracedCalls.sampled());
                collector.spans(2);
                await(() -> otlp.lost() == lost);
                assertThat(otlp.lost()).isEqualTo(i);
            }
        }
        assertThat(notices.stream().filter(notice -> notice.contains(" takes traces but says")))
                .singleElement()
                .asString()
                .contains(collector.address() + "/v1/traces", "too old by far", "1 rejected")
                .doesNotContain("\n");
    }

    @Test
    void answers_thatAreNoProtobuf_areNoPartialSuccess() {
        byte[] garbage = new byte[100];
        for (int seed = 0; seed < 5000; seed++) {
            new java.util.Random(seed).nextBytes(garbage);
            PartialSuccess read = PartialSuccess.of(garbage);
            assertThat(read == null || read.rejected() >= 0).as("seed %d", seed).isTrue();
        }
        assertThat(PartialSuccess.of("{\"partialSuccess\":{}}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isNull();
        assertThat(PartialSuccess.of(new byte[0])).isNull();
        assertThat(PartialSuccess.of(new byte[] {10, 0})).isNull();
        assertThat(PartialSuccess.of(new byte[] {10, 2, 8, 5})).isEqualTo(new PartialSuccess(5, ""));
    }

    @Test
    void collector_refusing_isSaidOnceAndComesBack() throws Exception {
        collector.answer(Answer.REFUSED);
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.sampled());
            String notice = notices.poll(20, TimeUnit.SECONDS);
            assertThat(notice)
                    .contains("traces can not be delivered to " + collector.address() + "/v1/traces")
                    .contains("401");
            for (int i = 0; i < 5; i++) {
                long lost = otlp.lost();
                otlp.accept(TracedCalls.sampled());
                await(() -> otlp.lost() > lost);
            }
            assertThat(otlp.lost()).isEqualTo(12);
            collector.answer(Answer.OK);
            otlp.accept(TracedCalls.sampled());
            collector.spans(2);
            assertThat(notices.poll(20, TimeUnit.SECONDS)).contains("again; 12 were lost");
        }
        assertThat(notices).allMatch(notice -> notice.startsWith("metrics"));
    }

    @Test
    void collector_answeringGarbage_costsNothingButSpans() throws Exception {
        collector.answer(Answer.GARBAGE);
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.sampled());
            assertThat(notices.poll(20, TimeUnit.SECONDS)).contains("418").hasSizeLessThan(300);
            assertThat(otlp.lost()).isEqualTo(2);
        }
    }

    @Test
    void collector_down_losesSpansAndSaysWhy() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        try (Otlp otlp = open(quick("http://127.0.0.1:" + port))) {
            otlp.accept(TracedCalls.sampled());
            assertThat(notices.poll(20, TimeUnit.SECONDS)).contains("can not be delivered");
            await(() -> otlp.lost() == 2);
        }
    }

    @Test
    void collector_frozen_holdsNobodyUpAndTakesNoMemory() throws Exception {
        collector.answer(Answer.FROZEN);
        CallRecord call = TracedCalls.sampled();
        Otlp otlp = open(quick(collector.address().toString()));
        for (int i = 0; i < 50_000; i++) {
            otlp.accept(call);
        }
        await(() -> otlp.lost() > 0);
        assertThat(notices.poll(20, TimeUnit.SECONDS)).contains("can not be delivered");
        otlp.close();
        // All that was not sent, except what is counted as a call because it never became spans.
        assertThat(otlp.lost()).isGreaterThan(40_000);
    }

    @Test
    void content_forWhichThereIsNoRoom_isLeftOutAndTheSpanSaysSo() throws Exception {
        int calls = 70; // of 1 MB each, of which half fits
        var large = new SpanContent("x".repeat(1 << 20), null, null, null, "", false, false);
        Otlp otlp = Otlp.open(
                settings(),
                SELF,
                PEERS::get,
                System::nanoTime,
                notices::add,
                Duration.ofHours(1),
                Duration.ofSeconds(20));
        collector.answer(Answer.FROZEN);
        for (int i = 0; i < calls; i++) {
            otlp.accept(TracedCalls.sampled(), large);
        }
        await(() -> !collector.paths().isEmpty());
        collector.thaw();
        otlp.close();
        List<Span> spans = collector.spans(2 * calls);
        long whole = spans.stream()
                .filter(span -> value(span.getAttributesList(), "gen_ai.input.messages") != null)
                .count();
        long without = spans.stream()
                .filter(span -> "no_room".equals(value(span.getAttributesList(), "bifrost.content.missing")))
                .count();
        assertThat(whole).isBetween(2L, Otlp.MOST_CONTENT >> 20);
        assertThat(whole + without).isEqualTo(calls);
        assertThat(otlp.contentHeld()).isZero();
        assertThat(collector.largest())
                .as("collectors take 4 MB in one request, the most careful of them")
                .isLessThan(4 << 20);
    }

    @Test
    void content_thatIsTooLong_isCutButStaysJson() throws Exception {
        var draft = new SpanContent.Draft();
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            messages.add(Message.of(Role.USER, i + "x".repeat(100_000)));
        }
        draft.asked(messages, List.of(), false);
        SpanContent content = draft.content();
        assertThat(content.cut()).isTrue();
        assertThat(content.input()).hasSizeLessThanOrEqualTo(SpanContent.MOST_OF_MESSAGES);
        assertThat(((Json.Arr) Json.read(content.input())).size()).isEqualTo(40);
        for (int i = 0; i < 1000; i++) {
            messages.add(Message.of(Role.USER, i + "x".repeat(2_000)));
        }
        draft.asked(messages, List.of(), false);
        String newest = draft.content().input();
        assertThat(newest)
                .hasSizeLessThanOrEqualTo(SpanContent.MOST_OF_MESSAGES)
                .contains("999xxx");
        assertThat(((Json.Arr) Json.read(newest)).size()).isBetween(100, 600);
    }

    @Test
    void cost_unknown_isNotFree() throws Exception {
        Attempt attempt = TracedCalls.attempt("ok", Usage.of(3, 4)).charged(Usage.of(3, 4), Cost.unknown());
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.with(true, List.of(attempt), Ending.COMPLETE, 1));
            assertThat(collector.spans(2))
                    .allSatisfy(span -> assertThat(value(span.getAttributesList(), "bifrost.cost.usd"))
                            .isNull());
        }
    }

    @Test
    void passedOnAsItIs_keepsItsMethod() throws Exception {
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.passedOn("DELETE /passthrough/mistral/files/1"));
            assertThat(collector.spans(2))
                    .allSatisfy(span -> assertThat(value(span.getAttributesList(), "http.request.method"))
                            .isEqualTo("DELETE"));
        }
    }

    @Test
    void provider_thatIsGone_keepsItsName() throws Exception {
        Attempt attempt = new Attempt(new Target("gone", "m"), null, 200, "ok", 5, null, null, 0, TracedCalls.span());
        try (Otlp otlp = open(settings())) {
            otlp.accept(TracedCalls.with(true, List.of(attempt), Ending.COMPLETE, 10));
            Span span = collector.spans(2).getLast();
            assertThat(value(span.getAttributesList(), "gen_ai.provider.name")).isEqualTo("gone");
            assertThat(value(span.getAttributesList(), "server.address")).isNull();
        }
    }

    private static void assertTypes(List<KeyValue> attributes, Map<String, Class<?>> convention) {
        convention.forEach(
                (name, type) -> assertThat(value(attributes, name)).as(name).isInstanceOf(type));
    }

    private TracingSettings settings() {
        return TracingSettings.to(collector.address());
    }

    private static TracingSettings quick(String address) {
        return new TracingSettings(
                URI.create(address),
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                null,
                Duration.ofMillis(300),
                null,
                null,
                null);
    }

    private Otlp open(TracingSettings settings) {
        return Otlp.open(
                settings,
                SELF,
                PEERS::get,
                System::nanoTime,
                notices::add,
                Duration.ofMillis(1),
                Duration.ofSeconds(2));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
