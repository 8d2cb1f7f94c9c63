package dev.bifrost.app;

import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.SealKeys;
import dev.bifrost.audit.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Proves that no entry was changed, removed, moved or put in, wherever entries are kept. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Proves that no record was changed, removed, moved or put in: in the journal and in every sink, "
                + "and that they agree; also while the gateway runs. Exits with 1 if something was found.")
final class AuditVerifyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "bifrost.yaml",
            description = "The configuration of the gateway; else bifrost.yaml.")
    private Path config = Path.of("bifrost.yaml");

    @ArgGroup
    private @Nullable Only only;

    @Option(
            names = "--key",
            paramLabel = "PUBLIC.pem",
            description = "A public key whose seals are believed, as 'audit key' prints it; several times if it was "
                    + "replaced. Absent: that of signing_key.")
    private List<Path> keys = new ArrayList<>();

    @Option(names = "--all", description = "Names every finding, not only the first of each kind.")
    private boolean all;

    /** Where to look; absent: everywhere. */
    static final class Only {
        @Option(names = "--sink", paramLabel = "NAME", description = "Only this sink.")
        private @Nullable String sink;

        @Option(names = "--journal", description = "Only the journal.")
        private boolean journal;
    }

    @Override
    public Integer call() throws InterruptedException {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        Composition composition = Composition.read(config, err::println);
        SealKeys believed = composition == null
                ? null
                : keys(composition.settings().observability().audit());
        int code = 1;
        if (composition != null && believed != null) {
            try (AuditSources sources = new AuditSources(composition.settings(), err::println)) {
                Path journal = DurableBookkeeping.journal(composition.settings());
                AuditProof proof = new AuditProof(believed, journal, out::println, err::println, all);
                code = proof.run(sources, only == null ? null : only.journal ? AuditSources.JOURNAL : only.sink);
            }
        }
        out.flush();
        err.flush();
        return code;
    }

    /** Null if one can not be read, which was said. */
    private @Nullable SealKeys keys(AuditSettings audit) {
        List<PublicKey> all = new ArrayList<>();
        for (Path file : keys) {
            try {
                all.add(SealKeys.read(Files.readString(file)));
            } catch (IOException | IllegalArgumentException e) {
                spec.commandLine().getErr().println("bifrost: --key " + file + ": " + e.getMessage());
                return null;
            }
        }
        if (all.isEmpty() && audit.signingKey() != null) {
            all.add(SigningKey.read(audit.signingKey()).publicKey());
        }
        return new SealKeys(all);
    }
}
