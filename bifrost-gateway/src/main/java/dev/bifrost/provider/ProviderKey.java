package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.credential.Proof;
import dev.bifrost.provider.credential.SignedBody;
import dev.bifrost.provider.credential.Word;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One of a provider's credentials and how it is doing. Shared by all loops. */
public final class ProviderKey {
    /** Never cooled down, or recovered. Times are of {@link System#nanoTime}, for which any other value is possible. */
    private static final long HEALTHY = Long.MIN_VALUE;

    private static final int MOST_MODELS = 256;

    private final Proof proof;
    private final int weight;
    private final @Nullable List<Glob> models;
    private final AtomicLong coolsUntil = new AtomicLong(HEALTHY);
    private final Map<String, AtomicLong> coolingModels = new ConcurrentHashMap<>(0);

    ProviderKey(Proof proof, int weight, @Nullable List<Glob> models) {
        this.proof = proof;
        this.weight = weight;
        this.models = models;
    }

    /** A key that is shown in the scheme's way. {@code models} null: good for all. */
    static ProviderKey of(Secret secret, CredentialScheme scheme, int weight, @Nullable List<Glob> models) {
        Proof word = new Word(scheme.header(), scheme.value(secret.reveal()), secret.fingerprint());
        return new ProviderKey(word, weight, models);
    }

    /** Stands for no credential; cools down like the others. */
    static ProviderKey anonymous() {
        return new ProviderKey(Word.NONE, 1, null);
    }

    /** Tells keys apart in records; null if there is no credential, or it has never been used. */
    public @Nullable String fingerprint() {
        return proof.fingerprint();
    }

    /** Adds the credential's header, if there is a credential that stays the same; see {@link #authorize}. */
    public void writeTo(HeaderList headers) {
        if (proof instanceof Word word) {
            word.writeTo(headers);
        }
    }

    /**
     * Adds what proves who is calling. Some proofs must be fetched first or are computed over the request.
     *
     * @param url     of the request, with path and query
     * @param headers of the request, complete but for those that the transport writes
     * @param body    of the request, read only where {@link #signsBody()}
     * @return null if it is done; else a stage that completes, on another thread, when it is, or fails with an {@link
     *     java.io.IOException} that says why there is no proof
     */
    public @Nullable CompletionStage<?> authorize(String method, URI url, HeaderList headers, SignedBody body) {
        return proof.addTo(headers, method, url, body);
    }

    /** True if the proof is computed over the body, which then must be readable as a whole. */
    public boolean signsBody() {
        return proof.signsBody();
    }

    /** True if calls to this model had better use another key now. */
    public boolean cooling(String model, long nowNanos) {
        return coolsFor(model, nowNanos) > 0;
    }

    /** True if calls to all models, or to some model, had better use another key now. */
    public boolean cooling(long nowNanos) {
        return coolsFor("", nowNanos) > 0
                || coolingModels.values().stream()
                        .map(AtomicLong::get)
                        .anyMatch(until -> until != HEALTHY && until - nowNanos > 0);
    }

    /** Keeps a key that was refused back from every model until then; a longer time that was set before stays. */
    public void coolDown(long untilNanos) {
        coolDown(coolsUntil, untilNanos);
        proof.refused();
    }

    /**
     * Keeps the key back from one model. Clients choose the names of models, so one of them must not be able to take the
     * key from the others.
     */
    public void coolDown(String model, long untilNanos) {
        if (!coolingModels.containsKey(model) && coolingModels.size() >= MOST_MODELS) {
            coolingModels.clear(); // forgetting is harmless: the provider will say it again
        }
        coolDown(coolingModels.computeIfAbsent(model, _ -> new AtomicLong(HEALTHY)), untilNanos);
    }

    private static void coolDown(AtomicLong time, long untilNanos) {
        long until = untilNanos == HEALTHY ? untilNanos + 1 : untilNanos;
        time.accumulateAndGet(until, (old, asked) -> old == HEALTHY || asked - old > 0 ? asked : old);
    }

    /** The key works again, for this model and so at all. */
    public void recovered(String model) {
        if (coolsUntil.get() != HEALTHY) {
            coolsUntil.set(HEALTHY);
        }
        if (!coolingModels.isEmpty()) {
            coolingModels.remove(model);
        }
    }

    /** How long it still cools down, in nanoseconds; zero or less if it does not. */
    long coolsFor(String model, long nowNanos) {
        long until = coolsUntil.get();
        long left = until == HEALTHY ? 0 : until - nowNanos;
        AtomicLong ofModel = coolingModels.isEmpty() ? null : coolingModels.get(model);
        long modelUntil = ofModel == null ? HEALTHY : ofModel.get();
        return modelUntil == HEALTHY ? left : Math.max(left, modelUntil - nowNanos);
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
        return "ProviderKey[" + (proof.equals(Word.NONE) ? "anonymous" : fingerprint()) + ']';
    }
}
