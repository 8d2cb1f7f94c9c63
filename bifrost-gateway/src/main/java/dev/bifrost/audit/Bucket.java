package dev.bifrost.audit;

import dev.bifrost.audit.BoundedHttp.Answer;
import dev.bifrost.audit.SinkFailure.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;

/**
 * One bucket of an S3-compatible store, by its REST interface,
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html. Every method blocks.
 */
final class Bucket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FILES_TAKE = 6;
    private static final int LARGEST = 16 << 20;

    private final BoundedHttp http = new BoundedHttp();
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final String name;
    private final String region;
    private final ArchiveSink.Keys keys;
    private final Duration patience;
    private final URI base;
    private final String path;

    /** @param endpoint null for Amazon's own */
    Bucket(@Nullable URI endpoint, String name, String region, ArchiveSink.Keys keys) {
        this(endpoint, name, region, keys, PATIENCE);
    }

    Bucket(@Nullable URI endpoint, String name, String region, ArchiveSink.Keys keys, Duration patience) {
        this.name = name;
        this.region = region;
        this.keys = keys;
        this.patience = patience;
        String amazon = region.startsWith("cn-") ? ".amazonaws.com.cn" : ".amazonaws.com";
        if (endpoint != null) {
            String below =
                    endpoint.getRawPath() == null ? "" : endpoint.getRawPath().replaceFirst("/+$", "");
            this.base = endpoint;
            this.path = below + "/" + name;
        } else if (name.contains(".")) { // no certificate is for two labels
            this.base = URI.create("https://s3." + region + amazon);
            this.path = "/" + name;
        } else {
            this.base = URI.create("https://" + name + ".s3." + region + amazon);
            this.path = "";
        }
    }

    /** What is sent, and its MD5 in base64, without which locked objects are not taken. */
    record Content(
            ContentStreamProvider stream,
            BodyPublisher publisher,
            @Nullable String md5) {
        static final Content NONE = new Content(() -> InputStream.nullInputStream(), BodyPublishers.noBody(), null);

        static Content of(byte[] bytes, @Nullable String md5) {
            return new Content(() -> new ByteArrayInputStream(bytes), BodyPublishers.ofByteArray(bytes), md5);
        }

        static Content of(Path file, String md5) throws IOException {
            ContentStreamProvider stream = () -> {
                try {
                    return Files.newInputStream(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            return new Content(stream, BodyPublishers.ofFile(file), md5);
        }
    }

    /** How long nobody may delete it. */
    record Locked(SinkSettings.Lock lock, Instant until) {}

    /** Refuses a bucket whose objects can not be locked. */
    void requireLock() throws SinkFailure, InterruptedException {
        Answer answer = done(
                "look at the Object Lock of",
                "s3:GetBucketObjectLockConfiguration",
                "GET",
                "",
                Map.of("object-lock", ""),
                Map.of(),
                Content.NONE,
                patience);
        if (!"Enabled".equals(BucketXml.texts(answer.body()).get("ObjectLockEnabled"))) {
            throw BucketTrouble.noLock(this);
        }
    }

    /** Writes a locked object and gives its version; empty if the store does not name it. */
    String put(String key, Content content, String type, Locked locked) throws SinkFailure, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", type);
        if (content.md5() != null) {
            headers.put("content-md5", content.md5());
        }
        headers.put("x-amz-object-lock-mode", locked.lock().name());
        headers.put(
                "x-amz-object-lock-retain-until-date",
                locked.until().truncatedTo(ChronoUnit.SECONDS).toString());
        Answer answer = done(
                "write to",
                "s3:PutObject and s3:PutObjectRetention",
                "PUT",
                key,
                Map.of(),
                headers,
                content,
                patience.multipliedBy(FILES_TAKE));
        return answer.headers().firstValue("x-amz-version-id").orElse("");
    }

    byte[] get(String key, String version) throws SinkFailure, InterruptedException {
        return done("read from", "s3:GetObjectVersion", "GET", key, version(version), Map.of(), Content.NONE, patience)
                .body();
    }

    void get(String key, String version, Path to) throws SinkFailure, InterruptedException {
        try {
            BoundedHttp.Flow flow = http.open(
                    request("GET", key, version(version), Map.of(), Content.NONE), patience.multipliedBy(FILES_TAKE));
            try (InputStream body = flow.body()) {
                if (flow.status() != 200) {
                    throw BucketTrouble.of(
                            this, "read from", "s3:GetObjectVersion", flow.status(), body.readNBytes(1 << 16));
                }
                Files.copy(body, to, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw BucketTrouble.of(this, e);
        }
    }

    private static Map<String, String> version(String version) {
        return version.isEmpty() ? Map.of() : Map.of("versionId", version);
    }

    /**
     * A page of the versions of all objects, by key, and of one key the newest first.
     *
     * @param after where the page before ended; null for the first
     */
    BucketXml.Page versions(String prefix, BucketXml.@Nullable Mark after) throws SinkFailure, InterruptedException {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("versions", "");
        query.put("prefix", prefix);
        if (after != null) {
            query.put("key-marker", after.key());
            if (!after.version().isEmpty()) {
                query.put("version-id-marker", after.version());
            }
        }
        return BucketXml.page(done("list", "s3:ListBucketVersions", "GET", "", query, Map.of(), Content.NONE, patience)
                .body());
    }

    private Answer done(
            String doing,
            String right,
            String method,
            String key,
            Map<String, String> query,
            Map<String, String> headers,
            Content content,
            Duration limit)
            throws SinkFailure, InterruptedException {
        Answer answer = call(method, key, query, headers, content, limit);
        if (answer.status() / 100 != 2) {
            throw BucketTrouble.of(this, doing, right, answer.status(), answer.body());
        }
        return answer;
    }

    /** Whatever is answered. */
    Answer call(
            String method,
            String key,
            Map<String, String> query,
            Map<String, String> headers,
            Content content,
            Duration limit)
            throws SinkFailure, InterruptedException {
        try {
            return http.send(request(method, key, query, headers, content), limit, LARGEST);
        } catch (IOException e) {
            throw BucketTrouble.of(this, e);
        }
    }

    private HttpRequest request(
            String method, String key, Map<String, String> query, Map<String, String> headers, Content content)
            throws SinkFailure, InterruptedException {
        SdkHttpFullRequest.Builder unsigned = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .protocol(base.getScheme())
                .host(base.getHost())
                .encodedPath(path + "/" + key);
        if (base.getPort() >= 0) {
            unsigned.port(base.getPort());
        }
        query.forEach(unsigned::putRawQueryParameter);
        headers.forEach(unsigned::putHeader);
        SdkHttpRequest signed = signed(unsigned.build(), content);
        HttpRequest.Builder request = HttpRequest.newBuilder(signed.getUri()).method(method, content.publisher());
        signed.forEachHeader((header, values) -> {
            if (!header.equalsIgnoreCase("host") && !header.equalsIgnoreCase("content-length")) {
                values.forEach(value -> request.header(header, value));
            }
        });
        return request.build();
    }

    private SdkHttpRequest signed(SdkHttpRequest request, Content content) throws SinkFailure, InterruptedException {
        try {
            var identity = keys.current();
            SignedRequest signed = signer.sign(builder -> builder.identity(identity)
                    .request(request)
                    .payload(content.stream())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false));
            return signed.request();
        } catch (IOException e) {
            throw new SinkFailure(Kind.REFUSED, this + ": " + e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw new SinkFailure(Kind.FAULT, this + ": the file to be sent can not be read: " + e.getMessage(), e);
        }
    }

    String region() {
        return region;
    }

    @Override
    public void close() {
        http.close();
    }

    /** For messages. */
    @Override
    public String toString() {
        return "the bucket '" + name + "' at " + base.getHost();
    }
}
