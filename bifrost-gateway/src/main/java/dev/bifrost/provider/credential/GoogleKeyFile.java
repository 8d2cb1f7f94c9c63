package dev.bifrost.provider.credential;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be known of a file of Google credentials without using it. Whoever can change the file must not be able to
 * send the proof to themselves, so that it is shown to Google only.
 *
 * @param email   of the service account; null for other kinds
 * @param project to which the account belongs; null if it does not say
 */
public record GoogleKeyFile(
        String type, @Nullable String email, @Nullable String project) {
    /** https://google.aip.dev/auth/4112 and the pages beside it. */
    private static final Set<String> TYPES = Set.of(
            "service_account",
            "authorized_user",
            "external_account",
            "external_account_authorized_user",
            "impersonated_service_account",
            "gdch_service_account");

    /** Members, at any depth, that say where a proof is sent. */
    private static final List<String> ADDRESSES =
            List.of("token_uri", "token_url", "token_info_url", "revoke_url", "service_account_impersonation_url");

    /** Reads a file; what is wrong with it does not repeat its content. */
    public static GoogleKeyFile read(Path file) throws IOException {
        return check(file, content(file));
    }

    static byte[] content(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (IOException e) {
            throw new IOException(file + " can not be read", e);
        }
    }

    static GoogleKeyFile check(Path file, byte[] content) throws IOException {
        try {
            return of(content);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    static GoogleKeyFile of(byte[] content) {
        Json.Obj json;
        try {
            json = Json.readObject(content, 0, content.length);
        } catch (MalformedJson _) {
            throw new IllegalArgumentException("is not JSON; it must be what the console of Google Cloud gives");
        }
        String type = json.text("type", "");
        if (!TYPES.contains(type)) {
            throw new IllegalArgumentException(
                    "has no \"type\" of credentials, such as service_account; is it another file?");
        }
        check(json);
        if (type.equals("service_account") && (json.text("client_email") == null || json.text("private_key") == null)) {
            throw new IllegalArgumentException("lacks the client_email or the private_key of a service account");
        }
        String project = json.text("project_id");
        return new GoogleKeyFile(
                type, json.text("client_email"), project == null ? json.text("quota_project_id") : project);
    }

    private static void check(Json.Obj json) {
        for (Map.Entry<String, Json> member : json.asMap().entrySet()) {
            if (member.getValue() instanceof Json.Obj inner) {
                check(inner);
            } else if (member.getValue() instanceof Json.Str(String address)
                    && ADDRESSES.contains(member.getKey())
                    && !isGoogle(address)) {
                throw new IllegalArgumentException("has a " + member.getKey()
                        + " that is not Google's; it must be an https address of googleapis.com");
            }
        }
    }

    private static boolean isGoogle(String address) {
        try {
            URI uri = URI.create(address);
            String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
            boolean google = "https".equals(uri.getScheme()) && host.endsWith(".googleapis.com");
            return uri.getRawUserInfo() == null && (google || isLoopback(host));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /** Asks no DNS. */
    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
