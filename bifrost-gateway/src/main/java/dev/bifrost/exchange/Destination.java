package dev.bifrost.exchange;

import dev.bifrost.api.HeaderList;
import dev.bifrost.provider.Provider;
import dev.bifrost.upstream.Origin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A provider together with what every request to it begins with. */
record Destination(Provider provider, Origin origin, String basePath) {

    static Destination of(Provider provider) {
        URI base = provider.baseUrl();
        boolean tls = "https".equalsIgnoreCase(base.getScheme());
        String host = base.getHost();
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = base.getPort() > 0 ? base.getPort() : tls ? 443 : 80;
        Origin origin =
                new Origin(tls, host.toLowerCase(Locale.ROOT), port, proxy(provider.proxy()), provider.caFile());
        String path = base.getRawPath();
        return new Destination(provider, origin, path == null || path.equals("/") ? "" : path);
    }

    private static Origin.@Nullable Proxy proxy(@Nullable String url) {
        if (url == null) {
            return null;
        }
        URI uri = URI.create(url);
        String user = uri.getUserInfo();
        String authorization = user == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
        return new Origin.Proxy(uri.getHost(), uri.getPort() > 0 ? uri.getPort() : 3128, authorization);
    }

    /** The headers that do not depend on the call. */
    HeaderList headers() {
        HeaderList headers = new HeaderList();
        provider.headers().forEach((name, value) -> headers.add(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }
}
