package dev.bifrost.provider;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.ProviderSettings.ApiKey;
import dev.bifrost.provider.ProviderSettings.TimeoutSettings;
import java.net.URI;
import java.nio.file.Path;
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
    private String region;
    private String resource;
    private String apiVersion;
    private Map<String, String> deployments = Map.of();
    private EntraSettings entra;
    private Secret accessKey;
    private Secret secretKey;
    private Secret sessionToken;
    private String project;
    private String location;
    private Path credentialsFile;
    private List<String> quirks = List.of();

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
        surfaces.put(operation, new ProviderSettings.Surface(spoken, path, null));
        return this;
    }

    Listed surface(String operation, String spoken, String path, String streamPath) {
        surfaces.put(operation, new ProviderSettings.Surface(spoken, path, streamPath));
        return this;
    }

    Listed region(String given) {
        region = given;
        return this;
    }

    Listed resource(String given) {
        resource = given;
        return this;
    }

    Listed apiVersion(String given) {
        apiVersion = given;
        return this;
    }

    Listed deployments(Map<String, String> given) {
        deployments = given;
        return this;
    }

    Listed entra(EntraSettings given) {
        entra = given;
        return this;
    }

    Listed accessKey(String id, String secret, String token) {
        accessKey = id == null ? null : Secret.of(id);
        secretKey = secret == null ? null : Secret.of(secret);
        sessionToken = token == null ? null : Secret.of(token);
        return this;
    }

    Listed project(String given) {
        project = given;
        return this;
    }

    Listed location(String given) {
        location = given;
        return this;
    }

    Listed credentialsFile(Path given) {
        credentialsFile = given;
        return this;
    }

    Listed quirks(String... given) {
        quirks = List.of(given);
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
                name,
                type,
                dialect,
                baseUrl,
                key,
                keys,
                resource,
                apiVersion,
                deployments,
                entra,
                accessKey,
                secretKey,
                sessionToken,
                project,
                location,
                credentialsFile,
                surfaces,
                quirks,
                headers,
                region,
                timeouts,
                proxy,
                null,
                null,
                null,
                null,
                null);
    }
}
