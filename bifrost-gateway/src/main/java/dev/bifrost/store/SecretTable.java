package dev.bifrost.store;

import dev.bifrost.api.settings.Secret;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Supplier;

/** Secrets that gateways made for themselves, such as the key with which request bodies are hashed. */
public final class SecretTable {
    private final Store store;
    private final InstantSource clock;

    SecretTable(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The secret of that name; the supplied one if there was none, unless another gateway was faster. */
    public Secret getOrMake(String name, Supplier<Secret> made) {
        String value = store.read(
                on -> Rows.first(on, "SELECT value FROM secret WHERE name = ?", row -> row.getString(1), name));
        return value != null ? Secret.of(value) : make(name, made.get());
    }

    private Secret make(String name, Secret secret) {
        return Secret.of(store.write(on -> {
            Rows.update(
                    on,
                    "INSERT INTO secret (name, value, created) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
                    name,
                    secret.reveal(),
                    clock.instant());
            return Objects.requireNonNull(
                    Rows.first(on, "SELECT value FROM secret WHERE name = ?", row -> row.getString(1), name));
        }));
    }
}
