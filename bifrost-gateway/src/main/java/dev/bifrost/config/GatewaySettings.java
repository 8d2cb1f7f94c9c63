package dev.bifrost.config;

import dev.bifrost.access.OrganizationSettings;
import dev.bifrost.access.TeamSettings;
import dev.bifrost.access.VirtualKeySettings;
import dev.bifrost.admin.AdminSettings;
import dev.bifrost.api.settings.Describe;
import dev.bifrost.audit.AuditSettings;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.pricing.PriceSettings;
import dev.bifrost.provider.ProviderSettings;
import dev.bifrost.provider.ProviderSettings.TimeoutSettings;
import dev.bifrost.routing.AliasSettings;
import dev.bifrost.routing.RetrySettings;
import dev.bifrost.server.ServerSettings;
import dev.bifrost.store.StoreSettings;
import dev.bifrost.telemetry.AlertSettings;
import dev.bifrost.telemetry.LogSettings;
import dev.bifrost.telemetry.MetricsSettings;
import dev.bifrost.telemetry.otlp.TracingSettings;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole configuration file. */
@Describe("Configuration of the Bifrost LLM gateway.")
public record GatewaySettings(
        @Describe("Where the gateway listens and how much it takes in.") @Nullable
        ServerSettings server,

        @Describe("Who may manage the gateway, and where.") @Nullable
        AdminSettings admin,

        @Describe(
                "keys: calls need a virtual key. open: they never do, on any address. Absent: they need one as soon as "
                        + "there is one.")
        @Nullable
        Access access,

        @Describe("What holds for every provider and alias that does not say otherwise.")
        Defaults defaults,

        @Describe("Jars with adapters: dialects of providers that the gateway does not know by itself.")
        List<Path> adapters,

        @Describe("The providers that calls may go to.") List<ProviderSettings> providers,

        @Describe("Names under which clients ask for models.")
        List<AliasSettings> models,

        @Describe("What teams and keys belong to, with budgets and limits for all of them together.")
        List<OrganizationSettings> organizations,

        @Describe("What keys belong to, with budgets and limits for all of them together.")
        List<TeamSettings> teams,

        @Describe("Keys for the gateway's clients; more can be made while it runs.")
        List<VirtualKeySettings> virtualKeys,

        @Describe(
                value = "In which days, weeks, months and years of budgets begin, such as Europe/Zurich.",
                byDefault = "UTC")
        @Nullable
        String timeZone,

        @Describe(value = "The folder for what the gateway keeps.", byDefault = "bifrost-data")
        Path data,

        @Describe("The database of keys and spend, such as sqlite:./bifrost-data/bifrost.db or "
                + "postgres://user:password@host:5432/bifrost; absent: SQLite in the data folder.")
        @Nullable
        StoreSettings store,

        @Describe("Where the record of every call is kept until everybody has it, and how safely.") @Nullable
        JournalSettings journal,

        @Describe("What models cost, where the gateway's own catalogue does not know or knows better.")
        PriceSettings prices,

        @Describe("What the gateway tells about itself.") Observability observability) {
    /** The folder for what the gateway keeps, beside the file. */
    static final String DATA = "bifrost-data";

    /** Absent keys arrive as null and leave as their defaults. */
    public GatewaySettings {
        defaults = defaults == null ? new Defaults(null, null, null, List.of(), null, List.of()) : defaults;
        adapters = adapters == null ? List.of() : List.copyOf(adapters);
        providers = providers == null ? List.of() : List.copyOf(providers);
        models = models == null ? List.of() : List.copyOf(models);
        organizations = organizations == null ? List.of() : List.copyOf(organizations);
        teams = teams == null ? List.of() : List.copyOf(teams);
        data = data == null ? Path.of(DATA) : data;
        virtualKeys = virtualKeys == null ? List.of() : List.copyOf(virtualKeys);
        prices = prices == null ? PriceSettings.standard() : prices;
        observability = observability == null ? Observability.standard() : observability;
    }

    /** An empty file. */
    public static GatewaySettings empty() {
        Defaults defaults = new Defaults(null, null, null, List.of(), null, List.of());
        return new GatewaySettings(
                null,
                null,
                null,
                defaults,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                Path.of(DATA),
                null,
                null,
                PriceSettings.standard(),
                Observability.standard());
    }

    /** The same with another {@code server} part. */
    public GatewaySettings withServer(ServerSettings other) {
        return with(other, data, store);
    }

    /** The same with its data in another folder. */
    public GatewaySettings withData(Path folder) {
        return with(server, folder, store);
    }

    /** The same with relative files of what it keeps found below the configuration's folder. */
    GatewaySettings below(Path folder) {
        return with(server, folder.resolve(data), store == null ? null : store.against(folder));
    }

    private GatewaySettings with(
            @Nullable ServerSettings otherServer, Path otherData, @Nullable StoreSettings otherStore) {
        return new GatewaySettings(
                otherServer,
                admin,
                access,
                defaults,
                adapters,
                providers,
                models,
                organizations,
                teams,
                virtualKeys,
                timeZone,
                otherData,
                otherStore,
                journal,
                prices,
                observability);
    }

    /** In which days, weeks, months and years begin; UTC if the file does not say, or does not say it right. */
    public ZoneId zone() {
        try {
            return timeZone == null ? ZoneOffset.UTC : ZoneId.of(timeZone);
        } catch (DateTimeException _) {
            return ZoneOffset.UTC;
        }
    }

    /** Who may call. */
    public enum Access {
        KEYS,
        OPEN
    }

    /** Settings that providers and aliases inherit. */
    @Describe("What holds for every provider and alias that does not say otherwise.")
    public record Defaults(
            @Describe("How long a provider may take.") @Nullable
            TimeoutSettings timeouts,

            @Describe("How often a target is tried.") @Nullable
            RetrySettings retry,

            @Describe("An HTTP proxy on the way to providers, such as http://user:password@proxy:3128.") @Nullable
            String proxy,

            @Describe("Hosts reached without the proxy: names, .domains, addresses.")
            List<String> noProxy,

            @Describe("PEM certificates to trust instead of the system's.") @Nullable
            Path caFile,

            @Describe("Client headers that are passed on, besides those of the dialect.")
            List<String> forwardHeaders) {

        /** Absent keys arrive as null and leave as their defaults. */
        public Defaults {
            noProxy = noProxy == null ? List.of() : List.copyOf(noProxy);
            forwardHeaders = forwardHeaders == null ? List.of() : List.copyOf(forwardHeaders);
        }
    }

    /** What the gateway tells about itself. */
    @Describe("What the gateway tells about itself.")
    public record Observability(
            @Describe("What /metrics answers to Prometheus.") @Nullable
            MetricsSettings metrics,

            @Describe("Lines on standard output.") @Nullable LogSettings log,

            @Describe("What is kept of calls, where, and for how long.")
            AuditSettings audit,

            @Describe("Where traces of calls and metrics go in the words of OpenTelemetry.") @Nullable
            TracingSettings tracing,

            @Describe("Who is told when a budget reaches one of its warn_at.") @Nullable
            AlertSettings alerts) {

        /** Absent keys arrive as null and leave as their defaults. */
        public Observability {
            audit = audit == null ? AuditSettings.standard() : audit;
        }

        /** An absent part. */
        static Observability standard() {
            return new Observability(null, null, AuditSettings.standard(), null, null);
        }
    }
}
