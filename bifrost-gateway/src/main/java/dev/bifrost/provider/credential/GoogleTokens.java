package dev.bifrost.provider.credential;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.ComputeEngineCredentials;
import com.google.auth.oauth2.GoogleCredentials;
import dev.bifrost.api.settings.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Gets tokens of Google Cloud by Google's own library: from a file, or from the machine on which the gateway runs. */
public final class GoogleTokens implements Renewed.Source<BearerToken.Token> {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final Set<String> MACHINE = Set.of("metadata.google.internal", "169.254.169.254");

    private final @Nullable Path file;
    private final WayOut way;
    private final UnaryOperator<URI> rewrite;
    private final InstantSource clock;

    GoogleTokens(@Nullable Path file, WayOut way, UnaryOperator<URI> rewrite, InstantSource clock) {
        this.file = file;
        this.way = way;
        this.rewrite = rewrite;
        this.clock = clock;
    }

    /** Shows tokens. {@code file} null: those of the machine; {@code email} is whose they are, if that is known. */
    public static BearerToken proof(@Nullable Path file, @Nullable String email, WayOut way) {
        return proof(file, email, way, UnaryOperator.identity(), InstantSource.system());
    }

    /** {@code rewrite} changes where requests go. */
    static BearerToken proof(
            @Nullable Path file, @Nullable String email, WayOut way, UnaryOperator<URI> rewrite, InstantSource clock) {
        return new BearerToken(
                new GoogleTokens(file, way, rewrite, clock),
                email == null ? null : Secret.of(email).fingerprint(),
                clock);
    }

    /** Reads the file anew each time, because keys are rotated. */
    @Override
    public Renewed.Fresh<BearerToken.Token> fetch() throws IOException {
        HttpTransport transport = transport();
        GoogleCredentials credentials = file == null
                ? ComputeEngineCredentials.newBuilder()
                        .setHttpTransportFactory(() -> transport)
                        .build()
                : fromFile(file, transport);
        try {
            GoogleCredentials scoped = credentials.createScoped(SCOPE);
            scoped.refresh();
            return fresh(scoped.getAccessToken(), credentials.getQuotaProjectId());
        } catch (IOException e) {
            throw new IOException(
                    file == null
                            ? "this machine gives no Google credentials, and there is neither credentials_file nor "
                                    + "GOOGLE_APPLICATION_CREDENTIALS: " + firstLine(e)
                            : "Google gives no token for " + file + ": " + firstLine(e),
                    e);
        }
    }

    private static GoogleCredentials fromFile(Path file, HttpTransport transport) throws IOException {
        byte[] content = GoogleKeyFile.content(file);
        GoogleKeyFile.check(file, content);
        try (var in = new ByteArrayInputStream(content)) {
            return GoogleCredentials.fromStream(in, () -> transport);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("the credentials in " + file + " can not be used", e);
        }
    }

    private Renewed.Fresh<BearerToken.Token> fresh(@Nullable AccessToken token, @Nullable String quotaProject)
            throws IOException {
        if (token == null) {
            throw new IOException("the answer has no token");
        }
        Instant until = token.getExpirationTime() == null
                ? clock.instant().plusSeconds(600)
                : token.getExpirationTime().toInstant();
        Map<String, String> headers = quotaProject == null ? Map.of() : Map.of("x-goog-user-project", quotaProject);
        return new Renewed.Fresh<>(new BearerToken.Token(token.getTokenValue(), headers), until);
    }

    private HttpTransport transport() throws IOException {
        NetHttpTransport.Builder builder = new NetHttpTransport.Builder().setConnectionFactory(url -> {
            URI asked = URI.create(url.toString());
            URI address = rewrite.apply(asked);
            boolean local = MACHINE.contains(asked.getHost());
            Proxy proxy = local ? Proxy.NO_PROXY : way.proxy(asked.getHost());
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(proxy);
            Authenticator passwords = local ? null : way.passwords(asked.getHost());
            if (passwords != null) {
                connection.setAuthenticator(passwords);
            }
            return connection;
        });
        SSLContext trust = way.trust();
        return (trust == null ? builder : builder.setSslSocketFactory(trust.getSocketFactory())).build();
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        String line = message.lines().findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }
}
