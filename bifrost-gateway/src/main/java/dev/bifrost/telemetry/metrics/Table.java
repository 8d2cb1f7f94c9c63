package dev.bifrost.telemetry.metrics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The series of one family by the values of their labels, never more than a given number. What does not fit goes to series
 * that do not tell callers, for which some room is kept, and in the end to one whose labels are all {@value #OTHER}.
 */
final class Table<T> {
    /** The value of a label for what has no series of its own. */
    static final String OTHER = "other";

    private static final int LONGEST = 128;

    private final List<String> names;
    private final boolean[] caller;
    private final int limit;
    private final int reserve;
    private final AtomicInteger total;
    private final int totalLimit;
    private final Supplier<T> make;
    private final Map<List<String>, T> series = new ConcurrentHashMap<>();
    private final LongAdder overflow = new LongAdder();
    private final ReentrantLock making = new ReentrantLock();

    /** What one series is, and whether what belongs to another is counted in it. */
    record Found<T>(T held, boolean overflown) {}

    /**
     * @param names      of the labels
     * @param caller     which of them tell callers
     * @param limit      the most series
     * @param total      how many all tables have
     * @param totalLimit how many all tables may have
     */
    Table(List<String> names, boolean[] caller, int limit, AtomicInteger total, int totalLimit, Supplier<T> make) {
        this.names = List.copyOf(names);
        this.caller = caller.clone();
        this.limit = limit;
        this.reserve = Math.max(1, limit / 10);
        this.total = total;
        this.totalLimit = totalLimit;
        this.make = make;
    }

    List<String> names() {
        return names;
    }

    /** Increments that went to a series that is not their own. */
    LongAdder overflow() {
        return overflow;
    }

    /** Whether what has no series yet will have none of its own. */
    boolean isFull() {
        return series.size() >= limit || total.get() >= totalLimit;
    }

    /** The series of these values, as many as there are names. */
    Found<T> find(List<String> values) {
        List<String> own = cut(values);
        T held = series.get(own);
        if (held != null) {
            return new Found<>(held, false);
        }
        return isFull() ? anonymous(own) : new Found<>(make(own), false);
    }

    /** The series for those of these values that can have none of their own. */
    Found<T> anonymous(List<String> values) {
        List<String> shared = new ArrayList<>(values);
        for (int i = 0; i < caller.length; i++) {
            if (caller[i] && !shared.get(i).isEmpty()) {
                shared.set(i, OTHER);
            }
        }
        T held = series.get(shared);
        if (held != null) {
            return new Found<>(held, true);
        }
        boolean fits = series.size() < limit + reserve && total.get() < totalLimit + totalLimit / 10;
        return new Found<>(make(fits ? List.copyOf(shared) : all()), true);
    }

    private T make(List<String> values) {
        making.lock();
        try {
            T known = series.get(values);
            if (known != null) {
                return known;
            }
            T made = make.get();
            series.put(values, made);
            total.incrementAndGet();
            return made;
        } finally {
            making.unlock();
        }
    }

    private static List<String> cut(List<String> values) {
        String[] cut = new String[values.size()];
        for (int i = 0; i < cut.length; i++) {
            String value = values.get(i);
            String within = value.length() <= LONGEST ? value : value.substring(0, LONGEST);
            cut[i] = isBroken(within) ? told(within) : within;
        }
        return List.of(cut);
    }

    private static boolean isBroken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** As it will be read: two texts that differ in broken characters only are one. */
    private static String told(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private List<String> all() {
        return names.stream().map(_ -> OTHER).toList();
    }

    void forEach(BiConsumer<List<String>, T> each) {
        series.forEach(each);
    }
}
