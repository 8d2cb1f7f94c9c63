package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk takes no more while the gateway serves: no call is made of which nothing would be known, nothing hangs, and it goes
 * on by itself. The disk is "full" by {@code RLIMIT_FSIZE}, which is set on the running process.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class DiskFailureTest {
    private static final String STREAM = "{\"model\":\"up/m\",\"max_tokens\":9,\"stream\":true,\"messages\":[]}";
    private static final String WHOLE = "{\"model\":\"up/m\",\"max_tokens\":9,\"messages\":[]}";

    @TempDir
    private Path data;

    private final Semaphore goOn = new Semaphore(0);

    private ScriptedUpstream upstream() throws IOException {
        return ScriptedUpstream.start(connection -> {
            for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                if (request.text().contains("\"stream\":true")) {
                    connection.startStream();
                    connection.chunk(Stage.EVENT);
                    goOn.acquire();
                    connection.chunk(Stage.USAGE + Stage.DONE);
                    connection.endChunks();
                } else {
                    connection.answer(200, "application/json", Stage.ANSWER);
                }
            }
        });
    }

    private static RawClient.Answer ask(ChildGateway gateway) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(Stage.CHAT, Stage.AUTHORIZED, WHOLE).read();
        }
    }

    private static int status(ChildGateway gateway) {
        try {
            return ask(gateway).status();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void limit(ChildGateway gateway, String bytes) throws Exception {
        int code = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(gateway.pid()), "--fsize=" + bytes + ":unlimited")
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "batched"})
    void disk_full_refusesCallsAndGoesOnOnceThereIsRoom(String durability) throws Exception {
        try (ScriptedUpstream upstream = upstream()) {
            Path file = Files.writeString(data.resolve("bifrost.yaml"), """
                    data: %s
                    journal: { durability: %s }
                    defaults: { retry: { attempts: 1 } }
                    prices: { overrides: [{ provider: up, model: m, input: 1, output: 1 }] }
                    providers: [{ name: up, dialect: openai, base_url: "%s", api_key: sk-1 }]
                    virtual_keys: [{ name: all, key: %s, budget_usd_per_month: 1 }]
                    """.formatted(
                            data.resolve("kept"), durability, upstream.baseUrl(), Stage.KEY));
            try (ChildGateway gateway = ChildGateway.start(file);
                    RawClient stream = new RawClient(gateway.port())) {
                assertThat(status(gateway)).isEqualTo(200);
                stream.post(Stage.CHAT, Stage.AUTHORIZED, STREAM).readHead();
                stream.readChunk();
                limit(gateway, "0");
                if (durability.equals("batched")) {
                    TestGateway.await(() -> status(gateway) == 503); // until the bound is reached they are taken
                }
                RawClient.Answer refused = ask(gateway);
                assertThat(refused.status()).as(refused.text()).isEqualTo(503);
                assertThat(refused.text()).contains("not_accountable");
                int sent = upstream.requests().size();
                assertThat(status(gateway)).isEqualTo(503);
                assertThat(upstream.requests())
                        .as("nothing is sent of which nothing would be known")
                        .hasSize(sent);

                goOn.release();
                StringBuilder rest = new StringBuilder();
                for (byte[] chunk = stream.readChunk(); chunk.length > 0; chunk = stream.readChunk()) {
                    rest.append(new String(chunk, StandardCharsets.UTF_8));
                }
                if (durability.equals("sync")) {
                    assertThat(rest.toString()).contains("not_accountable").doesNotContain("[DONE]");
                } else {
                    assertThat(rest.toString()).endsWith(Stage.DONE);
                }

                limit(gateway, "unlimited");
                TestGateway.await(() -> status(gateway) == 200);
                assertThat(status(gateway)).as(gateway.printed()).isEqualTo(200);
                assertThat(gateway.terminate()).as(gateway.printed()).isZero();
                assertThat(gateway.printed()).contains("the journal can be written again; nothing was lost");
            }
            try (ChildGateway gateway = ChildGateway.start(file)) {
                assertThat(Crowd.states(gateway.port(), Stage.KEY).get("key:all"))
                        .as("every call that was made")
                        .isEqualTo(new Crowd.State(10_000L * upstream.requests().size(), 0, 0));
            }
        }
    }
}
