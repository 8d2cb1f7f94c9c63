package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.LoopSampler;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.TestCertificates;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing on an event loop waits: for a file, a name, a lock or another thread. */
class LoopBlockingTest {
    private static final String LARGE =
            ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(10 << 20) + "\"}]}";
    private static final String STREAM = ",\"stream\":true,\"messages\":[]}";

    @TempDir
    private static Path folder;

    @Test
    void everything_atOnce_neverBlocksALoop() throws Exception {
        TestCertificates authority = TestCertificates.authority();
        Path trusted = authority.writeTo(folder.resolve("ca.pem"));
        var secureSockets = authority.issue("localhost").server().getServerSocketFactory();
        try (ScriptedUpstream plain = ScriptedUpstream.start(LoopBlockingTest::serve);
                ScriptedUpstream secure = ScriptedUpstream.start(secureSockets, LoopBlockingTest::serveOnce);
                LoopSampler sampler = LoopSampler.start();
                TestGateway gateway = TestGateway.start(yaml(plain, secure, trusted));
                ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                calls.add(clients.submit(call(gateway, i)));
            }
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isEqualTo(200);
            }
            assertThat(secure.connections()).isGreaterThan(50);
            assertThat(sampler.samples()).isGreaterThan(200);
            assertThat(sampler.caught()).isEmpty();
        }
    }

    private static java.util.concurrent.Callable<Integer> call(TestGateway gateway, int i) {
        String provider = "{\"model\":\"" + (i % 2 == 0 ? "plain" : "secure") + "/m\"";
        return () -> {
            String rest = i % 25 < 2 ? LARGE : i % 3 == 0 ? STREAM : ",\"messages\":[]}";
            try (RawClient client = new RawClient(gateway.port())) {
                if (i % 20 == 5) {
                    client.send("GET /passthrough/" + (i % 40 == 5 ? "plain" : "secure") + "/files HTTP/1.1\r\n"
                            + Stage.AUTHORIZED + "host: a\r\n\r\n");
                } else {
                    client.post(Stage.CHAT, Stage.AUTHORIZED, provider + rest);
                }
                return client.read().status();
            }
        };
    }

    private static String yaml(ScriptedUpstream plain, ScriptedUpstream secure, Path trusted) {
        return """
                providers:
                  - name: plain
                    dialect: openai
                    base_url: http://localhost:%d/v1
                    api_key: a
                  - name: secure
                    dialect: openai
                    base_url: https://localhost:%d/v1
                    ca_file: %s
                    api_key: b
                virtual_keys:
                  - { name: all, key: %s, passthrough: [plain, secure] }
                """.formatted(plain.port(), secure.port(), trusted, Stage.KEY);
    }

    private static void serve(ScriptedUpstream.Connection connection) throws IOException {
        for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
            answer(connection, request, "");
        }
    }

    private static void serveOnce(ScriptedUpstream.Connection connection) throws IOException {
        answer(connection, connection.readRequest(), "connection: close\r\n");
    }

    private static void answer(ScriptedUpstream.Connection connection, ScriptedUpstream.Request request, String more)
            throws IOException {
        boolean stream = request.body().length < 1000 && request.text().contains("\"stream\":true");
        String body = stream ? (Stage.EVENT.repeat(20) + Stage.USAGE + Stage.DONE) : Stage.ANSWER;
        connection.write("HTTP/1.1 200 OK\r\ncontent-type: " + (stream ? "text/event-stream" : "application/json")
                + "\r\n" + more + "content-length: " + body.length() + "\r\n\r\n" + body);
    }

    @Test
    void sampler_aLoopThatReadsAFile_isCaught() throws Exception {
        Path file = Files.write(folder.resolve("large"), new byte[1 << 20]);
        assertCaught("FileInputStream", () -> {
            try (FileInputStream in = new FileInputStream(file.toFile())) {
                assertThat(in.readAllBytes()).hasSize(1 << 20);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void sampler_aLoopThatParks_isCaught() throws Exception {
        assertCaught("LockSupport.park", () -> LockSupport.parkNanos(1_000_000));
    }

    @Test
    void sampler_aLoopThatLooksUpAName_isCaught() throws Exception {
        assertCaught("InetAddress", () -> {
            try {
                assertThat(java.net.InetAddress.getAllByName("localhost")).isNotEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static void assertCaught(String what, Runnable wrong) throws Exception {
        try (Stage stage = Stage.answering();
                LoopSampler sampler = LoopSampler.start()) {
            AtomicBoolean over = new AtomicBoolean();
            var loop = stage.gateway().process().workers().keySet().iterator().next();
            Future<?> task = loop.submit(() -> {
                while (!over.get()) {
                    wrong.run();
                }
            });
            TestGateway.await(() -> !sampler.caught().isEmpty());
            over.set(true);
            task.get();
            assertThat(sampler.caught())
                    .isNotEmpty()
                    .anySatisfy(stack -> assertThat(stack).contains(what));
        }
    }
}
