package dev.bifrost.upstream;

import dev.bifrost.api.Timeouts;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request and its answer, on whichever connection serves it. */
final class HttpCall implements UpstreamCall {
    /** Up to this size a body is copied behind its head, so that both leave in one piece. */
    private static final int COPY_LIMIT = 16 << 10;

    private final HttpTransport transport;
    private final Deadlines deadlines;
    private final Timeouts limits;
    private final long bodyLength;
    /** Null once the answer has begun, after which nothing is sent again. */
    private @Nullable UpstreamRequest request;

    private final UpstreamListener listener;
    private final long begun;
    private final Deadlines.Watch watch;
    private BodySource source;
    private Connector.@Nullable Attempt connecting;
    private @Nullable UpstreamConnection connection;
    private boolean onKept;
    private boolean sent;
    private boolean answered;
    private boolean paused;
    private boolean over;
    private long lastRead;

    HttpCall(HttpTransport transport, Deadlines deadlines, UpstreamRequest request, UpstreamListener listener) {
        this.transport = transport;
        this.deadlines = deadlines;
        this.request = request;
        this.limits = request.timeouts();
        this.bodyLength = request.body().length();
        this.listener = listener;
        this.source = request.body().open();
        this.begun = deadlines.now();
        this.watch = deadlines.watch(this::check);
    }

    /** What is to be sent. */
    UpstreamRequest request() {
        UpstreamRequest unanswered = request;
        if (unanswered == null) {
            throw new IllegalStateException("the answer has begun");
        }
        return unanswered;
    }

    void connecting(Connector.Attempt attempt) {
        connecting = attempt;
    }

    /** Sends the request on a connection that is open; {@code kept} if it has served another call before. */
    void begin(UpstreamConnection open, boolean kept) {
        connecting = null;
        connection = open;
        onKept = kept;
        UpstreamRequest sending = request();
        open.serve(this, sending.method().equals("HEAD"));
        if (paused) {
            open.readable(false);
        }
        ByteBuf first = source.next();
        boolean whole = first != null && source.exhausted() && first.readableBytes() <= COPY_LIMIT;
        ByteBuf head =
                HttpTransport.head(open.channel(), sending, whole && first != null ? first.readableBytes() + 16 : 0);
        if (first != null && whole) {
            if (bodyLength < 0) {
                writeFrame(head, first);
            } else {
                head.writeBytes(first);
                first.release();
            }
            first = null;
        }
        open.write(head);
        if (first != null) {
            writePiece(open, first);
        }
        source.whenReady(this::pump);
        pump();
    }

    private static void writeFrame(ByteBuf target, ByteBuf piece) {
        ByteBufUtil.writeAscii(target, Integer.toHexString(piece.readableBytes()));
        target.writeShort('\r' << 8 | '\n').writeBytes(piece).writeShort('\r' << 8 | '\n');
        piece.release();
    }

    private void writePiece(UpstreamConnection open, ByteBuf piece) {
        if (bodyLength >= 0) {
            open.write(piece);
        } else if (piece.isReadable()) {
            open.write(ByteBufUtil.writeAscii(
                    open.channel().alloc(), Integer.toHexString(piece.readableBytes()) + "\r\n"));
            open.write(piece);
            open.write(Unpooled.wrappedBuffer("\r\n".getBytes(StandardCharsets.US_ASCII)));
        } else {
            piece.release();
        }
    }

    /** Sends as much of the body as the connection takes now. */
    void pump() {
        UpstreamConnection open = connection;
        if (over || sent || open == null) {
            return;
        }
        while (!source.exhausted() && open.channel().isWritable()) {
            ByteBuf piece = source.next();
            if (piece == null) {
                break;
            }
            writePiece(open, piece);
        }
        if (source.exhausted()) {
            sent = true;
            if (bodyLength < 0) {
                open.write(Unpooled.wrappedBuffer("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            }
            open.flush();
            source.close();
            listener.onSent();
        } else {
            open.flush();
        }
    }

    @Override
    public void pause() {
        if (!paused) {
            paused = true;
            if (connection != null) {
                connection.readable(false);
            }
        }
    }

    @Override
    public void resume() {
        if (paused) {
            paused = false;
            lastRead = deadlines.now();
            if (connection != null) {
                connection.readable(true);
            }
        }
    }

    @Override
    public void cancel() {
        finish();
        if (connecting != null) {
            connecting.cancel();
            connecting = null;
        }
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private boolean finish() {
        boolean first = !over;
        over = true;
        watch.end();
        source.close();
        return first;
    }

    private void check(long now) {
        if (now - begun > limits.total().toNanos()) {
            timedOut(new UpstreamFault.TimedOut("total", limits.total()));
        } else if (answered && !paused && now - lastRead > limits.idle().toNanos()) {
            timedOut(new UpstreamFault.TimedOut("idle", limits.idle()));
        }
    }

    private void timedOut(UpstreamFault fault) {
        if (!over) {
            cancel();
            listener.onFault(fault);
        }
    }

    // What the connection tells.

    void bytesRead() {
        lastRead = deadlines.now();
    }

    void head(ResponseHead head) {
        if (!over) {
            answered = true;
            request = null;
            listener.onHead(head);
        }
    }

    void body(BodyPart part) {
        if (!over) {
            listener.onBody(part);
        }
    }

    void readPaused() {
        if (!over) {
            listener.onPause();
        }
    }

    /** The answer is complete. True if the connection may be kept. */
    boolean end() {
        connection = null;
        return sent;
    }

    void tellEnd() {
        if (finish()) {
            listener.onEnd();
        }
    }

    /** The connection was closed before any byte of an answer came. */
    void unanswered(String detail) {
        connection = null;
        if (over) {
            return;
        }
        UpstreamRequest again = request;
        if (onKept && again != null && again.body().replayable()) {
            // It had been closed while it lay idle; the provider has not seen this request.
            source.close();
            source = again.body().open();
            sent = false;
            transport.connect(this);
        } else {
            fault(new UpstreamFault.Unreachable(detail));
        }
    }

    void fault(UpstreamFault fault) {
        connection = null;
        connecting = null;
        if (finish()) {
            listener.onFault(fault);
        }
    }
}
