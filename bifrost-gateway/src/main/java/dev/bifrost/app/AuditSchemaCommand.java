package dev.bifrost.app;

import dev.bifrost.audit.PostgresSink;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what somebody else may have to run in PostgreSQL. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        description =
                "Prints the statements that make the tables of a PostgreSQL sink, with a partition for each of the "
                        + "months to come, for an account that may make tables where the gateway's may not.")
final class AuditSchemaCommand implements Callable<Integer> {
    private static final int MOST = 1200;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--months",
            paramLabel = "N",
            defaultValue = "12",
            description = "How many months from this one on; 12 if absent.")
    private int months = 12;

    @Override
    public Integer call() {
        if (months < 1 || months > MOST) {
            throw new ParameterException(spec.commandLine(), "--months: " + months + " is not from 1 to " + MOST);
        }
        var out = spec.commandLine().getOut();
        out.println(PostgresSink.schema(YearMonth.now(ZoneOffset.UTC), months));
        out.flush();
        return 0;
    }
}
