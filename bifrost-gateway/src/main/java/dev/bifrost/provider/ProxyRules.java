package dev.bifrost.provider;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which way leads to a host. {@code no_proxy} holds names ({@code llm.corp}), domains with all below them
 * ({@code .corp}), addresses ({@code 10.1.2.3}), networks ({@code 10.0.0.0/8}) or {@code *}.
 */
final class ProxyRules {
    private final @Nullable String proxy;
    private final List<String> noProxy;

    ProxyRules(@Nullable String proxy, List<String> noProxy) {
        this.proxy = "none".equals(proxy) ? null : proxy;
        this.noProxy = noProxy.stream()
                .map(each -> unbracketed(each.strip().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** The proxy on the way to {@code host}; null for the direct way. The inherited one never leads to this machine. */
    @Nullable
    String towards(String host) {
        String name = unbracketed(host.toLowerCase(Locale.ROOT));
        return proxy == null || isLoopback(name) || noProxy.stream().anyMatch(rule -> matches(rule, name))
                ? null
                : proxy;
    }

    /** Why this is no proxy; null if it is one. Does not repeat it: it may hold a password. */
    static @Nullable String fault(String proxy) {
        if (proxy.equals("none")) {
            return null;
        }
        try {
            URI uri = new URI(proxy);
            if (!"http".equalsIgnoreCase(uri.getScheme())
                    || uri.getHost() == null
                    || uri.getPort() < 1
                    || uri.getPort() > 65_535
                    || !uri.getRawPath().replace("/", "").isEmpty()
                    || uri.getRawQuery() != null) {
                return "proxy must have the form http://host:port or http://user:password@host:port, or be none";
            }
            return null;
        } catch (URISyntaxException e) {
            return "proxy is not a URL; special characters of a password are written in percent form";
        }
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost") || host.endsWith(".localhost")) {
            return true;
        }
        InetAddress address = literal(host);
        return address != null && address.isLoopbackAddress();
    }

    private static boolean matches(String rule, String host) {
        if (rule.equals("*") || rule.equals(host)) {
            return true;
        }
        if (rule.startsWith(".")) {
            return host.endsWith(rule) || host.equals(rule.substring(1));
        }
        InetAddress address = literal(host);
        if (address == null) {
            return false;
        }
        int slash = rule.indexOf('/');
        InetAddress network = literal(slash < 0 ? rule : unbracketed(rule.substring(0, slash)));
        if (network == null) {
            return false;
        }
        int bits = slash < 0 ? network.getAddress().length * 8 : prefix(rule.substring(slash + 1));
        return bits >= 0 && sharePrefix(network.getAddress(), address.getAddress(), bits);
    }

    private static boolean sharePrefix(byte[] one, byte[] other, int bits) {
        if (one.length != other.length || bits > one.length * 8) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((one[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static int prefix(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The address that the text spells; null if it is a name. Asks no DNS. */
    private static @Nullable InetAddress literal(String host) {
        if (host.isEmpty() || !(Character.digit(host.charAt(0), 16) >= 0 || host.charAt(0) == ':')) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
