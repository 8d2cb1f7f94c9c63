package dev.bifrost.server;

import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Refusal;
import dev.bifrost.exchange.ClientReply;
import dev.bifrost.exchange.ClientRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One request to the {@link ManagementHandler}: its body is gathered, then it is served and answered. */
final class ManagementCall {
    private static final int MAX_BODY = 64 << 10;
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final ManagementHandler handler;
    private final ClientRequest request;
    private final ClientReply reply;
    private final Executor loop;
    private final boolean takesBody;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private boolean over;
    private ManagementHandler.@Nullable Pieces rest;
    private boolean asked;

    /** {@code loop} is the connection's. */
    ManagementCall(ManagementHandler handler, ClientRequest request, ClientReply reply, Executor loop) {
        this.handler = handler;
        this.request = request;
        this.reply = reply;
        this.loop = loop;
        this.takesBody = WITH_BODY.contains(request.method());
    }

    /** Lets it in, or answers why not. */
    void begin() {
        try {
            handler.admit(request);
        } catch (Refusal refusal) {
            fail(refusal.failure());
        }
    }

    /** Takes a piece of the body, which stays the caller's. */
    void body(ByteBuf piece) {
        if (over || !takesBody) {
            return;
        }
        if (body.size() + piece.readableBytes() > MAX_BODY) {
            fail(new Failure.BodyTooLarge(MAX_BODY, "of the management API"));
            return;
        }
        byte[] bytes = new byte[piece.readableBytes()];
        piece.getBytes(piece.readerIndex(), bytes);
        body.writeBytes(bytes);
    }

    void bodyEnd() {
        if (over) {
            return;
        }
        CompletionStage<ManagementHandler.Reply> answer = handler.serve(request, body.toByteArray());
        answer.whenCompleteAsync(this::answered, loop);
    }

    /** Nobody waits for the answer any more. */
    void clientGone() {
        over = true;
        rest = null;
    }

    private void begin(ManagementHandler.Reply done) {
        over = true;
        HeaderList headers = new HeaderList().add("cache-control", "no-store");
        for (int i = 0; i < done.headers().size(); i++) {
            headers.add(done.headers().name(i), done.headers().value(i));
        }
        rest = done.rest();
        reply.head(done.status(), headers, rest == null ? done.body().length : -1);
        reply.data(Unpooled.wrappedBuffer(done.body()));
        if (rest == null) {
            reply.end();
        } else {
            reply.flush();
            writable();
        }
    }

    /** The client takes more: the next piece is asked for. */
    void writable() {
        ManagementHandler.Pieces pieces = rest;
        if (pieces != null && !asked && reply.isWritable()) {
            asked = true;
            pieces.next().whenCompleteAsync(this::piece, loop);
        }
    }

    private void piece(byte @Nullable [] piece, @Nullable Throwable problem) {
        asked = false;
        if (rest == null) {
            return;
        }
        if (problem != null) {
            rest = null;
            reply.abort(); // an end would say that this is all
        } else if (piece == null) {
            rest = null;
            reply.end();
        } else {
            reply.data(Unpooled.wrappedBuffer(piece));
            reply.flush();
            writable();
        }
    }

    void fail(Failure failure) {
        if (!over) {
            over = true;
            OwnReply.failure(reply, failure, false);
        }
    }

    private void answered(ManagementHandler.@Nullable Reply done, @Nullable Throwable problem) {
        if (over) {
            return;
        }
        if (done != null) {
            begin(done);
            return;
        }
        Throwable cause = problem instanceof CompletionException wrapped ? wrapped.getCause() : problem;
        fail(
                cause instanceof Refusal refusal
                        ? refusal.failure()
                        : new Failure.Internal("An error of the gateway's own ("
                                + (cause == null ? "none" : cause.getClass().getSimpleName()) + ")"));
    }
}
