package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.audit.AuditSettings;
import dev.bifrost.audit.CallLog;
import dev.bifrost.audit.Feed;
import dev.bifrost.audit.FileSink;
import dev.bifrost.audit.TestKeys;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an auditor does on the command line, after a gateway and its log of calls have run. */
class AuditCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private ScriptedUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
        write(TestKeys.pem());
    }

    @AfterEach
    void stop() throws IOException {
        upstream.close();
    }

    private void write(String key) throws IOException {
        Files.writeString(folder.resolve("bifrost.yaml"), yaml(key));
    }

    private String yaml(String key) {
        String pem = key.lines().map(line -> "      " + line + "\n").collect(Collectors.joining());
        return """
                data: %s
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                teams: [{ name: legal }]
                virtual_keys:
                  - { name: all, id: k-all, key: %s, team: legal }
                observability:
                  audit:
                    signing_key: |
                %s""".formatted(folder.resolve("data"), upstream.baseUrl(), Stage.KEY, pem);
    }

    /** Two calls, and what the journal has of them in the log of calls. */
    private void run(boolean logged) throws Exception {
        try (TestGateway gateway = TestGateway.startDurable(Files.readString(folder.resolve("bifrost.yaml")))) {
            for (int i = 0; i < 2; i++) {
                try (RawClient client = new RawClient(gateway.port())) {
                    client.post(
                            "/v1/chat/completions",
                            "authorization: Bearer " + Stage.KEY + "\r\n",
                            "{\"model\":\"up/m\",\"messages\":[]}");
                    assertThat(client.read().status()).isEqualTo(200);
                }
            }
        }
        if (logged) {
            feed();
        }
    }

    private void feed() throws Exception {
        Path data = folder.resolve("data");
        InstantSource clock = InstantSource.system();
        try (Journal journal = Journal.open(
                        JournalSettings.standard(), data.resolve("journal"), clock, System::nanoTime, _ -> {});
                Feed feed = new Feed(
                        new CallLog(data.resolve("calls.db"), AuditSettings.standard(), clock),
                        journal,
                        clock,
                        _ -> {})) {
            feed.start();
        }
    }

    private int bifrost(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    private int audit(String command, String... more) {
        String[] all = new String[4 + more.length];
        System.arraycopy(
                new String[] {
                    "audit", command, "--config", folder.resolve("bifrost.yaml").toString()
                },
                0,
                all,
                0,
                4);
        System.arraycopy(more, 0, all, 4, more.length);
        return bifrost(all);
    }

    @Test
    void verify_untouched_isGoodAndSealed() throws Exception {
        run(true);

        assertThat(audit("verify")).as(err.toString()).isZero();
        assertThat(out.toString()).contains("calls: ", "journal: ", "sealed to ", "good: every entry");
        assertThat(audit("verify", "--journal")).isZero();
        assertThat(out.toString()).doesNotContain("calls: ");
        assertThat(audit("verify", "--sink", "house")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no 'house'", "calls", "journal");
    }

    @Test
    void verify_logChanged_namesWhatAndWhere() throws Exception {
        run(true);
        sql(
                "UPDATE audit_entries SET entry = CAST(replace(CAST(entry AS TEXT), '\"status\":200', '\"status\":201') AS "
                        + "BLOB) WHERE kind = 'call' AND sequence = (SELECT min(sequence) FROM audit_entries WHERE kind = 'call')");

        assertThat(audit("verify")).isEqualTo(1);
        assertThat(err.toString()).contains("calls: changed: ", "(call ");
        assertThat(out.toString()).contains("NOT GOOD");
    }

    @Test
    void verify_tailAndCursorCut_isSeenByTheJournalsCursor() throws Exception {
        run(true);
        sql("DELETE FROM audit_entries WHERE sequence = (SELECT max(sequence) FROM audit_entries)");
        assertThat(audit("verify", "--sink", "calls")).isEqualTo(1);
        assertThat(err.toString()).contains("calls: cut: ");
        sql("UPDATE audit_cursors SET sequence = (SELECT max(sequence) FROM audit_entries)");

        assertThat(audit("verify", "--sink", "calls")).isEqualTo(1);
        assertThat(err.toString()).contains("the journal knows that they had been taken");
    }

    @Test
    void verify_emptied_isSeenByItsCursorAndTheJournals() throws Exception {
        run(true);
        sqlAny("DELETE FROM audit_entries");
        assertThat(audit("verify")).isEqualTo(1);
        assertThat(err.toString()).contains("calls: missing: ", "all entries of this instance are gone");
        sqlAny("DELETE FROM audit_cursors");

        assertThat(audit("verify", "--sink", "calls")).isEqualTo(1);
        assertThat(err.toString()).contains("calls: cut: ", "the journal knows that they had been taken");
    }

    /** The management API answers from the columns, so a cheaper call there is as good as one in the entry. */
    @Test
    void verify_columnsChanged_namesThem() throws Exception {
        run(true);
        sql("UPDATE audit_entries SET status = 500, cost_nanos = 7 WHERE id = "
                + "(SELECT min(id) FROM audit_entries WHERE kind = 'call')");

        assertThat(audit("verify")).isEqualTo(1);
        assertThat(err.toString()).contains("calls: changed: ", "says: status, cost_nanos");
    }

    @Test
    void verify_fileGone_isSeenByTheJournalsCursor() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        Files.writeString(
                folder.resolve("bifrost.yaml"),
                Files.readString(folder.resolve("bifrost.yaml")) + "    sinks: [{ type: file, name: lines, path: "
                        + file + " }]\n");
        run(false);
        Path data = folder.resolve("data");
        InstantSource clock = InstantSource.system();
        try (Journal journal = Journal.open(
                        JournalSettings.standard(), data.resolve("journal"), clock, System::nanoTime, _ -> {});
                Feed feed = new Feed(new FileSink("lines", file, Long.MAX_VALUE), journal, clock, _ -> {})) {
            feed.start();
        }
        assertThat(audit("verify")).as(err.toString()).isZero();
        java.util.List<String> lines = Files.readAllLines(file);
        Files.write(file, lines.subList(2, lines.size()));
        assertThat(audit("verify", "--sink", "lines"))
                .as("the journal has its beginning")
                .isEqualTo(1);
        assertThat(err.toString()).contains("lines: missing: ", "of which 'journal' has some");
        Files.delete(file);

        assertThat(audit("verify")).isEqualTo(1);
        assertThat(err.toString()).contains("lines: cut: ");
    }

    /** Rotation explains that a beginning was set aside, not that it was taken away from beside the file. */
    @Test
    void verify_setAsideFilesTakenAway_isMissingAsLongAsAnotherPlaceHasTheEntries() throws Exception {
        Path file = folder.resolve("audit.jsonl");
        Files.writeString(
                folder.resolve("bifrost.yaml"),
                Files.readString(folder.resolve("bifrost.yaml"))
                        + "    sinks: [{ type: file, name: lines, rotate: 1MB, path: " + file + " }]\n");
        run(false);
        Path data = folder.resolve("data");
        InstantSource clock = InstantSource.system();
        try (Journal journal = Journal.open(
                        JournalSettings.standard(), data.resolve("journal"), clock, System::nanoTime, _ -> {});
                Feed feed = new Feed(new FileSink("lines", file, Long.MAX_VALUE), journal, clock, _ -> {})) {
            feed.start();
        }
        java.util.List<String> lines = Files.readAllLines(file);
        Path aside = folder.resolve("audit-0000000000000000002.jsonl");
        Files.write(aside, lines.subList(0, 2));
        Files.write(file, lines.subList(2, lines.size()));
        assertThat(audit("verify")).as(err.toString()).isZero();
        Files.delete(aside);

        assertThat(audit("verify")).isEqualTo(1);
        assertThat(err.toString()).contains("lines: missing: ", "of which 'calls' has some");
        assertThat(audit("verify", "--sink", "lines")).isEqualTo(1);
        assertThat(err.toString()).contains("lines: missing: ", "of which 'journal' has some");
        Files.move(data.resolve("journal"), data.resolve("elsewhere"));
        assertThat(audit("verify", "--sink", "lines"))
                .as("nobody has it any more")
                .isZero();
        assertThat(out.toString()).contains("files that were set aside and taken away");
    }

    /** A command that the guide names and the gateway does not have is found out on the day it is needed. */
    @Test
    void guide_everyAuditCommandThatItNames_exists() throws Exception {
        String guide = Files.readString(Path.of("../docs/audit.md")).replace("\\\n", " ");
        Matcher named = Pattern.compile("bifrost audit ([^\n`#>]+)").matcher(guide);
        java.util.Set<String> commands = new java.util.TreeSet<>();
        while (named.find()) {
            String[] words = named.group(1).strip().split(" +", -1);
            CommandLine command = Main.commandLine()
                    .getSubcommands()
                    .get("audit")
                    .getSubcommands()
                    .get(words[0]);
            assertThat(command).as(named.group()).isNotNull();
            for (String word : words) {
                assertThat(!word.startsWith("--") || command.getCommandSpec().findOption(word) != null)
                        .as(named.group())
                        .isTrue();
            }
            commands.add(words[0]);
        }
        assertThat(commands).contains("verify", "key", "schema", "export", "erase");
        for (String command : commands) {
            assertThat(bifrost("audit", command, "--help")).as(command).isZero();
        }
        assertThat(bifrost("audit", "schema", "--months", "2")).isZero();
        assertThat(out.toString()).contains("CREATE TABLE IF NOT EXISTS audit_entries", "COMMIT;");
        assertThat(bifrost("audit", "schema", "--months", "0")).isNotZero();
    }

    private void sqlAny(String statement) throws Exception {
        try (Connection on = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/calls.db"));
                Statement run = on.createStatement()) {
            assertThat(run.executeUpdate(statement)).isPositive();
        }
    }

    private void sql(String statement) throws Exception {
        try (Connection on = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/calls.db"));
                Statement run = on.createStatement()) {
            assertThat(run.executeUpdate(statement)).isEqualTo(1);
        }
    }

    @Test
    void verify_journalChanged_namesIt() throws Exception {
        run(false);
        damage();

        assertThat(audit("verify")).isEqualTo(1);
        assertThat(err.toString()).contains("journal: ", "checksum of entry");
    }

    private void damage() throws IOException {
        Path segment;
        try (var files = Files.list(folder.resolve("data/journal"))) {
            segment = files.filter(file -> file.toString().endsWith(".journal"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\"kind\":\"call\"");
        bytes[at + 40] ^= 1;
        Files.write(segment, bytes);
    }

    @Test
    void verify_keyOfSomebodyElse_believesNoSeal() throws Exception {
        run(false);
        Path other = folder.resolve("public.pem");
        Files.writeString(other, TestKeys.make().publicPem());

        assertThat(audit("verify", "--key", other.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("none of those given");
        assertThat(audit("verify", "--key", folder.resolve("bifrost.yaml").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no public key in PEM");
    }

    @Test
    void key_printed_provesTheSeals() throws Exception {
        run(false);
        assertThat(audit("key")).isZero();
        Path printed = folder.resolve("public.pem");
        Files.writeString(printed, out.toString());
        Files.writeString(
                folder.resolve("bifrost.yaml"),
                Files.readString(folder.resolve("bifrost.yaml")).replaceAll("(?s)observability.*", ""));

        assertThat(audit("verify", "--key", printed.toString()))
                .as(err.toString())
                .isZero();
        assertThat(audit("key")).isEqualTo(1);
        assertThat(err.toString()).contains("openssl genpkey");
    }

    @Test
    void export_fromLogOrJournal_writesTheSameCalls() throws Exception {
        run(false);
        assertThat(audit("export", "--from", "2020-01-01", "--team", "legal"))
                .as(err.toString())
                .isZero();
        String fromJournal = out.toString();
        feed();
        assertThat(audit("export", "--from", "2020-01-01", "--team", "legal")).isZero();

        assertThat(out.toString().lines().sorted().toList())
                .hasSize(2)
                .allMatch(line -> line.contains("\"virtual_key\":\"all\""))
                .isEqualTo(fromJournal.lines().sorted().toList());
        Path file = folder.resolve("calls.csv");
        assertThat(audit("export", "--from", "2020-01-01", "--key", "all", "--format", "csv", "--out", file.toString()))
                .isZero();
        assertThat(Files.readAllLines(file)).hasSize(3);
        assertThat(audit("export", "--from", "2020-01-01", "--out", file.toString()))
                .as("never overwrites")
                .isEqualTo(1);
        assertThat(audit("export", "--from", "2020-01-01", "--format", "json")).isEqualTo(1);
        assertThat(audit("export", "--from", "soon")).isEqualTo(1);
    }

    @Test
    void export_outputFull_saysSoAndFails() throws Exception {
        run(false);
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(err));
        line.setOut(new PrintWriter(new java.io.Writer() {
            @Override
            public void write(char[] letters, int from, int length) throws IOException {
                throw new IOException("No space left on device");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        }));

        assertThat(line.execute(
                        "audit",
                        "export",
                        "--from",
                        "2020-01-01",
                        "--config",
                        folder.resolve("bifrost.yaml").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("standard output takes no more");
    }

    @Test
    void export_journalDamaged_namesTheFileAsNotComplete() throws Exception {
        run(false);
        damage();
        Files.delete(folder.resolve("data/calls.db")); // it would be asked first
        Path file = folder.resolve("calls.jsonl");

        assertThat(audit("export", "--from", "2020-01-01", "--out", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains(file + " is not complete");
    }

    @Test
    void verify_everyEntryChanged_namesTheFirstAndHowManyMore() throws Exception {
        run(true);
        sqlAny("UPDATE audit_entries SET hash = zeroblob(32)");

        assertThat(audit("verify", "--sink", "calls")).isEqualTo(1);
        assertThat(err.toString().lines().filter(line -> line.startsWith("calls: changed: ")))
                .hasSize(2)
                .last()
                .asString()
                .contains(" more; --all names them");
        assertThat(audit("verify", "--sink", "calls", "--all")).isEqualTo(1);
        assertThat(err.toString().lines().filter(line -> line.startsWith("calls: changed: ")))
                .hasSizeGreaterThan(2)
                .noneMatch(line -> line.contains("--all"));
    }

    /** What nobody deletes any more must not be forgotten by who promised to delete it. */
    @Test
    void start_logOfCallsNotUsedAnyMore_saysThatNothingInItExpires() throws Exception {
        run(true);
        String yaml = Files.readString(folder.resolve("bifrost.yaml")) + "    call_log: false\n";
        try (TestGateway gateway = TestGateway.startDurable(yaml)) {
            assertThat(gateway.notices())
                    .anyMatch(notice -> notice.contains("calls.db") && notice.contains("nothing in it expires"));
        }
        try (TestGateway gateway = TestGateway.startDurable(Files.readString(folder.resolve("bifrost.yaml")))) {
            assertThat(gateway.notices()).noneMatch(notice -> notice.contains("calls.db"));
        }
    }

    @Test
    void signingKey_wrong_isAConfigurationErrorThatDoesNotShowIt() throws Exception {
        write("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----");

        assertThat(audit("verify")).isEqualTo(1);
        assertThat(err.toString())
                .contains("signing_key", "no Ed25519 key", "bifrost.yaml:")
                .doesNotContain("c2VjcmV0");
    }
}
