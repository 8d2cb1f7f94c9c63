package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.bifrost.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The log of a process that runs is changed from outside, and SIGHUP takes that back. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class LogAtRunTimeTest {
    private static final String BODY = "{\"format\":\"json\",\"level\":\"debug\",\"for\":\"1h\"}";

    @TempDir
    Path folder;

    private static String send(ChildGateway gateway, String method, String body) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.send(method + " /api/log HTTP/1.1\r\nhost: localhost\r\ncontent-length: " + body.length()
                            + "\r\n\r\n" + body)
                    .read()
                    .text();
        }
    }

    @Test
    void put_thenHangUp_areSeenInTheLog() throws Exception {
        assumeFalse(ignoresHangUp(), "SIGHUP is ignored here, as under nohup, and so by every process that is started");
        Path file = Files.writeString(
                folder.resolve("bifrost.yaml"), "data: " + folder + "\nproviders: [{ name: simulated }]\n");
        try (ChildGateway gateway = ChildGateway.start(file)) {
            assertThat(send(gateway, "PUT", BODY)).contains("\"level\":\"debug\"", "\"until\":\"");
            TestGateway.await(() -> gateway.printed().contains("\"message\":\"log changed\""));
            assertThat(gateway.printed()).contains("\"message\":\"log changed\"", "\"by\":\"local\"");

            assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(gateway.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            String state = send(gateway, "GET", "");
            while (state.contains("until")) { // the signal is on its way
                state = send(gateway, "GET", "");
            }
            assertThat(state).contains("\"level\":\"info\",\"format\":\"text\"").doesNotContain("until");
            TestGateway.await(() -> gateway.printed().contains("configuration in force"));
            assertThat(gateway.printed()).contains("configuration in force");
        }
    }

    /** Of a child, too: what is ignored stays ignored over exec, and Java leaves it so. */
    private static boolean ignoresHangUp() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) == 1);
    }
}
