package dev.bifrost.app;

import dev.bifrost.access.KeyStore;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Opens the store in which the keys are that are made while gateways run, for a command that needs nothing else. */
final class KeyStores {
    private KeyStores() {}

    /** Throws {@link KeyStore.Unreachable} if it can not be opened. */
    static KeyStore open(GatewaySettings settings, Consumer<String> notices) {
        try {
            Store store = Store.open(settings.store(), settings.data(), InstantSource.system(), notices);
            return new StoreKeys(store, store::close);
        } catch (StoreFailure e) {
            throw new KeyStore.Unreachable(String.valueOf(e.getMessage()), e);
        }
    }
}
