package dev.bifrost.app;

import dev.bifrost.config.GatewaySettings;
import dev.bifrost.store.ContentKeyTable;
import dev.bifrost.store.Store;
import dev.bifrost.store.StoreFailure;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a subject's content unreadable, whether or not a gateway runs. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description =
                "Makes all that was kept of what a person or a key asked and was answered unreadable for good, in "
                        + "every sink and archive; in force in running gateways within two seconds.")
final class AuditEraseCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--subject",
            paramLabel = "SUBJECT",
            required = true,
            description = "end_user:NAME, key:ID or gateway, as the records of calls have it.")
    private String subject = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept for ever.")
    private String reason = "";

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "bifrost.yaml",
            description = "The configuration of the gateway; else bifrost.yaml.")
    private Path config = Path.of("bifrost.yaml");

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Composition composition = Composition.read(config, this::say);
        if (composition == null) {
            return 1;
        }
        GatewaySettings settings = composition.settings();
        InstantSource clock = InstantSource.system();
        try (Store store = Store.open(settings.store(), settings.data(), clock, this::say)) {
            Erasure erasure = new Erasure(store, clock);
            ContentKeyTable.Erasure done = erasure.of(subject, UsageCommand.BY, reason);
            boolean scrubbed = erasure.scrubbed();
            print(json ? ErasureDesk.json(done, scrubbed).print() : said(done));
            if (!scrubbed) {
                say("bifrost: " + Erasure.LEFT + ". A running gateway goes on trying; or give the command again");
            }
            return scrubbed ? 0 : 1;
        } catch (StoreFailure | IllegalArgumentException e) {
            say("bifrost: " + e.getMessage());
            return 1;
        }
    }

    private static String said(ContentKeyTable.Erasure done) {
        return switch (done.keys().size()) {
            case 0 ->
                "nothing was kept of " + done.subject()
                        + ", or it was erased before; that it was asked for is recorded";
            case 1 -> "erased the content of " + done.subject() + ": one key was destroyed";
            default ->
                "erased the content of " + done.subject() + ": " + done.keys().size() + " keys were destroyed";
        };
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
