package dev.bifrost.app;

import static dev.bifrost.app.Scene.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.testing.RawClient;
import dev.bifrost.testing.ScriptedUpstream;
import dev.bifrost.testing.TestCertificates;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers that are reached over TLS, and those that only pretend to be who they say. */
class UpstreamTlsTest {
    @TempDir
    private static Path folder;

    private static TestCertificates authority;
    private static Path trusted;

    @BeforeAll
    static void certificates() throws Exception {
        authority = TestCertificates.authority();
        trusted = authority.writeTo(folder.resolve("ca.pem"));
    }

    @Test
    void caFile_ofTheAuthority_isTrustedAndTheConnectionKept() throws Exception {
        try (ScriptedUpstream upstream = secure(authority.issue("localhost"), UpstreamTlsTest::answer);
                TestGateway gateway = trusting("ca_file: " + trusted, url(upstream));
                RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 5; i++) {
                RawClient.Answer answer = client.post(CHAT, "", ASK).read();
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(answer.text()).isEqualTo(WHOLE);
            }
            assertThat(upstream.connections()).isEqualTo(1);
            assertThat(upstream.requests().getFirst().header("host")).isEqualTo("localhost:" + upstream.port());
        }
    }

    @Test
    void stream_overTls_comesEventByEvent() throws Exception {
        java.util.concurrent.Semaphore read = new java.util.concurrent.Semaphore(0);
        try (ScriptedUpstream upstream = secure(authority.issue("localhost"), connection -> {
                    connection.readRequest();
                    connection.startStream();
                    for (int i = 0; i < 100; i++) {
                        connection.chunk(content("word " + i));
                        read.acquire();
                    }
                    connection.chunk(STOP + DONE);
                    connection.endChunks();
                });
                TestGateway gateway = trusting("inject_usage: false\nca_file: " + trusted, url(upstream));
                RawClient client = new RawClient(gateway.port())) {
            client.post(CHAT, "", ASK_STREAM);
            assertThat(client.readHead().status()).isEqualTo(200);
            for (int i = 0; i < 100; i++) {
                assertThat(chunk(client)).isEqualTo(content("word " + i));
                read.release();
            }
            assertThat(rest(client)).isEqualTo(STOP + DONE);
        }
    }

    @Test
    void certificate_ofAnUnknownAuthority_isRefusedAndTheFallbackAnswers() throws Exception {
        assertRefused(authority.issue("localhost"), "inject_usage: false");
    }

    @Test
    void certificate_expired_isRefusedAndTheFallbackAnswers() throws Exception {
        assertRefused(authority.issue("localhost", Duration.ofDays(-1)), "ca_file: " + trusted);
    }

    @Test
    void certificate_forAnotherHost_isRefusedAndTheFallbackAnswers() throws Exception {
        assertRefused(authority.issue("other.example"), "ca_file: " + trusted);
    }

    private static void assertRefused(TestCertificates shown, String lines) throws Exception {
        try (ScriptedUpstream upstream = secure(shown, UpstreamTlsTest::answer);
                ScriptedUpstream other = answering()) {
            try (TestGateway gateway = trusting(lines, url(upstream))) {
                RawClient.Answer answer = ask(gateway, CHAT, ASK);
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.text()).contains("upstream_unreachable").contains("TLS");
                assertThat(attempts(gateway.nextRecord())).last().isEqualTo("p0 0 upstream_unreachable");
            }
            try (TestGateway gateway = trusting(lines, url(upstream), other.baseUrl())) {
                RawClient.Answer answer = ask(gateway, CHAT, ASK);
                assertThat(answer.text()).isEqualTo(WHOLE);
                assertThat(answer.header("x-bifrost-target")).isEqualTo("p1/gpt");
            }
            assertThat(upstream.requests()).as("what an impostor learned").isEmpty();
        }
    }

    @Test
    void upstream_withoutTls_isRefused() throws Exception {
        try (ScriptedUpstream plain = ScriptedUpstream.start(connection -> {
                    assertThat(connection.in().read()).isEqualTo(22);
                    connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
                    connection.awaitClosed();
                });
                TestGateway gateway = trusting("ca_file: " + trusted, url(plain))) {
            RawClient.Answer answer = ask(gateway, CHAT, ASK);
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.text()).contains("upstream_unreachable").contains("TLS");
        }
    }

    @Test
    void tunnel_throughAProxy_reachesTheUpstreamOverTls() throws Exception {
        try (ScriptedUpstream upstream = secure(authority.issue("llm.example"), UpstreamTlsTest::answer);
                ScriptedUpstream proxy = ScriptedUpstream.start(connection -> tunnel(connection, upstream.port()));
                TestGateway gateway = trusting(
                        "proxy: http://127.0.0.1:" + proxy.port() + "\nca_file: " + trusted,
                        "https://llm.example:8443/v1");
                RawClient client = new RawClient(gateway.port())) {
            for (int i = 0; i < 3; i++) {
                RawClient.Answer answer = client.post(CHAT, "", ASK).read();
                assertThat(answer.text()).isEqualTo(WHOLE);
            }
            assertThat(proxy.connections()).isEqualTo(1);
            assertThat(upstream.requests()).hasSize(3);
            ScriptedUpstream.Request seen = upstream.requests().getFirst();
            assertThat(seen.target()).isEqualTo("/v1/chat/completions");
            assertThat(seen.header("host")).isEqualTo("llm.example:8443");
            assertThat(seen.header("authorization")).isEqualTo("Bearer secret-0");
        }
    }

    @Test
    void caFile_withoutCertificates_isNamedAtTheStart() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "# none yet\n");
        assertThatThrownBy(() -> trusting("ca_file: " + empty, "https://localhost:1/v1"))
                .hasMessageContaining("providers[0].ca_file")
                .hasMessageContaining("empty.pem holds no certificates");
    }

    private static void tunnel(ScriptedUpstream.Connection connection, int port) throws IOException {
        ScriptedUpstream.Request head = connection.readHead();
        assertThat(head.method() + ' ' + head.target()).isEqualTo("CONNECT llm.example:8443");
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connection.write("HTTP/1.1 200 Connection established\r\nvia: a proxy\r\n\r\n");
            Thread.ofVirtual().start(() -> copy(target, connection.socket()));
            pump(connection.in(), target.getOutputStream());
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            pump(from.getInputStream(), to.getOutputStream());
        } catch (IOException e) {
            // one side went away
        }
    }

    private static void pump(InputStream in, OutputStream out) throws IOException {
        byte[] piece = new byte[8192];
        for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
            out.write(piece, 0, n);
            out.flush();
        }
    }

    private static void answer(ScriptedUpstream.Connection connection) throws IOException {
        while (connection.readRequest() != null) {
            connection.answer(200, "application/json", WHOLE);
        }
    }

    private static ScriptedUpstream secure(TestCertificates shown, ScriptedUpstream.Script script) throws Exception {
        return ScriptedUpstream.start(shown.server().getServerSocketFactory(), script);
    }

    private static String url(ScriptedUpstream upstream) {
        return "https://localhost:" + upstream.port() + "/v1";
    }

    private static TestGateway trusting(String lines, String... urls) {
        return TestGateway.start(yaml(lines, "retry: { attempts: 1 }", Stream.of(urls)));
    }
}
