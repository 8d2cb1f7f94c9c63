package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.access.MemoryKeyStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class KeysCommandTest {
    @TempDir
    private Path folder;

    private final MemoryKeyStore store = new MemoryKeyStore();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("bifrost.yaml"), """
                teams: [{ name: legal }]
                providers: [{ name: simulated }]
                models: [{ alias: fast, provider: simulated, model: sim-1 }]
                virtual_keys: [{ name: filed, key: vk-0123456789ab }]
                """);
    }

    private int run(String line) {
        CommandLine command = Main.commandLine(_ -> store);
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        String config = folder.resolve("bifrost.yaml").toString();
        return command.execute((line + " --config " + config).split(" ", -1));
    }

    @Test
    void create_options_becomeTheKeysTerms() {
        assertThat(run(
                        "keys create t1 --team legal --budget 50 --budget 2.5/day --models fast,simulated/* --rate-limit "
                                + "600/min --token-limit 9/day --concurrent 3 --expires 2030-01-01 --label app=chat --label a=b "
                                + "--residency eu,ch --passthrough simulated"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("t1 \\([0-9a-z]{10}\\), shown this once:\\Rvk-[0-9a-z]{10}_[0-9a-z]{32}\\R");
        assertThat(store.find("t1").createdBy()).isEqualTo("cli");
        assertThat(store.find("t1").settings())
                .contains("\"team\":\"legal\"", "{\"usd\":50,\"per\":\"month\"},{\"usd\":2.5,\"per\":\"day\"}")
                .contains("\"requests_per_minute\":600,\"tokens_per_day\":9,\"concurrent\":3")
                .contains(
                        "\"allowed_models\":[\"fast\",\"simulated/*\"]",
                        "\"residency\":[\"eu\",\"ch\"]",
                        "\"app\":\"chat\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keys create t1 --team leagl",
                "keys create t1 --budget lots",
                "keys create t1 --budget 1e999999999",
                "keys create t1 --budget 5/fortnight",
                "keys create t1 --budget -5",
                "keys create t1 --rate-limit 600",
                "keys create t1 --rate-limit x/min",
                "keys create t1 --rate-limit 1.5/min",
                "keys create t1 --expires soon",
                "keys create filed",
                "keys rotate nobody",
                "keys revoke filed",
            })
    void wrong_isSaidInOneLineAndChangesNothing(String line) {
        assertThat(run(line)).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines()).hasSize(1).first().asString().startsWith("bifrost: ");
        assertThat(store.all()).isEmpty();
    }

    @Test
    void rotateListRevoke_inTurn_workByNameAndId() {
        run("keys create t1");
        String id = store.find("t1").id();
        assertThat(run("keys rotate t1 --grace 72h")).isZero();
        assertThat(out.toString()).contains("The one before stays good until ");
        assertThat(run("keys list")).isZero();
        assertThat(out.toString()).contains("filed", "both keys until").containsPattern(id + " +t1 +- +store");
        assertThat(run("keys revoke " + id)).isZero();
        assertThat(out.toString()).contains("revoked t1 (" + id + ")");
        assertThat(run("keys rotate t1")).isEqualTo(1);
        assertThat(err.toString()).contains("has been revoked");
        out.getBuffer().setLength(0);
        assertThat(run("keys list --json --revoked")).isZero();
        assertThat(out.toString()).startsWith("[{").contains("\"revoked\":\"").doesNotContain("\"key\"");
    }

    @Test
    void list_manyKeys_areAllThere() {
        for (int i = 0; i < 5; i++) {
            run("keys create n" + i);
        }
        out.getBuffer().setLength(0);
        run("keys list");
        assertThat(out.toString().lines()).hasSize(7);
    }

    @Test
    void anything_storeDown_saysSo() {
        store.down(true);
        assertThat(run("keys list")).isEqualTo(1);
        assertThat(err.toString()).contains("can not be reached");
    }

    @Test
    void keys_alone_showsUsage() {
        assertThat(Main.commandLine().setErr(new PrintWriter(err)).execute("keys"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("create", "rotate", "revoke", "list");
    }

    /** Each of its calls would get 503. */
    @Test
    void create_fullContentWithoutAKeyForIt_saysWhatToSet() throws IOException {
        assertThat(run("keys create kept --content full")).isNotZero();
        assertThat(err.toString()).contains("observability.audit.content_key");

        Path file = folder.resolve("bifrost.yaml");
        String key = "content_key: MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        Files.writeString(file, Files.readString(file) + "observability: { audit: { " + key + " } }\n");
        assertThat(run("keys create kept --content full")).as(err.toString()).isZero();
    }
}
