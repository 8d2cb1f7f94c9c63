package dev.bifrost.app;

import dev.bifrost.access.KeyContext;
import dev.bifrost.access.Keys;
import dev.bifrost.access.StoredKeys;
import dev.bifrost.access.Teams;
import dev.bifrost.access.VirtualKeySettings;
import dev.bifrost.api.Operation;
import dev.bifrost.api.dialect.ProviderDialect;
import dev.bifrost.config.ConfigFile;
import dev.bifrost.config.Draft;
import dev.bifrost.config.Findings;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.config.Parsed;
import dev.bifrost.config.Problem;
import dev.bifrost.config.Validation;
import dev.bifrost.exchange.Snapshot;
import dev.bifrost.exchange.Tracing;
import dev.bifrost.plugin.AdapterProblem;
import dev.bifrost.plugin.Adapters;
import dev.bifrost.pricing.Prices;
import dev.bifrost.provider.Catalogue;
import dev.bifrost.provider.Inherited;
import dev.bifrost.provider.Provider;
import dev.bifrost.provider.ProviderProblem;
import dev.bifrost.provider.ProviderSettings;
import dev.bifrost.provider.Providers;
import dev.bifrost.provider.Surface;
import dev.bifrost.routing.AliasSettings;
import dev.bifrost.routing.Endpoint;
import dev.bifrost.routing.RetrySettings;
import dev.bifrost.routing.Router;
import dev.bifrost.routing.RoutingProblem;
import dev.bifrost.telemetry.otlp.TracingSettings;
import dev.bifrost.upstream.TlsContexts;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes of a configuration what serves calls: providers, routes and keys, with every problem of any of them. */
final class Composition {
    private final GatewaySettings settings;
    private final Adapters adapters;
    private final Providers providers;
    private final Router router;

    private Composition(GatewaySettings settings, Catalogue catalogue, Map<String, String> environment) {
        this.settings = settings;
        this.adapters = Adapters.load(settings.adapters(), dialects(settings), Providers.ownDialects());
        GatewaySettings.Defaults defaults = settings.defaults();
        this.providers = Providers.of(
                settings.providers(),
                referenced(settings, catalogue),
                catalogue,
                environment,
                new Inherited(
                        defaults.timeouts(),
                        defaults.proxy(),
                        defaults.noProxy(),
                        defaults.caFile(),
                        defaults.forwardHeaders()),
                surfaces(adapters));
        RetrySettings retry = defaults.retry();
        this.router = Router.of(
                settings.models(), retry == null ? RetrySettings.standard() : retry, endpoints(settings, providers));
    }

    /** What came of a draft: problems, or what can be run. */
    record Outcome(
            List<Problem> problems,
            List<Problem> warnings,
            @Nullable Composition composition,
            String hash) {}

    static Outcome of(Draft draft, Catalogue catalogue, Map<String, String> environment) {
        List<Composition> made = new ArrayList<>();
        Parsed parsed = draft.check(new Validation(name -> catalogue.entry(name) != null), (settings, findings) -> {
            Composition composition = new Composition(settings, catalogue, environment);
            composition.report(findings);
            made.add(composition);
        });
        return switch (parsed) {
            case Parsed.Refused refused -> new Outcome(refused.problems(), refused.warnings(), null, refused.hash());
            case Parsed.Accepted accepted ->
                new Outcome(
                        List.of(),
                        accepted.warnings(),
                        made.isEmpty() ? new Composition(accepted.settings(), catalogue, environment) : made.getFirst(),
                        accepted.hash());
        };
    }

    /** That of a file, for a command; null if it has problems, which have been said. */
    static @Nullable Composition read(Path file, Consumer<String> say) {
        Map<String, String> environment = System.getenv();
        Outcome outcome = of(ConfigFile.read(file, environment), Catalogue.load(), environment);
        outcome.problems().forEach(problem -> say.accept(problem.toString()));
        return outcome.composition();
    }

    /** The dialects that the configuration names. */
    private static Set<String> dialects(GatewaySettings settings) {
        Set<String> names = new HashSet<>();
        for (ProviderSettings provider : settings.providers()) {
            String dialect = provider.dialect();
            if (dialect != null) {
                names.add(dialect);
            }
            provider.surfaces().values().forEach(surface -> names.add(surface.dialect()));
        }
        return names;
    }

    private static Map<String, Map<Operation, Surface>> surfaces(Adapters adapters) {
        Map<String, Map<Operation, Surface>> surfaces = new HashMap<>();
        for (ProviderDialect each : adapters.dialects()) {
            String path = each.path();
            surfaces.put(
                    each.name(),
                    path == null
                            ? Map.of()
                            : Map.of(Operation.CHAT, new Surface(each.name(), path, each.streamPath())));
        }
        return surfaces;
    }

    /** Catalogue providers that are used without being listed. */
    private static Set<String> referenced(GatewaySettings settings, Catalogue catalogue) {
        Set<String> names = new LinkedHashSet<>();
        for (AliasSettings alias : settings.models()) {
            addKnown(names, alias.provider(), catalogue);
            alias.targets().forEach(target -> addKnown(names, target.provider(), catalogue));
            for (String fallback : alias.fallback()) {
                int slash = fallback.indexOf('/');
                addKnown(names, slash > 0 ? fallback.substring(0, slash) : null, catalogue);
            }
        }
        for (VirtualKeySettings key : settings.virtualKeys()) {
            key.passthrough().forEach(name -> addKnown(names, name, catalogue));
        }
        return names;
    }

    private static void addKnown(Set<String> names, @Nullable String name, Catalogue catalogue) {
        if (name != null && catalogue.entry(name) != null) {
            names.add(name);
        }
    }

