package dev.bifrost.config;

import dev.bifrost.provider.ProviderSettings;
import java.util.List;
import java.util.function.Predicate;

/** What entries of {@code providers} must be. */
final class ProviderRules {
    private final List<ProviderSettings> providers;
    private final Predicate<String> known;
    private final Findings findings;

    ProviderRules(GatewaySettings settings, Predicate<String> known, Findings findings) {
        this.providers = settings.providers();
        this.known = known;
        this.findings = findings;
    }

    void run() {
        Validation.unique(providers, "providers", "name", ProviderSettings::name, findings);
        for (int i = 0; i < providers.size(); i++) {
            check(providers.get(i), "providers[" + i + "]");
        }
    }

    private void check(ProviderSettings provider, String path) {
        if (provider.name().indexOf('/') >= 0) {
            findings.error(path + ".name", "can not hold a slash, because models are addressed as provider/model");
        }
        if (findings.written(path + ".api_key") && findings.written(path + ".api_keys")) {
            findings.error(path + ".api_keys", "goes instead of api_key; put all credentials here, or only one there");
        }
        Validation.readable(provider.caFile(), path + ".ca_file", findings);
        Validation.readable(provider.credentialsFile(), path + ".credentials_file", findings);
        if (provider.entra() != null) {
            Validation.readable(provider.entra().federatedTokenFile(), path + ".entra.federated_token_file", findings);
        }
        if (provider.type() != null && !known.test(provider.type())) {
            findings.error(path + ".type", "the catalogue has no provider '" + provider.type() + "'");
        } else if (provider.type() == null && !findings.written(path + ".type") && !known.test(provider.name())) {
            checkCustom(provider, path);
        }
    }

    private void checkCustom(ProviderSettings provider, String path) {
        boolean dialect = findings.written(path + ".dialect") || findings.written(path + ".surfaces");
        boolean address = findings.written(path + ".base_url");
        if (dialect && address) {
            return;
        }
        String missing = dialect ? "base_url" : address ? "dialect (such as openai)" : "dialect and base_url";
        findings.error(
                path,
                "the catalogue does not know '" + provider.name() + "', so that it needs " + missing
                        + ", or the type of a provider that the catalogue knows");
    }
}
