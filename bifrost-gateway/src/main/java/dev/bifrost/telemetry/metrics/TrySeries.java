package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The series of all tries that have the same key. Those of consumption are found when there is some. */
final class TrySeries {
    private static final int PROMPT = 0;
    private static final int CACHED = 1;
    private static final int CACHE_WRITE = 2;
    private static final int AUDIO_IN = 3;
    private static final int COMPLETION = 4;
    private static final int REASONING = 5;
    private static final int AUDIO_OUT = 6;
    private static final List<String> KINDS =
            List.of("prompt", "cached", "cache_write", "audio_in", "completion", "reasoning", "audio_out");

    private static final int INPUT = 7;
    private static final int OUTPUT = 8;
    private static final int COST = 9;
    private static final int IMAGES = 10;
    private static final int SEARCHES = 11;
    private static final int ESTIMATED = 12;
    private static final int UNPRICED = 13;

    private final Registry registry;
    private final CallKey call;
    private final TryKey key;
    private final String model;
    private final boolean lasting;
    private final Tally.Count upstream;
    private final Tally.Count ending;
    private final Tally.Spread latency;
    /** Filled when needed; whoever comes first finds the same as whoever comes second. */
    private final Tally.@Nullable Count[] consumed = new Tally.@Nullable Count[UNPRICED + 1];

    TrySeries(Registry registry, Models models, CallKey call, TryKey key) {
        this.registry = registry;
        this.call = call;
        this.key = key;
        String provider = key.target().provider();
        boolean admitted = models.admit(call.alias(), provider, key.target().model(), key.isOk());
        this.model = admitted ? key.target().model() : Table.OTHER;
        this.lasting = admitted && model.length() <= 256;
        String fingerprint = CallSeries.text(key.fingerprint());
        List<String> tried = new ArrayList<>(model());
        tried.addAll(List.of(fingerprint, fingerprint, Integer.toString(key.index())));
        tried.addAll(caller());
        upstream = registry.count(Family.UPSTREAM_REQUESTS, added(tried));
        if (key.isOk()) {
            ending = registry.count(Family.SUCCESS_REQUESTS, added(tried));
        } else {
            List<String> failed = new ArrayList<>(tried);
            failed.addAll(List.of(Integer.toString(key.status()), key.outcome()));
            ending = registry.count(Family.ERROR_REQUESTS, added(failed));
        }
        List<String> spread = new ArrayList<>(model());
        spread.add(Boolean.toString(key.isOk()));
        latency = registry.spread(Family.UPSTREAM_LATENCY_SECONDS, spread);
    }

    private List<String> priced() {
        return List.of(key.target().provider(), model, CallSeries.text(call.alias()));
    }

    private List<String> model() {
        List<String> labels = new ArrayList<>(priced());
        labels.add(call.operation().label());
        return labels;
    }

    private List<String> caller() {
        String name = CallSeries.text(call.virtualKey());
        String team = CallSeries.text(call.team());
        String customer = CallSeries.text(call.organization());
        return List.of(CallSeries.text(call.keyId()), name, team, team, customer, customer);
    }

    private List<String> added(List<String> values) {
        List<String> all = new ArrayList<>(values);
        all.addAll(call.added());
        return all;
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
    void count(Attempt attempt, @Nullable Usage usage) {
        upstream.add(1);
        ending.add(1);
        latency.observe(attempt.nanos());
        if (usage != null) {
            consumed(usage, attempt.cost());
        }
        Cost cost = attempt.cost();
        if (cost != null) {
            consumed(COST, cost.nanoDollars());
        }
    }

    private void consumed(Usage usage, @Nullable Cost cost) {
        consumed(INPUT, usage.prompt());
        consumed(OUTPUT, usage.completion());
        consumed(PROMPT, usage.prompt());
        consumed(CACHED, usage.cached());
        consumed(CACHE_WRITE, usage.cacheWrite());
        consumed(AUDIO_IN, usage.audioIn());
        consumed(COMPLETION, usage.completion());
        consumed(REASONING, usage.reasoning());
        consumed(AUDIO_OUT, usage.audioOut());
        consumed(IMAGES, usage.images());
        consumed(SEARCHES, usage.searches());
        consumed(ESTIMATED, usage.estimated() ? 1 : 0);
        consumed(UNPRICED, cost == null || cost.isUnknown() ? 1 : 0);
    }

    private void consumed(int what, long amount) {
        if (amount > 0) {
            Tally.Count count = consumed[what];
            if (count == null) {
                count = find(what);
                consumed[what] = count;
            }
            count.add(amount);
        }
    }

    private Tally.Count find(int what) {
        return switch (what) {
            case INPUT -> registry.count(Family.INPUT_TOKENS, called());
            case OUTPUT -> registry.count(Family.OUTPUT_TOKENS, called());
            case COST -> registry.count(Family.COST, called());
            case IMAGES -> registry.count(Family.IMAGES, added(priced()));
            case SEARCHES -> registry.count(Family.SEARCHES, added(priced()));
            case ESTIMATED -> registry.count(Family.USAGE_ESTIMATED, added(priced()));
            case UNPRICED -> registry.count(Family.UNPRICED, added(priced()));
            default -> {
                List<String> kind = new ArrayList<>(priced());
                kind.add(KINDS.get(what));
                yield registry.count(Family.TOKENS, added(kind));
            }
        };
    }

    private List<String> called() {
        List<String> labels = model();
        labels.addAll(caller());
        return added(labels);
    }
}
