package dev.bifrost.api.settings;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…}, taken apart. Its text and its errors show no credentials.
 *
 * @param hosts      {@code host:port}, or several with commas, of which the one that takes writes is used
 * @param properties of the JDBC driver, such as {@code sslmode}
 */
public record PostgresUrl(
        String hosts,
        String database,
        @Nullable String user,
        @Nullable Secret password,
        Map<String, String> properties) {

    /** libpq's names, and what the driver calls them; https://www.postgresql.org/docs/current/libpq-connect.html. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "sslmode", "sslmode",
            "sslrootcert", "sslrootcert",
            "sslcert", "sslcert",
            "sslkey", "sslkey",
            "sslpassword", "sslpassword",
            "application_name", "ApplicationName",
            "target_session_attrs", "targetServerType",
            "channel_binding", "channelBinding",
            "search_path", "currentSchema");

    private static final Pattern SERVER = Pattern.compile("([^/?#]*)/([^/?#]+)(?:\\?([^#]*))?");
    private static final Pattern HOSTS = Pattern.compile(
            "([\\w.-]+|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?(,([\\w.-]+|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?)*");

    /** Whether a text begins as one. */
    public static boolean isOne(String url) {
        return url.startsWith("postgres://") || url.startsWith("postgresql://");
    }

    /**
     * Reads it; throws {@link IllegalArgumentException} with a message that begins with {@code url}.
     *
     * @param password instead of the one in the url
     */
    public static PostgresUrl of(String url, @Nullable Secret password) {
        if (!isOne(url)) {
            throw new IllegalArgumentException("url does not begin with postgres://");
        }
        return server(url.substring(url.indexOf("://") + 3), password);
    }

    private static PostgresUrl server(String text, @Nullable Secret password) {
        Matcher parts = SERVER.matcher(text);
        String authority = parts.matches() ? parts.group(1) : "";
        int at = authority.lastIndexOf('@');
        String hosts = authority.substring(at + 1);
        if (!HOSTS.matcher(hosts).matches()) {
            throw new IllegalArgumentException("url is not of the form postgres://USER:PASSWORD@HOST:PORT/DATABASE; "
                    + "special characters in the password must be percent-encoded");
        }
        String credentials = authority.substring(0, Math.max(at, 0));
        int colon = credentials.indexOf(':');
        String user = colon < 0 ? credentials : credentials.substring(0, colon);
        String given = colon < 0 ? "" : decoded(credentials.substring(colon + 1));
        return new PostgresUrl(
                hosts,
                decoded(parts.group(2)),
                user.isEmpty() ? null : decoded(user),
                password != null ? password : given.isBlank() ? null : Secret.of(given),
                properties(parts.group(3)));
    }

    private static Map<String, String> properties(@Nullable String query) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String parameter : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            String property = PARAMETERS.get(name);
            if (property == null) {
                throw new IllegalArgumentException("url has a parameter that is not known; these are: "
                        + String.join(
                                ", ", PARAMETERS.keySet().stream().sorted().toList()));
            }
            String value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
            // The driver reads a file where libpq takes the word for the system's certificates.
            boolean system = property.equals("sslrootcert") && value.equals("system");
            properties.put(
                    system ? "sslfactory" : property,
                    system
                            ? "org.postgresql.ssl.DefaultJavaSSLFactory"
                            : property.equals("targetServerType") ? sessions(value) : value);
        }
        return Map.copyOf(properties);
    }

    private static String sessions(String value) {
        return switch (value) {
            case "read-write", "primary" -> "primary";
            case "any" -> "any";
            default -> throw new IllegalArgumentException("url has a target_session_attrs other than read-write, any");
        };
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "url has a % that is not followed by two hexadecimal digits; write %25", e);
        }
    }

    @Override
    public String toString() {
        return "postgres://" + hosts + "/" + database;
    }
}
