package dev.bifrost.provider;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.ProviderSettings.ApiKey;
import dev.bifrost.provider.ProviderSettings.TimeoutSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An entry of {@code providers} in the making. */
final class Listed {
    private final String name;
    private final Map<String, ProviderSettings.Surface> surfaces = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();
    private String type;
    private String dialect;
    private URI baseUrl;
    private Secret key;
    private List<ApiKey> keys = List.of();
    private TimeoutSettings timeouts;
    private String proxy;

    Listed(String name) {
        this.name = name;
    }

    Listed type(String given) {
        type = given;
        return this;
    }

    Listed dialect(String given) {
        dialect = given;
        return this;
    }

    Listed at(String address) {
        baseUrl = URI.create(address);
        return this;
    }

    Listed key(String given) {
        key = Secret.of(given);
        return this;
    }

    Listed keys(ApiKey... given) {
        keys = List.of(given);
        return this;
    }

    Listed surface(String operation, String spoken, String path) {
        surfaces.put(operation, new ProviderSettings.Surface(spoken, path));
        return this;
    }

    Listed header(String header, String value) {
        headers.put(header, value);
        return this;
    }

    Listed timeouts(TimeoutSettings given) {
        timeouts = given;
        return this;
    }

    Listed proxy(String given) {
        proxy = given;
        return this;
    }

    ProviderSettings settings() {
        return new ProviderSettings(
                name, type, dialect, baseUrl, key, keys, surfaces, headers, null, timeouts, proxy, null, null, null);
    }
}
