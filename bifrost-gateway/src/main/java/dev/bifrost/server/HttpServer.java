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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The listening sockets and every connection made to it. */
public final class HttpServer {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 << 10, 64 << 10);

    private final Gateway gateway;
    private final ServerSettings settings;
    private final Map<EventLoop, Worker> workers;
    private static final int UNFINISHED_HEADS = 256;

    private final MemoryBudget heads;
    private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
    private final List<Channel> listening = new CopyOnWriteArrayList<>();
    private volatile @Nullable ManagementHandler management;
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

    /** Serves the management API from now on; without it there is none. */
    public void manage(ManagementHandler handler) {
        management = handler;
    }

    @Nullable
    ManagementHandler managementHandler() {
        return management;
    }

    /**
     * Opens the sockets; connections are spread over the loops of the group.
     *
     * @param own an address for the management API alone; null if it shares the other
     * @return the addresses that were bound: that of calls, then the other
     */
    public List<InetSocketAddress> listen(
            EventLoopGroup loops, Class<? extends ServerChannel> sockets, ServerSettings.@Nullable Listen own)
            throws IOException {
        SslContext tls = tls();
        if (own == null) {
            return List.of(bind(loops, sockets, settings.listen(), tls, Listener.ALL));
        }
        return List.of(
                bind(loops, sockets, settings.listen(), tls, Listener.CALLS),
                bind(loops, sockets, own, tls, Listener.MANAGEMENT));
    }

    private InetSocketAddress bind(
            EventLoopGroup loops,
            Class<? extends ServerChannel> sockets,
            ServerSettings.Listen address,
            @Nullable SslContext tls,
            Listener listener)
            throws IOException {
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
                        accept(channel, tls, listener);
                    }
                });
        var bound = bootstrap.bind(address.host(), address.port()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "can not listen on " + address + ": " + bound.cause().getMessage());
        }
        listening.add(bound.channel());
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

    private void accept(Channel channel, @Nullable SslContext tls, Listener listener) {
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
        channel.pipeline()
                .addLast("connection", new HttpConnection(gateway, worker, settings, decoder, this, listener, channel));
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
        listening.forEach(socket -> socket.close().awaitUninterruptibly());
        connections.forEach(HttpConnection::drainOnLoop);
    }

    /** Closes what is still open. */
    public void close() {
        connections.forEach(HttpConnection::closeOnLoop);
    }
}
