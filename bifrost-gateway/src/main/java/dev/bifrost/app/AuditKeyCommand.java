package dev.bifrost.app;

import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.SigningKey;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what others prove seals with. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Prints the public key of observability.audit.signing_key; keep it where the gateway is not.")
final class AuditKeyCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "bifrost.yaml",
            description = "The configuration of the gateway; else bifrost.yaml.")
    private Path config = Path.of("bifrost.yaml");

    @Override
    public Integer call() {
        var err = spec.commandLine().getErr();
        Composition composition = Composition.read(config, err::println);
        if (composition == null) {
            err.flush();
            return 1;
        }
        AuditSettings audit = composition.settings().observability().audit();
        if (audit.signingKey() == null) {
            err.println("bifrost: observability.audit.signing_key is not set; make a key with: "
                    + "openssl genpkey -algorithm ed25519");
            err.flush();
            return 1;
        }
        var out = spec.commandLine().getOut();
        out.print(SigningKey.read(audit.signingKey()).publicPem());
        out.flush();
        return 0;
    }
}
