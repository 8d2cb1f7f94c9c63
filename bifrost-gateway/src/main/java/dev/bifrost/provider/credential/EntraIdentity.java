package dev.bifrost.provider.credential;

import dev.bifrost.api.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** As whom Microsoft Entra ID is asked for a token, and what proves it. */
public sealed interface EntraIdentity {

    /** The application's id; null for the identity that a machine has without a name. */
    @Nullable
    String clientId();

    /**
     * An application with a secret.
     *
     * @param authority where the tenant's tokens are issued, without the tenant
     */
    record WithSecret(URI authority, String tenantId, String clientId, Secret secret) implements EntraIdentity {}

    /** An application that somebody whom the tenant trusts vouches for, in a file that is written anew now and then. */
    record Federated(URI authority, String tenantId, String clientId, Path tokenFile) implements EntraIdentity {}

    /**
     * What Azure gives the machine on which this runs.
     *
     * @param endpoint where App Service gives it; null where it has a fixed address
     * @param header   proves that it is the app who asks there
     */
    record Machine(
            @Nullable String clientId,
            @Nullable String endpoint,
            @Nullable String header) implements EntraIdentity {
        /** Leaves the header out. */
        @Override
        public String toString() {
            return "Machine[" + clientId + ']';
        }
    }
}
