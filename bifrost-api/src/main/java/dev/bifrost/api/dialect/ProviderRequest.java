package dev.bifrost.api.dialect;

import dev.bifrost.api.json.Json;
import java.util.Map;

/**
 * A request in a provider's words.
 *
 * @param body    without what the surface adds itself
 * @param headers that the body needs to be understood, such as {@code anthropic-beta}; names in lower case
 */
public record ProviderRequest(Json.Obj body, Map<String, String> headers) {
    public ProviderRequest {
        headers = Map.copyOf(headers);
    }

    /** A request that needs no headers. */
    public ProviderRequest(Json.Obj body) {
        this(body, Map.of());
    }
}
