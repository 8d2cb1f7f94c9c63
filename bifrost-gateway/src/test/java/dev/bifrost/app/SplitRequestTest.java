package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A request means the same wherever the network cuts it. */
class SplitRequestTest {
    private static final String HEAD = "POST /v1/chat/completions HTTP/1.1\r\nhost: gateway\r\n";

    private static Stage stage;

    @BeforeAll
    static void start() throws IOException {
        stage = Stage.answering();
    }

    @AfterAll
    static void stop() throws IOException {
        stage.close();
    }

    @Test
    void goodRequest_splitAnywhere_isTheSame() throws Exception {
        String request =
                HEAD + Stage.AUTHORIZED + "content-length: " + Stage.QUESTION.length() + "\r\n\r\n" + Stage.QUESTION;
        splitEverywhere(request);
    }

    @Test
    void chunkedRequest_splitAnywhere_isTheSame() throws Exception {
        String request = HEAD + Stage.AUTHORIZED + "transfer-encoding: chunked\r\n\r\n"
                + chunk(Stage.QUESTION.substring(0, 17)) + chunk(Stage.QUESTION.substring(17)) + "0\r\nx-t: 1\r\n\r\n";
        splitEverywhere(request);
    }

    @Test
    void goodRequest_byteByByte_isTheSame() throws Exception {
        String request =
                HEAD + Stage.AUTHORIZED + "transfer-encoding: chunked\r\n\r\n" + chunk(Stage.QUESTION) + "0\r\n\r\n";
        try (RawClient client = new RawClient(stage.gateway().port())) {
            for (byte b : request.getBytes(StandardCharsets.UTF_8)) {
                client.send(new byte[] {b});
                quiet();
            }
            assertThat(client.read().text()).isEqualTo(Stage.ANSWER);
        }
    }

    private static void splitEverywhere(String request) throws Exception {
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        try (RawClient client = new RawClient(stage.gateway().port())) {
            for (int at = 1; at < bytes.length; at++) {
                client.send(Arrays.copyOf(bytes, at));
                quiet();
                client.send(Arrays.copyOfRange(bytes, at, bytes.length));
                assertThat(client.read().text()).as("split at %s", at).isEqualTo(Stage.ANSWER);
            }
        }
    }

    /** Lets the loops take what was sent, so that the next bytes come in another read. */
    private static void quiet() {
        for (int round = 0; round < 2; round++) {
            stage.gateway()
                    .process()
                    .workers()
                    .keySet()
                    .forEach(loop -> loop.submit(() -> {}).syncUninterruptibly());
        }
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }
}
