package dev.bifrost.app;

import dev.bifrost.admin.Parameters;
import dev.bifrost.api.Refusal;
import dev.bifrost.audit.CallFilter;
import dev.bifrost.audit.CallQuestions;
import dev.bifrost.audit.CallRow;
import dev.bifrost.audit.SinkFailure;
import dev.bifrost.config.GatewaySettings;
import dev.bifrost.journal.Entry;
import dev.bifrost.journal.Holdings;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes calls to a file, from the first sink that can be asked, else from the journal. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes calls as JSON lines or CSV: from the first sink that can be asked, else from the journal.")
final class AuditExportCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "bifrost.yaml",
            description = "The configuration of the gateway; else bifrost.yaml.")
    private Path config = Path.of("bifrost.yaml");

    @Option(
            names = "--from",
            paramLabel = "DATE",
            required = true,
            description = "Such as 2027-01-01, in the " + "configuration's time zone, or 2027-01-01T12:00:00Z.")
    private String from = "";

    @Option(names = "--to", paramLabel = "DATE", description = "Until before that; absent: until now.")
    private @Nullable String to;

    @Option(names = "--key", paramLabel = "NAME", description = "Only calls of this key.")
    private @Nullable String key;

    @Option(names = "--team", paramLabel = "NAME", description = "Only calls of this team.")
    private @Nullable String team;

    @Option(names = "--format", defaultValue = "jsonl", description = "jsonl or csv; jsonl if absent.")
    private String format = "jsonl";

    @Option(names = "--out", paramLabel = "FILE", description = "Must not exist; absent: standard output.")
    private @Nullable Path out;

    @Override
    public Integer call() throws InterruptedException {
        Composition composition = Composition.read(config, this::say);
        if (composition == null) {
            return 1;
        }
        GatewaySettings settings = composition.settings();
        try {
            Parameters parameters = parameters();
            CallFilter filter = new CallAsked(settings::zone, InstantSource.system()).filter(parameters);
            CallAsked.Format form = CallAsked.format(parameters);
            if (form == CallAsked.Format.JSON) {
                throw new IllegalArgumentException("--format: takes jsonl or csv");
            }
            if (write(settings, filter, form)) {
                return 0;
            }
        } catch (Refusal refusal) {
            say("bifrost: " + refusal.failure().message());
        } catch (IOException | UncheckedIOException | IllegalArgumentException | SinkFailure e) {
            say("bifrost: " + e.getMessage());
        }
        return 1;
    }

    /** False if something could not be read, which was said. */
    private boolean write(GatewaySettings settings, CallFilter filter, CallAsked.Format form)
            throws IOException, Refusal, SinkFailure, InterruptedException {
        OutputStream target = target();
        boolean whole = false;
        try (target) {
            int code = export(settings, filter, form, target);
            target.flush();
            whole = code == 0;
        } finally {
            if (!whole && out != null) {
                say("bifrost: " + out + " is not complete");
            }
        }
        return whole;
    }

    private Parameters parameters() throws Refusal {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("from", from);
        given.put("format", format);
        put(given, "to", to);
        put(given, "key", key);
        put(given, "team", team);
        return Parameters.of(given);
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }

    private OutputStream target() throws IOException {
        Path file = out;
        if (file != null) {
            return new BufferedOutputStream(Files.newOutputStream(file, java.nio.file.StandardOpenOption.CREATE_NEW));
        }
        var writer = spec.commandLine().getOut();
        return new FilterOutputStream(OutputStream.nullOutputStream()) {
            @Override
            public void write(byte[] bytes) throws IOException {
                writer.print(new String(bytes, StandardCharsets.UTF_8));
                if (writer.checkError() || System.out.checkError()) { // the writer does not see what the stream hides
                    throw new IOException("standard output takes no more, so the export is not complete");
                }
            }
        };
    }

    private int export(GatewaySettings settings, CallFilter filter, CallAsked.Format form, OutputStream target)
            throws IOException, Refusal, SinkFailure, InterruptedException {
        try (AuditSources sources =
                new AuditSources(settings, spec.commandLine().getErr()::println)) {
            for (AuditSources.Source source : sources.all()) {
                if (source.database() != null) {
                    CallQuestions questions = new CallQuestions(source.database(), PATIENCE);
                    CallPages pages = new CallPages(questions, filter, form, null, Long.MAX_VALUE);
                    for (byte[] piece = pages.first(); piece != null; piece = pages.next()) {
                        target.write(piece);
                    }
                    return 0;
                }
            }
        }
        return fromJournal(DurableBookkeeping.journal(settings), filter, form, target);
    }

    /** The oldest first. */
    private int fromJournal(Path folder, CallFilter filter, CallAsked.Format form, OutputStream target)
            throws IOException {
        boolean csv = form == CallAsked.Format.CSV;
        target.write((csv ? CallForm.csvHead() : "").getBytes(StandardCharsets.UTF_8));
        List<String> unread = new ArrayList<>();
        Holdings held = Holdings.readPlaced(folder, placed -> {
            if (placed.entry() instanceof Entry.Call call && filter.admits(call.record())) {
                var row = CallRow.of(placed.instance(), placed.sequence(), call.record());
                String line = csv ? CallForm.csv(row) : CallForm.json(row).print() + "\n";
                try {
                    target.write(line.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        held.findings().forEach(finding -> unread.add(finding.toString()));
        unread.forEach(this::say);
        return unread.isEmpty() ? 0 : 1;
    }

    private void say(String line) {
        var err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
