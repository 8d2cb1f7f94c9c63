package dev.bifrost.app;

import dev.bifrost.journal.Repair;
import dev.bifrost.journal.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What an operator does with the journal's files. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = "Examines and repairs the journal of calls.",
        synopsisSubcommandLabel = "COMMAND")
final class JournalCommand {
    /** Where nothing else is said. */
    private static final Path USUAL = Path.of("bifrost-data", "journal");

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    /** Where the journal is; one of the two. */
    static final class Where {
        @Option(names = "--dir", paramLabel = "DIR", description = "The journal's folder.")
        private @Nullable Path dir;

        @Option(names = "--config", paramLabel = "FILE", description = "The configuration of the gateway.")
        private @Nullable Path config;

        /** Null if the configuration has problems, which have been said. */
        @Nullable
        Path folder(Consumer<String> say) {
            Path given = dir;
            Path file = config;
            if (given != null || file == null) {
                return given == null ? USUAL : given;
            }
            Composition composition = Composition.read(file, say);
            return composition == null ? null : DurableBookkeeping.journal(composition.settings());
        }
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Reads all of it and names every byte that is not as it was written; also while the gateway runs.")
    int verify(@ArgGroup(multiplicity = "1") Where where) throws IOException {
        Path folder = where.folder(this::say);
        if (folder == null || missing(folder)) {
            return 1;
        }
        Verification seen = Verification.of(folder);
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        seen.notes().forEach(note -> out.println("note: " + note));
        seen.findings().forEach(err::println);
        out.println(folder + ": " + seen.entries() + " entries in " + seen.segments() + " segments, " + seen.first()
                + " to " + seen.last());
        if (seen.entries() > 0) {
            out.println("instance " + seen.instance() + ", hash " + seen.hash());
        }
        if (seen.findings().isEmpty()) {
            out.println("good: every entry is as it was written");
        } else {
            err.println(
                    "damaged: " + seen.findings().size() + " finding(s); 'bifrost journal repair' keeps what is whole");
        }
        out.flush();
        err.flush();
        return seen.findings().isEmpty() ? 0 : 1;
    }

    @Command(
            name = "repair",
            mixinStandardHelpOptions = true,
            description = "Sets damaged segments aside and keeps every entry that is whole. The gateway must not run.")
    int repair(@ArgGroup(multiplicity = "1") Where where) {
        Path folder = where.folder(this::say);
        if (folder == null || missing(folder)) {
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            boolean damaged = Repair.run(folder, InstantSource.system(), out::println);
            out.println(damaged ? folder + ": repaired; the gateway can be started" : folder + ": nothing to repair");
            out.flush();
            return 0;
        } catch (IOException e) {
            out.flush();
            err.println("bifrost: " + e.getMessage());
            err.flush();
            return 1;
        }
    }

    private boolean missing(Path folder) {
        boolean missing = !Files.isDirectory(folder);
        if (missing) {
            say("bifrost: there is no journal in " + folder);
        }
        return missing;
    }

    private void say(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
