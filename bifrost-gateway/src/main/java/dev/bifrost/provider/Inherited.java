package dev.bifrost.provider;

import dev.bifrost.provider.ProviderSettings.TimeoutSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every provider that does not say otherwise.
 *
 * @param timeouts       deadlines
 * @param proxy          {@code http://user:password@host:port}
 * @param noProxy        hosts that are reached without the proxy, see {@link ProxyRules}
 * @param caFile         PEM certificates to trust instead of the system's
 * @param forwardHeaders client headers that are passed on
 */
public record Inherited(
        @Nullable TimeoutSettings timeouts,
        @Nullable String proxy,
        List<String> noProxy,
        @Nullable Path caFile,
        List<String> forwardHeaders) {

    /** Nothing is said. */
    public static final Inherited NOTHING = new Inherited(null, null, List.of(), null, List.of());

    public Inherited {
        noProxy = List.copyOf(noProxy);
        forwardHeaders = List.copyOf(forwardHeaders);
    }

    /** Leaves the proxy out: it may hold a password. */
    @Override
    public String toString() {
        return "Inherited[proxy=" + (proxy == null ? "none" : "•••") + ", noProxy=" + noProxy + ']';
    }
}
