package dev.bifrost.provider.credential;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.settings.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gets tokens of Microsoft Entra ID: by the client credentials flow
 * (https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow) or as the machine's identity
 * (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token).
 */
public final class EntraTokens implements Renewed.Source<BearerToken.Token> {
    private static final URI METADATA = URI.create("http://169.254.169.254/metadata/identity/oauth2/token");
    private static final Pattern THEIR_CODE = Pattern.compile("AADSTS\\d+");

    private final EntraIdentity identity;
    private final String scope;
    private final TokenServer server;
    private final TokenServer machine;
    private final URI metadata;
    private final InstantSource clock;

    EntraTokens(EntraIdentity identity, String scope, WayOut way, URI metadata, InstantSource clock) {
        this.identity = identity;
        this.scope = scope;
        this.server = new TokenServer(way);
        this.machine = new TokenServer(WayOut.DIRECT);
        this.metadata = metadata;
        this.clock = clock;
    }

    /** Shows tokens for {@code scope}. */
    public static BearerToken proof(EntraIdentity identity, String scope, WayOut way) {
        return proof(identity, scope, way, METADATA, InstantSource.system());
    }

    static BearerToken proof(EntraIdentity identity, String scope, WayOut way, URI metadata, InstantSource clock) {
        String id = identity.clientId();
        return new BearerToken(
                new EntraTokens(identity, scope, way, metadata, clock),
                id == null ? null : Secret.of(id).fingerprint(),
                clock);
    }

    @Override
    public Renewed.Fresh<BearerToken.Token> fetch() throws IOException, InterruptedException {
        return switch (identity) {
            case EntraIdentity.WithSecret it ->
                ask(
                        it.authority(),
                        it.tenantId(),
                        it.clientId(),
                        Map.of("client_secret", it.secret().reveal()));
            case EntraIdentity.Federated it ->
                ask(
                        it.authority(),
                        it.tenantId(),
                        it.clientId(),
                        Map.of(
                                "client_assertion_type",
                                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                                "client_assertion",
                                assertion(it)));
            case EntraIdentity.Machine it -> machine(it);
        };
    }

    private static String assertion(EntraIdentity.Federated identity) throws IOException {
        try {
            return Files.readString(identity.tokenFile()).strip();
        } catch (NoSuchFileException e) {
            throw new IOException("there is no federated token in " + identity.tokenFile(), e);
        }
    }

    private Renewed.Fresh<BearerToken.Token> ask(URI authority, String tenant, String client, Map<String, String> proof)
            throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_id", client);
        form.put("scope", scope);
        form.putAll(proof);
        String base = authority.toString();
        String url = (base.endsWith("/") ? base : base + '/') + tenant + "/oauth2/v2.0/token";
        return token(server.post(URI.create(url), form), authority.getHost());
    }

    private Renewed.Fresh<BearerToken.Token> machine(EntraIdentity.Machine identity)
            throws IOException, InterruptedException {
        // Machines are asked by the resource, of which a scope is the one part.
        String resource =
                scope.endsWith("/.default") ? scope.substring(0, scope.length() - "/.default".length()) : scope;
        String query = "resource=" + TokenServer.encoded(resource)
                + (identity.clientId() == null ? "" : "&client_id=" + TokenServer.encoded(identity.clientId()));
        String endpoint = identity.endpoint();
        String header = identity.header();
        if (endpoint != null && header != null) {
            URI url = URI.create(endpoint + "?api-version=2019-08-01&" + query);
            return token(machine.get(url, Map.of("x-identity-header", header)), "the machine's identity");
        }
        URI url = URI.create(metadata + "?api-version=2018-02-01&" + query);
        return token(machine.get(url, Map.of("metadata", "true")), "the machine's identity");
    }

    private Renewed.Fresh<BearerToken.Token> token(TokenServer.Answer answer, @Nullable String who) throws IOException {
        Json.Obj json = answer.json();
        String token = json.text("access_token");
        if (answer.status() != 200 || token == null || token.isEmpty()) {
            throw new IOException(who + " gives no token: status " + answer.status() + reason(json));
        }
        return new Renewed.Fresh<>(new BearerToken.Token(token, Map.of()), until(json));
    }

    /** Their text may quote what was sent, so that only their code is repeated. */
    private static String reason(Json.Obj json) {
        StringBuilder reason = new StringBuilder();
        String error = json.text("error");
        if (error != null && error.matches("[a-z_]{1,40}")) {
            reason.append(", ").append(error);
        }
        Matcher code = THEIR_CODE.matcher(json.text("error_description", ""));
        if (code.find()) {
            reason.append(", ").append(code.group());
        }
        return reason.toString();
    }

    /** Seconds are a number from some and text from others. */
    private Instant until(Json.Obj json) {
        long seconds = seconds(json, "expires_in");
        if (seconds > 0) {
            return clock.instant().plusSeconds(seconds);
        }
        long moment = seconds(json, "expires_on");
        return moment > 0 ? Instant.ofEpochSecond(moment) : clock.instant().plusSeconds(600);
    }

    private static long seconds(Json.Obj json, String name) {
        long number = json.number(name, 0);
        String text = json.text(name);
        if (text != null && text.matches("\\d{1,12}")) {
            return Long.parseLong(text);
        }
        return Math.min(number, 1_000_000_000_000L);
    }
}
