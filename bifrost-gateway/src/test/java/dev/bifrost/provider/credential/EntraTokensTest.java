package dev.bifrost.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.credential.TokenGiver.Given;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntraTokensTest {
    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";
    private static final URI NO_METADATA = URI.create("http://127.0.0.1:1/");

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private TokenGiver giver;

    @BeforeEach
    void start() throws IOException {
        giver = new TokenGiver(
                _ -> Given.json("{\"token_type\":\"Bearer\",\"expires_in\":3599,\"access_token\":\"tok-1\"}"));
    }

    @AfterEach
    void stop() {
        giver.close();
    }

    @Test
    void secret_asksTheTenantByClientCredentials() throws Exception {
        BearerToken proof = proof(withSecret());

        assertThat(Shown.by(proof).get("authorization")).isEqualTo("Bearer tok-1");
        assertThat(giver.last().uri()).hasToString("/tenant-1/oauth2/v2.0/token");
        assertThat(giver.last().form())
                .containsEntry("grant_type", "client_credentials")
                .containsEntry("client_id", "client-1")
                .containsEntry("client_secret", "hunter2+&=")
                .containsEntry("scope", SCOPE)
                .hasSize(4);
        assertThat(proof.fingerprint()).isEqualTo(Secret.of("client-1").fingerprint());
        assertThat(proof.signsBody()).isFalse();
    }

    @Test
    void token_whileFresh_isAtHandAndFetchedOnce() throws Exception {
        BearerToken proof = proof(withSecret());
        assertThat(Shown.atOnce(proof)).isNull();
        Shown.by(proof);

        assertThat(Shown.atOnce(proof).get("authorization")).isEqualTo("Bearer tok-1");
        clock.advance(Duration.ofMinutes(54));
        assertThat(Shown.atOnce(proof)).isNotNull();
        assertThat(giver.count()).isEqualTo(1);
        giver.answers(_ -> Given.json("{\"expires_in\":3599,\"access_token\":\"tok-2\"}"));
        clock.advance(Duration.ofMinutes(7));
        assertThat(Shown.by(proof).get("authorization")).isEqualTo("Bearer tok-2");
    }

    @Test
    void token_aHundredCallersAtOnce_isFetchedOnce() throws Exception {
        BearerToken proof = proof(withSecret());
        List<Callable<String>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            callers.add(() -> Shown.by(proof).get("authorization"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var caller : threads.invokeAll(callers)) {
                assertThat(caller.get()).isEqualTo("Bearer tok-1");
            }
        }

        assertThat(giver.count()).isEqualTo(1);
    }

    @Test
    void federated_showsTheTokenThatStandsInTheFileNow(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "jwt-1\n");
        BearerToken proof = proof(new EntraIdentity.Federated(giver.at(""), "tenant-1", "client-1", file));

        Shown.by(proof);
        assertThat(giver.last().form())
                .containsEntry("client_assertion", "jwt-1")
                .containsEntry("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .doesNotContainKey("client_secret");
        Files.writeString(file, "jwt-2");
        clock.advance(Duration.ofHours(2));
        Shown.by(proof);
        assertThat(giver.last().form()).containsEntry("client_assertion", "jwt-2");
    }

    @Test
    void federated_noFile_failsWithItsName(@TempDir Path folder) throws Exception {
        var identity = new EntraIdentity.Federated(giver.at(""), "t", "c", folder.resolve("none"));

        assertThat(Shown.failure(proof(identity)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("there is no federated token in ")
                .hasMessageContaining("none");
        assertThat(giver.count()).isZero();
    }

    @Test
    void machine_asksTheMetadataOfTheMachine() throws Exception {
        giver.answers(
                _ -> Given.json("{\"access_token\":\"tok-m\",\"expires_in\":\"3599\",\"expires_on\":\"1767229200\"}"));
        BearerToken proof = EntraTokens.proof(
                new EntraIdentity.Machine("id-1", null, null),
                SCOPE,
                WayOut.DIRECT,
                giver.at("/metadata/identity/oauth2/token"),
                clock);

        assertThat(Shown.by(proof).get("authorization")).isEqualTo("Bearer tok-m");
        assertThat(giver.last().headers()).containsEntry("Metadata", "true");
        assertThat(giver.last().uri().getQuery())
                .isEqualTo("api-version=2018-02-01&resource=https://cognitiveservices.azure.com&client_id=id-1");
        assertThat(Shown.atOnce(proof)).isNotNull();
    }

    @Test
    void machine_ofAppService_asksItsEndpoint() throws Exception {
        String endpoint = giver.at("/msi/token").toString();
        BearerToken proof = proof(new EntraIdentity.Machine(null, endpoint, "header-1"));

        assertThat(Shown.by(proof).get("authorization")).isEqualTo("Bearer tok-1");
        assertThat(giver.last().headers()).containsEntry("X-identity-header", "header-1");
        assertThat(giver.last().uri().getQuery()).startsWith("api-version=2019-08-01&resource=");
        assertThat(proof.fingerprint()).isNull();
    }

    @Test
    void refusal_isToldByItsCodesOnly() throws Exception {
        giver.answers(asked -> new Given(
                401,
                "application/json",
                "{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: Invalid client secret provided: "
                        + asked.form().get("client_secret") + "\"}"));
        BearerToken proof = proof(withSecret());

        assertThat(Shown.failure(proof))
                .isInstanceOf(IOException.class)
                .hasMessage("127.0.0.1 gives no token: status 401, invalid_client, AADSTS7000215");
        assertThat(proof + " " + withSecret()).doesNotContain("hunter2").doesNotContain("tok-1");
    }

    @Test
    void nobodyThere_failsWithTheHost() throws Exception {
        BearerToken proof =
                proof(new EntraIdentity.WithSecret(URI.create("http://127.0.0.1:1"), "t", "c", Secret.of("hunter2")));

        assertThat(Shown.failure(proof))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("127.0.0.1 could not be asked for a token")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void notJson_fails() throws Exception {
        giver.answers(_ -> new Given(200, "text/html", "<html>sign in</html>"));

        assertThat(Shown.failure(proof(withSecret()))).hasMessage("127.0.0.1 gives no token: status 200");
    }

    @Test
    void tokenThatNoHeaderCanHold_fails() throws Exception {
        giver.answers(_ -> Given.json("{\"access_token\":\"a\\r\\nx-evil: 1\",\"expires_in\":3599}"));

        assertThat(Shown.failure(proof(withSecret())))
                .isInstanceOf(IOException.class)
                .hasMessage("the credential could not be got: IllegalArgumentException");
    }

    private EntraIdentity withSecret() {
        return new EntraIdentity.WithSecret(giver.at(""), "tenant-1", "client-1", Secret.of("hunter2+&="));
    }

    private BearerToken proof(EntraIdentity identity) {
        return EntraTokens.proof(identity, SCOPE, WayOut.DIRECT, NO_METADATA, clock);
    }
}
