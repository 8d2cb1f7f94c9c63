package dev.bifrost.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Who follows the journal, also those that have not come back since the last start; and how far it can be read. */
final class Followers {
    private final Segments segments;
    private final Path folder;
    private final UUID instance;
    private final LongSupplier nanoTime;
    private final Consumer<String> notices;
    private final Map<String, Cursor> cursors = new ConcurrentHashMap<>();
    private final Set<String> following = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final Reached reached = new Reached();
    private volatile long durable;
    private volatile boolean closed;

    Followers(Segments segments, UUID instance, long durable, LongSupplier nanoTime, Consumer<String> notices)
            throws IOException {
        this.segments = segments;
        this.folder = Files.createDirectories(segments.folder().resolve("cursors"));
        this.instance = instance;
        this.durable = durable;
        this.nanoTime = nanoTime;
        this.notices = notices;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*[!~]")) {
            for (Path file : files) {
                add(String.valueOf(file.getFileName()));
            }
        }
        if (durable > 0) {
            reached.add(1, nanoTime.getAsLong(), 0);
        }
    }

    /** Follows from where its cursor is. */
    Follower follow(String name) throws IOException {
        return follow(name, add(name));
    }

    /** Follows from where it says itself. */
    Follower follow(String name, long after) throws IOException {
        reachable(name, after);
        Cursor cursor = add(name);
        cursor.set(after);
        return follow(name, cursor);
    }

    private Follower follow(String name, Cursor cursor) throws IOException {
        reachable(name, cursor.passed());
        if (!following.add(name)) {
            throw new IllegalStateException("'" + name + "' follows the journal already");
        }
        cursor.save();
        return new Follower(name, instance, segments, this, cursor, nanoTime, () -> following.remove(name));
    }

    private void reachable(String name, long passed) throws IOException {
        if (passed < 0 || passed > durable) {
            throw new IOException("'" + name + "' has read up to entry " + passed + ", but the journal in "
                    + segments.folder() + " ends at " + durable + ": it is not the journal that '" + name
                    + "' has followed, or was restored from an old copy");
        }
    }

    /** The cursor of a follower, who is known from now on. */
    private Cursor add(String name) throws IOException {
        Cursor known = cursors.get(name);
        if (known == null) {
            known = Cursor.read(folder, name, instance, notices);
            cursors.put(name, known);
        }
        return known;
    }

    void forget(String name) throws IOException {
        Cursor known = cursors.remove(name);
        if (known != null) {
            known.delete();
        }
    }

    /** The last entry that everybody has passed; -1 if nobody follows. */
    long delivered() {
        return cursors.values().stream().mapToLong(Cursor::passed).min().orElse(-1);
    }

    /** Who is furthest behind. */
    String last() {
        return cursors.entrySet().stream()
                .min(Comparator.comparingLong(known -> known.getValue().passed()))
                .map(known -> "'" + known.getKey() + "'")
                .orElse("nobody, since nobody follows");
    }

    long durable() {
        return durable;
    }

    /** Entries up to this one are safely on disk. */
    void publish(long sequence) {
        long last = durable;
        if (sequence > last) {
            long passed = delivered();
            reached.add(last + 1, nanoTime.getAsLong(), passed < 0 ? last : passed);
        }
        durable = sequence;
        signal();
    }

    /** Waits until there is an entry after this one, or the time has passed, or the journal is closed. */
    void await(long after, long nanos) throws InterruptedException {
        if (durable > after || nanos <= 0 || closed) {
            return;
        }
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (durable <= after && left > 0 && !closed) {
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        closed = true;
        signal();
        for (Cursor cursor : cursors.values()) {
            try {
                cursor.save();
            } catch (IOException e) {
                notices.accept("a follower's cursor can not be kept: " + e);
            }
        }
    }

    private void signal() {
        lock.lock();
        try {
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<Journal.Lag> lags() {
        long end = durable;
        long now = nanoTime.getAsLong();
        return cursors.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(known -> {
                    Cursor cursor = known.getValue();
                    long passed = cursor.passed();
                    long behind = Math.max(0, end - passed);
                    long nanos = behind == 0 ? 0 : reached.age(passed + 1, now);
                    return new Journal.Lag(known.getKey(), behind, TimeUnit.NANOSECONDS.toSeconds(nanos));
                })
                .toList();
    }
}
