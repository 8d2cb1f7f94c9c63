package dev.bifrost.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When entries got safely onto the disk: exact to a tenth of a second, or, further back, to the 512th part of the time since
 * then. Entries that were there before the start count from the start.
 */
final class Reached {
    private static final int MOST = 1024;
    private static final long NEAREST = Duration.ofMillis(100).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Mark> marks = new ArrayList<>();

    /** From this entry on, up to the next mark, they were there at this time. */
    private record Mark(long first, long nanoTime) {}

    /** These entries are there now; {@code passed}: up to which nobody asks any more. */
    void add(long first, long nanoTime, long passed) {
        lock.lock();
        try {
            forget(first, passed);
            long nearest = marks.isEmpty() ? 0 : spacing(nanoTime);
            if (marks.isEmpty() || nanoTime - marks.getLast().nanoTime() >= nearest) {
                marks.add(new Mark(first, nanoTime));
            }
            if (marks.size() >= MOST) {
                thin(nearest);
            }
        } finally {
            lock.unlock();
        }
    }

    private long spacing(long nanoTime) {
        return Math.max(NEAREST, (nanoTime - marks.getFirst().nanoTime()) / (MOST / 2));
    }

    /** Leaves out the marks of entries that everybody has passed; {@code first} is the one that comes next. */
    private void forget(long first, long passed) {
        int gone = 0;
        while (gone < marks.size()
                && passed + 1 >= (gone + 1 < marks.size() ? marks.get(gone + 1).first() : first)) {
            gone++;
        }
        marks.subList(0, gone).clear();
    }

    private void thin(long nearest) {
        List<Mark> kept = new ArrayList<>();
        for (Mark mark : marks) {
            if (kept.isEmpty() || mark.nanoTime() - kept.getLast().nanoTime() >= nearest) {
                kept.add(mark);
            }
        }
        marks.clear();
        marks.addAll(kept);
    }

    /** For how many nanoseconds this entry has been there; 0 if that is not known. */
    long age(long sequence, long nanoTime) {
        lock.lock();
        try {
            if (marks.isEmpty()) {
                return 0;
            }
            int low = 0;
            int high = marks.size() - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (marks.get(middle).first() <= sequence) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return Math.max(0, nanoTime - marks.get(low).nanoTime());
        } finally {
            lock.unlock();
        }
    }
}
