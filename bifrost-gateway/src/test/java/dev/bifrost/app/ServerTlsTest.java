package dev.bifrost.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway serving HTTPS with a certificate of its own. */
class ServerTlsTest {
    @TempDir
    private static Path folder;

    private static SSLContext trusting;

    @BeforeAll
    @SuppressWarnings("JavaUtilDate") // what the builder takes
    static void certificate() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        X500Name name = new X500Name("CN=localhost");
        Instant now = Instant.now();
        X509Certificate certificate = new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(now.minusSeconds(3600)),
                                Date.from(now.plusSeconds(3600)),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
        Files.writeString(folder.resolve("cert.pem"), pem(certificate));
        Files.writeString(folder.resolve("key.pem"), pem(new JcaPKCS8Generator(pair.getPrivate(), null)));
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("gateway", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
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

    private static String pem(Object content) throws java.io.IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        }
        assertThat(text.toString().getBytes(StandardCharsets.US_ASCII)).isNotEmpty();
        return text.toString();
    }
}
