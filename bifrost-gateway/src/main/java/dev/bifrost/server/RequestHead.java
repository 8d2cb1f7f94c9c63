package dev.bifrost.server;

import dev.bifrost.api.Failure;
import dev.bifrost.exchange.ClientRequest;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request's head, checked.
 *
 * @param request         what it asks
 * @param failure         why it can not be served, if so
 * @param close           whether the connection ends with it
 * @param expectsContinue whether the client waits before it sends the body
 */
record RequestHead(
        ClientRequest request, @Nullable Failure failure, boolean close, boolean http10, boolean expectsContinue) {

    static RequestHead of(HttpRequest http, ServerSettings settings, String address) {
        HttpHeaders headers = http.headers();
        boolean http10 = http.protocolVersion().equals(HttpVersion.HTTP_1_0);
        String target = originForm(http.uri());
        int question = target.indexOf('?');
        boolean chunked = headers.contains("transfer-encoding");
        Failure failure = problem(http, headers, http10, target);
        long length = chunked ? -1 : 0;
        if (failure == null && !chunked) {
            length = HttpUtil.getContentLength(http, 0L);
        }
        if (failure == null && length > settings.maxBody().bytes()) {
            failure = new Failure.BodyTooLarge(settings.maxBody().bytes());
        }
        ClientRequest request = new ClientRequest(
                http.method().name(),
                question < 0 ? target : target.substring(0, question),
                question < 0 ? null : target.substring(question + 1),
                headers,
                length,
                address);
        String expect = headers.get("expect");
        return new RequestHead(
                request,
                failure,
                http10 || !HttpUtil.isKeepAlive(http),
                http10,
                expect != null && length != 0 && !http10);
    }

    private static String originForm(String uri) {
        if (uri.startsWith("http://") || uri.startsWith("https://")) {
            int authority = uri.indexOf("//") + 2;
            int slash = uri.indexOf('/', authority);
            int question = uri.indexOf('?', authority);
            return slash < 0 || (question >= 0 && question < slash) ? "/" : uri.substring(slash);
        }
        return uri;
    }

    private static @Nullable Failure problem(HttpRequest http, HttpHeaders headers, boolean http10, String target) {
        if (http.decoderResult().isFailure()) {
            Throwable cause = http.decoderResult().cause();
            if (cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException) {
                return new Failure.HeadTooLarge();
            }
            return new Failure.InvalidRequest("The request is not valid HTTP/1.1: " + said(cause));
        }
        if (!http10 && !http.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return new Failure.InvalidRequest("Only HTTP/1.1 and HTTP/1.0 are spoken here");
        }
        if (headers.getAll("host").size() != 1 && !(http10 && !headers.contains("host"))) {
            return new Failure.InvalidRequest("The request must have exactly one host header");
        }
        String host = headers.get("host");
        if (host != null && !isHost(host)) {
            return new Failure.InvalidRequest("The host header is no host");
        }
        List<String> encodings = headers.getAll("transfer-encoding");
        if (!encodings.isEmpty()
                && (http10 || encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked"))) {
            return new Failure.InvalidRequest("transfer-encoding may only be chunked, once");
        }
        String expect = headers.get("expect");
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return new Failure.InvalidRequest("The only expectation that is met is 100-continue");
        }
        if (!target.startsWith("/")) {
            return new Failure.InvalidRequest("The request target must be a path");
        }
        return null;
    }

    /** True for a name or an address with or without a port, as far as its characters tell. */
    private static boolean isHost(String host) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (c <= ' ' || c > '~' || "\"#,/<>?@\\^`{|}".indexOf(c) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** The decoder's word on what is wrong, without the bytes that are. */
    private static String said(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        if (message == null) {
            return "it can not be read";
        }
        int colon = message.indexOf(':');
        String text = colon > 0 ? message.substring(0, colon) : message;
        return text.length() > 100 ? text.substring(0, 100) : text;
    }
}
