package dev.bifrost.app;

import dev.bifrost.access.KeyStore;
import dev.bifrost.access.StoredKey;
import dev.bifrost.store.KeyRow;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The virtual keys of a store, as those who hand them out see them. {@code closing} runs when they are done with. */
record StoreKeys(Store store, Runnable closing) implements KeyStore {

    @Override
    public List<StoredKey> all() {
        return asking(() -> store.keys().list()).stream()
                .map(StoreKeys::key)
                .sorted((a, b) -> a.id().compareTo(b.id()))
                .toList();
    }

    @Override
    public List<StoredKey> changedSince(long version) {
        return asking(() -> store.keys().version() == version
                        ? List.<KeyRow>of()
                        : store.keys().changedSince(version))
                .stream()
                .map(StoreKeys::key)
                .toList();
    }

    @Override
    public @Nullable StoredKey find(String idOrName) {
        StoredKey byName = null;
        for (StoredKey key : all()) {
            if (key.id().equals(idOrName)) {
                return key;
            }
            byName = key.name().equals(idOrName) ? key : byName;
        }
        return byName;
    }

    @Override
    public StoredKey insert(StoredKey key) throws Taken {
        try {
            return key(store.keys().insert(row(key)));
        } catch (StoreFailure e) {
            throw failed(e);
        }
    }

    @Override
    public @Nullable StoredKey update(StoredKey key) throws Taken {
        try {
            return key(store.keys().update(row(key)));
        } catch (StoreFailure e) {
            if (e.kind() == StoreFailure.Kind.CONFLICT && changedMeanwhile(key)) {
                return null;
            }
            throw failed(e);
        }
    }

    private boolean changedMeanwhile(StoredKey key) {
        StoredKey now = find(key.id());
        return now == null || now.version() != key.version();
    }

    private static Taken failed(StoreFailure failure) {
        if (failure.kind() == StoreFailure.Kind.CONFLICT) {
            return new Taken();
        }
        throw new Unreachable(String.valueOf(failure.getMessage()), failure);
    }

    private static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (StoreFailure e) {
            throw new Unreachable(String.valueOf(e.getMessage()), e);
        }
    }

    private static StoredKey key(KeyRow row) {
        return new StoredKey(
                row.id(),
                row.name(),
                row.hash(),
                row.previousHash(),
                row.previousUntil(),
                row.settings(),
                row.created(),
                Objects.requireNonNullElse(row.createdBy(), "unknown"),
                row.revoked(),
                row.version());
    }

    private static KeyRow row(StoredKey key) {
        return new KeyRow(
                key.id(),
                key.name(),
                key.hash(),
                key.previousHash(),
                key.previousUntil(),
                key.settings(),
                key.created(),
                key.createdBy(),
                key.revoked(),
                key.version());
    }

    @Override
    public void close() {
        closing.run();
    }
}
