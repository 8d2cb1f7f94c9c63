package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.Postgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class StoreCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    @Test
    void migrate_emptyStore_makesItOnce() {
        String url = "sqlite:" + folder.resolve("bifrost.db");

        assertThat(run("store", "migrate", "--store", url)).isZero();
        assertThat(run("store", "migrate", "--store", url)).isZero();
        assertThat(out.toString()).contains("V001__keys_and_spend", url + ": 3 applied", url + ": up to date");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void migrate_byConfiguration_findsItsStore() throws IOException {
        Path file = Files.writeString(
                folder.resolve("bifrost.yaml"), "providers: [{ name: simulated }]\nstore: sqlite:mine.db\n");

        assertThat(run("store", "migrate", "--config", file.toString())).isZero();
        assertThat(folder.resolve("mine.db")).exists();
        assertThat(run(
                        "store",
                        "migrate",
                        "--config",
                        folder.resolve("nowhere.yaml").toString()))
                .isEqualTo(1);
        assertThat(folder.resolve("bifrost-data")).doesNotExist();
    }

    @Test
    void migrate_sql_isPrintedAndNothingChanged() {
        String url = Postgres.url(Postgres.create());

        assertThat(run("store", "migrate", "--sql", "--store", url)).isZero();
        assertThat(run("store", "migrate", "--sql", "--store", url)).isZero();
        assertThat(out.toString().split("CREATE TABLE virtual_key", -1)).hasSize(3);
        assertThat(out.toString()).endsWith("COMMIT;\n").doesNotContain("null");
    }

    @Test
    void migrate_sqlFromAVersion_needsNoDatabase() {
        assertThat(run("store", "migrate", "--sql", "--from", "0", "--store", "postgres://u:hunter2@nowhere/db"))
                .isZero();
        assertThat(out.toString()).contains("BIGINT", "pg_advisory_xact_lock").doesNotContain("hunter2");
    }

    @Test
    void migrate_storeThatIsNotThere_saysSoWithoutThePassword() {
        assertThat(run("store", "migrate", "--store", "postgres://u:hunter2@localhost:1/db"))
                .isEqualTo(1);
        assertThat(run("store", "migrate", "--store", "mysql://u:hunter2@localhost/db"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("postgres://localhost:1/db", "url begins neither with")
                .doesNotContain("hunter2");
    }

    @Test
    void store_noCommand_showsThem() {
        assertThat(run("store", "--help")).isZero();
        assertThat(out.toString()).contains("migrate");
    }
}
