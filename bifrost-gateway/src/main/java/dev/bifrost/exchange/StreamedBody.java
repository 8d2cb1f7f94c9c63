package dev.bifrost.exchange;

import dev.bifrost.upstream.BodySource;
import dev.bifrost.upstream.RequestBody;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A request body that is passed on while it arrives; the client is read only as fast as the provider takes it. */
final class StreamedBody implements RequestBody, BodySource {
    private static final int HIGH = 128 << 10;
    private static final int LOW = 32 << 10;
    /** So much of what was sent is kept, in case the connection turns out to have been dead. */
    private static final int KEPT = 64 << 10;

    private final long length;
    private final ClientReply reply;
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
    private final ArrayDeque<ByteBuf> sent = new ArrayDeque<>();
    private Runnable ready = () -> {};
    private long total;
    private int sentBytes;
    private int waiting;
    private boolean clientWaits;
    private boolean ended;
    private boolean closed;

    StreamedBody(long length, ClientReply reply) {
        this.length = length;
        this.reply = reply;
    }

    /** Takes a piece, which then belongs to the body. */
    void add(ByteBuf piece) {
        total += piece.readableBytes();
        if (closed || !piece.isReadable()) {
            piece.release();
            return;
        }
        waiting += piece.readableBytes();
        pieces.add(piece);
        if (waiting > HIGH && !clientWaits) {
            clientWaits = true;
            reply.readBody(false);
        }
        ready.run();
    }

    void end() {
        ended = true;
        ready.run();
    }

    /** Bytes that came. */
    long total() {
        return total;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean replayable() {
        return sentBytes <= KEPT && !closed;
    }

    @Override
    public BodySource open() {
        while (!sent.isEmpty()) {
            pieces.addFirst(sent.removeLast());
            waiting += pieces.getFirst().readableBytes();
        }
        sentBytes = 0;
        return this;
    }

    @Override
    public @Nullable ByteBuf next() {
        ByteBuf piece = pieces.poll();
        if (piece != null) {
            waiting -= piece.readableBytes();
            keep(piece);
            if (clientWaits && waiting < LOW) {
                clientWaits = false;
                reply.readBody(true);
            }
        }
        return piece;
    }

    private void keep(ByteBuf piece) {
        sentBytes = Math.min(KEPT + 1, sentBytes + piece.readableBytes());
        if (sentBytes <= KEPT) {
            sent.add(piece.retainedDuplicate());
        } else {
            forgetSent();
        }
    }

    /** The answer has begun: nothing will be sent again. */
    void forgetSent() {
        sent.forEach(ByteBuf::release);
        sent.clear();
        sentBytes = KEPT + 1;
    }

    @Override
    public boolean exhausted() {
        return ended && pieces.isEmpty();
    }

    @Override
    public void whenReady(Runnable next) {
        ready = next;
    }

    /** The transport is done with it; the exchange says when nothing will be sent again. */
    @Override
    public void close() {
        ready = () -> {};
    }

    /** Nobody wants the rest. */
    void discard() {
        closed = true;
        forgetSent();
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        waiting = 0;
        ready = () -> {};
        if (clientWaits) {
            clientWaits = false;
            reply.readBody(true);
        }
    }
}
