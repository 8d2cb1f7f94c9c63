package dev.bifrost.app;

import dev.bifrost.access.KeyStore;
import dev.bifrost.access.StoredKey;
import dev.bifrost.config.GatewaySettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the store in which the keys are that are made while gateways run. */
final class KeyStores {
    private KeyStores() {}

    /** Throws {@link KeyStore.Unreachable} if it can not be opened. */
    static KeyStore open(GatewaySettings settings) {
        return new None(settings.data().toString());
    }

    /** Holds no key and takes none. */
    private record None(String folder) implements KeyStore {
        @Override
        public List<StoredKey> all() {
            return List.of();
        }

        @Override
        public List<StoredKey> changedSince(long version) {
            return List.of();
        }

        @Override
        public @Nullable StoredKey find(String idOrName) {
            return null;
        }

        @Override
        public StoredKey insert(StoredKey key) {
            throw new Unreachable("this version keeps no store in " + folder, null);
        }

        @Override
        public StoredKey update(StoredKey key) {
            throw new Unreachable("this version keeps no store in " + folder, null);
        }

        @Override
        public void close() {}
    }
}
