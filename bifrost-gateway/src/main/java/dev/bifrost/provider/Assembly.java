package dev.bifrost.provider;

import dev.bifrost.api.Operation;
import dev.bifrost.api.Timeouts;
import dev.bifrost.provider.ProviderSettings.TimeoutSettings;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one provider of what is configured, what the catalogue knows and what is inherited. */
final class Assembly {
    private static final String CUSTOM = "custom";

    /** What the transport writes itself. */
    private static final List<String> OWN_HEADERS =
            List.of("host", "content-length", "transfer-encoding", "connection", "content-type", "accept-encoding");

    private final Catalogue catalogue;
    private final Map<String, String> environment;
    private final Inherited inherited;
    private final ProxyRules proxyRules;
    private final List<ProviderProblem> problems;
    private final List<ProviderProblem> warnings;

    Assembly(
            Catalogue catalogue,
            Map<String, String> environment,
            Inherited inherited,
            List<ProviderProblem> problems,
            List<ProviderProblem> warnings) {
        this.catalogue = catalogue;
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

    /** The provider; null if there is a problem with it, which then has been noted. */
    @Nullable
    Provider listed(ProviderSettings settings) {
        int before = problems.size();
        Provider provider =
                assembled(settings, (key, message) -> problems.add(new ProviderProblem(settings.name(), key, message)));
        return problems.size() == before ? provider : null;
    }

    private @Nullable Provider assembled(ProviderSettings settings, BiConsumer<String, String> problem) {
        if (settings.name().isBlank() || settings.name().indexOf('/') >= 0) {
            problem.accept("name", "can not be empty or hold a slash, because models are addressed as provider/model");
        }
        CatalogueEntry entry = entry(settings, problem);
        URI baseUrl = baseUrl(settings, entry, problem);
        Map<Operation, Surface> surfaces = Surfaces.of(settings, entry, problem);
        Map<String, String> headers = headers(settings, entry, problem);
        String proxy = proxy(settings, baseUrl, problem);
        if (baseUrl == null) {
            return null;
        }
        URI known = entry == null ? null : entry.baseUrl();
        boolean ownAddress = known != null && BaseUrl.sameOrigin(baseUrl, known);
        Credentials credentials = Credentials.of(settings, entry, ownAddress, headers, environment);
        String credentialKey = settings.apiKeys().isEmpty() ? "api_key" : "api_keys";
        credentials.problems().forEach(each -> problem.accept(credentialKey, each));
        credentials.warnings().forEach(each -> warnings.add(new ProviderProblem(settings.name(), credentialKey, each)));
        String region = settings.region();
        if (region == null && entry != null && ownAddress) {
            region = entry.region();
        }
        Provider.Traits traits = new Provider.Traits(
                settings.name(),
                entry == null ? CUSTOM : entry.name(),
                region,
                baseUrl,
                injectsUsage(settings, entry),
                timeouts(settings.timeouts()),
                headers,
                proxy,
                settings.caFile() != null ? settings.caFile() : inherited.caFile(),
                lower(settings.forwardHeaders() != null ? settings.forwardHeaders() : inherited.forwardHeaders()),
                credentials.disabled());
        return new Provider(
                traits,
                surfaces,
                entry == null ? List.of() : entry.models(),
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

    private static @Nullable URI baseUrl(
            ProviderSettings settings, @Nullable CatalogueEntry entry, BiConsumer<String, String> problem) {
        URI given = settings.baseUrl();
        if (given != null) {
            String fault = BaseUrl.fault(given);
            if (fault != null) {
                problem.accept("base_url", fault);
                return null;
            }
            return BaseUrl.normalised(given);
        }
        if (entry != null) {
            return entry.baseUrl();
        }
        if (settings.type() == null) {
            problem.accept(
                    "",
                    "the catalogue does not know this name; give type (a catalogue entry), or dialect and base_url");
        }
        return null;
    }

    private static Map<String, String> headers(
            ProviderSettings settings, @Nullable CatalogueEntry entry, BiConsumer<String, String> problem) {
        Map<String, String> headers = new LinkedHashMap<>(entry == null ? Map.of() : entry.headers());
        settings.headers().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!Credentials.isToken(lower) || !Credentials.isFieldValue(value)) {
                problem.accept(
                        "headers", "'" + name + "' is no header, or its value has characters that headers can't have");
            } else if (OWN_HEADERS.contains(lower)) {
                problem.accept("headers", "'" + name + "' is written by the gateway itself");
            } else {
                headers.put(lower, value);
            }
        });
        return headers;
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

    private static boolean injectsUsage(ProviderSettings settings, @Nullable CatalogueEntry entry) {
        if (settings.injectUsage() != null) {
            return settings.injectUsage();
        }
        return entry == null || entry.injectsUsage();
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
