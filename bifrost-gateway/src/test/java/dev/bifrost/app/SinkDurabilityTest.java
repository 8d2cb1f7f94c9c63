package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.bifrost.journal.Journal;
import dev.bifrost.journal.JournalSettings;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With {@code durability: sink} a client that has its answer can be sure that the auditor has the record. */
@Timeout(120)
class SinkDurabilityTest {
    @TempDir
    private Path folder;

    private String yaml(ScriptedUpstream upstream, String journal, String sink) {
        return """
                data: %s
                journal: { %s }
                providers:
                  - { name: up, dialect: openai, base_url: "%s", api_key: sk-1 }
                virtual_keys:
                  - { name: all, key: %s }
                observability: { audit: { sinks: [%s] } }
                """.formatted(folder.resolve("data"), journal, upstream.baseUrl(), Stage.KEY, sink);
    }

    private static RawClient.Answer ask(TestGateway gateway, String id) throws IOException {
        try (RawClient client = new RawClient(gateway.port())) {
            return client.post(
                            Stage.CHAT,
                            Stage.AUTHORIZED + "x-request-id: " + id + "\r\n",
                            "{\"model\":\"up/m\",\"messages\":[]}")
                    .read();
        }
    }

    @Test
    void answer_released_isInTheSinkAlready() throws Exception {
        Path file = folder.resolve("calls.jsonl");
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(
                        upstream,
                        "durability: sink, sink: lines",
                        "{ type: file, name: lines, path: " + file + " }"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(gateway, "call-" + i).status()).isEqualTo(200);
                assertThat(Files.readString(file)).contains("\\\"request_id\\\":\\\"call-" + i + "\\\"");
            }
        }
    }

    @Test
    void sink_downWhileSync_callsAreRefusedUntilItIsBack() throws Exception {
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch refused = new CountDownLatch(1);
        int[] status = {503};
        var taken = new ConcurrentLinkedQueue<String>();
        hook.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (status[0] == 200) {
                taken.add(body.replace("\\", ""));
            }
            exchange.sendResponseHeaders(status[0], -1);
            exchange.close();
            refused.countDown();
        });
        hook.start();
        String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(
                        upstream,
                        "durability: sink, sink: siem",
                        "{ type: webhook, name: siem, secret: s, url: \"" + url + "\" }"))) {
            RawClient.Answer first = ask(gateway, "first"); // finds out that the sink is down, as late as that
            assertThat(first.status()).as(first.text()).isEqualTo(503);
            assertThat(refused.await(10, TimeUnit.SECONDS)).isTrue();
            RawClient.Answer second = ask(gateway, "second");
            assertThat(second.status()).isEqualTo(503);
            assertThat(second.text()).contains("can not be written down").doesNotContain("siem", "127.0.0.1");
            assertThat(gateway.notices().toString()).contains("503: the sink 'siem' takes no entries");

            status[0] = 200;
            RawClient.Answer later = second;
            while (later.status() == 503) { // it is tried again after some seconds
                later = ask(gateway, "later");
            }
            assertThat(later.status()).isEqualTo(200);
            assertThat(String.join(
                            "\n",
                            taken)) // the record of a call says how it ended before anybody could know that its end
                    // stays here
                    .contains("\"request_id\":\"first\"", "\"kind\":\"withheld\",\"request_id\":\"first\"")
                    .doesNotContain("\"kind\":\"withheld\",\"request_id\":\"later\"");
        } finally {
            hook.stop(0);
        }
    }

    @Test
    void start_requiredSinkRefuses_isNoCrashToTheNextStart() throws Exception {
        Path strange = Files.writeString(folder.resolve("strange.txt"), "somebody else's\n");
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER)) {
            String config =
                    yaml(upstream, "durability: batched", "{ type: file, required: true, path: " + strange + " }");
            assertThatThrownBy(() -> TestGateway.startDurable(config))
                    .hasMessageContaining("the sink 'file' is required, and can not be used")
                    .hasMessageContaining("set path to a file of its own");
        }
        try (Journal journal = Journal.open(
                JournalSettings.standard(),
                folder.resolve("data").resolve("journal"),
                InstantSource.system(),
                System::nanoTime,
                notice -> {})) {
            assertThat(journal.recovered().clean()).isTrue();
        }
    }

    @Test
    void sink_downWhileBatched_noCallNotices() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(yaml(
                        upstream,
                        "durability: batched",
                        "{ type: webhook, secret: s, url: \"http://127.0.0.1:1/\" }"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(gateway, "call-" + i).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void sink_frozenWhileBatched_noCallNotices() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        hook.createContext("/", exchange -> {
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        hook.start();
        String url = "http://127.0.0.1:" + hook.getAddress().getPort() + "/";
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(200, "application/json", Stage.ANSWER);
                TestGateway gateway = TestGateway.startDurable(
                        yaml(upstream, "durability: batched", "{ type: webhook, secret: s, url: \"" + url + "\" }"))) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(gateway, "call-" + i).status()).isEqualTo(200);
            }
        } finally {
            over.countDown();
            hook.stop(0);
        }
    }
}
