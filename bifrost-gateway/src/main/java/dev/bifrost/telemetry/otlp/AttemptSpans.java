package dev.bifrost.telemetry.otlp;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The span of one request to a provider, as the conventions have it for clients of generative AI. */
final class AttemptSpans {
    static final String OK = "ok";
    /** The provider finds fault with the request. */
    static final String REFUSED = "upstream_refused";

    private static final AttributeKey<Long> NUMBER = AttributeKey.longKey("bifrost.attempt");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("bifrost.outcome");
    private static final AttributeKey<String> FINGERPRINT = AttributeKey.stringKey("bifrost.key.fingerprint");
    private static final AttributeKey<String> NAME = AttributeKey.stringKey("bifrost.provider");
    private static final AttributeKey<String> REGION = AttributeKey.stringKey("bifrost.region");
    private static final AttributeKey<Double> COST = AttributeKey.doubleKey("bifrost.cost.usd");
    private static final AttributeKey<Boolean> ESTIMATED = AttributeKey.booleanKey("bifrost.usage.estimated");

    private final Function<String, @Nullable Peer> peers;
    private final CallSpan.Origin origin;

    AttemptSpans(Function<String, @Nullable Peer> peers, CallSpan.Origin origin) {
        this.peers = peers;
        this.origin = origin;
    }

    /** True if a request was made, and the target was not just passed over. */
    static boolean made(Attempt attempt) {
        return attempt.startNanos() >= 0;
    }

    /** True if the provider, or the way to it, failed; a client that went away is no error of the provider's. */
    static boolean failed(Attempt attempt) {
        return !attempt.outcome().equals(OK) && !attempt.outcome().equals("client_gone");
    }

    /**
     * That of the {@code number}th request of a call, counted from 1, which began at {@code start}. The last one has the
     * content.
     */
    SpanData of(
            CallRecord call,
            Attempt attempt,
            int number,
            SpanContext context,
            SpanContext parent,
            long start,
            @Nullable SpanContent content) {
        boolean answered = attempt.outcome().equals(OK);
        boolean failed = failed(attempt);
        AttributesBuilder attributes = Attributes.builder();
        identify(attributes, call, attempt, peers);
        attributes.put(OUTCOME, attempt.outcome());
        attributes.put(Conventions.HTTP_METHOD, method(call));
        if (attempt.status() > 0) {
            attributes.put(Conventions.HTTP_STATUS, (long) attempt.status());
        }
        if (number > 1) {
            attributes.put(Conventions.HTTP_RESEND, number - 1L);
        }
        if (failed) {
            attributes.put(Conventions.ERROR_TYPE, attempt.outcome());
        }
        attributes.put(NUMBER, (long) number);
        attributes.put(NAME, attempt.target().provider());
        attributes.put(FINGERPRINT, attempt.keyFingerprint());
        attributes.put(Conventions.USER, call.endUser()); // on both, for Langfuse asks for it on every span
        if (call.stream()) {
            attributes.put(Conventions.REQUEST_STREAM, true);
        }
        attributes.put(Conventions.OUTPUT_TYPE, output(call.operation()));
        if (number == made(call.attempts())) {
            last(attributes, call, attempt, answered);
            if (content != null) {
                content.put(attributes);
            }
        }
        usage(attributes, attempt.usage());
        Cost cost = attempt.cost();
        if (cost != null && !cost.isUnknown()) {
            attributes.put(COST, dollars(cost));
        }
        return new CallSpan(
                name(call, attempt),
                SpanKind.CLIENT,
                context,
                parent,
                start,
                start + Math.max(0, attempt.nanos()),
                failed ? StatusData.error() : StatusData.unset(),
                attributes.build(),
                List.of(),
                origin);
    }

    /** Every operation is a POST to its provider; what is passed on as it is keeps the method that it came with. */
    private static String method(CallRecord call) {
        int space = call.route().indexOf(' ');
        return call.operation() == Operation.PASSTHROUGH && space > 0
                ? call.route().substring(0, space)
                : "POST";
    }

    /** What is known of the attempt that gave the answer, or would have. */
    private static void last(AttributesBuilder attributes, CallRecord call, Attempt attempt, boolean answered) {
        attributes.put(REGION, call.region());
        if (answered) {
            attributes.put(Conventions.RESPONSE_MODEL, call.modelAnswered());
        }
        double first = firstChunk(call, attempt);
        if (first >= 0) {
            attributes.put(Conventions.FIRST_CHUNK, first);
        }
    }

    /** Seconds from the request to the first content of a stream; negative if there was none. */
    static double firstChunk(CallRecord call, Attempt attempt) {
        long nanos = call.firstTokenNanos() - attempt.startNanos();
        return call.stream() && call.firstTokenNanos() >= 0 && nanos >= 0 ? nanos / 1e9 : -1;
    }

    /** How many requests were made. */
    static int made(List<Attempt> attempts) {
        int made = 0;
        for (Attempt attempt : attempts) {
            made += made(attempt) ? 1 : 0;
        }
        return made;
    }

    private static String name(CallRecord call, Attempt attempt) {
        String operation = Conventions.operation(call.operation());
        String model = attempt.target().model();
        return model.isEmpty() ? operation : operation + ' ' + model;
    }

    /** Who was asked for what. */
    static void identify(
            AttributesBuilder attributes, CallRecord call, Attempt attempt, Function<String, @Nullable Peer> peers) {
        Peer peer = peers.apply(attempt.target().provider());
        attributes.put(Conventions.OPERATION, Conventions.operation(call.operation()));
        String model = attempt.target().model();
        if (!model.isEmpty()) {
            attributes.put(Conventions.REQUEST_MODEL, model);
        }
        String provider = peer == null ? attempt.target().provider() : peer.type();
        attributes.put(Conventions.PROVIDER, Conventions.provider(provider));
        if (peer != null) {
            attributes.put(Conventions.SERVER_ADDRESS, peer.host());
            attributes.put(Conventions.SERVER_PORT, (long) peer.port());
        }
    }

    private static void usage(AttributesBuilder attributes, @Nullable Usage usage) {
        if (usage == null) {
            return;
        }
        attributes.put(Conventions.INPUT_TOKENS, usage.prompt());
        attributes.put(Conventions.OUTPUT_TOKENS, usage.completion());
        positive(attributes, Conventions.CACHE_READ, usage.cached());
        positive(attributes, Conventions.CACHE_CREATION, usage.cacheWrite());
        positive(attributes, Conventions.REASONING, usage.reasoning());
        if (usage.estimated()) {
            attributes.put(ESTIMATED, true);
        }
    }

    private static void positive(AttributesBuilder attributes, AttributeKey<Long> key, long value) {
        if (value > 0) {
            attributes.put(key, value);
        }
    }

    private static @Nullable String output(Operation operation) {
        return operation == Operation.IMAGES ? "image" : operation == Operation.SPEECH ? "speech" : null;
    }

    static double dollars(Cost cost) {
        return cost.nanoDollars() / (double) Cost.NANOS_PER_DOLLAR;
    }
}
