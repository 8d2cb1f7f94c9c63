package dev.bifrost.telemetry.otlp;

import static io.opentelemetry.api.common.AttributeKey.doubleKey;
import static io.opentelemetry.api.common.AttributeKey.longKey;
import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Trace;
import dev.bifrost.api.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a call: one for what the client asked, and below it one for each request to a provider. Only the latter
 * have {@code gen_ai.usage}: who adds up tokens over spans would count them twice.
 */
final class CallSpans {
    private static final AttributeKey<String> REQUEST_ID = stringKey("bifrost.request_id");
    private static final AttributeKey<String> OPERATION = stringKey("bifrost.operation");
    private static final AttributeKey<String> ALIAS = stringKey("bifrost.alias");
    private static final AttributeKey<String> ASKED = stringKey("bifrost.model.asked");
    private static final AttributeKey<String> MODEL = stringKey("bifrost.model");
    private static final AttributeKey<String> PROVIDER = stringKey("bifrost.provider");
    private static final AttributeKey<String> KEY = stringKey("bifrost.key.name");
    private static final AttributeKey<String> TEAM = stringKey("bifrost.team");
    private static final AttributeKey<String> ORGANIZATION = stringKey("bifrost.organization");
    private static final AttributeKey<Long> ATTEMPTS = longKey("bifrost.attempts");
    private static final AttributeKey<String> ENDING = stringKey("bifrost.ending");
    private static final AttributeKey<String> FAILURE = stringKey("bifrost.failure");
    private static final AttributeKey<Double> COST = doubleKey("bifrost.cost.usd");
    private static final AttributeKey<String> PRICE = stringKey("bifrost.cost.price");
    private static final AttributeKey<Long> INPUT = longKey("bifrost.usage.input_tokens");
    private static final AttributeKey<Long> OUTPUT = longKey("bifrost.usage.output_tokens");
    private static final AttributeKey<Double> FIRST_TOKEN = doubleKey("bifrost.time_to_first_token");
    private static final AttributeKey<Double> GATEWAY = doubleKey("bifrost.gateway_time");
    private static final AttributeKey<String> CONFIGURATION = stringKey("bifrost.configuration");
    private static final AttributeKey<String> TARGET = stringKey("bifrost.target");
    private static final AttributeKey<String> REASON = stringKey("bifrost.reason");
    private static final String LABEL = "bifrost.label.";
    /** The event of a target that was passed over. */
    private static final String SKIPPED = "bifrost.target.skipped";

    private final AttemptSpans attempts;
    private final CallSpan.Origin origin;
    private final String scheme;
    private final long slowNanos;

    /** {@code slow}: calls that took so long are kept, whatever was decided; null: none for that. */
    CallSpans(Function<String, @Nullable Peer> peers, CallSpan.Origin origin, String scheme, @Nullable Duration slow) {
        this.attempts = new AttemptSpans(peers, origin);
        this.origin = origin;
        this.scheme = scheme;
        this.slowNanos = slow == null ? Long.MAX_VALUE : slow.toNanos();
    }

    /**
     * True if the call is to be seen: it was chosen when it began, or it was slow, or a provider or the gateway failed.
     * That a request was refused, here or there, is no reason: anybody could fill the collector with those.
     */
    boolean wanted(CallRecord call) {
        Trace trace = call.trace();
        return trace != null && (trace.sampled() || call.totalNanos() >= slowNanos || broken(call) || anyFailed(call));
    }

    private static boolean broken(CallRecord call) {
        return switch (call.ending()) {
            case UPSTREAM_CUT, UPSTREAM_FAILED, GATEWAY_FAILED -> !AttemptSpans.REFUSED.equals(call.failure());
            case COMPLETE, CLIENT_GONE, REFUSED -> false;
        };
    }

    private static boolean anyFailed(CallRecord call) {
        for (Attempt attempt : call.attempts()) {
            boolean refused = attempt.outcome().equals(AttemptSpans.REFUSED);
            if (AttemptSpans.made(attempt) && AttemptSpans.failed(attempt) && !refused) {
                return true;
            }
        }
        return false;
    }

