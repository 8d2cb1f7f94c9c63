package dev.bifrost.quota;

import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many tokens a call will likely be answered with: the 99th percentile of what this key has seen from this alias. Bounded:
 * at most {@link #MOST} pairs of some 250 bytes each; then those go that were not used for the longest round.
 */
public final class Expectation {
    /** Until a pair has seen enough. */
    public static final long AT_FIRST = 4096;

    static final int MOST = 20_000;

    private final Map<Pair, Sketch> sketches = new ConcurrentHashMap<>();
    private final AtomicInteger evicting = new AtomicInteger();

    private record Pair(String key, String alias) {}

    /**
     * Completion tokens to reserve for where the request has no limit of its own.
     *
     * @param key   the key's id
     * @param alias the alias or model that was asked for
     * @param most  the most that the model writes; {@link Long#MAX_VALUE} if unknown
     */
    public long completion(String key, String alias, long most) {
        Sketch sketch = sketches.get(new Pair(key, alias));
        long expected = sketch == null ? 0 : sketch.percentile();
        return Math.min(most, expected == 0 ? AT_FIRST : expected);
    }

    /** A call was answered in full with so many tokens. Answers that broke off teach nothing. */
    public void seen(String key, String alias, long completion) {
        if (completion <= 0) {
            return;
        }
        Pair pair = new Pair(key, alias);
        Sketch sketch = sketches.get(pair);
        if (sketch == null) {
            makeRoom();
            sketch = sketches.computeIfAbsent(pair, unknown -> new Sketch());
        }
        sketch.add(completion);
    }

    int size() {
        return sketches.size();
    }

    /** One thread takes out what nobody used since the last time, at least every eighth; others may overshoot meanwhile. */
    private void makeRoom() {
        if (sketches.size() < MOST || !evicting.compareAndSet(0, 1)) {
            return;
        }
        int surplus = sketches.size() - MOST * 7 / 8;
        surplus -= remove(surplus);
        remove(surplus);
        evicting.set(0);
    }

    private int remove(int surplus) {
        int removed = 0;
        for (Iterator<Sketch> each = sketches.values().iterator(); removed < surplus && each.hasNext(); ) {
            if (!each.next().wasUsed()) {
                each.remove();
                removed++;
            }
        }
        return removed;
    }
}
