package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The files there are. Changed by the writer alone, read by all. */
final class Segments {
    private final Path folder;
    private final ConcurrentSkipListMap<Long, Held> held = new ConcurrentSkipListMap<>();
    private volatile long closedBytes;

    /** A segment and, unless it is being written, its size. */
    private record Held(Segment segment, long size) {}

    Segments(Path folder, List<Segment> found) throws IOException {
        this.folder = folder;
        for (Segment segment : found) {
            held.put(segment.first(), new Held(segment, Files.size(segment.file())));
        }
        Map.Entry<Long, Held> newest = held.lastEntry();
        if (newest != null) {
            held.put(newest.getKey(), new Held(newest.getValue().segment(), 0));
        }
        sum();
    }

    Path folder() {
        return folder;
    }

    int count() {
        return held.size();
    }

    /** What all segments take that are not being written. */
    long closedBytes() {
        return closedBytes;
    }

    /** The first entry there is. */
    long first() {
        return held.isEmpty() ? 1 : held.firstKey();
    }

    /** The segment that holds an entry, or will hold it; null if that is deleted. */
    @Nullable
    Segment holding(long sequence) {
        Map.Entry<Long, Held> floor = held.floorEntry(sequence);
        return floor == null ? null : floor.getValue().segment();
    }

    @Nullable
    Segment newest() {
        Map.Entry<Long, Held> last = held.lastEntry();
        return last == null ? null : last.getValue().segment();
    }

    void begun(Segment next, long sizeOfLast) {
        Map.Entry<Long, Held> last = held.lastEntry();
        if (last != null) {
            held.put(last.getKey(), new Held(last.getValue().segment(), sizeOfLast));
        }
        held.put(next.first(), new Held(next, 0));
        sum();
    }

    /** Deletes the oldest segment if its entries are all at most {@code delivered}; false if there is none such. */
    boolean dropOldest(long delivered, Disk disk) throws IOException {
        Map.Entry<Long, Held> oldest = held.firstEntry();
        Long next = oldest == null ? null : held.higherKey(oldest.getKey());
        if (oldest == null || next == null || next - 1 > delivered) {
            return false;
        }
        disk.delete(oldest.getValue().segment().file());
        held.remove(oldest.getKey());
        sum();
        return true;
    }

    /** Forgets the oldest segments that the operator has moved away. */
    void refresh() {
        while (held.size() > 1
                && Files.notExists(held.firstEntry().getValue().segment().file())) {
            held.pollFirstEntry();
        }
        sum();
    }

    private void sum() {
        closedBytes = held.values().stream().mapToLong(Held::size).sum();
    }
}
