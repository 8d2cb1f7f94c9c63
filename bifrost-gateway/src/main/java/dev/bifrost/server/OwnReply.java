package dev.bifrost.server;

import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.exchange.ClientReply;
import dev.bifrost.exchange.Failures;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Answers that the server gives by itself, without an exchange and without a record. */
final class OwnReply {
    private OwnReply() {}

    /** {@code anthropic}: in Anthropic's words. */
    static void failure(ClientReply reply, Failure failure, boolean anthropic) {
        HeaderList headers = new HeaderList();
        if (failure instanceof Failure.MethodNotAllowed notAllowed) {
            headers.add("allow", notAllowed.allowed());
        }
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            headers.add("retry-after", Long.toString(Math.max(1, retryAfter.toSeconds())));
        }
        whole(reply, failure.status(), headers, Failures.body(failure, anthropic));
    }

    static void health(ClientReply reply, boolean well) {
        String body = well ? "{\"status\":\"ok\"}" : "{\"status\":\"not_ready\"}";
        whole(reply, well ? 200 : 503, new HeaderList(), body.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@code body} is JSON. */
    static void whole(ClientReply reply, int status, HeaderList headers, byte[] body) {
        reply.head(status, headers.add("content-type", "application/json"), body.length);
        reply.data(Unpooled.wrappedBuffer(body));
        reply.end();
    }
}