    /** Those of a call, its own first; none if it belongs to no trace. {@code content}: what it asked and was answered. */
    List<SpanData> of(CallRecord call, @Nullable SpanContent content) {
        Trace trace = call.trace();
        String id = call.traceId();
        if (trace == null || id == null) {
            return List.of();
        }
        TraceFlags flags = trace.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
        SpanContext own = SpanContext.create(id, trace.spanId(), flags, TraceState.getDefault());
        String parent = trace.parent();
        SpanContext above = parent == null
                ? SpanContext.getInvalid()
                : SpanContext.createFromRemoteParent(id, parent, flags, TraceState.getDefault());
        long start = nanos(call.time());
        List<SpanData> spans = new ArrayList<>(1 + call.attempts().size());
        List<EventData> events = new ArrayList<>();
        long at = start;
        for (Attempt attempt : call.attempts()) {
            String span = attempt.spanId();
            if (AttemptSpans.made(attempt) && span != null) {
                SpanContext context = SpanContext.create(id, span, flags, TraceState.getDefault());
                long begun = start + attempt.startNanos();
                spans.add(attempts.of(call, attempt, spans.size() + 1, context, own, begun, content));
                at = spans.getLast().getEndEpochNanos();
            } else {
                events.add(skipped(attempt, at));
            }
        }
        spans.addFirst(own(call, own, above, start, List.copyOf(events)));
        return spans;
    }

    private SpanData own(CallRecord call, SpanContext own, SpanContext above, long start, List<EventData> events) {
        boolean failed = call.status() >= 500 || (call.status() < 400 && broken(call)); // 4xx is no error of a server
        AttributesBuilder attributes = Attributes.builder();
        http(attributes, call);
        if (failed) {
            attributes.put(Conventions.ERROR_TYPE, call.failure() == null ? "_OTHER" : call.failure());
        }
        whoAndWhat(attributes, call);
        result(attributes, call);
        call.labels().forEach((name, value) -> attributes.put(LABEL + name, value));
        return new CallSpan(
                name(call),
                SpanKind.SERVER,
                own,
                above,
                start,
                start + Math.max(0, call.totalNanos()),
                failed ? StatusData.error() : StatusData.unset(),
                attributes.build(),
                events,
                origin);
    }

    private void http(AttributesBuilder attributes, CallRecord call) {
        int space = call.route().indexOf(' ');
        attributes.put(Conventions.HTTP_METHOD, call.route().substring(0, Math.max(0, space)));
        attributes.put(Conventions.URL_PATH, call.route().substring(space + 1));
        attributes.put(Conventions.URL_SCHEME, scheme);
        attributes.put(Conventions.HTTP_STATUS, (long) call.status());
        attributes.put(Conventions.CLIENT_ADDRESS, call.clientAddress());
        attributes.put(Conventions.USER_AGENT, call.agent());
    }

    private static void whoAndWhat(AttributesBuilder attributes, CallRecord call) {
        attributes.put(REQUEST_ID, call.requestId());
        attributes.put(OPERATION, call.operation().label());
        attributes.put(ALIAS, call.alias());
        attributes.put(ASKED, call.modelAsked());
        attributes.put(PROVIDER, call.provider());
        attributes.put(MODEL, call.model());
        attributes.put(KEY, call.virtualKey());
        attributes.put(TEAM, call.team());
        attributes.put(ORGANIZATION, call.organization());
        attributes.put(Conventions.USER, call.endUser());
        attributes.put(CONFIGURATION, call.configuration());
    }

    private static void result(AttributesBuilder attributes, CallRecord call) {
        attributes.put(ATTEMPTS, (long) AttemptSpans.made(call.attempts()));
        attributes.put(ENDING, call.ending().label());
        attributes.put(FAILURE, call.failure());
        Usage usage = call.usage();
        if (usage != null) {
            attributes.put(INPUT, usage.prompt());
            attributes.put(OUTPUT, usage.completion());
        }
        Cost cost = call.cost();
        if (cost != null && !cost.isUnknown()) {
            attributes.put(COST, AttemptSpans.dollars(cost));
            attributes.put(PRICE, cost.price());
        }
        if (call.firstTokenNanos() >= 0) {
            attributes.put(FIRST_TOKEN, call.firstTokenNanos() / 1e9);
        }
        attributes.put(GATEWAY, call.gatewayNanos() / 1e9);
    }

    /** Never of what a client wrote and nobody knows: names of spans are to be few. */
    private static String name(CallRecord call) {
        String operation = Conventions.operation(call.operation());
        String model = call.alias() == null ? call.model() : call.alias();
        return model == null ? operation : operation + ' ' + model;
    }

    private static EventData skipped(Attempt attempt, long at) {
        return EventData.create(
                at, SKIPPED, Attributes.of(TARGET, attempt.target().toString(), REASON, attempt.outcome()));
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }
}
