package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Timeouts;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A configured provider, ready to be called. Immutable but for the health of its keys. */
public final class Provider {
    private final Traits traits;
    private final Offers offers;
    private final List<String> models;
    private final Set<String> modelNames;
    private final List<Glob> modelPatterns;
    private final KeyRing keys;

    Provider(Traits traits, Offers offers, List<String> models, List<Glob> modelPatterns, List<ProviderKey> keys) {
        this.traits = traits;
        this.offers = offers;
        this.models = List.copyOf(models);
        this.modelNames = Set.copyOf(models);
        this.modelPatterns = List.copyOf(modelPatterns);
        this.keys = new KeyRing(keys);
    }

    /** What is said once and asked often. */
    record Traits(
            String name,
            String type,
            @Nullable String region,
            Places places,
            URI baseUrl,
            boolean injectsUsage,
            Timeouts timeouts,
            Map<String, String> headers,
            @Nullable String proxy,
            @Nullable Path caFile,
            List<String> forwardHeaders,
            Map<String, String> deployments,
            @Nullable String disabled) {

        Traits {
            headers = Map.copyOf(headers);
            deployments = Map.copyOf(deployments);
            forwardHeaders = List.copyOf(forwardHeaders);
        }

        /** Leaves out the headers and the proxy: they may hold secrets. */
        @Override
        public String toString() {
            return name + " (" + type + " at " + baseUrl + ')';
        }
    }

    /** Its name in the configuration. */
    public String name() {
        return traits.name();
    }

    /** The catalogue's name for its kind; {@code custom} if the configuration alone describes it. */
    public String type() {
        return traits.type();
    }

    /** Where it is, such as {@code eu} or {@code eu-central-1}; null if that is not known. */
    public @Nullable String region() {
        return traits.region();
    }

    /**
     * The names, in lower case, under which residency knows where it runs the model: {@code eu-central-1} and {@code eu};
     * empty if that is not known, as for a model that may run anywhere in the world. An empty model stands for calls that
     * name none.
     */
    public Set<String> regions(String model) {
        return traits.places().of(traits.region(), wireName(model));
    }

    /** http or https, without a slash at its end. */
    public URI baseUrl() {
        return traits.baseUrl();
    }

    /** True if it answers by itself, without any network. */
    public boolean simulated() {
        return traits.type().equals(CatalogueEntry.SIMULATED);
    }

    /**
     * How the operation is reached for models of which nothing particular is known; null if the provider does not have
     * it.
     */
    public @Nullable Surface surface(Operation operation) {
        return offers.standard().surfaces().get(operation);
    }

    /** How the operation is reached for this model; null if the provider does not have it. */
    public @Nullable Surface surface(Operation operation, String model) {
        return offer(model).surfaces().get(operation);
    }

    /** To which operation another dialect's conversation is best translated, if the provider has several; or null. */
    public @Nullable Operation preferredConversation() {
        return offers.standard().preferredConversation();
    }

    /** The same for this model. */
    public @Nullable Operation preferredConversation(String model) {
        return offer(model).preferredConversation();
    }

    /** Where it departs from its dialects; the words are those of the dialects' classes. */
    public Set<String> quirks() {
        return offers.standard().quirks();
    }

    /** The same for this model. */
    public Set<String> quirks(String model) {
        return offer(model).quirks();
    }

    private Offer offer(String model) {
        return offers.of(model, wireName(model));
    }

    /**
     * What the provider calls the model on the wire: Azure's deployment of it, or the model itself. A version may be
     * written with a dot where the catalogue's name has a dash, as people write {@code claude-opus-4.7}.
     */
    public String wireName(String model) {
        String deployment = traits.deployments().get(model);
        if (deployment != null) {
            return deployment;
        }
        if (model.indexOf('.') >= 0 && !modelNames.contains(model)) {
            String dashed = model.replace('.', '-');
            return modelNames.contains(dashed) ? dashed : model;
        }
        return model;
    }

    /** Whether {@code stream_options.include_usage} may be added to a stream that does not ask for it. */
    public boolean injectsUsage() {
        return traits.injectsUsage();
    }

    /** How long it may take. */
    public Timeouts timeouts() {
        return traits.timeouts();
    }

    /** Sent with every request; names in lower case. */
    public Map<String, String> headers() {
        return traits.headers();
    }

    /** {@code http://[user:password@]host:port}, valid; null for the direct way. */
    public @Nullable String proxy() {
        return traits.proxy();
    }

    /** PEM certificates to trust instead of the system's. */
    public @Nullable Path caFile() {
        return traits.caFile();
    }

    /** Client headers that are passed on besides those of the dialect; in lower case. */
    public List<String> forwardHeaders() {
        return traits.forwardHeaders();
    }

    /** Why it can not be used, such as {@code MISTRAL_API_KEY is not set}; null if it can. */
    public @Nullable String disabled() {
        return traits.disabled();
    }

    /** The models of it that the catalogue lists. It may have more. */
    public List<String> listedModels() {
        return models;
    }

    /** True if a bare model name is one of its own. */
    public boolean knowsModel(String bareModel) {
        if (modelNames.contains(bareModel)) {
            return true;
        }
        for (Glob pattern : modelPatterns) {
            if (pattern.matches(bareModel)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The keys that are good for the model: healthy ones first, in random order by weight, then cooling ones, the first
     * to recover first. Without a credential there is one anonymous key; of a disabled provider there is none.
     */
    public List<ProviderKey> keys(String model, long nowNanos, RandomGenerator random) {
        return keys.inOrder(model, nowNanos, random);
    }

    @Override
    public String toString() {
        return traits.toString();
    }
}
