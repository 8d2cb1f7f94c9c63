package dev.bifrost.provider.credential;

import dev.bifrost.api.json.Json;
import dev.bifrost.api.json.MalformedJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.Authenticator;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/** Asks over HTTP for something small, from a virtual thread; about once an hour, so that no connection is kept. */
final class TokenServer {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int LARGEST = 1 << 20;

    private final WayOut way;

    TokenServer(WayOut way) {
        this.way = way;
    }

    /** An answer, whatever its status. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
    record Answer(int status, byte[] body) {
        /** Empty where it is no JSON object. */
        Json.Obj json() {
            try {
                return Json.read(body) instanceof Json.Obj object ? object : new Json.Obj();
            } catch (MalformedJson _) {
                return new Json.Obj();
            }
        }
    }

    Answer get(URI url, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(ANSWER);
        headers.forEach(request::header);
        return send(request.build());
    }

    Answer post(URI url, Map<String, String> form) throws IOException, InterruptedException {
        String body = form.entrySet().stream()
                .map(each -> encoded(each.getKey()) + '=' + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(url)
                .timeout(ANSWER)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private Answer send(HttpRequest request) throws IOException, InterruptedException {
        try (HttpClient client = client(request.uri().getHost())) {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (var in = response.body()) {
                return new Answer(response.statusCode(), in.readNBytes(LARGEST));
            }
        } catch (IOException e) {
            throw new IOException(request.uri().getHost() + " could not be asked for a token: " + e, e);
        }
    }

    /** Follows no redirects: a secret is for one place. */
    private HttpClient client(String host) throws IOException {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(new Always(way.proxy(host)));
        Authenticator passwords = way.passwords(host);
        if (passwords != null) {
            builder.authenticator(passwords);
        }
        SSLContext trust = way.trust();
        return trust == null ? builder.build() : builder.sslContext(trust).build();
    }

    /** One way for all. */
    private static final class Always extends ProxySelector {
        private final Proxy proxy;

        Always(Proxy proxy) {
            this.proxy = proxy;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(proxy);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException e) {
            // The call fails, which says it.
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
