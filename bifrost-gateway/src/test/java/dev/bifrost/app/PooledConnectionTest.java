package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream.Connection;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections to a provider that serve one call after the other, and those that turn out to be dead. */
class PooledConnectionTest {
    private static final String LARGE =
            "{\"model\":\"up/m\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(3 << 20) + "\"}]}";

    /** Serves one request on every connection and hangs up on the second, as a provider does that had enough of waiting. */
    private static void once(Connection connection) throws IOException {
        connection.readRequest();
        connection.answer(200, "application/json", Stage.ANSWER);
        connection.readHead();
        connection.reset();
    }

    @Test
    void idleConnection_closedByTheProvider_isReplacedUncounted() throws Exception {
        assertReplaced(Stage.CHAT, Stage.QUESTION);
    }

    @Test
    void idleConnection_closedUnderASpilledBody_isReplacedUncounted() throws Exception {
        assertReplaced(Stage.CHAT, LARGE);
    }

    @Test
    void idleConnection_closedUnderAPassedOnBody_isReplacedUncounted() throws Exception {
        assertReplaced("/passthrough/up/files", "hello");
    }

    private static void assertReplaced(String path, String body) throws Exception {
        try (Stage stage = Stage.scripted(PooledConnectionTest::once)) {
            RawClient client = stage.client();
            for (int i = 0; i < 4; i++) {
                RawClient.Answer answer =
                        client.post(path, Stage.AUTHORIZED, body).read();
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo(Stage.ANSWER);
                assertThat(answer.header("x-bifrost-attempts")).isEqualTo("1");
                assertThat(stage.gateway().nextRecord().attempts()).hasSize(1);
            }
            assertThat(stage.upstream().requests())
                    .hasSize(4)
                    .allSatisfy(request -> assertThat(request.text().length())
                            .isEqualTo(body.replace("up/m", "m").length()));
            assertThat(stage.upstream().connections()).isEqualTo(4);
        }
    }

    @Test
    void idleConnection_closedBetweenCalls_isNoLongerKept() throws Exception {
        try (Stage stage = Stage.scripted(connection -> {
            connection.readRequest();
            connection.answer(200, "application/json", Stage.ANSWER);
        })) {
            RawClient client = stage.client();
            for (int i = 1; i <= 3; i++) {
                assertThat(client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION)
                                .read()
                                .header("x-bifrost-attempts"))
                        .isEqualTo("1");
                TestGateway.await(() -> stage.gateway().idleConnections() == 0);
                assertThat(stage.gateway().idleConnections()).isZero();
                assertThat(stage.upstream().connections()).isEqualTo(i);
            }
        }
    }

    @Test
    void keptConnection_closedAfterAnInformationalAnswer_isNotSilentlyTriedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Stage stage = Stage.scripted(connection -> {
            connection.readRequest();
            asked.incrementAndGet();
            connection.answer(200, "application/json", Stage.ANSWER);
            if (connection.readRequest() != null) {
                asked.incrementAndGet();
                connection.write("HTTP/1.1 102 Processing\r\n\r\n");
            }
        })) {
            RawClient client = stage.client();
            assertThat(client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION)
                            .read()
                            .status())
                    .isEqualTo(200);
            RawClient.Answer second =
                    client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION).read();
            assertThat(second.status()).isEqualTo(502);
            assertThat(second.text()).contains("upstream_broken");
            assertThat(asked).hasValue(2);
            assertThat(stage.upstream().connections()).isEqualTo(1);
        }
    }

    @Test
    void newConnection_closedWithoutAnswer_isNotSilentlyTriedAgain() throws Exception {
        try (Stage stage = Stage.scripted(Connection::readRequest)) {
            assertThat(stage.ask().status()).isEqualTo(502);
            assertThat(stage.upstream().connections()).isEqualTo(1);
        }
    }

    @Test
    void upstream_sayingCloseEachTime_isConnectedToEachTime() throws Exception {
        try (Stage stage = Stage.scripted(connection -> {
            connection.readRequest();
            connection.write(
                    "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: "
                            + Stage.ANSWER.length() + "\r\n\r\n" + Stage.ANSWER);
            connection.awaitClosed();
        })) {
            RawClient client = stage.client();
            for (int i = 1; i <= 5; i++) {
                RawClient.Answer answer = client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION)
                        .read();
                assertThat(answer.text()).isEqualTo(Stage.ANSWER);
                assertThat(answer.header("x-bifrost-attempts")).isEqualTo("1");
                assertThat(answer.header("connection"))
                        .as("of the client's connection")
                        .isNotEqualTo("close");
                assertThat(stage.upstream().connections()).isEqualTo(i);
            }
            assertThat(stage.gateway().idleConnections()).isZero();
        }
    }

    @Test
    void upstream_ofHttp10_isReadUntilItCloses() throws Exception {
        String stream = Stage.EVENT + Stage.EVENT + Stage.DONE;
        try (Stage stage = Stage.scripted(connection -> {
            boolean streamed = connection.readRequest().text().contains("\"stream\":true");
            connection.write("HTTP/1.0 200 OK\r\ncontent-type: "
                    + (streamed ? "text/event-stream" : "application/json") + "\r\n\r\n"
                    + (streamed ? stream : Stage.ANSWER));
        })) {
            RawClient client = stage.client();
            for (int i = 0; i < 3; i++) {
                assertThat(client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION)
                                .read()
                                .text())
                        .isEqualTo(Stage.ANSWER);
                assertThat(client.post(
                                        Stage.CHAT,
                                        Stage.AUTHORIZED,
                                        "{\"model\":\"up/m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}")
                                .read()
                                .text())
                        .isEqualTo(stream);
            }
            assertThat(stage.upstream().connections()).isEqualTo(6);
            assertThat(stage.gateway().idleConnections()).isZero();
        }
    }

    @Test
    void calls_oneAfterTheOther_shareOneConnection() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client();
            for (int i = 0; i < 20; i++) {
                assertThat(client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION)
                                .read()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(stage.upstream().connections()).isEqualTo(1);
            assertThat(stage.gateway().idleConnections()).isEqualTo(1);
        }
    }
}
