package dev.bifrost.exchange;

import dev.bifrost.api.Operation;
import dev.bifrost.dialect.RequestScan;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A call's request body on its way in: decoded where it comes in a coding, looked at, and kept. */
final class RequestIntake {
    private final Exchange exchange;
    private final ClientReply reply;
    private final Runnable whole;
    private final RequestBuffer buffer;
    private @Nullable DecodedBody coded;

    /** {@code whole} runs once all of it is there. What is wrong is told to the exchange. */
    RequestIntake(Exchange exchange, Operation operation, ClientReply reply, Runnable whole) {
        this.exchange = exchange;
        this.reply = reply;
        this.whole = whole;
        this.buffer = new RequestBuffer(
                exchange.gateway(),
                exchange.worker(),
                new RequestScan(operation),
                exchange.fingerprint(),
                exchange.capture(),
                this::read,
                exchange::bodyFailed);
    }

    RequestBuffer buffer() {
        return buffer;
    }

    void begin() {
        String coding = exchange.request().headers().get("content-encoding");
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            coded = new DecodedBody(exchange, buffer, this::decoded);
            coded.begin(coding, this::read);
        }
    }

    /** Takes a piece, which then belongs to this. */
    void add(ByteBuf piece) {
        if (coded == null) {
            buffer.add(piece);
        } else {
            coded.add(piece);
        }
    }

    void end() {
        if (coded == null) {
            buffer.end(whole);
        } else {
            coded.end();
        }
    }

    private void decoded() {
        coded = null;
        buffer.end(whole);
    }

    private void read(boolean on) {
        reply.readBody(on);
        if (on && coded != null) {
            coded.proceed();
        }
    }

    void release() {
        if (coded != null) {
            coded.release();
            coded = null;
        }
        buffer.release();
    }
}
