package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("bifrost.yaml"), yaml);
    }

    @Test
    void check_goodFile_printsPlansAndWhatIsNotAsItSeems() throws IOException {
        Path file = file("""
                providers:
                  - { name: simulated }
                models:
                  - { alias: demo, provider: simulated, model: sim-1, fallback: [cerebras/llama3.1-8b] }
                virtual_keys:
                  - { name: app, key: vk-0123456789ab, budget_usd_per_month: 50 }
                """);

        assertThat(run("check", "--config", file.toString())).isZero();
        assertThat(out.toString()).contains("demo", "1. simulated/sim-1", "2. cerebras/llama3.1-8b", "good");
        assertThat(err.toString())
                .contains("'cerebras' is disabled", "CEREBRAS_API_KEY is not set")
                .doesNotContain("vk-0123456789ab");
    }

    @Test
    void check_emptyFile_isGoodWithAWarning() throws IOException {
        assertThat(run("check", "--config", file("").toString())).isZero();
        assertThat(err.toString()).contains("warning: ", "nothing can be called: no providers");
    }

    @Test
    void check_tenMistakes_namesEachWithItsLine() throws IOException {
        Path file = file("""
                server: { lisen: 127.0.0.1:80 }
                providers:
                  - name: openai
                    api_key: ${BIFROST_TEST_UNSET_VARIABLE}
                  - name: openai
                    api_key: x
                  - name: mine
                    dialect: openai
                    base_url: "https://h/v1?key=secret-in-address"
                  - name: simulated
                    surfaces: { telepathy: openai }
                    timeouts: { connect: soon }
                models:
                  - { alias: a, provider: nowhere, model: m }
                  - { alias: b, provider: simulated, model: sim-1, fallback: [c] }
                  - { alias: c, provider: simulated, model: sim-1, fallback: [b] }
                virtual_keys:
                  - { name: k, key: short-secret, expires: tomorrow }
                  - { name: k }
                """);

        assertThat(run("check", "--config", file.toString())).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString())
                .contains(":1: server: ", "'lisen'", "'listen'")
                .contains(":4: providers[0].api_key: ", "BIFROST_TEST_UNSET_VARIABLE")
                .contains(":5: providers[1].name: ")
                .contains(":9: providers[2].base_url: ")
                .contains(":11: providers[3].surfaces: ", "telepathy")
                .contains(":12: providers[3].timeouts.connect: ")
                .contains(":14: models[0].provider: ", "nowhere")
                .containsPattern(":1[56]: models\\[[12]].fallback")
                .contains(":18: virtual_keys[0].expires: ")
                .contains(":19: virtual_keys[1]")
                .doesNotContain("short-secret", "secret-in-address", "no provider 'simulated'");
        assertThat(err.toString().lines().filter(line -> line.contains("listed twice")))
                .isEmpty();
    }

    @Test
    void check_noFile_saysSo() {
        assertThat(run("check", "--config", folder.resolve("none.yaml").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("none.yaml");
    }

    @Test
    void check_noArguments_isNotUnderstood() {
        assertThat(run("check")).isEqualTo(2);
        assertThat(err.toString()).contains("--config");
    }

    @Test
    void help_andVersion_areShown() {
        assertThat(run("--help")).isZero();
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).contains("serve", "check", "bifrost ", "Java ");
    }

    @Test
    void bifrost_alone_showsUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: bifrost");
    }
}
