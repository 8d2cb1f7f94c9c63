package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.credential.Proof;
import dev.bifrost.provider.credential.WayOut;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which credentials a provider has: those that are configured, else the first of its usual variables that is set, else
 * what its cloud gives the machine. What is not written in the configuration goes only to addresses that the catalogue
 * knows to be the provider's, or to servers that their users run themselves: whoever points a provider elsewhere must say
 * which credential that place may see.
 *
 * @param keys     empty if the provider is disabled
 * @param disabled why it can not be used; null if it can
 */
record Credentials(List<ProviderKey> keys, @Nullable String disabled) {

    /** What there is to decide by, and who hears of mistakes: with the key that is wrong. */
    record Asked(
            ProviderSettings settings,
            @Nullable CatalogueEntry entry,
            CredentialScheme scheme,
            Whereabouts where,
            Map<String, String> headers,
            Map<String, String> environment,
            WayOut way,
            BiConsumer<String, String> problem,
            BiConsumer<String, String> warning) {

        /** The first of the variables that is set. */
        @Nullable
        String firstSet(List<String> variables) {
            for (String variable : variables) {
                if (!environment.getOrDefault(variable, "").isBlank()) {
                    return variable;
                }
            }
            return null;
        }

        /** Leaves everything out: it may hold secrets. */
        @Override
        public String toString() {
            return "Asked";
        }
    }

    static Credentials of(Asked asked) {
        List<CredentialKind> given = CredentialKind.given(asked.settings());
        CredentialKind kind = CredentialKind.accepted(given, asked);
        if (!given.isEmpty()) {
            return kind == null ? none() : configured(kind, asked);
        }
        if (asked.headers().containsKey(asked.scheme().header())) {
            return anonymous();
        }
        return switch (asked.scheme()) {
            case CredentialScheme.Aws _ -> CloudCredentials.ofAwsEnvironment(asked);
            case CredentialScheme.Google _ -> CloudCredentials.ofGoogleEnvironment(asked);
            case CredentialScheme.Bearer _, CredentialScheme.Header _, CredentialScheme.None _ -> ofEnvironment(asked);
        };
    }

    private static Credentials configured(CredentialKind kind, Asked asked) {
        return switch (kind) {
            case API_KEY -> words(List.of(new ProviderSettings.ApiKey(apiKey(asked), 1, null)), "api_key", asked);
            case API_KEYS -> words(asked.settings().apiKeys(), "api_keys", asked);
            case ENTRA -> Entra.of(asked);
            case ACCESS_KEY -> CloudCredentials.ofAccessKey(asked);
            case CREDENTIALS_FILE -> CloudCredentials.ofFile(asked);
        };
    }

    private static Secret apiKey(Asked asked) {
        Secret key = asked.settings().apiKey();
        if (key == null) {
            throw new IllegalStateException("asked only where it is given");
        }
        return key;
    }

    private static Credentials words(List<ProviderSettings.ApiKey> given, String setting, Asked asked) {
        List<ProviderKey> keys = new ArrayList<>();
        for (ProviderSettings.ApiKey key : given) {
            if (!OutgoingHeaders.isFieldValue(key.value().reveal())) {
                asked.problem().accept(setting, "a key has characters that a header can not have");
                return none();
            }
            List<Glob> models = key.models() == null
                    ? null
                    : key.models().stream().map(Glob::of).toList();
            keys.add(ProviderKey.of(key.value(), asked.scheme(), key.weight(), models));
        }
        return new Credentials(keys, null);
    }

    private static Credentials ofEnvironment(Asked asked) {
        CatalogueEntry entry = asked.entry();
        if (entry == null) {
            return anonymous();
        }
        String variable = asked.firstSet(entry.environment());
        if (asked.where().own() || entry.local()) {
            if (variable != null) {
                return ofVariable(variable, asked);
            }
            return asked.scheme().required() ? unset(entry.environment()) : anonymous();
        }
        if (variable != null) {
            asked.warning().accept("api_key", notSent(variable));
        }
        return anonymous();
    }

    static Credentials ofVariable(String variable, Asked asked) {
        Secret secret = Secret.of(asked.environment().getOrDefault(variable, ""));
        if (OutgoingHeaders.isFieldValue(secret.reveal())) {
            return new Credentials(List.of(ProviderKey.of(secret, asked.scheme(), 1, null)), null);
        }
        asked.problem().accept("api_key", variable + " has characters that a header can not have");
        return none();
    }

    static String notSent(String variable) {
        return variable + " is set, but it is not sent to the configured base_url; write api_key: ${" + variable
                + "} if that place may see it";
    }

    /** Calls can be made without any. */
    static Credentials anonymous() {
        return new Credentials(List.of(ProviderKey.anonymous()), null);
    }

    static Credentials of(Proof proof) {
        return new Credentials(List.of(new ProviderKey(proof, 1, null)), null);
    }

    static Credentials disabled(String why) {
        return new Credentials(List.of(), why);
    }

    /** After a problem, which keeps the provider from being used. */
    static Credentials none() {
        return new Credentials(List.of(), null);
    }

    private static Credentials unset(List<String> names) {
        return disabled(
                names.size() == 1
                        ? names.getFirst() + " is not set"
                        : "none of " + String.join(", ", names) + " is set");
    }

    /** Tells how many, not which. */
    @Override
    public String toString() {
        return "Credentials[" + keys.size() + " keys]";
    }
}
