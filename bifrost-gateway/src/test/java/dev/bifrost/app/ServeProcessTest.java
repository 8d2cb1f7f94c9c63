package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a process of its own: what it prints, how it stops. */
@Timeout(60)
class ServeProcessTest {
    private static final String KEY = "vk-process-0123456789";

    @TempDir
    private Path folder;

    @Test
    void serve_terminatedDuringAStream_finishesItAndExitsWithZero() throws Exception {
        Path file = Files.writeString(folder.resolve("bifrost.yaml"), """
                providers:
                  - { name: simulated }
                  - { name: openai, api_key: sk-process-secret }
                models:
                  - { alias: slow, provider: simulated, model: sim-1?rate=50&tokens=25 }
                virtual_keys:
                  - { name: app, key: %s, budget_usd_per_month: 5 }
                """.formatted(KEY));
        Process process = start("serve", "--config", file.toString());
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            StringBuilder printed = new StringBuilder();
            int port = port(out, printed);
            try (RawClient client = new RawClient(port)) {
                client.post(
                                "/v1/chat/completions",
                                "authorization: Bearer " + KEY + "\r\n",
                                "{\"model\":\"slow\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")
                        .readHead();
                StringBuilder events = new StringBuilder();
                for (byte[] chunk = client.readChunk(); chunk.length > 0; chunk = client.readChunk()) {
                    if (events.isEmpty()) {
                        process.toHandle().destroy(); // destroy() alone would close its output too
                    }
                    events.append(new String(chunk, StandardCharsets.UTF_8));
                }

                assertThat(events.toString()).startsWith("data: ").endsWith("data: [DONE]\n\n");
            }
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            out.lines().forEach(line -> printed.append(line).append('\n'));
            assertThat(printed.toString())
                    .contains("slow→simulated/\"sim-1?rate=50&tokens=25\"", "stopping", "stopped cut_off=0")
                    .doesNotContain(KEY, "sk-process-secret");
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.bifrost.app.Main"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("BIFROST_LISTEN", "127.0.0.1:0");
        return builder.start();
    }

    private static int port(BufferedReader out, StringBuilder printed) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            printed.append(line).append('\n');
            if (line.startsWith("listening on ")) {
                return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            }
        }
        throw new AssertionError("it did not listen:\n" + printed);
    }
}
