package dev.bifrost.app;

import dev.bifrost.api.Glob;
import dev.bifrost.api.Refusal;
import dev.bifrost.api.json.Json;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.quota.Owner;
import dev.bifrost.store.KeyRow;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Shows what was spent, and corrects it, whether or not a gateway runs. */
@Command(
        name = "usage",
        mixinStandardHelpOptions = true,
        description = "Shows what was spent and corrects it: by other prices, or with a credit.",
        synopsisSubcommandLabel = "(show | credit | reprice)")
final class UsageCommand {
    static final String BY = "cli";

    private final InstantSource clock = InstantSource.system();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "bifrost.yaml",
            scope = ScopeType.INHERIT,
            description = "The configuration of the gateway; else bifrost.yaml.")
    private Path config = Path.of("bifrost.yaml");

    /** A time, of calls. */
    static final class Range {
        @Option(
                names = "--from",
                paramLabel = "DATE",
                description = "Such as 2027-01-01, in the configuration's time zone, or 2027-01-01T12:00:00Z.")
        private @Nullable String from;

        @Option(names = "--to", paramLabel = "DATE", description = "Until before that; absent: until now.")
        private @Nullable String to;

        Instant from(ZoneId zone, Instant otherwise) {
            return from == null ? otherwise : read("--from", from, zone);
        }

        @Nullable
        Instant to(ZoneId zone, Instant from) {
            Instant end = to == null ? null : read("--to", to, zone);
            if (end != null && !end.isAfter(from)) {
                throw new IllegalArgumentException("--to: '" + to + "' is not after " + from);
            }
            return end;
        }

        private static Instant read(String option, String text, ZoneId zone) {
            try {
                return Times.read(text, zone);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
            }
        }
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "What was spent, this month if nothing else is said; credits and corrections stand apart.")
    int show(
            @Parameters(
                            paramLabel = "OWNER",
                            arity = "0..1",
                            description = "key:ID, team:NAME or organization:NAME; absent: everybody.")
                    @Nullable
                    String owner,
            @Mixin Range range,
            @Option(names = "--json", description = "Answer in JSON.") boolean json) {
        return with((settings, _) -> {
            if (owner != null && Owner.read(owner) == null) {
                throw new IllegalArgumentException(
                        "'" + owner + "' is no owner; write key:ID, team:NAME or organization:NAME");
            }
            ZoneId zone = settings.zone();
            var month = clock.instant().atZone(zone).toLocalDate().withDayOfMonth(1);
            Instant from = range.from(zone, month.atStartOfDay(zone).toInstant());
            Instant to = range.to(zone, from);
            try (Store store = open(settings)) {
                UsageReport report = UsageReport.of(store, owner, from, to);
                print(json ? report.json().print() : report.text());
                return 0;
            }
        });
    }

    @Command(
            name = "credit",
            mixinStandardHelpOptions = true,
            description = "Gives an owner money back, or charges it; in force in running gateways within a second.")
    int credit(
            @Parameters(paramLabel = "OWNER", description = "key:ID, team:NAME or organization:NAME.") String owner,
            @Parameters(paramLabel = "DOLLARS", description = "Such as 12.50; less than 0 charges.") String dollars,
            @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; kept for ever.")
                    String reason,
            @Option(
                            names = "--at",
                            paramLabel = "TIME",
                            description = "To which time it belongs, and so to which period; absent: now.")
                    @Nullable
                    String at,
            @Option(names = "--force", description = "Even if nobody of that name is known.") boolean force) {
        return with((settings, _) -> {
            try (Store store = open(settings)) {
                UsageDesk desk = new UsageDesk(
                        () -> owners(settings, store),
                        made -> store.adjustments().add(List.of(made)),
                        settings.zone(),
                        clock,
                        this::print);
                Json.Obj _ = desk.credit(new UsageDesk.Credit(owner, dollars, reason, at, force), BY);
                return 0;
            }
        });
    }

    @Command(
            name = "reprice",
            mixinStandardHelpOptions = true,
            description = "Prices calls of the journal anew and appends what they were charged too much or too little.")
    int reprice(
            @Mixin Range range,
            @Option(
                            names = "--model",
                            paramLabel = "GLOB",
                            description = "Only such models, as model or provider/model.")
                    @Nullable
                    String model,
            @Option(names = "--dry-run", description = "Only say what would be done.") boolean dry) {
        return with((settings, composition) -> {
            if (range.from == null) {
                throw new IllegalArgumentException("--from: say from when on, such as --from 2027-01-01");
            }
            Instant from = Times.quarter(range.from(settings.zone(), Instant.EPOCH));
            Instant end = range.to(settings.zone(), from);
            Instant to = Times.nextQuarter(end == null ? clock.instant() : end);
            var run = new RepriceRun(composition, clock, this::print, this::say);
            return run.run(from, to, model == null ? null : Glob.of(model), dry);
        });
    }

    private static Map<String, String> owners(GatewaySettings settings, Store store) {
        Map<String, String> known = UsageDesk.known(Limits.of(settings, List.of()));
        for (KeyRow key : store.keys().list()) {
            known.put(Owner.key(key.id()).toString(), key.name());
        }
        return known;
    }

    private Store open(GatewaySettings settings) {
        return Store.open(settings.store(), settings.data(), clock, this::say);
    }

    private interface Work {
        int on(GatewaySettings settings, Composition composition) throws Refusal, IOException;
    }

    private int with(Work work) {
        Composition composition = Composition.read(config, this::say);
        if (composition == null) {
            return 1;
        }
        try {
            return work.on(composition.settings(), composition);
        } catch (Refusal refusal) {
            say("bifrost: " + refusal.failure().message());
        } catch (StoreFailure | IllegalArgumentException | IOException e) {
            say("bifrost: " + e.getMessage());
        }
        return 1;
    }

    private void print(String text) {
        var out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    private void say(String line) {
        var err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
