package dev.bifrost.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;

class AwsSignatureTest {
    private static final Secret ID = Secret.of("AKIDEXAMPLE");
    private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    private static final String HOST = "https://bedrock-runtime.eu-central-1.amazonaws.com";

    /** What botocore 1.43.11, the SDK of AWS for Python, makes of the same requests with x-amz-content-sha256. */
    @ParameterizedTest
    @CsvSource({
        "/model/eu.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse, , "
                + "e7105bd7a8f8606d82dceab614a655af89be7e6a246f0220e80dadb07c15568e",
        "/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A123456789012%3Ainference-profile"
                + "%2Feu.anthropic.claude-haiku-4-5-20251001-v1%3A0/invoke-with-response-stream, TOKEN/with+signs==, "
                + "7146e57a416aaecda4948607876da7e4ba5296dfd014ec75eed33bde62376a41",
    })
    void signature_modelInPath_isThatOfTheSdkForPython(String path, String token, String expected) throws Exception {
        AwsSignature proof = proof(token);
        HeaderList headers =
                Shown.by(proof, "POST", URI.create(HOST + path), "{\"messages\":[]}".getBytes(StandardCharsets.UTF_8));

        assertThat(headers.get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-central-1/bedrock/aws4_request, ")
                .endsWith("Signature=" + expected);
        assertThat(headers.get("x-amz-date")).isEqualTo("20260102T030405Z");
        assertThat(headers.get("x-amz-security-token")).isEqualTo(token);
        assertThat(headers.size()).isEqualTo(token == null ? 3 : 4);
    }

    @Test
    void signature_largeBodyAndPort_isMadeOnAnotherThread() throws Exception {
        AwsSignature proof = proof(null);
        byte[] body = "x".repeat(300_000).getBytes(StandardCharsets.UTF_8);
        HeaderList headers = new HeaderList();
        var later = proof.addTo(
                headers, "POST", URI.create("https://LOCALHOST:8443/model/m/converse"), SignedBody.of(body));

        assertThat(later).isNotNull();
        later.toCompletableFuture().get();
        assertThat(headers.get("authorization"))
                .endsWith("Signature=524800ff5ca8eda496b6dd0deb76b1ebd126781bd19c76c42fcf44435cac8c68");
    }

    @Test
    void key_thatIsGiven_isAtHandAndShowsOnlyItsId() throws Exception {
        AwsSignature proof = AwsSignature.withKey(ID, SECRET, Secret.of("hunter2"), "eu-central-1");
        assertThat(Shown.by(proof).get("authorization"))
                .as("the first of all takes its time")
                .isNotNull();

        assertThat(Shown.atOnce(proof)).isNotNull();
        assertThat(proof.signsBody()).isTrue();
        assertThat(proof.fingerprint()).isEqualTo(ID.fingerprint());
        assertThat(proof.toString()).isEqualTo("AwsSignature[" + ID.fingerprint() + "]");
        proof.refused();
        assertThat(Shown.atOnce(proof)).isNotNull();
    }

    @Test
    void chain_isAskedOnceAndAgainBeforeItsCredentialsExpire() throws Exception {
        SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
        AtomicInteger asked = new AtomicInteger();
        AwsSignature proof = withChain(
                () -> AwsSessionCredentials.builder()
                        .accessKeyId("AKID" + asked.incrementAndGet())
                        .secretAccessKey("s")
                        .sessionToken("t")
                        .expirationTime(clock.instant().plus(Duration.ofHours(1)))
                        .build(),
                clock);
        assertThat(proof.fingerprint()).as("it is not known yet").isNull();
        List<Callable<String>> callers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            callers.add(() -> Shown.by(proof).get("authorization"));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var caller : threads.invokeAll(callers)) {
                assertThat(caller.get()).contains("Credential=AKID1/");
            }
        }

        assertThat(asked).hasValue(1);
        assertThat(proof.fingerprint()).isEqualTo(Secret.of("AKID1").fingerprint());
        clock.advance(Duration.ofMinutes(61));
        assertThat(Shown.by(proof).get("authorization")).contains("Credential=AKID2/");
    }

    @Test
    void chain_withoutExpiry_isAskedAgainAfterAWhile() throws Exception {
        SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
        AtomicInteger asked = new AtomicInteger();
        AwsSignature proof = withChain(() -> AwsBasicCredentials.create("AKID" + asked.incrementAndGet(), "s"), clock);

        Shown.by(proof);
        clock.advance(Duration.ofMinutes(9));
        assertThat(Shown.atOnce(proof)).isNotNull();
        clock.advance(Duration.ofMinutes(9));
        assertThat(Shown.by(proof).get("authorization")).contains("Credential=AKID2/");
    }

    @Test
    void chain_withNothing_saysWhereItLooked() throws Exception {
        AwsSignature proof = withChain(
                () -> {
                    throw SdkClientException.create("Unable to load credentials: hunter2");
                },
                InstantSource.system());

        assertThat(Shown.failure(proof))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no AWS credentials: none in the environment, the profile")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void keyThatNoHeaderCanHold_failsInsteadOfThrowing() throws Exception {
        AwsSignature proof = AwsSignature.withKey(ID, SECRET, Secret.of("a\nb"), "eu-central-1");

        assertThat(Shown.failure(proof)).isInstanceOf(IOException.class).hasMessage("the request could not be signed");
    }

    private static AwsSignature withChain(AwsCredentialsProvider chain, InstantSource clock) {
        var source = new AwsIdentities(() -> chain, null, clock);
        return new AwsSignature(new Renewed<>(source, clock), "bedrock", "eu-central-1", clock);
    }

    private static AwsSignature proof(String token) {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));
        var identity = AwsIdentities.fixed(ID, SECRET, token == null ? null : Secret.of(token));
        return new AwsSignature(Renewed.fixed(identity), "bedrock", "eu-central-1", clock);
    }
}
