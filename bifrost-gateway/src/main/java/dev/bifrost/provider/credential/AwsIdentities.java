package dev.bifrost.provider.credential;

import dev.bifrost.api.settings.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * Finds credentials of AWS where its tools look for them: the environment, a token that Kubernetes gives (IRSA), the
 * profile, a container's endpoint (ECS, EKS Pod Identity), the machine's metadata.
 */
final class AwsIdentities implements Renewed.Source<AwsCredentialsIdentity> {
    /** After which those that do not expire are looked for again, because files are rewritten. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(15);

    private final Supplier<AwsCredentialsProvider> made;
    private final @Nullable WebIdentity webIdentity;
    private final InstantSource clock;

    /** Made when it is first needed; asked by one thread at a time. */
    private @Nullable AwsCredentialsProvider chain;

    AwsIdentities(Supplier<AwsCredentialsProvider> made, @Nullable WebIdentity webIdentity, InstantSource clock) {
        this.made = made;
        this.webIdentity = webIdentity;
        this.clock = clock;
    }

    /**
     * The usual chain.
     *
     * @param environment of the process
     * @param region      whose token service is asked where a token is to be changed for credentials
     */
    static AwsIdentities usual(Map<String, String> environment, String region, WayOut way) {
        boolean hasKey = environment.containsKey("AWS_ACCESS_KEY_ID");
        return new AwsIdentities(
                () -> DefaultCredentialsProvider.builder().build(),
                hasKey ? null : WebIdentity.of(environment, region, way),
                InstantSource.system());
    }

    static AwsCredentialsIdentity fixed(Secret keyId, Secret secret, @Nullable Secret sessionToken) {
        return sessionToken == null
                ? AwsBasicCredentials.create(keyId.reveal(), secret.reveal())
                : AwsSessionCredentials.create(keyId.reveal(), secret.reveal(), sessionToken.reveal());
    }

    @Override
    public Renewed.Fresh<AwsCredentialsIdentity> fetch() throws IOException, InterruptedException {
        if (webIdentity != null) {
            return webIdentity.fetch();
        }
        AwsCredentialsProvider usual = chain == null ? made.get() : chain;
        chain = usual;
        try {
            AwsCredentialsIdentity found = usual.resolveCredentials();
            Instant until =
                    found.expirationTime().orElseGet(() -> clock.instant().plus(LOOK_AGAIN));
            return new Renewed.Fresh<>(found, until);
        } catch (SdkException e) {
            throw new IOException(
                    "no AWS credentials: none in the environment, the profile, a container's endpoint or the machine's "
                            + "metadata, or what is there can not be used",
                    e);
        }
    }
}
