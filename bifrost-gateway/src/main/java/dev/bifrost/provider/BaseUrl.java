package dev.bifrost.provider;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Addresses of providers: what is one, and when two are the same place. */
final class BaseUrl {
    private BaseUrl() {}

    /** Without slashes at the end. */
    static URI normalised(URI address) {
        String text = address.toString();
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return end == text.length() ? address : URI.create(text.substring(0, end));
    }

    /** Why this is no address of a provider; null if it is one. Does not repeat the address: it may hold a password. */
    static @Nullable String fault(URI address) {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "base_url must begin with http:// or https://";
        }
        if (address.getRawUserInfo() != null) {
            return "base_url can not hold a user or password; use api_key or headers";
        }
        if (address.getHost() == null || address.getPort() > 65_535 || address.getPort() == 0) {
            return "base_url has no valid host and port";
        }
        if (address.getRawQuery() != null || address.getRawFragment() != null) {
            return "base_url can not have a query or fragment";
        }
        if (normalised(address).getRawPath().endsWith("/chat/completions")) {
            return "base_url must end before /chat/completions: the gateway appends the path of each operation";
        }
        return null;
    }

    /** True if both have the same scheme, host and port, so that what one may know the other may know too. */
    static boolean sameOrigin(URI one, URI other) {
        return lower(one.getScheme()).equals(lower(other.getScheme()))
                && lower(one.getHost()).equals(lower(other.getHost()))
                && port(one) == port(other);
    }

    private static int port(URI address) {
        if (address.getPort() >= 0) {
            return address.getPort();
        }
        return lower(address.getScheme()).equals("https") ? 443 : 80;
    }

    private static String lower(@Nullable String text) {
        return Objects.requireNonNullElse(text, "").toLowerCase(Locale.ROOT);
    }
}
