package dev.bifrost.provider;

import dev.bifrost.api.settings.Secret;
import dev.bifrost.provider.credential.EntraIdentity;
import dev.bifrost.provider.credential.EntraTokens;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What {@code entra} says, completed by the variables that the tools of Azure use. */
final class Entra {
    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";
    private static final URI AUTHORITY = URI.create("https://login.microsoftonline.com");
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]*");

    private final EntraSettings settings;
    private final Credentials.Asked asked;
    private boolean wrong;

    private Entra(EntraSettings settings, Credentials.Asked asked) {
        this.settings = settings;
        this.asked = asked;
    }

    static Credentials of(Credentials.Asked asked) {
        EntraSettings settings = Objects.requireNonNull(asked.settings().entra(), "asked only where it is given");
        EntraIdentity identity = new Entra(settings, asked).identity();
        if (identity == null) {
            return Credentials.none();
        }
        String scope = settings.scope() == null ? SCOPE : settings.scope();
        return Credentials.of(EntraTokens.proof(identity, scope, asked.way()));
    }

    private @Nullable EntraIdentity identity() {
        String client = text(settings.clientId(), "AZURE_CLIENT_ID");
        if (Boolean.TRUE.equals(settings.managedIdentity())) {
            return new EntraIdentity.Machine(
                    settings.clientId(), text(null, "IDENTITY_ENDPOINT"), text(null, "IDENTITY_HEADER"));
        }
        URI authority = authority();
        String tenant = required(text(settings.tenantId(), "AZURE_TENANT_ID"), "tenant_id", "AZURE_TENANT_ID");
        String application = required(client, "client_id", "AZURE_CLIENT_ID");
        if (!tenant.isEmpty() && !TENANT.matcher(tenant).matches()) {
            complain("tenant_id", "must be the tenant's id, or one of its domains");
        }
        Path file = settings.federatedTokenFile();
        Secret secret = settings.clientSecret();
        if (file == null && secret == null) {
            String given = text(null, "AZURE_CLIENT_SECRET");
            secret = given == null ? null : Secret.of(given);
            String tokenFile = given == null ? text(null, "AZURE_FEDERATED_TOKEN_FILE") : null;
            file = tokenFile == null ? null : Path.of(tokenFile);
        }
        if (file == null && secret == null) {
            complain("client_secret", "is missing; or write federated_token_file, or managed_identity: true");
        }
        if (wrong) {
            return null;
        }
        return secret == null
                ? new EntraIdentity.Federated(authority, tenant, application, Objects.requireNonNull(file, "file"))
                : new EntraIdentity.WithSecret(authority, tenant, application, secret);
    }

    private URI authority() {
        URI authority = settings.authority();
        if (authority == null) {
            String host = text(null, "AZURE_AUTHORITY_HOST");
            try {
                authority = host == null ? AUTHORITY : URI.create(host);
            } catch (IllegalArgumentException _) {
                complain("authority", "AZURE_AUTHORITY_HOST is no address");
                return AUTHORITY;
            }
        }
        String host = authority.getHost();
        if (host == null || (!"https".equalsIgnoreCase(authority.getScheme()) && !isLoopback(host))) {
            complain("authority", "must be an https address: secrets are shown there");
        }
        return authority;
    }

    /** Asks no DNS. */
    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private @Nullable String text(@Nullable String given, String variable) {
        String set = asked.environment().getOrDefault(variable, "").strip();
        return given != null ? given : set.isEmpty() ? null : set;
    }

    private String required(@Nullable String given, String key, String variable) {
        if (given == null || given.isBlank()) {
            complain(key, "is missing, and " + variable + " is not set");
            return "";
        }
        return given.strip();
    }

    private void complain(String key, String message) {
        asked.problem().accept("entra." + key, message);
        wrong = true;
    }
}
