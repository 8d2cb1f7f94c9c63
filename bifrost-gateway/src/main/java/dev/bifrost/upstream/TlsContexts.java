package dev.bifrost.upstream;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards providers, on BoringSSL where it runs. Trusts the bundle given by {@code ca_file}, else the system's, so
 * that a house's own authority counts here as everywhere else on the machine, else Java's. Shared by all loops.
 */
public final class TlsContexts {
    /** Where Debian, Alpine, Red Hat and SUSE keep the bundle. */
    private static final List<Path> SYSTEM_BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private static final Path SYSTEM = Path.of("");

    private final Map<Path, SslContext> contexts = new ConcurrentHashMap<>();

    /** The context that trusts {@code caFile}. */
    SslContext context(@Nullable Path caFile) throws SSLException {
        Path key = caFile == null ? SYSTEM : caFile;
        SslContext known = contexts.get(key);
        if (known == null) {
            known = build(caFile == null ? systemBundle() : caFile);
            contexts.put(key, known);
        }
        return known;
    }

    private static SslContext build(@Nullable Path bundle) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
        if (bundle != null) {
            File file = bundle.toFile();
            try {
                builder.trustManager(file);
            } catch (IllegalArgumentException e) {
                throw new SSLException(bundle + " holds no certificates that can be read", e);
            }
        }
        return builder.build();
    }

    private static @Nullable Path systemBundle() {
        String configured = System.getenv("SSL_CERT_FILE");
        if (configured != null && Files.isReadable(Path.of(configured))) {
            return Path.of(configured);
        }
        return SYSTEM_BUNDLES.stream().filter(Files::isReadable).findFirst().orElse(null);
    }
}
