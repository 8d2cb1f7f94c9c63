package dev.bifrost.provider;

import dev.bifrost.api.Timeouts;
import dev.bifrost.provider.ProviderSettings.TimeoutSettings;
import dev.bifrost.provider.credential.WayOut;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one provider of what is configured, what the catalogue knows and what is inherited. */
final class Assembly {
    private static final String CUSTOM = "custom";
    private static final String AZURE = "azure";

    private final Catalogue catalogue;
    private final Dialects dialects;
    private final Map<String, String> environment;
    private final Inherited inherited;
    private final ProxyRules proxyRules;
    private final List<ProviderProblem> problems;
    private final List<ProviderProblem> warnings;

    Assembly(
            Catalogue catalogue,
            Dialects dialects,
            Map<String, String> environment,
            Inherited inherited,
            List<ProviderProblem> problems,
            List<ProviderProblem> warnings) {
        this.catalogue = catalogue;
        this.dialects = dialects;
        this.environment = environment;
        this.inherited = inherited;
        this.proxyRules = new ProxyRules(inherited.proxy(), inherited.noProxy());
        this.problems = problems;
        this.warnings = warnings;
        String fault = inherited.proxy() == null ? null : ProxyRules.fault(inherited.proxy());
        if (fault != null) {
            problems.add(new ProviderProblem(null, "proxy", fault));
        }
    }

    /**
     * The provider; null if there is a problem with it, which then has been noted.
     *
     * @param listed false if it is only referred to, so that nobody has said anything about it
     */
    @Nullable
    Provider provider(ProviderSettings settings, boolean listed) {
        int before = problems.size();
        BiConsumer<String, String> problem =
                (key, message) -> problems.add(new ProviderProblem(settings.name(), key, message));
        Provider provider = assembled(settings, listed, problem);
        return problems.size() == before ? provider : null;
    }

    private @Nullable Provider assembled(
            ProviderSettings settings, boolean listed, BiConsumer<String, String> problem) {
        if (settings.name().isBlank() || settings.name().indexOf('/') >= 0) {
            problem.accept("name", "can not be empty or hold a slash, because models are addressed as provider/model");
        }
        CatalogueEntry entry = entry(settings, problem);
        CredentialScheme scheme = entry == null ? dialects.credential(settings.dialect()) : entry.credential();
        Whereabouts where = Whereabouts.of(settings, entry, listed, environment, known(settings, scheme), problem);
        Belongings.check(settings, entry, scheme, where, problem);
        Offers offers = offers(settings, entry, where, problem);
        Map<String, String> headers = OutgoingHeaders.of(
                entry == null ? dialects.headers(settings.dialect()) : entry.headers(), settings.headers(), problem);
        URI baseUrl = where.baseUrl();
        String proxy = proxy(settings, baseUrl, problem);
        if (baseUrl == null) {
            return null;
        }
        Credentials credentials = credentials(settings, entry, scheme, where, headers, problem);
        Provider.Traits traits = new Provider.Traits(
                settings.name(),
                entry == null ? CUSTOM : entry.name(),
                region(settings, entry, where),
                entry == null ? Places.NONE : entry.places(),
                baseUrl,
                injectsUsage(settings, entry),
                timeouts(settings.timeouts()),
                headers,
                proxy,
                caFile(settings),
                lower(settings.forwardHeaders() != null ? settings.forwardHeaders() : inherited.forwardHeaders()),
                settings.deployments(),
                credentials.disabled());
        return new Provider(
                traits,
                offers,
                models(settings, entry),
                entry == null ? List.of() : entry.modelPatterns(),
                credentials.keys());
    }

    private @Nullable CatalogueEntry entry(ProviderSettings settings, BiConsumer<String, String> problem) {
        if (settings.type() == null) {
            return catalogue.entry(settings.name());
        }
        CatalogueEntry entry = catalogue.entry(settings.type());
        if (entry == null) {
            problem.accept(
                    "type",
                    "the catalogue has no provider '" + settings.type() + "'; it has "
                            + catalogue.entries().stream()
                                    .map(CatalogueEntry::name)
                                    .collect(Collectors.joining(", ")));
        }
        return entry;
    }

    private Offers offers(
            ProviderSettings settings,
            @Nullable CatalogueEntry entry,
            Whereabouts where,
            BiConsumer<String, String> problem) {
        Offers offers = Surfaces.of(settings, entry, dialects, problem).each(offer -> offer.filled(where.parameters()));
        String version = settings.apiVersion();
        boolean azure = entry != null && entry.name().equals(AZURE);
        if (version == null || !azure) {
            return offers;
        }
        if (!AzureVersion.valid(version)) {
            problem.accept("api_version", "must be v1, or a date such as 2024-10-21 or 2025-04-01-preview");
            return offers;
        }
        return offers.each(offer -> AzureVersion.apply(offer, version));
    }

