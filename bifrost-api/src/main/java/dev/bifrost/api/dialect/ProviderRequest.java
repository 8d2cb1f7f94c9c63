package dev.bifrost.api.dialect;

import dev.bifrost.api.json.Json;
import java.util.Map;

/**
 * A request in a provider's words.
 *
 * @param body    all of it: with the model, and the wish for a stream, where the provider wants them in the body
 * @param headers that the body needs to be understood, such as {@code anthropic-beta}; names in lower case. Credentials,
 *                {@code content-type} and the like are the gateway's
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
