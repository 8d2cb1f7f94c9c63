package dev.bifrost.provider;

import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Secret;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** How tokens of Microsoft Entra ID are got. */
@Describe(
        "How tokens of Microsoft Entra ID are got. {} takes everything from the usual variables, AZURE_CLIENT_ID and so "
                + "on.")
public record EntraSettings(
        @Describe("The tenant; absent: AZURE_TENANT_ID.") @Nullable
        String tenantId,

        @Describe("The application, or a user-assigned identity; absent: AZURE_CLIENT_ID.") @Nullable
        String clientId,

        @Describe("The application's secret; absent: AZURE_CLIENT_SECRET.") @Nullable
        Secret clientSecret,

        @Describe("Instead of a secret, the file of a token that the tenant trusts, as Kubernetes writes it; absent: "
                + "AZURE_FEDERATED_TOKEN_FILE.")
        @Nullable
        Path federatedTokenFile,

        @Describe(value = "Take the identity of the machine on which the gateway runs.", byDefault = "false") @Nullable
        Boolean managedIdentity,

        @Describe(value = "What the token is for.", byDefault = "https://cognitiveservices.azure.com/.default")
        @Nullable
        String scope,

        @Describe(value = "Where tokens are issued.", byDefault = "https://login.microsoftonline.com") @Nullable
        URI authority) {

    /** A machine's identity needs no proof, so that giving one is a mistake. */
    public EntraSettings {
        if (Boolean.TRUE.equals(managedIdentity) && (clientSecret != null || federatedTokenFile != null)) {
            throw new IllegalArgumentException(
                    "managed_identity needs no client_secret and no federated_token_file; remove one or the other");
        }
        if (clientSecret != null && federatedTokenFile != null) {
            throw new IllegalArgumentException("federated_token_file goes instead of client_secret; give one of them");
        }
    }
}
