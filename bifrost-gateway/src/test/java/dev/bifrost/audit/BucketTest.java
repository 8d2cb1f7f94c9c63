package dev.bifrost.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.bifrost.audit.SinkFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

class BucketTest {
    private HttpServer server;
    private Bucket bucket;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        var identity = AwsBasicCredentials.create("AKIA", "secret");
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        bucket = new Bucket(url, "audit", "eu-central-1", () -> identity, Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() {
        bucket.close();
        server.stop(0);
    }

    private void answer(int status, String body) {
        server.createContext("/", exchange -> {
            byte[] bytes = body.getBytes(UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404|ObjectLockConfigurationNotFoundError||REFUSED|has no Object Lock",
                "404|NoSuchBucket||REFUSED|does not exist",
                "403|InvalidAccessKeyId||REFUSED|check access_key",
                "403|SignatureDoesNotMatch||REFUSED|check secret_key",
                "403|RequestTimeTooSkewed||REFUSED|clock is wrong",
                "403|AccessDenied||REFUSED|give them s3:GetBucketObjectLockConfiguration",
                "400|AuthorizationHeaderMalformed|eu-west-1|REFUSED|set region to eu-west-1",
                "301|PermanentRedirect||REFUSED|set region",
                "400|ExpiredToken||REFUSED|AWS chain",
                "503|SlowDown||UNREACHABLE|SlowDown",
                "501|NotImplemented||REFUSED|no Object Lock",
                "409|OperationAborted||FAULT|OperationAborted"
            })
    void requireLock_refusals_sayWhoCanHelp(int status, String code, String region, Kind kind, String says) {
        answer(
                status,
                "<?xml version='1.0'?><Error><Code>" + code + "</Code><Message>no</Message><Region>"
                        + (region == null ? "" : region) + "</Region></Error>");

        assertThatThrownBy(bucket::requireLock)
                .isInstanceOfSatisfying(
                        SinkFailure.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(says);
    }

    @Test
    void requireLock_anotherServerAnswers_isRefused() {
        answer(200, "<html><br>hello");
        assertThatThrownBy(bucket::requireLock).hasMessageContaining("no S3");
    }

    @Test
    void requireLock_entitiesInTheAnswer_areNotFollowed(@TempDir Path folder) throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "Enabled");
        answer(
                200,
                "<!DOCTYPE x [<!ENTITY e SYSTEM '" + secret.toUri()
                        + "'>]><x><ObjectLockEnabled>&e;</ObjectLockEnabled></x>");
        assertThatThrownBy(bucket::requireLock).isInstanceOf(SinkFailure.class);
    }

    @Test
    void versions_answerIsCutIntoPages_goesOnWhereItEnded() throws Exception {
        answer(200, """
                <ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>b</NextKeyMarker>
                <NextVersionIdMarker>v2</NextVersionIdMarker>
                <Version><Key>a</Key><VersionId>v1</VersionId><Owner><ID>o</ID></Owner></Version>
                <DeleteMarker><Key>b</Key><VersionId>v3</VersionId></DeleteMarker>
                <Version><Key>b</Key><VersionId>v2</VersionId></Version></ListVersionsResult>
                """);

        BucketXml.Page page = bucket.versions("", null);

        assertThat(page.versions()).containsExactly(new BucketXml.Mark("a", "v1"), new BucketXml.Mark("b", "v2"));
        assertThat(page.end()).isEqualTo(new BucketXml.Mark("b", "v2"));
    }

    @Test
    void address_withoutEndpoint_isAmazons() {
        ArchiveSink.Keys keys = () -> AwsBasicCredentials.create("a", "b");
        assertThat(Map.of(
                        "plain", new Bucket(null, "audit", "eu-central-2", keys).toString(),
                        "dotted", new Bucket(null, "audit.example.org", "cn-north-1", keys).toString()))
                .isEqualTo(Map.of(
                        "plain", "the bucket 'audit' at audit.s3.eu-central-2.amazonaws.com",
                        "dotted", "the bucket 'audit.example.org' at s3.cn-north-1.amazonaws.com.cn"));
    }

    private @org.jspecify.annotations.Nullable String unlocked() throws Exception {
        SinkSettings settings = Sinks.archive(
                null,
                "audit",
                null,
                null,
                null,
                new SinkSettings.ObjectLock(new SinkSettings.Mode(SinkSettings.Lock.GOVERNANCE), 1),
                null);
        return new ArchiveSink(settings, bucket, Path.of("."), java.time.InstantSource.system()).unlocked();
    }

    /** Only what waiting can not mend hinders a start. */
    @Test
    void unlocked_bucketWithoutLock_saysSoAndNothingElseDoes() throws Exception {
        answer(404, "<Error><Code>ObjectLockConfigurationNotFoundError</Code></Error>");
        assertThat(unlocked()).contains("has no Object Lock").contains("make a bucket");
        server.removeContext("/");
        answer(403, "<Error><Code>AccessDenied</Code></Error>");
        assertThat(unlocked()).isNull();
        server.stop(0);
        assertThat(unlocked()).isNull();
    }
}
