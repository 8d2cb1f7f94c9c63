package dev.bifrost.provider.credential;

import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How those who issue tokens are reached: as the provider is.
 *
 * @param proxyTowards {@code http://user:password@host:port} on the way to a host; null for the direct way
 * @param caFile       PEM certificates to trust instead of the system's
 */
public record WayOut(
        Function<String, @Nullable String> proxyTowards,
        @Nullable Path caFile) {
    /** Directly. */
    public static final WayOut DIRECT = new WayOut(_ -> null, null);

    private static final String DISABLED_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    Proxy proxy(String host) {
        String given = proxyTowards.apply(host);
        if (given == null) {
            return Proxy.NO_PROXY;
        }
        URI proxy = URI.create(given);
        if (proxy.getRawUserInfo() != null && System.getProperty(DISABLED_SCHEMES) == null) {
            // The JDK does not show a password to a proxy of HTTPS unless it is told to.
            System.setProperty(DISABLED_SCHEMES, "");
        }
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort()));
    }

    /** Tells proxies their passwords, and nobody else any; null if the proxy on the way to this host has none. */
    @Nullable
    Authenticator passwords(String towards) {
        String way = proxyTowards.apply(towards);
        if (way == null || URI.create(way).getRawUserInfo() == null) {
            return null;
        }
        return new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                String host =
                        getRequestingURL() == null ? null : getRequestingURL().getHost();
                String given =
                        host == null || getRequestorType() != RequestorType.PROXY ? null : proxyTowards.apply(host);
                String user = given == null ? null : URI.create(given).getUserInfo();
                if (user == null) {
                    return null;
                }
                int colon = user.indexOf(':');
                return colon < 0
                        ? new PasswordAuthentication(user, new char[0])
                        : new PasswordAuthentication(
                                user.substring(0, colon),
                                user.substring(colon + 1).toCharArray());
            }
        };
    }

    /** Trusts the given certificates; null to trust the system's. */
    @Nullable
    SSLContext trust() throws IOException {
        if (caFile == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(caFile)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int count = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca-" + count++, each);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + caFile + " can not be used", e);
        }
    }

    /** Leaves the proxy out: it may hold a password. */
    @Override
    public String toString() {
        return "WayOut[caFile=" + caFile + ']';
    }
}
