package dev.bifrost.upstream;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes and by which way: whatever two calls must share to share a connection.
 *
 * @param tls    whether the connection is encrypted
 * @param host   name or address, without brackets
 * @param port   1 to 65535
 * @param proxy  an HTTP proxy on the way
 * @param caFile PEM certificates to trust instead of the system's
 */
public record Origin(
        boolean tls,
        String host,
        int port,
        @Nullable Proxy proxy,
        @Nullable Path caFile) {

    /**
     * An HTTP proxy.
     *
     * @param authorization the value of {@code proxy-authorization}, if it wants one
     */
    public record Proxy(String host, int port, @Nullable String authorization) {
        @Override
        public String toString() {
            return host + ':' + port;
        }
    }

    /** The value of the {@code host} header. */
    public String authority() {
        String literal = host.indexOf(':') >= 0 ? '[' + host + ']' : host;
        return port == (tls ? 443 : 80) ? literal : literal + ':' + port;
    }

    /** Written out because it is asked for on every call, and what a record makes of itself is made at run time. */
    @Override
    public int hashCode() {
        return 31 * host.hashCode() + port;
    }

    @Override
    public boolean equals(Object other) {
        return other == this
                || (other instanceof Origin that
                        && port == that.port
                        && tls == that.tls
                        && host.equals(that.host)
                        && Objects.equals(proxy, that.proxy)
                        && Objects.equals(caFile, that.caFile));
    }
}
