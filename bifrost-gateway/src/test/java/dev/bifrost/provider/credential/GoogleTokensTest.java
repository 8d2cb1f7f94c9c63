package dev.bifrost.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.credential.TokenGiver.Given;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoogleTokensTest {
    private static final String EMAIL = "bot@my-project.iam.gserviceaccount.com";
    private static final String PRIVATE_KEY = privateKey();

    @TempDir
    private Path folder;

    private TokenGiver giver;

    @BeforeEach
    void start() throws IOException {
        giver = new TokenGiver(
                _ -> Given.json("{\"access_token\":\"ya29.1\",\"expires_in\":3599,\"token_type\":\"Bearer\"}"));
    }

    @AfterEach
    void stop() {
        giver.close();
    }

    @Test
    void serviceAccount_asksWithASignedAssertion() throws Exception {
        BearerToken proof = ofFile(serviceAccount(giver.at("/token").toString()));

        assertThat(Shown.by(proof).get("authorization")).isEqualTo("Bearer ya29.1");
        assertThat(giver.last().uri().getPath()).isEqualTo("/token");
        String assertion = giver.last().form().get("assertion");
        String claims =
                new String(Base64.getUrlDecoder().decode(assertion.split("\\.", -1)[1]), StandardCharsets.UTF_8);
        assertThat(claims).contains(EMAIL).contains("https://www.googleapis.com/auth/cloud-platform");
        assertThat(Shown.atOnce(proof)).isNotNull();
        assertThat(giver.count()).isEqualTo(1);
        assertThat(proof.fingerprint()).isEqualTo(Secret.of(EMAIL).fingerprint());
        assertThat(proof.toString()).doesNotContain("ya29").doesNotContain("PRIVATE");
    }

    @Test
    void token_aHundredCallersAtOnce_isFetchedOnce() throws Exception {
        BearerToken proof = ofFile(serviceAccount(giver.at("/token").toString()));
        List<Callable<String>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            callers.add(() -> Shown.by(proof).get("authorization"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var caller : threads.invokeAll(callers)) {
                assertThat(caller.get()).isEqualTo("Bearer ya29.1");
            }
        }

        assertThat(giver.count()).isEqualTo(1);
    }

    @Test
    void metadataServer_givesTheTokenOfTheMachine() throws Exception {
        BearerToken proof = GoogleTokens.proof(null, null, WayOut.DIRECT, this::toGiver, InstantSource.system());

        assertThat(Shown.by(proof).get("authorization")).isEqualTo("Bearer ya29.1");
        assertThat(giver.asked()).anySatisfy(asked -> {
            assertThat(asked.uri().getPath()).isEqualTo("/computeMetadata/v1/instance/service-accounts/default/token");
            assertThat(asked.headers()).containsEntry("Metadata-flavor", "Google");
        });
        assertThat(proof.fingerprint()).isNull();
    }

    @Test
    void login_ofAPerson_namesTheProjectThatPays() throws Exception {
        Path file = write(new Json.Obj()
                .put("type", "authorized_user")
                .put("client_id", "c")
                .put("client_secret", "hunter2")
                .put("refresh_token", "r")
                .put("quota_project_id", "paying"));
        HeaderList headers =
                Shown.by(GoogleTokens.proof(file, null, WayOut.DIRECT, this::toGiver, InstantSource.system()));

        assertThat(headers.get("authorization")).isEqualTo("Bearer ya29.1");
        assertThat(headers.get("x-goog-user-project")).isEqualTo("paying");
        assertThat(giver.last().form()).containsEntry("refresh_token", "r");
    }

    @Test
    void refusal_saysWhyWithoutSecrets() throws Exception {
        giver.answers(_ -> new Given(
                400,
                "application/json",
                "{\"error\":\"invalid_grant\",\"error_description\":\"Invalid JWT Signature.\"}"));
        Throwable failure =
                Shown.failure(ofFile(serviceAccount(giver.at("/token").toString())));

        assertThat(failure)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Google gives no token for ")
                .hasMessageContaining("key.json");
        assertThat(failure.getMessage()).doesNotContain("PRIVATE").hasSizeLessThan(500);
    }

    @Test
    void machine_withoutMetadata_saysWhatIsMissing() throws Exception {
        giver.answers(_ -> new Given(404, "text/plain", "no"));
        BearerToken proof = GoogleTokens.proof(null, null, WayOut.DIRECT, this::toGiver, InstantSource.system());

        assertThat(Shown.failure(proof))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("neither credentials_file nor GOOGLE_APPLICATION_CREDENTIALS");
    }

    @Test
    void file_thatWasChangedToSendTheProofElsewhere_isNotUsed() throws Exception {
        BearerToken proof = ofFile(serviceAccount("https://collector.example/token"));

        assertThat(Shown.failure(proof)).hasMessageContaining("has a token_uri that is not Google's");
        assertThat(giver.count()).isZero();
    }

    private URI toGiver(URI asked) {
        return giver.at(asked.getRawPath() + (asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery()));
    }

    private static BearerToken ofFile(Path file) {
        return GoogleTokens.proof(file, EMAIL, WayOut.DIRECT);
    }

    private Path serviceAccount(String tokenUri) throws IOException {
        return write(new Json.Obj()
                .put("type", "service_account")
                .put("project_id", "my-project")
                .put("private_key_id", "k1")
                .put("private_key", PRIVATE_KEY)
                .put("client_email", EMAIL)
                .put("client_id", "1")
                .put("token_uri", tokenUri));
    }

    private Path write(Json.Obj content) throws IOException {
        return Files.write(folder.resolve("key.json"), content.bytes());
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder().encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
