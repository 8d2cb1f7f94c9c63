package dev.bifrost.provider;

import dev.bifrost.api.Glob;
import dev.bifrost.api.Operation;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a provider before anything is configured. All of it comes from {@code catalogue.json}.
 *
 * @param name          the name that configurations use
 * @param title         the name that people use
 * @param address       where it is
 * @param credential    how the credential is shown
 * @param environment   variables that its users have set already; the first that is set wins
 * @param offers        what it can do
 * @param injectsUsage  whether {@code stream_options.include_usage} may be added to a stream that does not ask for it
 * @param region        where it is, such as {@code eu}; null if it is not known or depends on the account
 * @param places        where its regions are
 * @param local         true for a server that its users run themselves, so that every address is its own
 * @param models        well-known names of its models
 * @param modelPatterns which other bare names are its own
 * @param headers       sent with every request
 * @param alternatives  other names under which it is known
 * @param sources       where these facts are written
 */
public record CatalogueEntry(
        String name,
        String title,
        Address address,
        CredentialScheme credential,
        List<String> environment,
        Offers offers,
        boolean injectsUsage,
        @Nullable String region,
        Places places,
        boolean local,
        List<String> models,
        List<Glob> modelPatterns,
        Map<String, String> headers,
        List<String> alternatives,
        List<String> sources) {

    /** The type of the provider that answers by itself, without any network. */
    public static final String SIMULATED = "simulated";

    /** What it can do with models of which nothing particular is known. */
    public Map<Operation, Surface> surfaces() {
        return offers.standard().surfaces();
    }

    CatalogueEntry withBaseUrl(URI replaced) {
        return new CatalogueEntry(
                name,
                title,
                Address.fixed(BaseUrl.normalised(replaced)),
                credential,
                environment,
                offers,
                injectsUsage,
                region,
                places,
                local,
                models,
                modelPatterns,
                headers,
                alternatives,
                sources);
    }
}
