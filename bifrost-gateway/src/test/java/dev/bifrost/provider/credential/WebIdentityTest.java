package dev.bifrost.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bifrost.provider.credential.TokenGiver.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class WebIdentityTest {
    /** The example of https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html, shortened. */
    private static final String GRANTED = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <AssumedRoleUser><Arn>arn:aws:sts::123456789012:assumed-role/r/s</Arn></AssumedRoleUser>
                <Credentials>
                  <SessionToken>AQoDYXdzEE0a8ANXXXXXXXXNO1ewxE5TijQyp+IEXAMPLE</SessionToken>
                  <SecretAccessKey>wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY</SecretAccessKey>
                  <Expiration>2026-10-24T23:00:23Z</Expiration>
                  <AccessKeyId>ASgeIAIOSFODNN7EXAMPLE</AccessKeyId>
                </Credentials>
              </AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """;

    @TempDir
    private Path folder;

    @Test
    void fetch_granted_givesTheRolesCredentials() throws Exception {
        try (TokenGiver giver = new TokenGiver(_ -> new Given(200, "text/xml", GRANTED))) {
            var fresh = identity(giver).fetch();

            assertThat(fresh.until()).isEqualTo(Instant.parse("2026-10-24T23:00:23Z"));
            assertThat(fresh.value()).isInstanceOfSatisfying(AwsSessionCredentials.class, it -> {
                assertThat(it.accessKeyId()).isEqualTo("ASgeIAIOSFODNN7EXAMPLE");
                assertThat(it.sessionToken()).endsWith("+IEXAMPLE");
            });
            assertThat(giver.last().form())
                    .containsEntry("Action", "AssumeRoleWithWebIdentity")
                    .containsEntry("RoleArn", "arn:aws:iam::1:role/r")
                    .containsEntry("RoleSessionName", "pod")
                    .containsEntry("WebIdentityToken", "jwt-1");
        }
    }

    @Test
    void fetch_refused_tellsTheCodeAndNotTheToken() throws Exception {
        String body =
                "<ErrorResponse><Error><Code>InvalidIdentityToken</Code><Message>jwt-1</Message></Error></ErrorResponse>";
        try (TokenGiver giver = new TokenGiver(_ -> new Given(400, "text/xml", body))) {
            assertThatThrownBy(() -> identity(giver).fetch())
                    .isInstanceOf(IOException.class)
                    .hasMessage("AWS does not give the role arn:aws:iam::1:role/r: status 400, InvalidIdentityToken");
        }
    }

    @Test
    void fetch_nonsense_fails() throws Exception {
        try (TokenGiver giver = new TokenGiver(_ -> new Given(200, "text/html", "<html>"))) {
            assertThatThrownBy(() -> identity(giver).fetch()).isInstanceOf(IOException.class);
            giver.answers(_ -> new Given(200, "text/xml", "<a/>"));
            assertThatThrownBy(() -> identity(giver).fetch())
                    .isInstanceOf(IOException.class)
                    .hasMessage("the token service of AWS gives no credentials");
        }
    }

    @Test
    void of_variablesUnset_isNull() {
        assertThat(WebIdentity.of(Map.of("AWS_ROLE_ARN", "r"), "eu-west-1", WayOut.DIRECT))
                .isNull();
        assertThat(WebIdentity.of(
                        Map.of("AWS_ROLE_ARN", "r", "AWS_WEB_IDENTITY_TOKEN_FILE", "f"), "eu-west-1", WayOut.DIRECT))
                .isNotNull();
    }

    private WebIdentity identity(TokenGiver giver) throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "jwt-1\n");
        return new WebIdentity(file, "arn:aws:iam::1:role/r", "pod", giver.at("/"), WayOut.DIRECT);
    }
}
