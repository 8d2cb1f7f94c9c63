package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Starts that must fail, in this process; those that succeed are {@link ServeProcessTest}'s. */
class ServeCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err));
        return command.execute(arguments);
    }

    private String file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("bifrost.yaml"), yaml).toString();
    }

    @Test
    void serve_everyAddressWithoutKeys_refusesAndSaysWhatToWrite() throws IOException {
        String file = file("providers: [{ name: simulated }]\n");

        assertThat(run("serve", "--config", file, "--listen", "0.0.0.0:0")).isEqualTo(1);
        assertThat(err.toString()).contains("virtual_keys:", "access: open", "0.0.0.0:0");
    }

    @Test
    void serve_badFile_namesProblems() throws IOException {
        assertThat(run("serve", "--config", file("modles: []\n"))).isEqualTo(1);
        assertThat(err.toString()).contains("bifrost.yaml:1: ", "'models'", "1 problem");
    }

    @Test
    void serve_takenPort_isOneClearLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run("serve", "--port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(1);
            assertThat(err.toString().strip().lines()).hasSize(1);
            assertThat(err.toString()).contains("127.0.0.1:" + taken.getLocalPort(), "in use");
        }
    }

    @Test
    void serve_senselessAddress_isOneClearLine() {
        assertThat(run("serve", "--listen", "nonsense")).isEqualTo(1);
        assertThat(err.toString().strip().lines()).hasSize(1);
        assertThat(run("serve", "--port", "70000")).isEqualTo(1);
        assertThat(err.toString().strip().lines()).hasSize(2);
        assertThat(err.toString()).contains("nonsense", "70000").doesNotContain("Exception");
    }
}
