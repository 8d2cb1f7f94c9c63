package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What becomes of a connection: kept, ahead of itself, closed, or drained. */
class ConnectionsTest {
    private static final String HEALTH = "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n";

    @Test
    void pipelined_slowFirst_answersInOrder() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Stage stage = Stage.scripted(connection -> {
            for (var request = connection.readRequest(); request != null; request = connection.readRequest()) {
                if (request.text().contains("slow")) {
                    go.await();
                }
                connection.answer(200, "application/json", request.text());
            }
        })) {
            RawClient client = stage.client()
                    .send(question("slow") + HEALTH + question("second") + "GET /no HTTP/1.1\r\n" + "host: a\r\n\r\n"
                            + question("third"));
            TestGateway.await(() -> !stage.upstream().requests().isEmpty());
            settle(stage);
            assertThat(stage.upstream().requests()).hasSize(1);
            go.countDown();
            assertThat(client.read().text()).contains("slow");
            assertThat(client.read().text()).contains("ok");
            assertThat(client.read().text()).contains("second");
            assertThat(client.read().status()).isEqualTo(404);
            assertThat(client.read().text()).contains("third");
        }
    }

    @Test
    void pipelined_afterAnError_isServed() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client()
                    .send("POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}"
                            + "POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED
                            + "content-length: 3\r\n\r\n{x}" + question("m"));
            assertThat(client.read().status()).isEqualTo(401);
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void pipelined_thousandsBehindASlowOne_areAnsweredWithoutGrowing() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Stage stage = Stage.scripted(connection -> {
            while (connection.readRequest() != null) {
                go.await();
                connection.answer(200, "application/json", Stage.ANSWER);
            }
        })) {
            int many = 20_000;
            RawClient client = stage.client().send(question("m"));
            TestGateway.await(() -> !stage.upstream().requests().isEmpty());
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.send(HEALTH.repeat(many));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            settle(stage);
            go.countDown();
            assertThat(client.read().status()).isEqualTo(200);
            for (int i = 0; i < many; i++) {
                assertThat(client.read().status()).isEqualTo(200);
            }
            sending.join();
        }
    }

    @Test
    void connectionClose_asked_closesAfterTheAnswer() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client =
                    stage.client().send("GET /health HTTP/1.1\r\nhost: a\r\nconnection: Close\r\n\r\n" + HEALTH);
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void http10_stream_isUnframedAndClosed() throws Exception {
        try (Stage stage = Stage.scripted(ConnectionsTest::stream)) {
            RawClient plain = stage.client().send("GET /health HTTP/1.0\r\n\r\n");
            assertThat(plain.read().status()).isEqualTo(200);
            assertThat(plain.closed()).isTrue();
            RawClient client = stage.client().send(streamed("HTTP/1.0\r\nconnection: keep-alive"));
            RawClient.Answer answer = client.read();
            assertThat(answer.header("transfer-encoding")).isNull();
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(answer.text()).isEqualTo(Stage.EVENT + Stage.DONE);
        }
    }

    @Test
    void http10_keepAlive_isToldWhetherItIsKept() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client().send("GET /health HTTP/1.0\r\nconnection: keep-alive\r\n\r\n");
            assertThat(client.read().header("connection")).isIn("close", "keep-alive");
        }
    }

    @Test
    void client_halfClosed_countsAsGone() throws Exception {
        try (Stage stage = Stage.scripted(connection -> {
            connection.readRequest();
            connection.awaitClosed();
        })) {
            RawClient client = stage.client().post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION);
            TestGateway.await(() -> !stage.upstream().requests().isEmpty());
            client.socket().shutdownOutput();
            assertThat(stage.gateway().nextRecord().ending()).isEqualTo(Ending.CLIENT_GONE);
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void drain_runningStream_finishesWhileOthersAreTurnedAway() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (Stage stage = Stage.scripted(connection -> {
            connection.readRequest();
            connection.startStream();
            connection.chunk(Stage.EVENT);
            go.await();
            connection.chunk(Stage.DONE);
            connection.endChunks();
        })) {
            RawClient idle = stage.client().send(HEALTH);
            idle.read();
            RawClient running = stage.client().send(streamed("HTTP/1.1"));
            assertThat(running.readHead().status()).isEqualTo(200);
            assertThat(new String(running.readChunk(), StandardCharsets.UTF_8)).isEqualTo(Stage.EVENT);
            CompletableFuture<Integer> drained = CompletableFuture.supplyAsync(() -> {
                try {
                    return stage.gateway().process().drain();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(idle.closed()).isTrue();
            assertThatThrownBy(stage::client).isInstanceOf(ConnectException.class);
            assertThat(drained).isNotDone();
            go.countDown();
            assertThat(new String(running.readChunk(), StandardCharsets.UTF_8)).isEqualTo(Stage.DONE);
            assertThat(running.readChunk()).isEmpty();
            assertThat(drained.get()).isZero();
            assertThat(running.closed()).isTrue();
        }
    }

    @Test
    void drain_newCallOnBusyConnection_is503() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client().send(HEALTH);
            client.read();
            stage.gateway().process().gateway().drain();
            client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION);
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("retry-after")).isEqualTo("1");
        }
    }

    @Test
    void drain_tooLong_cutsOff() throws Exception {
        try (Stage stage = Stage.scripted(
                connection -> {
                    connection.readRequest();
                    connection.startStream();
                    connection.chunk(Stage.EVENT);
                    connection.awaitClosed();
                },
                "drain: 100ms")) {
            RawClient running = stage.client().send(streamed("HTTP/1.1"));
            running.readHead();
            running.readChunk();
            assertThat(stage.gateway().process().drain()).isEqualTo(1);
            assertThat(running.closed()).isTrue();
        }
    }

    private static void stream(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest() != null) {
            connection.startStream();
            connection.chunk(Stage.EVENT);
            connection.chunk(Stage.DONE);
            connection.endChunks();
        }
    }

    private static String streamed(String version) {
        String body =
                "{\"model\":\"up/m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[]}";
        return "POST " + Stage.CHAT + " " + version + "\r\nhost: a\r\n" + Stage.AUTHORIZED + "content-length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static String question(String model) {
        String body = "{\"model\":\"up/" + model + "\",\"messages\":[]}";
        return "POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED + "content-length: " + body.length()
                + "\r\n\r\n" + body;
    }

    /** Lets the loops take what was sent. */
    private static void settle(Stage stage) {
        for (int round = 0; round < 3; round++) {
            stage.gateway()
                    .process()
                    .workers()
                    .keySet()
                    .forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        }
    }
}
