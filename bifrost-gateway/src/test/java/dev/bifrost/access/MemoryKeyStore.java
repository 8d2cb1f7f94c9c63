package dev.bifrost.access;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in memory that can be made unreachable; several processes of a test may share it. */
public final class MemoryKeyStore implements KeyStore {
    private final Map<String, StoredKey> rows = new TreeMap<>();
    private long version;
    private boolean down;

    /** Whether every question fails from now on. */
    public synchronized void down(boolean now) {
        down = now;
    }

    /** Removes a row as an operator would by hand. */
    public synchronized void delete(String id) {
        rows.remove(id);
    }

    /** Puts a row as somebody else would, such as a later release. */
    public synchronized StoredKey put(StoredKey key) {
        StoredKey stored = key.withVersion(++version);
        rows.put(key.id(), stored);
        return stored;
    }

    @Override
    public synchronized List<StoredKey> all() {
        reach();
        return List.copyOf(rows.values());
    }

    @Override
    public synchronized List<StoredKey> changedSince(long before) {
        reach();
        return rows.values().stream()
                .filter(key -> key.version() > before)
                .sorted(Comparator.comparingLong(StoredKey::version))
                .toList();
    }

    @Override
    public synchronized @Nullable StoredKey find(String idOrName) {
        reach();
        StoredKey byId = rows.get(idOrName);
        return byId != null
                ? byId
                : rows.values().stream()
                        .filter(key -> key.name().equals(idOrName))
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public synchronized StoredKey insert(StoredKey key) throws Taken {
        reach();
        if (rows.containsKey(key.id())) {
            throw new Taken();
        }
        unique(key);
        return put(key);
    }

    @Override
    public synchronized @Nullable StoredKey update(StoredKey key) throws Taken {
        reach();
        StoredKey before = rows.get(key.id());
        if (before == null || before.version() != key.version()) {
            return null;
        }
        unique(key);
        return put(key);
    }

    private void unique(StoredKey key) throws Taken {
        for (StoredKey other : new ArrayList<>(rows.values())) {
            if (!other.id().equals(key.id())
                    && (other.name().equals(key.name()) || other.hash().equals(key.hash()))) {
                throw new Taken();
            }
        }
    }

    private void reach() {
        if (down) {
            throw new Unreachable("the test has made it so", null);
        }
    }

    @Override
    public void close() {}
}
