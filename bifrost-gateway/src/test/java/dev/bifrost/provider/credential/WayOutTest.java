package dev.bifrost.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.credential.TokenGiver.Given;
import dev.bifrost.testing.TestCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens are fetched on the same way as the provider is called. */
class WayOutTest {
    private static final String TOKEN = "{\"access_token\":\"tok\",\"expires_in\":3599}";
    private static final URI NO_METADATA = URI.create("http://127.0.0.1:1/");

    @Test
    void proxy_withPassword_isToldIt() throws Exception {
        try (TokenGiver proxy = new TokenGiver(asked -> asked.headers().containsKey("Proxy-authorization")
                ? Given.json(TOKEN)
                : new Given(407, "text/plain", "", Map.of("Proxy-Authenticate", "Basic realm=\"p\"")))) {
            String url = "http://user:hunter2@127.0.0.1:" + proxy.at("").getPort();
            BearerToken proof = entra(URI.create("http://login.example"), new WayOut(_ -> url, null));

            assertThat(Shown.by(proof).get("authorization")).isEqualTo("Bearer tok");
            assertThat(proxy.last().uri()).hasToString("http://login.example/t/oauth2/v2.0/token");
            assertThat(proxy.last().headers().get("Proxy-authorization"))
                    .isEqualTo("Basic "
                            + Base64.getEncoder().encodeToString("user:hunter2".getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void proxy_forOtherHosts_isNotAsked() throws Exception {
        try (TokenGiver giver = new TokenGiver(_ -> Given.json(TOKEN))) {
            WayOut way = new WayOut(host -> host.equals("127.0.0.1") ? null : "http://127.0.0.1:1", null);

            assertThat(Shown.by(entra(giver.at(""), way)).get("authorization")).isEqualTo("Bearer tok");
            assertThat(Shown.failure(entra(URI.create("http://login.example"), way)))
                    .hasMessageStartingWith("login.example could not be asked");
        }
    }

    @Test
    void redirect_isNotFollowed() throws Exception {
        try (TokenGiver elsewhere = new TokenGiver(_ -> Given.json(TOKEN));
                TokenGiver giver = new TokenGiver(_ -> new Given(
                        307,
                        "text/plain",
                        "",
                        Map.of("Location", elsewhere.at("/x").toString())))) {
            assertThat(Shown.failure(entra(giver.at(""), WayOut.DIRECT))).hasMessageContaining("status 307");
            assertThat(elsewhere.count()).isZero();
        }
    }

    @Test
    void certificates_ofOnesOwnAuthority_areTrustedWhereTheyAreGiven(@TempDir Path folder) throws Exception {
        TestCertificates authority = TestCertificates.authority();
        Path caFile = authority.writeTo(folder.resolve("ca.pem"));
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(authority.issue("localhost").server()));
        server.createContext("/", exchange -> {
            byte[] body = TOKEN.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            URI there = URI.create("https://localhost:" + server.getAddress().getPort());

            assertThat(Shown.by(entra(there, new WayOut(_ -> null, caFile))).get("authorization"))
                    .isEqualTo("Bearer tok");
            assertThat(Shown.failure(entra(there, WayOut.DIRECT))).isInstanceOf(IOException.class);
            assertThat(Shown.failure(entra(there, new WayOut(_ -> null, folder.resolve("none")))))
                    .isInstanceOf(IOException.class);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void toString_withPassword_doesNotShowIt() {
        assertThat(new WayOut(_ -> "http://u:hunter2@p:1", null).toString()).doesNotContain("hunter2");
    }

    private static BearerToken entra(URI authority, WayOut way) {
        var identity = new EntraIdentity.WithSecret(authority, "t", "c", Secret.of("s"));
        return EntraTokens.proof(identity, "x/.default", way, NO_METADATA, InstantSource.system());
    }
}