    private static List<Endpoint> endpoints(GatewaySettings settings, Providers providers) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (Provider provider : providers.inOrder()) {
            endpoints.add(new Endpoint(
                    provider.name(),
                    provider::regions,
                    provider.disabled(),
                    provider::knowsModel,
                    provider.listedModels()));
        }
        // What is listed with a mistake exists, and is not also to be complained of where it is used.
        for (ProviderSettings listed : settings.providers()) {
            if (providers.get(listed.name()) == null) {
                endpoints.add(new Endpoint(listed.name(), listed.region(), "misconfigured", _ -> false, List.of()));
            }
        }
        return endpoints;
    }

    private void report(Findings findings) {
        if (settings.providers().isEmpty() && providers.inOrder().isEmpty()) {
            findings.warning("", "nothing can be called: no providers");
        }
        adapters.problems().forEach(problem -> report(problem, findings));
        providers.problems().forEach(problem -> findings.error(path(problem.provider(), problem.key()), text(problem)));
        providers.warnings().forEach(warning -> findings.warning(path(warning.provider(), ""), text(warning)));
        checkPrices(findings);
        checkTrust(settings.defaults().caFile(), "defaults.ca_file", findings);
        TracingSettings tracing = settings.observability().tracing();
        checkTrust(tracing == null ? null : tracing.caFile(), "observability.tracing.ca_file", findings);
        for (int i = 0; i < settings.providers().size(); i++) {
            checkTrust(settings.providers().get(i).caFile(), "providers[" + i + "].ca_file", findings);
        }
        for (RoutingProblem problem : router.problems()) {
            if (problem.isError()) {
                findings.error(problem.path(), problem.message());
            } else {
                findings.warning(problem.path(), problem.message());
            }
        }
        for (Provider provider : providers.inOrder()) {
            String disabled = provider.disabled();
            if (disabled != null) {
                findings.warning(
                        path(provider.name(), ""),
                        "provider '" + provider.name() + "' is disabled and its targets are skipped: " + disabled);
            }
        }
    }

    private void checkPrices(Findings findings) {
        Map<String, BigDecimal> factors = Limits.factors(settings);
        if (settings.prices().overrides().isEmpty() && factors.isEmpty()) {
            return;
        }
        try {
            Prices.of(settings.prices(), factors);
        } catch (IllegalArgumentException e) {
            findings.error("prices", String.valueOf(e.getMessage()));
        }
    }

    private void report(AdapterProblem problem, Findings findings) {
        if (problem.jar() < 0) {
            findings.error("providers", "the class path " + problem.message());
        } else {
            Path jar = settings.adapters().get(problem.jar());
            findings.error("adapters[" + problem.jar() + "]", jar.getFileName() + " " + problem.message());
        }
    }

    /** A file that can not even be read has been complained of. */
    private static void checkTrust(@Nullable Path caFile, String path, Findings findings) {
        String wrong = caFile == null || !Files.isReadable(caFile) ? null : TlsContexts.problem(caFile);
        if (wrong != null) {
            findings.error(path, wrong);
        }
    }

    /** Where a provider stands in the file; for one that is only referred to, where it would stand. */
    private String path(@Nullable String provider, String key) {
        if (provider == null) {
            return "defaults." + key;
        }
        List<String> names =
                settings.providers().stream().map(ProviderSettings::name).toList();
        int index = key.equals("name") ? names.lastIndexOf(provider) : names.indexOf(provider);
        return index < 0 ? "providers" : "providers[" + index + "]" + (key.isEmpty() ? "" : "." + key);
    }

    private static String text(ProviderProblem problem) {
        return problem.provider() == null
                ? problem.message()
                : "provider '" + problem.provider() + "': " + problem.message();
    }

    /** Ready to serve those whom the file knows. */
    Snapshot snapshot(String hash, InstantSource clock) {
        return snapshot(hash, StoredKeys.none(), clock);
    }

    /** Ready to serve; the keys of the store have been given the same {@link #teams}. */
    Snapshot snapshot(String hash, StoredKeys stored, InstantSource clock) {
        return new Snapshot(
                Keys.of(settings.virtualKeys(), teams(), stored, door(), clock),
                router,
                providers,
                SpokenDialects.with(adapters.dialects()),
                settings.prices().refusesUnknown(),
                settings.observability().audit().content(),
                tracing(),
                hash);
    }

    private @Nullable Tracing tracing() {
        TracingSettings tracing = settings.observability().tracing();
        return tracing == null ? null : new Tracing(tracing.sample(), tracing.propagate(), tracing.content());
    }

    /** What keys belong to. */
    Teams teams() {
        return Teams.of(settings.organizations(), settings.teams());
    }

    /** What keys that are made while the gateway runs may name. */
    KeyContext keyContext() {
        return new KeyContext(
                teams(),
                settings.virtualKeys(),
                settings.models().stream().map(AliasSettings::alias).toList(),
                providers.inOrder().stream().map(Provider::name).toList(),
                settings.observability().audit().contentKey() != null);
    }

    private Keys.Door door() {
        return switch (settings.access()) {
            case null -> Keys.Door.KEYS_IF_ANY;
            case KEYS -> Keys.Door.KEYS;
            case OPEN -> Keys.Door.OPEN;
        };
    }

    /** True if calls need no key, as far as the file tells. */
    boolean open() {
        return settings.access() == GatewaySettings.Access.OPEN
                || (settings.access() == null && settings.virtualKeys().isEmpty());
    }

    GatewaySettings settings() {
        return settings;
    }

    Providers providers() {
        return providers;
    }

    Router router() {
        return router;
    }
}
