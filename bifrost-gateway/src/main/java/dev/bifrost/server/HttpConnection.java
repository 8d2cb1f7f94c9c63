package dev.bifrost.server;

import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.exchange.ClientReply;
import dev.bifrost.exchange.ClientRequest;
import dev.bifrost.exchange.Exchange;
import dev.bifrost.exchange.Gateway;
import dev.bifrost.exchange.Worker;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: its requests one after the other, however many were sent at once, and the way back for the
 * answers.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements ClientReply {
    private static final int MOST_WAITING = 64;
    private static final int COPY_LIMIT = 8 << 10;
    private static final int LINGER_SECONDS = 2;
    /** A body of this size is read to its end even if nobody wants it, to keep the connection. */
    private static final int SMALL_REST = 64 << 10;

    private final Gateway gateway;
    private final Worker worker;
    private final ServerSettings settings;
    private final RequestDecoder decoder;
    private final HttpServer server;
    private final Listener listener;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private Channel channel;
    private String address = "";
    private @Nullable Runnable unwatch;

    // Of the request being served.
    private @Nullable Exchange exchange;
    private @Nullable ManagementCall managed;
    private boolean busy;
    private boolean requestComplete;
    private boolean replyEnded;
    private boolean closing;
    private boolean restIsSmall;
    private boolean http10;
    private boolean bodiless;
    private boolean chunked;
    private long bodyBytes;
    private long since;

    private @Nullable ByteBuf unsentHead;
    private boolean bodyPaused;
    private long pausedAt;
    private boolean serving;
    private boolean lingering;

    HttpConnection(
            Gateway gateway,
            Worker worker,
            ServerSettings settings,
            RequestDecoder decoder,
            HttpServer server,
            Listener listener,
            Channel channel) {
        this.gateway = gateway;
        this.worker = worker;
        this.settings = settings;
        this.decoder = decoder;
        this.server = server;
        this.listener = listener;
        this.channel = channel;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        if (channel.remoteAddress() instanceof InetSocketAddress remote) {
            address = remote.getAddress() == null
                    ? remote.getHostString()
                    : remote.getAddress().getHostAddress();
        }
        since = now();
        unwatch = worker.watch(this::check);
        server.opened(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        server.closed(this);
        if (unwatch != null) {
            unwatch.run();
        }
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        ReferenceCountUtil.release(unsentHead);
        unsentHead = null;
        Exchange served = exchange;
        exchange = null;
        if (served != null) {
            served.clientGone();
        }
        if (managed != null) {
            managed.clientGone();
        }
    }

    // Requests in.

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (busy && requestComplete) {
            waiting.add(message);
            regulate();
        } else {
            take(message);
        }
    }

    private void take(Object message) {
        if (lingering || (closing && replyEnded)) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (message instanceof HttpContent content) {
            takeContent(content);
        }
    }

    private void begin(HttpRequest request) {
        busy = true;
        requestComplete = false;
        replyEnded = false;
        bodyBytes = 0;
        since = now();
        exchange = null;
        managed = null;
        RequestHead head = RequestHead.of(request, settings, address);
        closing = head.close();
        restIsSmall = head.request().length() >= 0 && head.request().length() <= SMALL_REST && !head.expectsContinue();
        http10 = head.http10();
        bodiless = request.method().name().equals("HEAD");
        if (head.failure() != null) {
            closing = true;
            OwnReply.failure(
                    this, head.failure(), Routes.isAnthropic(head.request().path()));
            return;
        }
        ClientRequest client = head.request();
        Routes.Match match = Routes.match(client.method(), client.path());
        ManagementHandler handler = server.managementHandler();
        if (!listener.takes(match) || (match instanceof Routes.Match.Manage && handler == null)) {
            match = new Routes.Match.None(new Failure.UnknownRoute(client.method(), client.path()));
        }
        switch (match) {
            case Routes.Match.Manage _ -> manage(handler, client, head.expectsContinue());
            case Routes.Match.Health health -> OwnReply.health(this, !health.ready() || server.isReady());
            case Routes.Match.None none -> OwnReply.failure(this, none.failure(), Routes.isAnthropic(client.path()));
            case Routes.Match.Call call -> {
                Exchange opened = gateway.open(worker, call.route(), client, this);
                if (!opened.isOver()) {
                    exchange = opened;
                    if (head.expectsContinue()) {
                        channel.writeAndFlush(Wire.CONTINUE.duplicate(), channel.voidPromise());
                    }
                }
            }
        }
    }

    private void manage(@Nullable ManagementHandler handler, ClientRequest client, boolean expectsContinue) {
        if (handler != null) {
            ManagementCall call = new ManagementCall(handler, client, this, channel.eventLoop());
            managed = call;
            call.begin();
            if (expectsContinue && !replyEnded) {
                channel.writeAndFlush(Wire.CONTINUE.duplicate(), channel.voidPromise());
            }
        }
    }

    private void takeContent(HttpContent content) {
        if (lingering) {
            content.release();
            return;
        }
        Exchange served = exchange;
        ByteBuf bytes = content.content();
        bodyBytes += bytes.readableBytes();
        if (content.decoderResult().isFailure()) {
            bytes.release();
            malformedBody(served);
            return;
        }
        if (served == null) {
            if (managed != null) {
                managed.body(bytes);
            }
            bytes.release();
        } else if (bodyBytes > settings.maxBody().bytes()) {
            bytes.release();
            closing = true;
            served.bodyFailed(new Failure.BodyTooLarge(settings.maxBody().bytes()));
        } else if (bytes.isReadable()) {
            served.body(bytes);
        } else {
            bytes.release();
        }
        if (content instanceof LastHttpContent) {
            requestComplete = true;
            if (exchange != null) {
                exchange.bodyEnd();
            }
            if (managed != null) {
                managed.bodyEnd();
            }
            next();
        }
    }

    private void malformedBody(@Nullable Exchange served) {
        closing = true;
        if (served != null) {
            served.bodyFailed(new Failure.InvalidRequest("The framing of the request body is malformed"));
        } else if (managed != null) {
            managed.fail(new Failure.InvalidRequest("The framing of the request body is malformed"));
        } else if (replyEnded) {
            channel.close();
        }
    }

    /** Goes on to the next request once this one has been read and answered. */
    private void next() {
        if (!requestComplete || !replyEnded || !busy) {
            return;
        }
        busy = false;
        exchange = null;
        since = now();
        if (closing || server.isDraining()) {
            closing = true;
            finishClosing();
        } else if (!serving) {
            serveWaiting();
        }
    }

    /** Takes what was sent ahead, in a loop and not by recursion, because it may be much. */
    private void serveWaiting() {
        serving = true;
        while (!waiting.isEmpty() && !(busy && requestComplete)) {
            take(waiting.remove());
        }
        serving = false;
        regulate();
    }

    private void regulate() {
        boolean read = !bodyPaused && waiting.size() < MOST_WAITING;
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && channel.isWritable()) {
            exchange.writable();
        } else if (managed != null && channel.isWritable()) {
            managed.writable();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Exchange served = exchange;
        if (!busy && cause instanceof TooLongHttpHeaderException && channel.isActive()) {
            busy = true;
            requestComplete = false; // the client is still sending it
            restIsSmall = false;
            replyEnded = false;
            OwnReply.failure(this, new Failure.HeadTooLarge(), false);
        } else if (cause instanceof IOException || cause instanceof DecoderException || served == null) {
            channel.close();
        } else {
            served.crashed(cause);
        }
    }

    // Time.

    private long now() {
        return worker.now();
    }

    private void check(long now) {
        if (!busy) {
            long begun = decoder.headBegun();
            boolean slowHead =
                    begun >= 0 && now - begun > settings.headerTimeout().toNanos();
            if (slowHead || (begun < 0 && now - since > settings.idleTimeout().toNanos())) {
                channel.close();
            }
        } else if (!requestComplete
                && !bodyPaused
                && now - since > settings.bodyTimeout().toNanos()) {
            closing = true;
            if (exchange != null) {
                exchange.bodyFailed(new Failure.BodyTooSlow(settings.bodyTimeout()));
            } else if (managed != null) {
                managed.fail(new Failure.BodyTooSlow(settings.bodyTimeout()));
            } else {
                channel.close();
            }
        }
    }

    /** The server is stopping. May be called from anywhere. */
    void drainOnLoop() {
        channel.eventLoop().execute(this::drain);
    }

    /** May be called from anywhere. */
    void closeOnLoop() {
        channel.eventLoop().execute(() -> channel.close());
    }

    private void drain() {
        if (!busy) {
            channel.close();
        } else {
            closing = true;
        }
    }

    // Answers out.

    @Override
    public void head(int status, HeaderList headers, long length) {
        if (!requestComplete && !restIsSmall) {
            closing = true; // what is left of the body is not worth reading
        }
        chunked = length < 0 && !http10 && !bodiless;
        if (length < 0 && http10) {
            closing = true;
        }
        int room = length > 0 && length <= COPY_LIMIT && !bodiless ? (int) length : 0;
        ByteBuf bytes = Wire.head(channel.alloc(), status, headers, length, chunked, closing, room);
        if (room > 0) {
            unsentHead = bytes; // what is small follows its head in one piece
        } else {
            channel.write(bytes, channel.voidPromise());
        }
    }

    private void sendHead() {
        if (unsentHead != null) {
            channel.write(unsentHead, channel.voidPromise());
            unsentHead = null;
        }
    }

    @Override
    public void data(ByteBuf content) {
        int length = content.readableBytes();
        ByteBuf head = unsentHead;
        if (length == 0 || bodiless) {
            content.release();
        } else if (head != null && length <= head.maxFastWritableBytes()) {
            head.writeBytes(content);
            content.release();
            sendHead();
        } else if (chunked && length <= COPY_LIMIT) {
            channel.write(Wire.chunk(channel.alloc(), content), channel.voidPromise());
            content.release();
        } else if (chunked) {
            channel.write(Wire.chunkStart(channel.alloc(), length), channel.voidPromise());
            channel.write(content, channel.voidPromise());
            channel.write(Wire.CRLF.duplicate(), channel.voidPromise());
        } else {
            sendHead();
            channel.write(content, channel.voidPromise());
        }
    }

    @Override
    public boolean chunked() {
        return chunked;
    }

    @Override
    public void framed(ByteBuf chunks) {
        channel.write(chunks, channel.voidPromise());
    }

    @Override
    public void flush() {
        sendHead();
        channel.flush();
    }

    @Override
    public void end() {
        if (replyEnded) {
            return;
        }
        replyEnded = true;
        exchange = null;
        managed = null;
        sendHead();
        if (chunked) {
            channel.write(Wire.LAST_CHUNK.duplicate(), channel.voidPromise());
        }
        channel.flush();
        if (bodyPaused) {
            readBody(true);
        }
        if (requestComplete) {
            next();
        } else if (closing) {
            finishClosing();
        }
    }

    @Override
    public void abort() {
        replyEnded = true;
        exchange = null;
        managed = null;
        closing = true;
        channel.close();
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    @Override
    public void readBody(boolean on) {
        if (on && bodyPaused) {
            since += now() - pausedAt; // it was not the client who was slow
        }
        pausedAt = now();
        bodyPaused = !on;
        regulate();
    }

    /**
     * Closes the connection after what was written. If the client is still sending, closing at once would reset the
     * connection and take the answer from it, so it is listened to for a little while.
     */
    private void finishClosing() {
        if (requestComplete) {
            channel.writeAndFlush(Wire.EMPTY).addListener(_ -> channel.close());
            return;
        }
        lingering = true;
        channel.writeAndFlush(Wire.EMPTY).addListener(_ -> {
            if (channel instanceof DuplexChannel duplex && channel.pipeline().get("tls") == null) {
                duplex.shutdownOutput();
            }
        });
        channel.eventLoop().schedule(() -> channel.close(), LINGER_SECONDS, TimeUnit.SECONDS);
    }
}
