package dev.bifrost.access;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Keeps {@link StoredKeys} as the store is, whoever changes that: asks for what has changed every half second, and for
 * everything once a minute, so that a row deleted by hand is noticed too. While the store can not be asked, the keys
 * known so far stay in force.
 */
public final class KeyRefresh implements AutoCloseable {
    private static final Duration EVERY = Duration.ofMillis(500);
    private static final int LOOKS_BETWEEN_ALL = 120;

    private final KeyStore store;
    private final StoredKeys keys;
    private final Runnable changed;
    private final Consumer<String> notices;
    private final ReentrantLock looking = new ReentrantLock();
    private final Semaphore stopped = new Semaphore(0);
    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private long version = -1;
    private int looks;
    private boolean lost;

    /**
     * @param changed run after other keys have come into force
     * @param notices takes what the operator should know, each once
     */
    public KeyRefresh(KeyStore store, StoredKeys keys, Runnable changed, Consumer<String> notices) {
        this.store = store;
        this.keys = keys;
        this.changed = changed;
        this.notices = notices;
    }

    /** Gives the keys the teams of a configuration that takes force, before it does. */
    public void use(Teams teams) {
        tell(keys.use(teams));
    }

    private void tell(List<String> problems) {
        problems.stream().filter(said::add).forEach(notices);
    }

    /** Reads all keys now, then goes on on a thread of its own. */
    public void start() {
        look();
        Thread.ofVirtual().name("key-refresh").start(this::run);
    }

    private void run() {
        try {
            while (!stopped.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes what has changed. When it returns, every change made before it was called is in force. */
    public void look() {
        looking.lock();
        try {
            tell(version < 0 || ++looks >= LOOKS_BETWEEN_ALL ? readAll() : readChanged());
            if (lost) {
                lost = false;
                notices.accept("the store of virtual keys can be read again");
            }
        } catch (RuntimeException e) {
            keys.lost();
            if (!lost) {
                lost = true;
                notices.accept("the store of virtual keys can not be read; the keys known so far stay in force: " + e);
            }
        } finally {
            looking.unlock();
        }
    }

    private List<String> readAll() {
        looks = 0;
        List<StoredKey> all = store.all();
        List<String> problems = keys.replace(all);
        said.retainAll(problems);
        version = Math.max(0, newest(all));
        changed.run();
        return problems;
    }

    private List<String> readChanged() {
        List<StoredKey> others = store.changedSince(version);
        List<String> problems = keys.change(others);
        version = Math.max(version, newest(others));
        if (!others.isEmpty()) {
            changed.run();
        }
        return problems;
    }

    private static long newest(List<StoredKey> keys) {
        return keys.stream().mapToLong(StoredKey::version).max().orElse(0);
    }

    @Override
    public void close() {
        stopped.release();
    }
}
