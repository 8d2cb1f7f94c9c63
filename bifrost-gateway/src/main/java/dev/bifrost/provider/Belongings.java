package dev.bifrost.provider;

import java.net.URI;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Whether the settings of a cloud stand at a provider of that cloud. */
final class Belongings {
    private Belongings() {}

    static void check(
            ProviderSettings settings,
            @Nullable CatalogueEntry entry,
            CredentialScheme scheme,
            Whereabouts where,
            BiConsumer<String, String> problem) {
        String type = entry == null ? "" : entry.name();
        boolean azure = type.equals("azure");
        only(azure, settings.resource(), "resource", "azure", problem);
        only(azure, settings.apiVersion(), "api_version", "azure", problem);
        boolean vertex = type.equals("vertex");
        only(vertex, settings.project(), "project", "vertex", problem);
        only(vertex, settings.location(), "location", "vertex", problem);
        settings.deployments().forEach((model, deployment) -> {
            if (model.isBlank() || deployment.isBlank()) {
                problem.accept("deployments", "neither a model nor its deployment can be empty");
            }
        });
        URI baseUrl = where.baseUrl();
        if (azure && baseUrl != null && baseUrl.getPath().contains("/openai")) {
            problem.accept("base_url", "must end before /openai: the gateway appends the path of each operation");
        }
        boolean needsRegion = scheme instanceof CredentialScheme.Aws && entry != null && settings.baseUrl() == null;
        String region = settings.region();
        if (needsRegion && region != null && !AwsRegions.isOne(region)) {
            problem.accept(
                    "region",
                    "is the region of AWS where base_url is not given, such as eu-central-1; residency knows where that is");
        }
    }

    private static void only(
            boolean right, @Nullable String value, String key, String type, BiConsumer<String, String> problem) {
        if (value != null && !right) {
            problem.accept(key, "goes with type: " + type);
        }
    }
}