    private Credentials credentials(
            ProviderSettings settings,
            @Nullable CatalogueEntry entry,
            CredentialScheme scheme,
            Whereabouts where,
            Map<String, String> headers,
            BiConsumer<String, String> problem) {
        String unreachable = where.disabled();
        BiConsumer<String, String> warning = (key, message) -> {
            if (unreachable == null) {
                warnings.add(new ProviderProblem(settings.name(), key, message));
            }
        };
        WayOut way = new WayOut(proxyTowards(settings), caFile(settings));
        Credentials credentials = Credentials.of(
                new Credentials.Asked(settings, entry, scheme, where, headers, environment, way, problem, warning));
        return unreachable == null ? credentials : Credentials.disabled(unreachable);
    }

    /** Parameters that follow from the credentials. */
    private Map<String, String> known(ProviderSettings settings, CredentialScheme scheme) {
        String project =
                scheme instanceof CredentialScheme.Google ? GoogleEnvironment.project(settings, environment) : null;
        return project == null ? Map.of() : Map.of("project", project);
    }

    private static @Nullable String region(
            ProviderSettings settings, @Nullable CatalogueEntry entry, Whereabouts where) {
        if (settings.region() != null) {
            return settings.region();
        }
        if (entry == null || !where.own()) {
            return null;
        }
        String ofHost = entry.credential() instanceof CredentialScheme.Aws ? AwsRegions.ofHost(where.baseUrl()) : null;
        if (ofHost != null) {
            return ofHost;
        }
        String parameter =
                where.parameters().getOrDefault("region", where.parameters().get("location"));
        return parameter == null ? entry.region() : parameter;
    }

    /** What the catalogue lists, and what the configuration gives another name. */
    private static List<String> models(ProviderSettings settings, @Nullable CatalogueEntry entry) {
        Set<String> models = new LinkedHashSet<>(entry == null ? List.of() : entry.models());
        settings.deployments().keySet().stream().sorted().forEach(models::add);
        return List.copyOf(models);
    }

    /** One that is given here is taken at its word; the inherited one is subject to the rules. */
    private @Nullable String proxy(
            ProviderSettings settings, @Nullable URI baseUrl, BiConsumer<String, String> problem) {
        String given = settings.proxy();
        if (given == null) {
            return baseUrl == null ? null : proxyRules.towards(baseUrl.getHost());
        }
        if (given.equals("none")) {
            return null;
        }
        String fault = ProxyRules.fault(given);
        if (fault != null) {
            problem.accept("proxy", fault);
        }
        return given;
    }

    /** Those who issue tokens are reached as the provider is. */
    private Function<String, @Nullable String> proxyTowards(ProviderSettings settings) {
        String given = settings.proxy();
        return given == null ? proxyRules::towards : _ -> given.equals("none") ? null : given;
    }

    private @Nullable Path caFile(ProviderSettings settings) {
        return settings.caFile() != null ? settings.caFile() : inherited.caFile();
    }

    private static boolean injectsUsage(ProviderSettings settings, @Nullable CatalogueEntry entry) {
        if (settings.injectUsage() != null) {
            return settings.injectUsage();
        }
        String version = settings.apiVersion();
        return entry == null || (entry.injectsUsage() && (version == null || AzureVersion.injectsUsage(version)));
    }

    private Timeouts timeouts(@Nullable TimeoutSettings given) {
        return new Timeouts(
                timeout(given, TimeoutSettings::connect, Timeouts.STANDARD.connect()),
                timeout(given, TimeoutSettings::firstToken, Timeouts.STANDARD.firstToken()),
                timeout(given, TimeoutSettings::idle, Timeouts.STANDARD.idle()),
                timeout(given, TimeoutSettings::total, Timeouts.STANDARD.total()),
                timeout(given, TimeoutSettings::commitAfter, Timeouts.STANDARD.commitAfter()));
    }

    private Duration timeout(
            @Nullable TimeoutSettings given, Function<TimeoutSettings, @Nullable Duration> which, Duration standard) {
        Duration own = given == null ? null : which.apply(given);
        if (own != null) {
            return own;
        }
        Duration common = inherited.timeouts() == null ? null : which.apply(inherited.timeouts());
        return common == null ? standard : common;
    }

    private static List<String> lower(List<String> names) {
        return names.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    }
}
