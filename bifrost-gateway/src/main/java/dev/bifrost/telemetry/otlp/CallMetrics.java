package dev.bifrost.telemetry.otlp;

import static io.opentelemetry.api.common.AttributeKey.stringKey;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import dev.bifrost.telemetry.metrics.Models;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The conventions' metrics of a client of generative AI, for each request to a provider; and ours for each call. */
final class CallMetrics {
    private static final AttributeKey<String> ALIAS = stringKey("bifrost.alias");
    private static final AttributeKey<String> ENDING = stringKey("bifrost.ending");

    private final Function<String, @Nullable Peer> peers;
    private final Models models = new Models();
    private final LongHistogram tokens;
    private final DoubleHistogram duration;
    private final DoubleHistogram firstChunk;
    private final DoubleHistogram calls;
    private final DoubleCounter cost;

    CallMetrics(Meter meter, Function<String, @Nullable Peer> peers) {
        this.peers = peers;
        tokens = meter.histogramBuilder(Conventions.TOKEN_USAGE)
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Number of input and output tokens used.")
                .setExplicitBucketBoundariesAdvice(Conventions.TOKEN_BUCKETS)
                .build();
        duration = seconds(
                meter, Conventions.OPERATION_DURATION, "GenAI operation duration.", Conventions.DURATION_BUCKETS);
        firstChunk = seconds(
                meter,
                Conventions.TIME_TO_FIRST_CHUNK,
                "Time to the first content of a streamed answer.",
                Conventions.DURATION_BUCKETS);
        calls = seconds(
                meter, "bifrost.call.duration", "From a call's head to its last byte.", Conventions.DURATION_BUCKETS);
        cost = meter.counterBuilder("bifrost.cost")
                .ofDoubles()
                .setUnit("USD")
                .setDescription("What calls cost.")
                .build();
    }

    private static DoubleHistogram seconds(Meter meter, String name, String what, List<Double> buckets) {
        return meter.histogramBuilder(name)
                .setUnit("s")
                .setDescription(what)
                .setExplicitBucketBoundariesAdvice(buckets)
                .build();
    }

    void record(CallRecord call) {
        int made = AttemptSpans.made(call.attempts());
        int number = 0;
        for (Attempt attempt : call.attempts()) {
            if (AttemptSpans.made(attempt)) {
                attempt(call, attempt, ++number == made);
            }
        }
        calls.record(
                call.totalNanos() / 1e9,
                Attributes.of(
                        Conventions.OPERATION,
                        Conventions.operation(call.operation()),
                        ALIAS,
                        call.alias(),
                        Conventions.HTTP_STATUS,
                        (long) call.status(),
                        ENDING,
                        call.ending().label()));
    }

    private void attempt(CallRecord call, Attempt attempt, boolean last) {
        Attributes who = who(call, attempt, last);
        Attributes how = AttemptSpans.failed(attempt)
                ? who.toBuilder().put(Conventions.ERROR_TYPE, attempt.outcome()).build()
                : who;
        duration.record(attempt.nanos() / 1e9, how);
        double first = last ? AttemptSpans.firstChunk(call, attempt) : -1;
        if (first >= 0) {
            firstChunk.record(first, who);
        }
        Usage usage = attempt.usage();
        if (usage != null && !usage.estimated()) { // the conventions want what the provider said, or nothing
            tokens.record(usage.prompt(), of(who, "input"));
            tokens.record(usage.completion(), of(who, "output"));
        }
        Cost price = attempt.cost();
        if (price != null && !price.isUnknown()) {
            cost.add(AttemptSpans.dollars(price), who);
        }
    }

    /** Names of models only as far as {@link Models} admits them: clients must not be able to use up the series. */
    private Attributes who(CallRecord call, Attempt attempt, boolean last) {
        AttributesBuilder builder = Attributes.builder();
        AttemptSpans.identify(builder, call, attempt, peers);
        String provider = attempt.target().provider();
        boolean answered = attempt.outcome().equals(AttemptSpans.OK);
        if (!models.admit(call.alias(), provider, attempt.target().model(), answered)) {
            builder.put(Conventions.REQUEST_MODEL, Models.OTHER);
        }
        String named = call.modelAnswered();
        if (last && answered && named != null) {
            boolean known = models.admit(null, provider, named, true);
            builder.put(Conventions.RESPONSE_MODEL, known ? named : Models.OTHER);
        }
        return builder.build();
    }

    private static Attributes of(Attributes who, String tokenType) {
        return who.toBuilder().put(Conventions.TOKEN_TYPE, tokenType).build();
    }
}
