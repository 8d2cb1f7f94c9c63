package dev.bifrost.app;

import dev.bifrost.config.GatewaySettings;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import dev.bifrost.store.StoreSettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an operator does to the store by hand. */
@Command(name = "store", mixinStandardHelpOptions = true, description = "Looks after the database of keys and spend.")
final class StoreCommand {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Command(
            name = "migrate",
            mixinStandardHelpOptions = true,
            description = "Brings the store's tables up to date, or prints the statements that would.")
    int migrate(
            @Option(
                            names = "--store",
                            paramLabel = "URL",
                            description = "As under store: in the configuration. Default: the variable BIFROST_STORE.")
                    @Nullable
                    String url,
            @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the gateway.")
                    @Nullable
                    Path config,
            @Option(names = "--sql", description = "Only print the statements, for an account that may change tables.")
                    boolean sql,
            @Option(
                            names = "--from",
                            paramLabel = "VERSION",
                            description = "With --sql: the version that the tables have, 0 for none, instead of asking "
                                    + "the database.")
                    @Nullable
                    Integer from) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            StoreSettings settings = settings(url, config, err);
            if (settings == null) {
                return 1;
            }
            if (sql) {
                out.print(Store.migrationSql(settings, from, InstantSource.system()));
            } else {
                int applied = Store.migrate(settings, InstantSource.system(), out::println);
                out.println(settings.location() + ": " + (applied == 0 ? "up to date" : applied + " applied"));
            }
            return 0;
        } catch (StoreFailure | IllegalArgumentException e) {
            err.println("bifrost: " + e.getMessage());
            return 1;
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** What is said on the command line, then in the configuration, then in the environment. */
    private static @Nullable StoreSettings settings(@Nullable String url, @Nullable Path config, PrintWriter err) {
        String named = url == null && config == null ? System.getenv("BIFROST_STORE") : url;
        if (named != null) {
            return StoreSettings.parse(named);
        }
        if (config == null) {
            throw new IllegalArgumentException(
                    "say which store: --store URL, --config FILE, or the variable BIFROST_STORE");
        }
        Composition composition = Composition.read(config, err::println);
        if (composition == null) {
            err.flush();
            return null;
        }
        GatewaySettings settings = composition.settings();
        return settings.store() == null ? StoreSettings.in(settings.data()) : settings.store();
    }
}
