package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.Cost;
import dev.bifrost.api.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The counters of one caller's tries that are alike. Those of consumption are found when there is some. */
final class TryCounts {
    private static final List<String> KINDS =
            List.of("prompt", "cached", "cache_write", "audio_in", "completion", "reasoning", "audio_out");

    /** Where kinds of tokens end, and the families begin. */
    private static final int INPUT = KINDS.size();

    /** Where families end that tell callers. */
    private static final int CALLERS = INPUT + 7;

    private static final List<Family> FAMILIES = List.of(
            Family.INPUT_TOKENS,
            Family.OUTPUT_TOKENS,
            Family.COST,
            Family.CACHE_READ_INPUT_TOKENS,
            Family.CACHE_WRITE_INPUT_TOKENS,
            Family.CACHE_WRITE_INPUT_TOKENS_5M,
            Family.CACHE_WRITE_INPUT_TOKENS_1H,
            Family.IMAGES,
            Family.SEARCHES,
            Family.USAGE_ESTIMATED,
            Family.UNPRICED);

    private final BiFunction<Family, List<String>, Tally.Count> count;
    private final TryLabels labels;
    private final Caller caller;
    private final Tally.Count upstream;
    private final Tally.Count ending;
    /** Filled when needed; whoever comes first finds the same as whoever comes second. */
    private final Tally.@Nullable Count[] consumed = new Tally.@Nullable Count[INPUT + FAMILIES.size()];

    /** {@code count} finds a counter by the values of its labels. */
    TryCounts(BiFunction<Family, List<String>, Tally.Count> count, TryLabels labels, Caller caller) {
        this.count = count;
        this.labels = labels;
        this.caller = caller;
        List<String> tried = new ArrayList<>(labels.tried());
        tried.addAll(caller.labels());
        upstream = count.apply(Family.UPSTREAM_REQUESTS, added(tried));
        if (labels.failed().isEmpty()) {
            ending = count.apply(Family.SUCCESS_REQUESTS, added(tried));
        } else {
            tried.addAll(labels.failed());
            ending = count.apply(Family.ERROR_REQUESTS, added(tried));
        }
    }

    private List<String> added(List<String> values) {
        List<String> all = new ArrayList<>(values);
        all.addAll(caller.added());
        return all;
    }

    void count(Attempt attempt, @Nullable Usage usage) {
        upstream.add(1);
        ending.add(1);
        Cost cost = attempt.cost();
        if (usage != null) {
            tokens(usage);
            consumed(INPUT, usage.prompt());
            consumed(INPUT + 1, usage.completion());
            consumed(INPUT + 3, usage.cached());
            consumed(INPUT + 4, usage.cacheWrite());
            consumed(INPUT + 5, usage.cacheWrite() - usage.cacheWriteHour());
            consumed(INPUT + 6, usage.cacheWriteHour());
            consumed(CALLERS, usage.images());
            consumed(CALLERS + 1, usage.searches());
            consumed(CALLERS + 2, usage.estimated() ? 1 : 0);
            consumed(CALLERS + 3, cost == null || cost.isUnknown() ? 1 : 0);
        }
        if (cost != null) {
            consumed(INPUT + 2, cost.nanoDollars());
        }
    }

    /** In the order of {@link #KINDS}. */
    private void tokens(Usage usage) {
        consumed(0, usage.prompt());
        consumed(1, usage.cached());
        consumed(2, usage.cacheWrite());
        consumed(3, usage.audioIn());
        consumed(4, usage.completion());
        consumed(5, usage.reasoning());
        consumed(6, usage.audioOut());
    }

    private void consumed(int what, long amount) {
        if (amount > 0) {
            Tally.Count held = consumed[what];
            if (held == null) {
                held = find(what);
                consumed[what] = held;
            }
            held.add(amount);
        }
    }

    private Tally.Count find(int what) {
        if (what < INPUT) {
            List<String> kind = new ArrayList<>(labels.priced());
            kind.add(KINDS.get(what));
            return count.apply(Family.TOKENS, added(kind));
        }
        Family family = FAMILIES.get(what - INPUT);
        List<String> values = new ArrayList<>(what < CALLERS ? labels.model() : labels.priced());
        if (what < CALLERS) {
            values.addAll(caller.labels());
        }
        return count.apply(family, added(values));
    }
}
