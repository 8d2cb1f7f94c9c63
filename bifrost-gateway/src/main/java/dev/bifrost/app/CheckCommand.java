package dev.bifrost.app;

import dev.bifrost.config.ConfigFile;
import dev.bifrost.exchange.PlanPrinter;
import dev.bifrost.provider.Catalogue;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says everything that is wrong with a configuration, or where every alias leads. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Validates a configuration and prints where every alias leads.")
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "The configuration.")
    private Path config = Path.of("bifrost.yaml");

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        var err = spec.commandLine().getErr();
        Map<String, String> environment = System.getenv();
        var outcome = Composition.of(ConfigFile.read(config, environment), Catalogue.load(), environment);
        outcome.problems().forEach(problem -> err.println(problem));
        outcome.warnings().forEach(warning -> err.println("warning: " + warning));
        Composition composition = outcome.composition();
        if (composition == null) {
            err.println(config + ": " + outcome.problems().size() + " problem(s)");
            err.flush();
            return 1;
        }
        PlanPrinter.print(composition.snapshot(outcome.hash(), InstantSource.system()), out);
        out.println(config + ": good, configuration " + outcome.hash());
        out.flush();
        err.flush();
        return 0;
    }
}
