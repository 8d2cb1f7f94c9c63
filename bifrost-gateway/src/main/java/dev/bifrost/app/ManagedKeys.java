package dev.bifrost.app;

import dev.bifrost.access.KeyDesk;
import dev.bifrost.access.KeyRefresh;
import dev.bifrost.access.KeyStore;
import dev.bifrost.access.StoredKeys;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** The keys that are made while gateways run: read from a store, kept up to date, and changed there. */
final class ManagedKeys implements AutoCloseable {
    private final KeyStore store;
    private final StoredKeys stored = StoredKeys.unread();
    private final KeyRefresh refresh;
    private final KeyDesk desk;
    private final AtomicReference<Composition> composition;

    /**
     * @param store   belongs to this from now on
     * @param first   the configuration in force at the start
     * @param notices takes what the operator should know, each once
     * @param log     takes a line for every change of a key
     */
    ManagedKeys(
            KeyStore store, Composition first, InstantSource clock, Consumer<String> notices, Consumer<String> log) {
        this.store = store;
        this.composition = new AtomicReference<>(first);
        this.refresh = new KeyRefresh(store, stored, notices);
        this.desk = new KeyDesk(store, () -> composition.get().keyContext(), clock, refresh::look, log);
        refresh.use(first.teams());
    }

    /** Reads all keys, then what changes. A store that can not be asked now is asked again. */
    void start() {
        refresh.start();
    }

    /** Another configuration takes force; to be called before it does. */
    void use(Composition next) {
        composition.set(next);
        refresh.use(next.teams());
    }

    /** For {@link Composition#snapshot}. */
    StoredKeys stored() {
        return stored;
    }

    /** Makes and changes keys. */
    KeyDesk desk() {
        return desk;
    }

    /** Reads what has changed now. */
    void look() {
        refresh.look();
    }

    @Override
    public void close() {
        refresh.close();
        store.close();
    }
}
