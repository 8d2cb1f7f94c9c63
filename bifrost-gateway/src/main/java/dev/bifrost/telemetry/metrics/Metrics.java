package dev.bifrost.telemetry.metrics;

import dev.bifrost.api.Attempt;
import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Usage;
import dev.bifrost.telemetry.MetricsSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts calls from their records, and reads gauges when somebody scrapes. {@link #call} is for event loops: it waits for
 * nobody.
 */
public final class Metrics {
    /** Kinds of calls whose series are kept at hand; the others are found again by their labels, which takes longer. */
    private static final int MOST_AT_HAND = 4096;

    private final Registry registry;
    private final Models models = new Models();
    private final Added added;
    private final boolean callers;
    private final boolean microseconds;
    private final Map<CallKey, CallSeries> atHand = new ConcurrentHashMap<>();
    private final List<Source> sources = new CopyOnWriteArrayList<>();

    public Metrics(MetricsSettings settings) {
        this(settings, Registry.Most.STANDARD);
    }

    Metrics(MetricsSettings settings, Registry.Most most) {
        this.registry = new Registry(settings.labels(), most);
        this.added = new Added(settings.labels());
        this.callers = settings.callers();
        this.microseconds = settings.microseconds();
    }

    /** Counts a call that is over. From any thread. */
    public void call(CallRecord call) {
        CallKey key = CallKey.of(call);
        List<String> labels = added.of(call);
        CallSeries series = atHand.get(key);
        if (series == null) {
            series = new CallSeries(registry, models, key, microseconds);
            if (series.lasting()) {
                if (atHand.size() >= MOST_AT_HAND) {
                    atHand.clear(); // what is still called comes back
                }
                atHand.put(key, series);
            }
        }
        series.count(call, labels);
        List<Attempt> attempts = call.attempts();
        if (!attempts.isEmpty()) {
            tries(call, Caller.of(call, labels, callers), series, attempts);
        }
    }

    private void tries(CallRecord call, Caller caller, CallSeries series, List<Attempt> attempts) {
        Attempt before = null;
        TrySeries tried = null;
        int again = 0;
        int index = 0;
        int last = attempts.size() - 1;
        boolean charged = false;
        for (int i = 0; i <= last; i++) {
            Attempt attempt = attempts.get(i);
            if (isSkipped(attempt)) {
                skipped(call, attempt);
                continue;
            }
            if (before != null && tried != null) {
                boolean same = before.target().equals(attempt.target());
                if (!same) {
                    tried.retried(again);
                    index++;
                }
                again = same ? again + 1 : 0;
                moved(before, attempt, same, series, index);
            }
            charged |= attempt.usage() != null;
            Usage usage = i == last && !charged ? call.usage() : attempt.usage();
            tried = series.tried(attempt, index);
            tried.count(attempt, caller, usage);
            if (call.operation() != Operation.PASSTHROUGH) { // which cools no credential
                cooled(attempt);
            }
            before = attempt;
        }
        if (tried != null) {
            tried.retried(again);
        }
    }

    private static boolean isSkipped(Attempt attempt) {
        return attempt.nanos() == 0
                && attempt.status() == 0
                && !attempt.made()
                && !attempt.outcome().equals("ok");
    }

    private void skipped(CallRecord call, Attempt attempt) {
        String provider = attempt.target().provider();
        String model = attempt.target().model();
        String told = models.admit(call.alias(), provider, model, false) ? model : Table.OTHER;
        registry.count(Family.SKIPPED_TARGETS, List.of(provider, told, attempt.outcome()))
                .add(1);
    }

    /** From one try to the next: another target, another key, or the same again. */
    private void moved(Attempt from, Attempt to, boolean same, CallSeries series, int index) {
        String provider = from.target().provider();
        String model = series.tried(from, same ? index : index - 1).modelLabel();
        if (!same) {
            registry.count(Family.FALLBACKS, List.of(provider, model, from.outcome()))
                    .add(1);
            return;
        }
        registry.count(Family.RETRIES, List.of(provider, model)).add(1);
        String key = from.keyFingerprint();
        if (key != null && !key.equals(to.keyFingerprint())) {
            registry.count(Family.KEY_ROTATION_EVENTS, List.of(provider)).add(1);
        }
    }

    private void cooled(Attempt attempt) {
        String outcome = attempt.outcome();
        if (outcome.equals("upstream_rate_limited") || outcome.equals("upstream_credentials")) {
            registry.count(Family.KEY_COOLDOWNS, List.of(attempt.target().provider(), outcome))
                    .add(1);
        }
    }

    /** Where an event loop tells how many nanoseconds too late its tasks run. */
    public LongConsumer loopDelay(int loop) {
        Tally.Spread delay = registry.spread(Family.EVENT_LOOP_DELAY_SECONDS, List.of(Integer.toString(loop)));
        return delay::observe;
    }

    /** Asks this at every scrape from now on. */
    public void read(Source source) {
        sources.add(source);
    }

    /** All that is told now, piece by piece; {@code accept} is the header of this name, null if there is none. */
    public Exposition expose(@Nullable String accept, boolean gzip) {
        return Exposition.of(registry, List.copyOf(sources), accept, gzip);
    }
}
