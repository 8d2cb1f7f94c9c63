package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.settings.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which credentials a provider has: those that are configured, else the first of its usual variables that is set. A
 * variable's value goes only to the address that the catalogue knows, or to servers that their users run themselves:
 * whoever points a provider elsewhere must say which credential that place may see.
 *
 * @param keys     empty if the provider is disabled
 * @param disabled why it can not be used; null if it can
 */
record Credentials(List<ProviderKey> keys, @Nullable String disabled, List<String> problems, List<String> warnings) {

    static Credentials of(
            ProviderSettings settings,
            @Nullable CatalogueEntry entry,
            CredentialScheme scheme,
            boolean ownAddress,
            Map<String, String> headers,
            Map<String, String> environment) {
        if (settings.apiKey() != null && !settings.apiKeys().isEmpty()) {
            return refused("give api_key or api_keys, not both");
        }
        if (scheme instanceof CredentialScheme.None
                && (settings.apiKey() != null || !settings.apiKeys().isEmpty())) {
            return refused(settings.name() + " takes no credential; remove api_key");
        }
        if (settings.apiKey() != null) {
            return configured(List.of(new ProviderSettings.ApiKey(settings.apiKey(), 1, null)), scheme);
        }
        if (!settings.apiKeys().isEmpty()) {
            return configured(settings.apiKeys(), scheme);
        }
        if (entry == null || headers.containsKey(scheme.header())) {
            return anonymous(List.of());
        }
        String variable = firstSet(entry.environment(), environment);
        if (ownAddress || entry.local()) {
            if (variable != null) {
                return fromEnvironment(variable, environment, scheme);
            }
            return scheme.required() ? unset(entry) : anonymous(List.of());
        }
        return anonymous(
                variable == null
                        ? List.of()
                        : List.of(variable + " is set, but it is not sent to the configured base_url; write api_key: ${"
                                + variable + "} if that place may see it"));
    }

    private static Credentials configured(List<ProviderSettings.ApiKey> given, CredentialScheme scheme) {
        List<ProviderKey> keys = new ArrayList<>();
        for (ProviderSettings.ApiKey key : given) {
            if (!OutgoingHeaders.isFieldValue(key.value().reveal())) {
                return refused("a key has characters that a header can not have");
            }
            List<Glob> models = key.models() == null
                    ? null
                    : key.models().stream().map(Glob::of).toList();
            keys.add(ProviderKey.of(key.value(), scheme, key.weight(), models));
        }
        return new Credentials(keys, null, List.of(), List.of());
    }

    private static Credentials fromEnvironment(
            String variable, Map<String, String> environment, CredentialScheme scheme) {
        Secret secret = Secret.of(environment.getOrDefault(variable, ""));
        return OutgoingHeaders.isFieldValue(secret.reveal())
                ? new Credentials(List.of(ProviderKey.of(secret, scheme, 1, null)), null, List.of(), List.of())
                : refused(variable + " has characters that a header can not have");
    }

    private static Credentials anonymous(List<String> warnings) {
        return new Credentials(List.of(ProviderKey.anonymous()), null, List.of(), warnings);
    }

    private static Credentials unset(CatalogueEntry entry) {
        List<String> names = entry.environment();
        String why = names.size() == 1
                ? names.getFirst() + " is not set"
                : "none of " + String.join(", ", names) + " is set";
        return new Credentials(List.of(), why, List.of(), List.of());
    }

    private static Credentials refused(String problem) {
        return new Credentials(List.of(), null, List.of(problem), List.of());
    }

    private static @Nullable String firstSet(List<String> variables, Map<String, String> environment) {
        for (String variable : variables) {
            if (!environment.getOrDefault(variable, "").isBlank()) {
                return variable;
            }
        }
        return null;
    }

    /** Tells how many, not which. */
    @Override
    public String toString() {
        return "Credentials[" + keys.size() + " keys]";
    }
}
