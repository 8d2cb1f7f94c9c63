package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The series of all tries that have the same key. */
final class TrySeries {
    private final Registry registry;
    private final TryKey key;
    private final String model;
    private final boolean lasting;
    private final TryLabels labels;
    private final Tally.Spread latency;
    private final Map<Caller, TryCounts> callers = new ConcurrentHashMap<>(2);
    private @Nullable TryCounts others;
    private Tally.@Nullable Spread retries;

    TrySeries(Registry registry, Models models, CallKey call, TryKey key) {
        this.registry = registry;
        this.key = key;
        String named = key.target().model();
        this.lasting = models.admit(call.alias(), key.target().provider(), named, key.isOk());
        this.model = lasting ? named : Table.OTHER;
        this.labels = TryLabels.of(call, key, model);
        List<String> spread = new ArrayList<>(labels.model());
        spread.add(Boolean.toString(key.isOk()));
        this.latency = registry.spread(Family.UPSTREAM_LATENCY_SECONDS, spread);
    }

    TryKey key() {
        return key;
    }

    /** The value of the label {@code model}. */
    String modelLabel() {
        return model;
    }

    /** Whether it may be kept for the next try of this kind. */
    boolean lasting() {
        return lasting;
    }

    /** {@code usage}: what it consumed; null if nothing. */
    void count(Attempt attempt, Caller caller, @Nullable Usage usage) {
        latency.observe(attempt.nanos());
        counts(caller).count(attempt, usage);
    }

    /** After the last try at its target: how often that was tried again. */
    void retried(int times) {
        Tally.Spread known = retries;
        if (known == null) {
            known = registry.spread(Family.REQUEST_RETRIES, labels.model());
            retries = known;
        }
        known.observe(times);
    }

    private TryCounts counts(Caller caller) {
        TryCounts known = callers.get(caller);
        if (known != null) {
            return known;
        }
        if (!registry.counters(Family.UPSTREAM_REQUESTS).isFull()) {
            TryCounts own = new TryCounts(registry::count, labels, caller);
            callers.put(caller, own); // no more than there are series
            return own;
        }
        TryCounts shared = others;
        if (shared == null) {
            shared = new TryCounts(registry::countOthers, labels, caller.other());
            others = shared;
        }
        return shared;
    }
}
