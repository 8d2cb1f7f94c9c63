package dev.bifrost.access;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where keys live that are made while gateways run. Several processes may use one at the same time. Every method may
 * block, may be called from any thread, and throws {@link Unreachable} if the store can not be asked.
 *
 * <p>Every change gives the row a version above all that were given before, and whoever sees a version can see all lower
 * ones: a store that gives numbers before it commits must not let them become visible out of order.
 */
public interface KeyStore extends AutoCloseable {

    /** All keys, revoked ones included, in the order of their ids. */
    List<StoredKey> all();

    /** The keys whose version is above that one. */
    List<StoredKey> changedSince(long version);

    /** The key with this id, else the one with this name. */
    @Nullable
    StoredKey find(String idOrName);

    /** Adds a key, with a version of the store's. */
    StoredKey insert(StoredKey key) throws Taken;

    /** Replaces the row of this id if it still has this version; null if it has another by now. */
    @Nullable
    StoredKey update(StoredKey key) throws Taken;

    @Override
    void close();

    /** The id, the name or the hash is another key's. */
    final class Taken extends Exception {
        private static final long serialVersionUID = 1L;

        public Taken() {
            super("the id, the name or the hash is another key's");
        }
    }

    /** The store can not be asked now. Its message names no secret. */
    final class Unreachable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Unreachable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
