package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The series of all calls that have the same key, found once. */
final class CallSeries {
    private static final int MOST_TRIES = 64;

    private final Registry registry;
    private final Models models;
    private final CallKey key;
    private final String provider;
    private final String model;
    private final boolean lasting;
    private final Tally.Count http;
    private final List<Tally.Spread> durations;
    private final List<Tally.Spread> overheads;
    private final Tally.Spread sizeIn;
    private final Tally.Spread sizeOut;
    private final Map<TryKey, TrySeries> tries = new ConcurrentHashMap<>(2);
    private final Map<List<String>, Counts> counts = new ConcurrentHashMap<>(2);
    private @Nullable Counts others;
    private Tally.@Nullable Spread firstToken;
    private Tally.@Nullable Spread betweenTokens;
    private @Nullable TrySeries recent;

    /** Counters to which the operator may add labels. */
    private record Counts(Tally.Count requests, Tally.@Nullable Count failures) {}

    CallSeries(Registry registry, Models models, CallKey key, boolean microseconds) {
        this.registry = registry;
        this.models = models;
        this.key = key;
        this.provider = text(key.provider());
        String named = key.model();
        boolean admitted =
                named == null ? !key.asked() : models.admit(key.alias(), provider, named, key.status() < 400);
        this.model = admitted ? text(named) : Table.OTHER;
        this.lasting = admitted || named == null;
        String operation = key.operation().label();
        String alias = text(key.alias());
        String status = Integer.toString(key.status());
        List<String> path = List.of(Paths.of(key.operation()), method(key.operation()), status);
        http = registry.count(Family.HTTP_REQUESTS, path);
        durations = List.of(
                registry.spread(
                        Family.REQUEST_DURATION_SECONDS,
                        List.of(operation, alias, model, provider, Boolean.toString(key.stream()))),
                registry.spread(Family.HTTP_REQUEST_DURATION_SECONDS, path));
        overheads = overheads(registry, operation, microseconds);
        sizeIn = registry.spread(Family.HTTP_REQUEST_SIZE_BYTES, path);
        sizeOut = registry.spread(Family.HTTP_RESPONSE_SIZE_BYTES, path);
    }

    private static List<Tally.Spread> overheads(Registry registry, String operation, boolean microseconds) {
        Tally.Spread seconds = registry.spread(Family.GATEWAY_OVERHEAD_SECONDS, List.of(operation));
        return microseconds
                ? List.of(seconds, registry.spread(Family.OVERHEAD_LATENCY_MICROSECONDS, List.of(operation)))
                : List.of(seconds);
    }

    /** What a label tells of what may be missing. */
    static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String method(Operation operation) {
        return operation == Operation.MODELS ? "GET" : operation == Operation.PASSTHROUGH ? "" : "POST";
    }

    private Counts counts(List<String> added) {
        Counts known = counts.get(added);
        if (known != null) {
            return known;
        }
        if (!registry.counters(Family.REQUESTS).isFull()) {
            Counts own = make(added, registry::count);
            counts.put(added, own); // no more than there are series
            return own;
        }
        Counts shared = others;
        if (shared == null) {
            shared = make(Collections.nCopies(added.size(), Table.OTHER), registry::countOthers);
            others = shared;
        }
        return shared;
    }

    private Counts make(List<String> added, BiFunction<Family, List<String>, Tally.Count> count) {
        String operation = key.operation().label();
        List<String> labels = with(
                added,
                operation,
                text(key.alias()),
                model,
                provider,
                Integer.toString(key.status()),
                key.ending().label());
        String failure = key.failure();
        return new Counts(
                count.apply(Family.REQUESTS, labels),
                failure == null ? null : count.apply(Family.FAILURES, with(added, operation, provider, failure)));
    }

    private static List<String> with(List<String> added, String... values) {
        List<String> all = new ArrayList<>(values.length + added.size());
        Collections.addAll(all, values);
        all.addAll(added);
        return all;
    }

    /** Whether it may be kept for the next call of this kind. */
    boolean lasting() {
        return lasting;
    }

    void count(CallRecord call, List<String> added) {
        Counts counted = counts(added);
        counted.requests().add(1);
        if (counted.failures() != null) {
            counted.failures().add(1);
        }
        http.add(1);
        for (int i = 0; i < durations.size(); i++) {
            durations.get(i).observe(call.totalNanos());
        }
        for (int i = 0; i < overheads.size(); i++) {
            overheads.get(i).observe(call.gatewayNanos());
        }
        sizeIn.observe(call.bytesIn());
        sizeOut.observe(call.bytesOut());
        if (call.stream() && call.firstTokenNanos() >= 0) {
            streamed(call);
        }
    }

    private void streamed(CallRecord call) {
        Tally.Spread first = firstToken;
        if (first == null) {
            first = registry.spread(Family.STREAM_FIRST_TOKEN_LATENCY_SECONDS, tokenLabels());
            firstToken = first;
        }
        first.observe(call.firstTokenNanos() - begun(call));
        long gaps = gaps(call.usage());
        if (key.ending() == Ending.COMPLETE && gaps > 0) {
            Tally.Spread between = betweenTokens;
            if (between == null) {
                between = registry.spread(Family.STREAM_INTER_TOKEN_LATENCY_SECONDS, tokenLabels());
                betweenTokens = between;
            }
            between.observe((call.totalNanos() - call.firstTokenNanos()) / gaps);
        }
    }

    /** When the target was asked that gave the answer, from the call's head: what others took before is not its fault. */
    private static long begun(CallRecord call) {
        List<Attempt> attempts = call.attempts();
        long begun = attempts.isEmpty() ? 0 : attempts.getLast().startNanos();
        return begun > call.firstTokenNanos() ? 0 : Math.max(0, begun);
    }

    /** Between tokens that are shown; those of reasoning come, as a rule hidden, before the first of them. */
    private static long gaps(@Nullable Usage usage) {
        return usage == null ? 0 : usage.completion() - usage.reasoning() - 1;
    }

    private List<String> tokenLabels() {
        return List.of(provider, model, text(key.alias()), key.operation().label());
    }

    /** The series of one try; {@code index}: how many targets were tried before. */
    TrySeries tried(Attempt attempt, int index) {
        TrySeries last = recent;
        if (last != null && last.key().fits(attempt, index)) {
            return last;
        }
        TryKey own = TryKey.of(attempt, index);
        TrySeries series = tries.get(own);
        if (series == null) {
            series = new TrySeries(registry, models, key, own);
            if (!series.lasting()) {
                return series;
            }
            if (tries.size() < MOST_TRIES) {
                tries.put(own, series);
            }
        }
        recent = series;
        return series;
    }
}
