package dev.bifrost.app;

import dev.bifrost.access.KeyStore;
import dev.bifrost.config.GatewaySettings;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
        name = "bifrost",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "A gateway in front of every provider of language models.",
        subcommands = {
            ServeCommand.class,
            CheckCommand.class,
            PriceCommand.class,
            JournalCommand.class,
            AuditCommand.class,
            StoreCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs one command; its exit code is 0 if it did what it was asked for, 1 if not, 2 if it was not understood. */
    public static void main(String[] arguments) {
        NettyLog.choose();
        // Loading the parser of command lines takes a third of the start; the plain form of serve does without it.
        ServeCommand plain = ServeCommand.plain(List.of(arguments));
        System.exit(plain == null ? commandLine().execute(arguments) : plain.run());
    }

    static CommandLine commandLine() {
        return commandLine(settings -> KeyStores.open(settings, System.err::println));
    }

    /** {@code stores} opens the store that a configuration names. */
    static CommandLine commandLine(Function<GatewaySettings, KeyStore> stores) {
        CommandLine usage = new CommandLine(new UsageCommand());
        // A negative amount is no option.
        Objects.requireNonNull(usage.getSubcommands().get("credit")).setUnmatchedOptionsArePositionalParams(true);
        return new CommandLine(new Main())
                .addSubcommand(new KeysCommand(stores))
                .addSubcommand(usage);
    }
}
