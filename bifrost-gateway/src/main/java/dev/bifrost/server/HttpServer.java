package dev.bifrost.server;

import dev.bifrost.exchange.Gateway;
import dev.bifrost.exchange.MemoryBudget;
import dev.bifrost.exchange.Worker;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The listening socket and every connection made to it. */
public final class HttpServer {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 << 10, 64 << 10);

    private final Gateway gateway;
    private final ServerSettings settings;
    private final Map<EventLoop, Worker> workers;
    private static final int UNFINISHED_HEADS = 256;

    private final MemoryBudget heads;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Channel listening;
    private volatile boolean ready;
    private volatile boolean draining;

    public HttpServer(Gateway gateway, ServerSettings settings, Map<EventLoop, Worker> workers) {
        this.gateway = gateway;
        this.settings = settings;
        // Heads that are not whole live on the heap, which everybody's calls need too.
        this.heads = new MemoryBudget(Math.min(
                settings.maxHeader().bytes() * UNFINISHED_HEADS,
                Runtime.getRuntime().maxMemory() / 6));
        this.workers = workers;
    }

    /** Opens the socket; connections are spread over the loops of the group. Returns the address that was bound. */
    public InetSocketAddress listen(EventLoopGroup loops, Class<? extends ServerChannel> sockets) throws IOException {
        SslContext tls = tls();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(sockets)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 2048, 65536))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel, tls);
                    }
                });
        var bound = bootstrap
                .bind(settings.listen().host(), settings.listen().port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("can not listen on " + settings.listen() + ": "
                    + bound.cause().getMessage());
        }
        listening = bound.channel();
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private @Nullable SslContext tls() throws IOException {
        ServerSettings.Tls files = settings.tls();
        if (files == null) {
            return null;
        }
        try {
            return SslContextBuilder.forServer(
                            files.cert().toFile(), files.key().toFile())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new IOException("server.tls: " + e.getMessage(), e);
        }
    }

    private void accept(Channel channel, @Nullable SslContext tls) {
        Worker worker = workers.get(channel.eventLoop());
        if (worker == null) {
            throw new IllegalStateException("a connection on a loop without a worker");
        }
        if (tls != null) {
            channel.pipeline().addLast("tls", tls.newHandler(channel.alloc()));
        }
        RequestDecoder decoder =
                new RequestDecoder((int) Math.min(1 << 20, settings.maxHeader().bytes()), worker::now, heads);
        channel.pipeline().addLast("http", decoder);
        channel.pipeline().addLast("connection", new HttpConnection(gateway, worker, settings, decoder, this, channel));
    }

    /** Says to load balancers that calls are welcome. */
    public void ready() {
        ready = true;
    }

    boolean isReady() {
        return ready && !draining;
    }

    boolean isDraining() {
        return draining;
    }

    void opened(HttpConnection connection) {
        connections.add(connection);
    }

    void closed(HttpConnection connection) {
        connections.remove(connection);
    }

    /** Connections that are open. */
    public int connections() {
        return connections.size();
    }

    /** Stops listening, closes idle connections, and lets the others end with their present call. */
    public void drain() {
        draining = true;
        Channel socket = listening;
        if (socket != null) {
            socket.close().awaitUninterruptibly();
        }
        connections.forEach(HttpConnection::drainOnLoop);
    }

    /** Closes what is still open. */
    public void close() {
        connections.forEach(HttpConnection::closeOnLoop);
    }
}
