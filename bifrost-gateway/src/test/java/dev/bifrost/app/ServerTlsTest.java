package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.TestCertificates;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway serving HTTPS with a certificate of its own. */
class ServerTlsTest {
    @TempDir
    private static Path folder;

    private static SSLContext trusting;

    @BeforeAll
    static void certificate() throws Exception {
        TestCertificates authority = TestCertificates.authority();
        TestCertificates own = authority.issue("localhost");
        own.writeTo(folder.resolve("cert.pem"));
        own.writeKeyTo(folder.resolve("key.pem"));
        trusting = authority.trusting();
    }

    @Test
    void https_streamAndKeepAlive_areServed() throws Exception {
        try (Stage stage = Stage.scripted(ServerTlsTest::stream, tls())) {
            RawClient client = connect(stage);
            for (int i = 0; i < 3; i++) {
                client.post(
                        Stage.CHAT,
                        Stage.AUTHORIZED,
                        "{\"model\":\"up/m\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
                assertThat(client.read().text()).isEqualTo(Stage.EVENT.repeat(50) + Stage.DONE);
            }
            client.close();
        }
    }

    @Test
    void handshake_garbageOrPlainHttp_endsOnlyThatConnection() throws Exception {
        try (Stage stage = Stage.answering(tls())) {
            RawClient plain = stage.client().send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n");
            plain.socket().getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            RawClient garbage = stage.client().send(new byte[] {22, 3, 1, 0, 5, 9, 9, 9, 9, 9});
            garbage.socket().getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            RawClient good = connect(stage).send("GET /health HTTP/1.1\r\nhost: a\r\n\r\n");
            assertThat(good.read().status()).isEqualTo(200);
            good.close();
            assertThat(stage.upstream().connections()).isZero();
        }
    }

    @Test
    void client_closingWithoutNotify_isGone() throws Exception {
        try (Stage stage = Stage.answering(tls())) {
            Socket below =
                    new Socket(InetAddress.getLoopbackAddress(), stage.gateway().port());
            RawClient client = new RawClient(trusting.getSocketFactory().createSocket(below, "localhost", 1, false));
            client.post(Stage.CHAT, Stage.AUTHORIZED, Stage.QUESTION);
            assertThat(client.read().text()).isEqualTo(Stage.ANSWER);
            below.close();
            TestGateway.await(() -> stage.gateway().process().server().connections() == 0);
            assertThat(stage.gateway().process().server().connections()).isZero();
        }
    }

    private static RawClient connect(Stage stage) throws Exception {
        return new RawClient(trusting.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), stage.gateway().port()));
    }

    private static void stream(ScriptedUpstream.Connection connection) throws java.io.IOException {
        while (connection.readRequest() != null) {
            connection.startStream();
            for (int i = 0; i < 50; i++) {
                connection.chunk(Stage.EVENT);
            }
            connection.chunk(Stage.DONE);
            connection.endChunks();
        }
    }

    private static String tls() {
        return "tls: { cert: " + folder.resolve("cert.pem") + ", key: " + folder.resolve("key.pem") + " }";
    }
}
