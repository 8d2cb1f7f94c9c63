package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.settings.Secret;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One of a provider's credentials and how it is doing. Shared by all loops. */
public final class ProviderKey {
    /** Never cooled down, or recovered. Times are of {@link System#nanoTime}, for which any other value is possible. */
    private static final long HEALTHY = Long.MIN_VALUE;

    private final @Nullable String fingerprint;
    private final String header;
    private final String value;
    private final int weight;
    private final @Nullable List<Glob> models;
    private final AtomicLong coolsUntil = new AtomicLong(HEALTHY);

    private ProviderKey(
            @Nullable String fingerprint, String header, String value, int weight, @Nullable List<Glob> models) {
        this.fingerprint = fingerprint;
        this.header = header;
        this.value = value;
        this.weight = weight;
        this.models = models;
    }

    /** A key that is shown in the scheme's way. {@code models} null: good for all. */
    static ProviderKey of(Secret secret, CredentialScheme scheme, int weight, @Nullable List<Glob> models) {
        return new ProviderKey(secret.fingerprint(), scheme.header(), scheme.value(secret.reveal()), weight, models);
    }

    /** Stands for no credential; cools down like the others. */
    static ProviderKey anonymous() {
        return new ProviderKey(null, "", "", 1, null);
    }

    /** Tells keys apart in records; null if there is no credential. */
    public @Nullable String fingerprint() {
        return fingerprint;
    }

    /** Adds the credential's header, if there is a credential. */
    public void writeTo(HeaderList headers) {
        if (!header.isEmpty()) {
            headers.add(header, value);
        }
    }

    /** True if calls had better use another key now. */
    public boolean cooling(long nowNanos) {
        long until = coolsUntil.get();
        return until != HEALTHY && until - nowNanos > 0;
    }

    /** Keeps the key back until then; a longer time that was set before stays. */
    public void coolDown(long untilNanos) {
        long until = untilNanos == HEALTHY ? untilNanos + 1 : untilNanos;
        coolsUntil.accumulateAndGet(until, (old, asked) -> old == HEALTHY || asked - old > 0 ? asked : old);
    }

    /** The key works again. */
    public void recovered() {
        if (coolsUntil.get() != HEALTHY) {
            coolsUntil.set(HEALTHY);
        }
    }

    /** How long it still cools down, in nanoseconds; zero or less if it does not. */
    long coolsFor(long nowNanos) {
        long until = coolsUntil.get();
        return until == HEALTHY ? 0 : until - nowNanos;
    }

    int weight() {
        return weight;
    }

    boolean unrestricted() {
        return models == null;
    }

    /** An empty model stands for calls that name none. */
    boolean goodFor(String model) {
        if (models == null || model.isEmpty()) {
            return true;
        }
        for (Glob glob : models) {
            if (glob.matches(model)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "ProviderKey[" + (fingerprint == null ? "anonymous" : fingerprint) + ']';
    }
}
