package dev.bifrost.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The settings that give a credential; one of them at most. */
enum CredentialKind {
    API_KEY,
    API_KEYS,
    ENTRA,
    ACCESS_KEY,
    CREDENTIALS_FILE;

    private final String key = name().toLowerCase(Locale.ROOT);

    private boolean isGiven(ProviderSettings settings) {
        return switch (this) {
            case API_KEY -> settings.apiKey() != null;
            case API_KEYS -> !settings.apiKeys().isEmpty();
            case ENTRA -> settings.entra() != null;
            case ACCESS_KEY ->
                settings.accessKey() != null || settings.secretKey() != null || settings.sessionToken() != null;
            case CREDENTIALS_FILE -> settings.credentialsFile() != null;
        };
    }

    static List<CredentialKind> given(ProviderSettings settings) {
        List<CredentialKind> all = new ArrayList<>(1);
        for (CredentialKind kind : values()) {
            if (kind.isGiven(settings)) {
                all.add(kind);
            }
        }
        return all;
    }

    /** The one that is given, if the provider takes it; else null, and what is wrong has been said. */
    static @Nullable CredentialKind accepted(List<CredentialKind> given, Credentials.Asked asked) {
        if (given.isEmpty()) {
            return null;
        }
        CredentialKind first = given.getFirst();
        if (given.size() > 1) {
            asked.problem()
                    .accept(given.getLast().key, "give " + first.key + " or " + given.getLast().key + ", not both");
            return null;
        }
        String why = first.unfit(asked.settings().name(), asked.scheme());
        if (why != null) {
            asked.problem().accept(first.key, why);
            return null;
        }
        return first;
    }

    private @Nullable String unfit(String provider, CredentialScheme scheme) {
        return switch (scheme) {
            case CredentialScheme.None _ -> provider + " takes no credential; remove " + key;
            case CredentialScheme.Google _ ->
                this == CREDENTIALS_FILE
                        ? null
                        : "is not what " + provider + " takes; give credentials_file, or leave it to the machine";
            case CredentialScheme.Aws _ ->
                switch (this) {
                    case API_KEY, API_KEYS, ACCESS_KEY -> null;
                    case ENTRA, CREDENTIALS_FILE ->
                        "is not what " + provider + " takes; give access_key and secret_key, or api_key";
                };
            case CredentialScheme.Bearer _, CredentialScheme.Header _ ->
                switch (this) {
                    case API_KEY, API_KEYS, ENTRA -> null;
                    case ACCESS_KEY -> "is for Amazon Bedrock; " + provider + " takes api_key";
                    case CREDENTIALS_FILE -> "is for Vertex AI; " + provider + " takes api_key";
                };
        };
    }
}
