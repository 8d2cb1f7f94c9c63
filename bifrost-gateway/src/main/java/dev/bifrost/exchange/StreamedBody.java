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
    /** Pieces below this size are gathered while they wait. */
    private static final int SMALL = 1 << 10;

    private static final int GATHERED = 16 << 10;

    private final long length;
    private final ClientReply reply;
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
    private @Nullable ByteBuf gathered; // the last of the pieces, while more fits into it
    private @Nullable ByteBuf sent;
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
        queue(piece);
        if (waiting > HIGH && !clientWaits) {
            clientWaits = true;
            reply.readBody(false);
        }
        ready.run();
    }

    private void queue(ByteBuf piece) {
        int bytes = piece.readableBytes();
        if (bytes >= SMALL || pieces.isEmpty()) {
            gathered = null;
            pieces.add(piece);
            return;
        }
        if (gathered == null || gathered.maxWritableBytes() < bytes) {
            gathered = piece.alloc().directBuffer(SMALL, GATHERED);
            pieces.add(gathered);
        }
        gathered.writeBytes(piece);
        piece.release();
    }

    /** How many pieces wait to be sent. */
    int queued() {
        return pieces.size();
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
        if (sent != null) {
            waiting += sent.readableBytes();
            pieces.addFirst(sent);
            sent = null;
        }
        sentBytes = 0;
        return this;
    }

    @Override
    public @Nullable ByteBuf next() {
        ByteBuf piece = pieces.poll();
        if (piece != null) {
            if (pieces.isEmpty()) {
                gathered = null; // it is the one that is taken
            }
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
        if (sentBytes > KEPT) {
            forgetSent();
            return;
        }
        if (sent == null) {
            sent = piece.alloc().directBuffer(piece.readableBytes(), KEPT);
        }
        sent.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
    }

    /** The answer has begun: nothing will be sent again. */
    void forgetSent() {
        if (sent != null) {
            sent.release();
            sent = null;
        }
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
        gathered = null;
        waiting = 0;
        ready = () -> {};
        if (clientWaits) {
            clientWaits = false;
            reply.readBody(true);
        }
    }
}
