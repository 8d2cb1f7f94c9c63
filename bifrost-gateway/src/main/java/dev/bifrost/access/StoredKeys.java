package dev.bifrost.access;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a store, as far as this process has read them, found by hash. Asked from event loops without a lock; changed
 * by {@link KeyRefresh} and when the configuration is replaced.
 */
public final class StoredKeys {
    private final ReentrantLock changing = new ReentrantLock();
    private final Map<String, Row> rows = new HashMap<>();
    private final Set<String> unreadable = new HashSet<>();
    private final boolean stored;
    private Teams teams = Teams.NONE;
    private volatile Map<KeyHash, Held> byHash = new ConcurrentHashMap<>();
    private volatile boolean empty = true;
    private volatile boolean read;
    private volatile boolean current;

    /** What a key in force, a replaced one, or a revoked one leads to; {@code until} the key is good by this hash. */
    record Held(VirtualKey key, @Nullable Instant until, boolean revoked) {}

    private record Row(
            VirtualKey key, List<KeyHash> hashes, @Nullable Instant previousUntil, boolean revoked, long version) {
        Row in(Teams teams) {
            return new Row(key.in(teams), hashes, previousUntil, revoked, version);
        }

        /** Why its holder is refused, for the operator; null if it is not, or is meant to be. */
        @Nullable
        String problem() {
            String fault = key.fault();
            return fault == null || revoked ? null : "virtual key '" + key + "' is refused: " + fault;
        }
    }

    private StoredKeys(boolean stored) {
        this.stored = stored;
        this.read = !stored;
        this.current = !stored;
    }

    /** Of a gateway that has no store. */
    public static StoredKeys none() {
        return new StoredKeys(false);
    }

    /** Of a store that is not read yet. */
    public static StoredKeys unread() {
        return new StoredKeys(true);
    }

    /** True if nothing is known of a store that should have been read, so that nobody can be called unknown. */
    boolean unknown() {
        return !read;
    }

    /** False while the store can not be asked, so that a key may have been made that is not known here. */
    boolean isCurrent() {
        return current;
    }

    /** True if the store is known to hold no key, not even a revoked one. */
    boolean isEmpty() {
        return read && empty;
    }

    /** Those that are not revoked. */
    public List<VirtualKey> keys() {
        changing.lock();
        try {
            return rows.values().stream()
                    .filter(row -> !row.revoked())
                    .map(Row::key)
                    .toList();
        } finally {
            changing.unlock();
        }
    }

    @Nullable
    Held find(KeyHash hash) {
        return byHash.get(hash);
    }

    /** Gives the keys the teams of another configuration; whose team is gone is refused from now on. Names those. */
    List<String> use(Teams next) {
        changing.lock();
        try {
            teams = next;
            rows.replaceAll((_, row) -> row.in(next));
            rebuild();
            return rows.values().stream()
                    .map(Row::problem)
                    .filter(Objects::nonNull)
                    .toList();
        } finally {
            changing.unlock();
        }
    }

    /** Takes every key of the store; forgets those that are not among them. Returns what could not be read. */
    List<String> replace(List<StoredKey> all) {
        changing.lock();
        try {
            List<String> problems = new ArrayList<>();
            Set<String> ids = HashSet.newHashSet(all.size());
            Map<String, KeyTerms> known = new HashMap<>();
            for (StoredKey key : all) {
                ids.add(key.id());
                take(key, known, problems);
            }
            rows.keySet().retainAll(ids);
            unreadable.retainAll(ids);
            rebuild();
            read = true;
            current = true;
            return problems;
        } finally {
            changing.unlock();
        }
    }

    /** Takes some keys in their new state. Returns what could not be read. */
    List<String> change(List<StoredKey> changed) {
        changing.lock();
        try {
            List<String> problems = new ArrayList<>();
            for (StoredKey key : changed) {
                Row before = rows.get(key.id());
                Row after = take(key, new HashMap<>(), problems);
                if (after != null) {
                    put(after, byHash);
                }
                if (before != null) {
                    before.hashes().stream()
                            .filter(hash -> after == null || !after.hashes().contains(hash))
                            .forEach(byHash::remove);
                }
            }
            empty = rows.isEmpty() && unreadable.isEmpty();
            current = true;
            return problems;
        } finally {
            changing.unlock();
        }
    }

    /** The store can not be asked; what is known stays in force. */
    void lost() {
        current = !stored;
    }

    /**
     * A row that can not be read, such as one of a later release, lets nobody in.
     *
     * @param known terms by their text: many keys have the same
     */
    private @Nullable Row take(StoredKey stored, Map<String, KeyTerms> known, List<String> problems) {
        Row row = rows.get(stored.id());
        try {
            if (row == null || row.version() != stored.version()) {
                row = row(stored, known.computeIfAbsent(stored.settings(), KeyTermsJson::stored));
                rows.put(stored.id(), row);
                unreadable.remove(stored.id());
            }
            String problem = row.problem();
            if (problem != null) {
                problems.add(problem);
            }
            return row;
        } catch (IllegalArgumentException e) {
            rows.remove(stored.id());
            unreadable.add(stored.id());
            problems.add("virtual key '" + stored.name() + "' can not be read and is refused: " + e.getMessage());
            return null;
        }
    }

    private Row row(StoredKey stored, KeyTerms terms) {
        VirtualKey key = VirtualKey.of(stored.id(), stored.name(), terms, teams);
        List<KeyHash> hashes = new ArrayList<>(2);
        hashes.add(KeyHash.ofHex(stored.hash()));
        if (stored.previousHash() != null && stored.previousUntil() != null) {
            hashes.add(KeyHash.ofHex(stored.previousHash()));
        }
        return new Row(key, List.copyOf(hashes), stored.previousUntil(), stored.revoked() != null, stored.version());
    }

    private void rebuild() {
        Map<KeyHash, Held> next = new ConcurrentHashMap<>(rows.size() * 2);
        rows.values().forEach(row -> put(row, next));
        byHash = next;
        empty = rows.isEmpty() && unreadable.isEmpty();
    }

    private static void put(Row row, Map<KeyHash, Held> into) {
        into.put(row.hashes().getFirst(), new Held(row.key(), null, row.revoked()));
        if (row.hashes().size() > 1) {
            into.put(row.hashes().getLast(), new Held(row.key(), row.previousUntil(), row.revoked()));
        }
    }
}
