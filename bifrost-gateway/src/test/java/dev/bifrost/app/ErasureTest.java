package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.json.Json;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** Who is told that content is erased relies on it, and does not want to be named for it. */
class ErasureTest {
    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    private Store store() {
        return Store.open(null, folder, InstantSource.system(), _ -> {});
    }

    private Journal journal() throws IOException {
        return Journal.open(
                JournalSettings.standard(),
                folder.resolve("journal"),
                InstantSource.system(),
                System::nanoTime,
                _ -> {});
    }

    /** Reads the state of now until it is closed. */
    private Connection reader() throws SQLException {
        Connection reader = new SQLiteConfig().createConnection("jdbc:sqlite:" + folder.resolve("bifrost.db"));
        try (Statement statement = reader.createStatement()) {
            statement.execute("BEGIN");
            statement.executeQuery("SELECT id FROM content_key").close();
        }
        return reader;
    }

    @Test
    void erase_byApi_logsHowMuchAndByWhomButNotWhose() throws Exception {
        try (Store store = store()) {
            var desk = new ErasureDesk(new Erasure(store, InstantSource.system()), () -> {}, said::add);
            Json.Obj done = desk.erase((Json.Obj) Json.read("{\"subject\":\"end_user:ann\"}"), "boss");
            assertThat(done.print()).contains("\"subject\":\"end_user:ann\"", "\"scrubbed\":true");
        }
        assertThat(said).singleElement().asString().contains("0 keys", "boss").doesNotContain("ann");
    }

    @Test
    void erase_byCommandWhileSomebodyReads_saysWhatIsLeftAndFails() throws Exception {
        store().close();
        Path file = Files.writeString(folder.resolve("bifrost.yaml"), "data: " + folder + "\nproviders: []\n");
        var out = new StringWriter();
        var to = new PrintWriter(out);
        try (Connection _ = reader()) {
            int status = Main.commandLine()
                    .setOut(to)
                    .setErr(to)
                    .execute("audit", "erase", "--config", file.toString(), "--subject", "end_user:ann");
            assertThat(out.toString()).contains("still in the files of the store");
            assertThat(status).isEqualTo(1);
        }
    }

    @Test
    void follower_whileSomebodyReads_goesOnUntilTheFilesAreClean() throws Exception {
        try (Store store = store();
                Journal journal = journal();
                var follower = new ErasureFollower(store, journal, null, said::add)) {
            try (Connection _ = reader()) {
                new Erasure(store, InstantSource.system()).of("end_user:ann", "cli", "");
                for (int i = 0; i < 20; i++) {
                    follower.look();
                }
                assertThat(said).singleElement().asString().contains("still in the files of the store");
            }
            for (int i = 0; i < 40; i++) {
                follower.look();
            }
            assertThat(said).hasSize(2).last().asString().contains("are gone from the store's files now");
        }
    }
}
