package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.Ending;
import dev.bifrost.testing.RawClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much and how long the server takes, and what it says to the rest. */
class ServerLimitsTest {
    private static final String HEALTH = "GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n";

    @Test
    void head_tooLarge_is431() throws Exception {
        try (Stage stage = Stage.answering("max_header: 4KB")) {
            RawClient lines = stage.client().send("GET /health HTTP/1.1\r\nhost: a\r\nx: " + "y".repeat(5000));
            assertThat(lines.read().status()).isEqualTo(431);
            assertThat(lines.closed()).isTrue();
            RawClient target = stage.client().send("GET /" + "y".repeat(5000));
            assertThat(target.read().status()).isEqualTo(431);
            RawClient fits =
                    stage.client().send("GET /health HTTP/1.1\r\nhost: a\r\nx: " + "y".repeat(3900) + "\r\n\r\n");
            assertThat(fits.read().status()).isEqualTo(200);
        }
    }

    @Test
    void body_longerThanAllowed_isRefusedAtTheHead() throws Exception {
        try (Stage stage = Stage.answering("max_body: 1KB")) {
            RawClient client = stage.client()
                    .send("POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED
                            + "content-length: 1025\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.text()).contains("max_body");
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void body_chunkedAndTooLong_isRefusedOncePassed() throws Exception {
        try (Stage stage = Stage.answering("max_body: 1KB")) {
            RawClient client = stage.client()
                    .send("POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED
                            + "transfer-encoding: chunked\r\n\r\n200\r\n" + "x".repeat(512) + "\r\n");
            client.send("201\r\n" + "x".repeat(513) + "\r\n");
            assertThat(client.read().status()).isEqualTo(413);
            assertThat(client.closed()).isTrue();
            assertThat(stage.upstream().requests()).isEmpty();
        }
    }

    @Test
    void head_slow_closesTheConnection() throws Exception {
        try (Stage stage = Stage.answering("header_timeout: 5s")) {
            RawClient client = stage.client().send(HEALTH);
            assertThat(client.read().status()).isEqualTo(200);
            client.send("GET /health HTTP/1.1\r\n");
            settle(stage);
            stage.gateway().advance(Duration.ofSeconds(6));
            assertThat(client.closed()).isTrue();
        }
    }

    @Test
    void body_slow_is408() throws Exception {
        try (Stage stage = Stage.answering("body_timeout: 5s")) {
            RawClient client = stage.client()
                    .send("POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\n" + Stage.AUTHORIZED
                            + "content-length: 10\r\n\r\n{");
            TestGateway.await(() -> stage.gateway().process().gateway().running() == 1);
            stage.gateway().advance(Duration.ofSeconds(6));
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.closed()).isTrue();
            assertThat(stage.gateway().nextRecord().ending()).isEqualTo(Ending.REFUSED);
        }
    }

    @Test
    void connection_idle_isClosed() throws Exception {
        try (Stage stage = Stage.answering("idle_timeout: 60s")) {
            RawClient used = stage.client().send(HEALTH);
            used.read();
            RawClient fresh = stage.client();
            TestGateway.await(() -> stage.gateway().process().server().connections() == 2);
            stage.gateway().advance(Duration.ofSeconds(61));
            assertThat(used.closed()).isTrue();
            assertThat(fresh.closed()).isTrue();
        }
    }

    @Test
    void expectContinue_goodKey_isToldToGoOn() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client()
                    .send("POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\nexpect: 100-Continue\r\n" + Stage.AUTHORIZED
                            + "content-length: " + Stage.QUESTION.length() + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            client.send(Stage.QUESTION);
            assertThat(client.read().text()).isEqualTo(Stage.ANSWER);
            client.send(HEALTH);
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void expectContinue_badKeyOrTooLarge_isRefusedWithoutContinue() throws Exception {
        try (Stage stage = Stage.answering("max_body: 1KB")) {
            String head = "POST " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n";
            RawClient unknown =
                    stage.client().send(head + "authorization: Bearer vk-wrong\r\ncontent-length: 50\r\n\r\n");
            assertThat(unknown.read().status()).isEqualTo(401);
            assertThat(unknown.closed()).isTrue();
            RawClient large = stage.client().send(head + Stage.AUTHORIZED + "content-length: 5000\r\n\r\n");
            assertThat(large.read().status()).isEqualTo(413);
            RawClient nowhere = stage.client()
                    .send("POST /nowhere HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 50\r\n\r\n");
            assertThat(nowhere.read().status()).isEqualTo(404);
        }
    }

    @Test
    void health_head_hasNoBody() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client().send("HEAD /health/ready HTTP/1.1\r\nhost: a\r\n\r\n");
            RawClient.Answer head = client.readHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo("15");
            client.send(HEALTH);
            assertThat(client.read().text()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void routes_unknownOrWrongMethod_have404And405InOpenAiForm() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client().send("GET /none?a=b HTTP/1.1\r\nhost: a\r\n\r\n");
            RawClient.Answer none = client.read();
            assertThat(none.status()).isEqualTo(404);
            assertThat(none.text()).contains("\"error\":{\"message\":\"Unknown route: GET /none\"");
            client.send("GET " + Stage.CHAT + " HTTP/1.1\r\nhost: a\r\n\r\n");
            RawClient.Answer method = client.read();
            assertThat(method.status()).isEqualTo(405);
            assertThat(method.header("allow")).isEqualTo("POST");
            client.send("DELETE /v1/models HTTP/1.1\r\nhost: a\r\n\r\n");
            assertThat(client.read().header("allow")).isEqualTo("GET");
            client.send("POST /health/live HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n");
            assertThat(client.read().header("allow")).contains("GET");
            client.post(Stage.CHAT + "?api-version=1&x=%2F", Stage.AUTHORIZED, Stage.QUESTION);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(stage.upstream().requests().getFirst().target()).isEqualTo("/v1/chat/completions");
        }
    }

    @Test
    void unwantedBody_small_keepsTheConnection() throws Exception {
        try (Stage stage = Stage.answering()) {
            RawClient client = stage.client().send("POST /no HTTP/1.1\r\nhost: a\r\ncontent-length: 60000\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(404);
            client.send("x".repeat(60_000) + HEALTH);
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void unwantedBody_large_isAnsweredSoThatItCanBeRead() throws Exception {
        try (Stage stage = Stage.answering()) {
            int size = 20 << 20;
            RawClient client = stage.client()
                    .send("POST " + Stage.CHAT
                            + " HTTP/1.1\r\nhost: a\r\nauthorization: Bearer vk-wrong\r\ncontent-length: " + size
                            + "\r\n\r\n");
            client.send(new byte[size]);
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(client.closed()).isTrue();
        }
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
