package dev.bifrost.exchange;

import dev.bifrost.access.Keys;
import dev.bifrost.access.VirtualKey;
import dev.bifrost.api.settings.ContentMode;
import dev.bifrost.dialect.Dialects;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.Providers;
import dev.bifrost.routing.Router;
import dev.bifrost.upstream.Origin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** One configuration, ready to serve calls. A call keeps the one it began with. */
public final class Snapshot {
    private final Keys keys;
    private final Router router;
    private final SequencedMap<String, Destination> destinations = new LinkedHashMap<>();
    private final Dialects dialects;
    private final boolean refusesUnknownPrices;
    private final ContentMode content;
    private final @Nullable Tracing tracing;
    private final String configuration;

    /**
     * @param refusesUnknownPrices no call to a model without a price where a budget in dollars applies
     * @param content              what is kept of calls whose keys and teams do not say
     * @param tracing              how calls take part in traces; null if none are made
     */
    public Snapshot(
            Keys keys,
            Router router,
            Providers providers,
            Dialects dialects,
            boolean refusesUnknownPrices,
            ContentMode content,
            @Nullable Tracing tracing,
            String configuration) {
        this.keys = keys;
        this.router = router;
        this.dialects = dialects;
        this.refusesUnknownPrices = refusesUnknownPrices;
        this.content = content;
        this.tracing = tracing;
        this.configuration = configuration;
        for (Provider provider : providers.inOrder()) {
            destinations.put(provider.name(), Destination.of(provider));
        }
    }

    Keys keys() {
        return keys;
    }

    boolean refusesUnknownPrices() {
        return refusesUnknownPrices;
    }

    /** What is kept of the content of a caller's calls. */
    ContentMode content(VirtualKey caller) {
        ContentMode own = caller.content();
        return own == null ? content : own;
    }

    /** How calls take part in traces; null if none are made. */
    @Nullable
    Tracing tracing() {
        return tracing;
    }

    Router router() {
        return router;
    }

    Dialects dialects() {
        return dialects;
    }

    @Nullable
    Destination destination(String provider) {
        return destinations.get(provider);
    }

    Map<String, Destination> destinations() {
        return destinations;
    }

    /** Where its providers are, by their names. */
    public Map<String, Origin> addresses() {
        Map<String, Origin> addresses = new LinkedHashMap<>();
        destinations.forEach((name, destination) -> addresses.put(name, destination.origin()));
        return addresses;
    }

    /** Where its providers are. */
    public List<Origin> origins() {
        return destinations.values().stream().map(Destination::origin).toList();
    }

    /** Hash of the configuration, eight hexadecimal digits. */
    String configuration() {
        return configuration;
    }

    /** Where a route that is passed on as it is goes if nobody is named. */
    @Nullable
    Destination first(String type) {
        for (Destination destination : destinations.values()) {
            if (destination.provider().type().equals(type)) {
                return destination;
            }
        }
        return null;
    }
}
