package dev.bifrost.provider.credential;

import dev.bifrost.api.HeaderList;
import dev.bifrost.api.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** A signature of AWS, version 4, over method, address, host and body, by the SDK's own signer. */
public final class AwsSignature implements Proof {
    /** The name under which Bedrock's runtime is signed for. */
    private static final String BEDROCK = "bedrock";

    /** A larger body, or one in a file, is hashed on another thread. */
    private static final int LARGE = 256 << 10;

    /** What the signer adds; everything else in the request is left as it is, and not signed. */
    private static final List<String> ADDED =
            List.of("Authorization", "X-Amz-Date", "X-Amz-Security-Token", "x-amz-content-sha256");

    /** The first signature of a process makes Java read files, which is nothing for an event loop. */
    private static final AtomicBoolean WARM = new AtomicBoolean();

    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Renewed<AwsCredentialsIdentity> identities;
    private final String service;
    private final String region;
    private final Clock clock;
    private volatile @Nullable String fingerprint;

    AwsSignature(Renewed<AwsCredentialsIdentity> identities, String service, String region, InstantSource clock) {
        this.identities = identities;
        this.service = service;
        this.region = region;
        this.clock = clock.withZone(ZoneOffset.UTC);
    }

    /** Signs with a key that is given. */
    public static AwsSignature withKey(Secret keyId, Secret secret, @Nullable Secret sessionToken, String region) {
        var identities = Renewed.fixed(AwsIdentities.fixed(keyId, secret, sessionToken));
        AwsSignature signature = new AwsSignature(identities, BEDROCK, region, InstantSource.system());
        signature.fingerprint = keyId.fingerprint();
        return signature;
    }

    /** Signs with what is found where the tools of AWS look for it. {@code environment} is the process's. */
    public static AwsSignature withChain(String region, Map<String, String> environment, WayOut way) {
        var source = AwsIdentities.usual(environment, region, way);
        return new AwsSignature(new Renewed<>(source, InstantSource.system()), BEDROCK, region, InstantSource.system());
    }

    @Override
    public @Nullable String fingerprint() {
        return fingerprint;
    }

    @Override
    public boolean signsBody() {
        return true;
    }

    @Override
    public @Nullable CompletionStage<?> addTo(HeaderList headers, String method, URI url, SignedBody body) {
        AwsCredentialsIdentity identity = identities.atHand();
        if (identity != null && body.atHand() && body.length() <= LARGE && WARM.get()) {
            try {
                sign(headers, method, url, body, identity);
            } catch (RuntimeException e) {
                return CompletableFuture.failedStage(new IOException("the request could not be signed", e));
            }
            return null;
        }
        CompletableFuture<Boolean> signed = new CompletableFuture<>();
        CompletionStage<AwsCredentialsIdentity> known =
                identity == null ? identities.fetched() : CompletableFuture.completedStage(identity);
        known.whenCompleteAsync(
                (fetched, failure) -> {
                    if (failure == null) {
                        finish(signed, headers, method, url, body, fetched);
                    } else {
                        signed.completeExceptionally(failure);
                    }
                },
                task -> Thread.ofVirtual().name("signature").start(task));
        return signed;
    }

    private void finish(
            CompletableFuture<Boolean> signed,
            HeaderList headers,
            String method,
            URI url,
            SignedBody body,
            AwsCredentialsIdentity identity) {
        try {
            sign(headers, method, url, body, identity);
            WARM.set(true);
            signed.complete(true);
        } catch (RuntimeException e) {
            signed.completeExceptionally(new IOException("the request could not be signed", e));
        }
    }

    private void sign(HeaderList headers, String method, URI url, SignedBody body, AwsCredentialsIdentity identity) {
        SdkHttpRequest request = SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.fromValue(method))
                .uri(url)
                .host(lower(url.getHost()))
                .build();
        SignedRequest signed = signer.sign(builder -> builder.identity(identity)
                .request(request)
                .payload(ContentStreamProvider.fromInputStreamSupplier(body::read))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(AwsV4HttpSigner.SIGNING_CLOCK, clock));
        for (String name : ADDED) {
            signed.request().firstMatchingHeader(name).ifPresent(value -> headers.add(lower(name), value));
        }
        fingerprint = Secret.of(identity.accessKeyId()).fingerprint();
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public void refused() {
        identities.forget();
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "AwsSignature[" + fingerprint + ']';
    }
}
