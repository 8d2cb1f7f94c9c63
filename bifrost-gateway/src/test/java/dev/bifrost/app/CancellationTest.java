package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody pays for tokens that nobody reads: when the client goes, the provider sees its connection closed at once. */
class CancellationTest {

    /** What the provider does until the client goes, after it has read the request. */
    interface Act {
        void on(ScriptedUpstream.Connection connection) throws Exception;
    }

    /** When the client goes. */
    interface Leave {
        void until(RawClient client, ScriptedUpstream upstream) throws Exception;
    }

    private static CallRecord assertClosed(String question, String inject, Act act, Leave leave) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readRequest();
                    act.on(connection);
                    connection.awaitClosed();
                    closed.countDown();
                });
                ScriptedUpstream other = answering();
                TestGateway gateway = gateway("inject_usage: " + inject, "", upstream, other)) {
            RawClient client = new RawClient(gateway.port());
            client.post(CHAT, "", question);
            leave.until(client, upstream);
            client.close();

            assertThat(closed.await(2, TimeUnit.SECONDS))
                    .as("the provider sees it within 2 s")
                    .isTrue();
            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.CLIENT_GONE);
            assertThat(record.failure()).isEqualTo("client_gone");
            assertThat(record.totalNanos()).isLessThan(Duration.ofSeconds(10).toNanos());
            assertThat(other.connections()).isZero();
            return record;
        }
    }

    private static void awaitRequest(RawClient client, ScriptedUpstream upstream) {
        TestGateway.await(() -> !upstream.requests().isEmpty());
    }

    @Test
    void beforeHead_clientCloses_providerIsReleased() throws Exception {
        CallRecord record = assertClosed(ASK, "true", c -> {}, CancellationTest::awaitRequest);
        assertThat(record.status()).isEqualTo(499);
        assertThat(attempts(record)).containsExactly("p0 0 client_gone");
    }

    @Test
    void afterPreamble_clientCloses_providerIsReleased() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CallRecord record = assertClosed(
                ASK_STREAM,
                "true",
                c -> {
                    c.startStream();
                    c.chunk(ROLE);
                    sent.countDown();
                },
                (client, upstream) -> sent.await());
        assertThat(record.status()).isEqualTo(499);
    }

    @Test
    void midStream_clientCloses_providerIsReleased() throws Exception {
        for (String inject : new String[] {"false", "true"}) {
            CallRecord record = assertClosed(
                    ASK_STREAM,
                    inject,
                    c -> {
                        c.startStream();
                        c.chunk(ROLE + content("Hi"));
                    },
                    (client, upstream) -> {
                        client.readHead();
                        client.readChunk();
                    });
            assertThat(record.status()).isEqualTo(200);
            assertThat(record.firstTokenNanos()).isPositive();
            assertThat(attempts(record)).containsExactly("p0 200 client_gone");
        }
    }

    @Test
    void midStream_clientResets_providerIsReleased() throws Exception {
        assertClosed(
                ASK_STREAM,
                "false",
                c -> {
                    c.startStream();
                    c.chunk(content("Hi"));
                },
                (client, upstream) -> {
                    client.readHead();
                    client.socket().setSoLinger(true, 0);
                });
    }

    @Test
    void midStream_clientStoppedReadingThenCloses_providerIsReleased() throws Exception {
        CountDownLatch full = new CountDownLatch(1);
        assertClosed(
                ASK_STREAM,
                "false",
                c -> {
                    c.startStream();
                    Thread.ofVirtual().start(() -> {
                        try {
                            for (int i = 0; i < 4000; i++) {
                                c.chunk(content("x".repeat(8000)));
                                if (i == 20) {
                                    full.countDown();
                                }
                            }
                        } catch (IOException e) {
                            // as it should be
                        }
                    });
                },
                (client, upstream) -> {
                    client.readHead();
                    full.await();
                });
    }

    @Test
    void heldAnswer_clientCloses_memoryIsGivenBack() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        CallRecord record = assertClosed(
                ASK,
                "true",
                c -> {
                    c.write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{"
                            + " ".repeat(50_000));
                    sent.countDown();
                },
                (client, upstream) -> sent.await());
        assertThat(record.status()).isEqualTo(499);
    }

    @Test
    void duringUpload_clientCloses_nothingIsAskedOfAProvider() throws Exception {
        for (int sent : new int[] {0, 10, 5_000_000}) {
            try (ScriptedUpstream upstream = answering();
                    TestGateway gateway = gateway(upstream)) {
                RawClient client = new RawClient(gateway.port());
                client.send(
                        "POST " + CHAT + " HTTP/1.1\r\nhost: t\r\ncontent-length: 9000000\r\n\r\n" + " ".repeat(sent));
                TestGateway.await(() -> gateway.process().gateway().running() == 1);
                client.close();

                CallRecord record = gateway.nextRecord();
                assertThat(record.ending()).isEqualTo(Ending.CLIENT_GONE);
                assertThat(record.status()).isEqualTo(499);
                assertThat(upstream.connections()).isZero();
            }
        }
    }

    @Test
    void providerStillTakesALargeBody_clientCloses_providerIsReleased() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (ScriptedUpstream upstream = ScriptedUpstream.start(connection -> {
                    connection.readHead();
                    begun.countDown();
                    connection.awaitClosed();
                    closed.countDown();
                });
                TestGateway gateway = gateway(upstream)) {
            RawClient client = new RawClient(gateway.port());
            client.post(CHAT, "", ASK.replace("Hello", "x".repeat(20_000_000)));
            begun.await();
            client.close();

            assertThat(closed.await(2, TimeUnit.SECONDS)).isTrue();
            assertThat(gateway.nextRecord().ending()).isEqualTo(Ending.CLIENT_GONE);
        }
    }

    @Test
    void duringBackoff_clientCloses_nothingMoreIsTried() throws Exception {
        try (ScriptedUpstream upstream = ScriptedUpstream.answering(500, "text/plain", "no");
                TestGateway gateway = gateway("", "retry: { attempts: 3, initial: 30s, max: 60s }", upstream)) {
            RawClient client = new RawClient(gateway.port());
            client.post(CHAT, "", ASK);
            awaitRequest(client, upstream);
            TestGateway.await(() -> gateway.idleConnections() == 1);
            client.close();

            CallRecord record = gateway.nextRecord();
            assertThat(record.ending()).isEqualTo(Ending.CLIENT_GONE);
            assertThat(attempts(record)).containsExactly("p0 500 upstream_error");
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @Test
    void whileConnecting_clientCloses_attemptIsGivenUp() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // TLS to a listener that never says a word: connecting does not end.
            TestGateway gateway =
                    TestGateway.start(yaml("", "", Stream.of("https://127.0.0.1:" + deaf.getLocalPort() + "/v1")));
            try (gateway) {
                RawClient client = new RawClient(gateway.port());
                client.post(CHAT, "", ASK);
                var accepted = deaf.accept();
                client.close();

                CallRecord record = gateway.nextRecord();
                assertThat(record.ending()).isEqualTo(Ending.CLIENT_GONE);
                assertThat(attempts(record)).containsExactly("p0 0 client_gone");
                accepted.setSoTimeout(2_000);
                while (accepted.getInputStream().read() >= 0) {
                    // its hello, and then the end
                }
                accepted.close();
            }
        }
    }
}
