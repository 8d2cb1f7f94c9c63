package dev.bifrost.audit.content;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys in memory, which can be out of reach. */
final class Shelf implements KeyShelf {
    final Map<String, Wrapped> keys = new ConcurrentHashMap<>();
    volatile boolean away;

    @Override
    public Wrapped newest(String subject) {
        return all().stream()
                .filter(each -> each.subject().equals(subject))
                .findAny()
                .orElse(null);
    }

    @Override
    public Wrapped find(String id) {
        return all().stream().filter(each -> each.id().equals(id)).findAny().orElse(null);
    }

    @Override
    public void add(Wrapped key) {
        if (!all().contains(key)) {
            keys.put(key.id(), key);
        }
    }

    @Override
    public List<String> masters() {
        return all().stream().map(Wrapped::master).distinct().toList();
    }

    private List<Wrapped> all() {
        if (away) {
            throw new IllegalStateException("the store is away");
        }
        return List.copyOf(keys.values());
    }
}
