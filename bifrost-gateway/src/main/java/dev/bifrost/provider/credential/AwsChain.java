package dev.bifrost.provider.credential;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Credentials from where the tools of AWS look for them, for whoever else in the process signs requests. */
public final class AwsChain {
    private final Renewed<AwsCredentialsIdentity> identities;

    private AwsChain(Renewed<AwsCredentialsIdentity> identities) {
        this.identities = identities;
    }

    /**
     * The usual places.
     *
     * @param region      whose token service is asked where a token is to be changed for credentials
     * @param environment of the process
     */
    public static AwsChain usual(String region, Map<String, String> environment, WayOut way) {
        return new AwsChain(new Renewed<>(AwsIdentities.usual(environment, region, way), InstantSource.system()));
    }

    /** What is good for now; may block. */
    public AwsCredentialsIdentity current() throws IOException, InterruptedException {
        AwsCredentialsIdentity atHand = identities.atHand();
        if (atHand != null) {
            return atHand;
        }
        try {
            return identities.fetched().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        }
    }
}
