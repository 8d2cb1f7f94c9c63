package dev.bifrost.upstream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards providers, on BoringSSL where it runs. Trusts the bundle given by {@code ca_file}, else the system's, so
 * that a house's own authority counts here as everywhere else on the machine, else Java's. Shared by all loops; read on threads that may block.
 */
public final class TlsContexts {
    /** Where Debian, Alpine, Red Hat and SUSE keep the bundle. */
    private static final List<Path> SYSTEM_BUNDLES = List.of(
            Path.of("/etc/ssl/certs/ca-certificates.crt"),
            Path.of("/etc/pki/tls/certs/ca-bundle.crt"),
            Path.of("/etc/ssl/ca-bundle.pem"),
            Path.of("/etc/ssl/cert.pem"));

    private static final Path SYSTEM = Path.of("");

    private final Map<Path, CompletableFuture<SslContext>> contexts = new ConcurrentHashMap<>();
    private final Executor blocking;

    /** @param blocking runs what reads files */
    public TlsContexts(Executor blocking) {
        this.blocking = blocking;
    }

    /** Begins to read what these need, so that the first calls need not wait for it. */
    public void prepare(Iterable<Origin> origins) {
        for (Origin origin : origins) {
            if (origin.tls()) {
                CompletableFuture<SslContext> _ = context(origin.caFile());
            }
        }
    }

    /** The context that trusts {@code caFile}, once it has been read. What fails is tried anew the next time. */
    CompletableFuture<SslContext> context(@Nullable Path caFile) {
        Path key = caFile == null ? SYSTEM : caFile;
        CompletableFuture<SslContext> known = contexts.get(key);
        if (known != null) {
            return known;
        }
        CompletableFuture<SslContext> fresh = new CompletableFuture<>();
        known = contexts.putIfAbsent(key, fresh);
        if (known != null) {
            return known;
        }
        blocking.execute(() -> {
            try {
                fresh.complete(build(caFile == null ? systemBundle() : caFile));
            } catch (SSLException | RuntimeException e) {
                contexts.remove(key, fresh);
                fresh.completeExceptionally(e);
            }
        });
        return fresh;
    }

    /** For one connection. Certificates are not checked on the loop: that takes long, and Java reads files for it. */
    SslHandler handler(SslContext context, ByteBufAllocator memory, Origin origin) {
        return context.newHandler(memory, origin.host(), origin.port(), blocking);
    }

    /** What is wrong with a file of certificates; null if it can be used. Reads it. */
    public static @Nullable String problem(Path caFile) {
        try {
            SslContextBuilder.forClient().trustManager(caFile.toFile());
            return null;
        } catch (IllegalArgumentException e) {
            return unusable(caFile);
        }
    }

    private static String unusable(Path bundle) {
        return bundle + " holds no certificates that can be read";
    }

    private static SslContext build(@Nullable Path bundle) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK);
        if (bundle != null) {
            File file = bundle.toFile();
            try {
                builder.trustManager(file);
            } catch (IllegalArgumentException e) {
                throw new SSLException(unusable(bundle), e);
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
