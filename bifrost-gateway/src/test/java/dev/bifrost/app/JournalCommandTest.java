package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Target;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class JournalCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    private Journal open(Path dir) throws IOException {
        return Journal.open(JournalSettings.standard(), dir, InstantSource.system(), System::nanoTime, _ -> {});
    }

    private void journal(Path dir, int entries) throws IOException {
        try (Journal journal = open(dir)) {
            for (int i = 0; i < entries; i++) {
                assertThat(journal.intent("r" + i, new Target("p", "m"), "cafe", _ -> {}))
                        .isTrue();
            }
        }
    }

    @Test
    void verify_goodJournal_saysSo() throws IOException {
        journal(folder, 3);

        assertThat(run("journal", "verify", "--dir", folder.toString())).isZero();
        assertThat(out.toString()).contains("3 entries in 1 segments, 1 to 3", "hash ", "good");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void verify_byConfiguration_findsTheUsualFolder() throws IOException {
        journal(folder.resolve("bifrost-data/journal"), 3);
        Path file = Files.writeString(folder.resolve("bifrost.yaml"), "providers: [{ name: simulated }]\n");

        assertThat(run("journal", "verify", "--config", file.toString())).isZero();
        assertThat(out.toString()).contains("3 entries");
    }

    @Test
    void verify_byConfigurationThatNamesAFolder_looksThere() throws IOException {
        journal(folder.resolve("calls"), 2);
        Path file = Files.writeString(
                folder.resolve("own.yaml"), "providers: [{ name: simulated }]\njournal: { dir: calls }\n");

        assertThat(run("journal", "verify", "--config", file.toString())).isZero();
        assertThat(out.toString()).contains("2 entries");
    }

    @Test
    void verify_configurationWithMistakes_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.yaml"), "jurnal: {}\n");

        assertThat(run("journal", "verify", "--config", file.toString())).isEqualTo(1);
        assertThat(run("journal", "verify", "--config", "nowhere.yaml")).isEqualTo(1);
        assertThat(err.toString()).contains("jurnal", "nowhere.yaml");
    }

    @Test
    void verifyAndRepair_damagedJournal_nameTheByteAndMakeItGood() throws IOException {
        journal(folder, 3);
        Path segment = folder.resolve("0000000000000000001.journal");
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);

        assertThat(run("journal", "verify", "--dir", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains(segment + " at byte ", "entry 2", "damaged: 1 finding(s)");
        assertThat(run("journal", "repair", "--dir", folder.toString())).isZero();
        assertThat(out.toString()).contains("the entries 2 to 2 are lost", "set-aside", "repaired");
        assertThat(run("journal", "verify", "--dir", folder.toString())).isZero();
        assertThat(out.toString()).contains("note: ", "the entries 2 to 2 are lost since", "good");
        assertThat(run("journal", "repair", "--dir", folder.toString())).isZero();
        assertThat(out.toString()).contains("nothing to repair");
    }

    @Test
    void repair_whileInUse_isRefused() throws IOException {
        try (Journal journal = open(folder)) {
            assertThat(journal.accepting()).isTrue();
            assertThat(run("journal", "repair", "--dir", folder.toString())).isEqualTo(1);
            assertThat(err.toString()).contains("in use by another gateway");
            assertThat(run("journal", "verify", "--dir", folder.toString())).isZero();
        }
    }

    @Test
    void verify_nothingThereOrNothingSaid_isAnError() {
        assertThat(run("journal", "verify", "--dir", folder.resolve("none").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("there is no journal in");
        assertThat(run("journal", "verify")).isEqualTo(2);
    }
}
