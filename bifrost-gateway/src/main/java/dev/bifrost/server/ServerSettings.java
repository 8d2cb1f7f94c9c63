package dev.bifrost.server;

import dev.bifrost.api.settings.ByteSize;
import dev.bifrost.api.settings.Describe;
import dev.bifrost.api.settings.Required;
import dev.bifrost.api.settings.Scalar;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The {@code server} part of the configuration. */
@Describe("Where the gateway listens and how much it takes in.")
public record ServerSettings(
        @Describe(
                value = "Address and port. Anything but loopback needs virtual keys, or access to say who may call.",
                byDefault = "127.0.0.1:8080")
        Listen listen,

        @Describe(value = "The largest request body that is taken.", byDefault = "100MB")
        ByteSize maxBody,

        @Describe(
                value = "Memory for request bodies and held answers of all calls together; what does not fit goes to "
                        + "a file that only the gateway can read.",
                byDefault = "256MB")
        ByteSize maxBuffered,

        @Describe(value = "Disk for the request bodies of all calls together.", byDefault = "4GB")
        ByteSize maxSpilled,

        @Describe(value = "How long running streams may take to finish when the gateway stops.", byDefault = "30s")
        Duration drain,

        @Describe(value = "The largest head of a request, request line included.", byDefault = "32KB")
        ByteSize maxHeader,

        @Describe(value = "How long a client may take to send a request's head.", byDefault = "10s")
        Duration headerTimeout,

        @Describe(value = "How long a client may take to send a request's body.", byDefault = "5m")
        Duration bodyTimeout,

        @Describe(value = "How long a connection may stay open without a request.", byDefault = "5m")
        Duration idleTimeout,

        @Describe("Serve HTTPS with this certificate.") @Nullable
        Tls tls) {

    /** Absent keys arrive as null and leave as their defaults. */
    public ServerSettings {
        listen = listen == null ? new Listen("127.0.0.1", 8080) : listen;
        maxBody = maxBody == null ? new ByteSize(100L << 20) : maxBody;
        maxBuffered = maxBuffered == null ? new ByteSize(256L << 20) : maxBuffered;
        maxSpilled = maxSpilled == null ? new ByteSize(4L << 30) : maxSpilled;
        drain = drain == null ? Duration.ofSeconds(30) : drain;
        maxHeader = maxHeader == null ? new ByteSize(32L << 10) : maxHeader;
        headerTimeout = headerTimeout == null ? Duration.ofSeconds(10) : headerTimeout;
        bodyTimeout = bodyTimeout == null ? Duration.ofMinutes(5) : bodyTimeout;
        idleTimeout = idleTimeout == null ? Duration.ofMinutes(5) : idleTimeout;
    }

    /** What holds where the configuration says nothing. */
    @SuppressWarnings("NullAway") // absent keys arrive as null
    public static ServerSettings standard() {
        return new ServerSettings(null, null, null, null, null, null, null, null, null, null);
    }

    /** The same on another address. */
    public ServerSettings withListen(Listen address) {
        return new ServerSettings(
                address,
                maxBody,
                maxBuffered,
                maxSpilled,
                drain,
                maxHeader,
                headerTimeout,
                bodyTimeout,
                idleTimeout,
                tls);
    }

    /** An address to listen on; port 0 takes any free one. */
    public record Listen(String host, int port) {

        /** Reads {@code HOST:PORT}, {@code [V6]:PORT} or {@code :PORT}. */
        @Scalar
        public static Listen parse(String text) {
            int colon = text.lastIndexOf(':');
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                String host = colon > 0 ? text.substring(0, colon) : "0.0.0.0";
                if (host.startsWith("[") && host.endsWith("]")) {
                    host = host.substring(1, host.length() - 1);
                }
                if (colon >= 0 && port >= 0 && port <= 65535) {
                    return new Listen(host, port);
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT; write for example 127.0.0.1:8080");
        }

        @Override
        public String toString() {
            return (host.indexOf(':') >= 0 ? '[' + host + ']' : host) + ':' + port;
        }
    }

    /** The server's certificate. */
    @Describe("PEM files of the certificate chain and its key.")
    public record Tls(
            @Describe("The certificate and those that lead to the root, as PEM.") @Required
            Path cert,

            @Describe("The private key, as PEM, not encrypted.") @Required
            Path key) {}
}
