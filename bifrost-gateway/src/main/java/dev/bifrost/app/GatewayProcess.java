package dev.bifrost.app;

import dev.bifrost.exchange.Accounting;
import dev.bifrost.exchange.Books;
import dev.bifrost.exchange.Gateway;
import dev.bifrost.exchange.MemoryBudget;
import dev.bifrost.exchange.Snapshot;
import dev.bifrost.exchange.Worker;
import dev.bifrost.server.HttpServer;
import dev.bifrost.server.ServerSettings;
import dev.bifrost.simulated.SimulatedSettings;
import dev.bifrost.simulated.SimulatedTransport;
import dev.bifrost.upstream.Deadlines;
import dev.bifrost.upstream.HttpTransport;
import dev.bifrost.upstream.TlsContexts;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Everything that runs: event loops, what belongs to each of them, the server, and the way down. */
public final class GatewayProcess {
    private final ServerSettings settings;
    private final EventLoopGroup loops;
    private final Map<EventLoop, Worker> workers = new HashMap<>();
    private final List<HttpTransport> transports = new ArrayList<>();
    private final DnsAddressResolverGroup names;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final Gateway gateway;
    private final HttpServer server;

    /**
     * @param loopCount how many event loops
     * @param nanoTime  the clock for deadlines and durations
     * @param books     where every call is written down
     * @param accounting who may spend how much, and what that costs
     * @param notices   takes what the operator should know
     * @param crashes   takes what should never happen
     */
    public GatewayProcess(
            ServerSettings settings,
            Snapshot snapshot,
            int loopCount,
            InstantSource clock,
            LongSupplier nanoTime,
            Books books,
            Accounting accounting,
            Consumer<String> notices,
            Consumer<Throwable> crashes) {
        this.settings = settings;
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loops = new MultiThreadIoEventLoopGroup(loopCount, new DefaultThreadFactory("loop"), handlers);
        names = new DnsAddressResolverGroup(new DnsNameResolverBuilder()
                .datagramChannelFactory(epoll ? EpollDatagramChannel::new : NioDatagramChannel::new)
                .queryTimeoutMillis(2000));
        gateway = new Gateway(
                snapshot,
                settings.maxBody().bytes(),
                new MemoryBudget(settings.maxBuffered().bytes()),
                new MemoryBudget(settings.maxSpilled().bytes()),
                Path.of(System.getProperty("java.io.tmpdir")),
                blocking,
                clock,
                books,
                accounting,
                notices,
                crashes);
        TlsContexts tls = new TlsContexts(blocking);
        tls.prepare(snapshot.origins());
        for (EventExecutor executor : loops) {
            EventLoop loop = (EventLoop) executor;
            Deadlines deadlines = new Deadlines(loop, nanoTime);
            HttpTransport http = new HttpTransport(
                    loop, deadlines, epoll ? EpollSocketChannel::new : NioSocketChannel::new, names, tls);
            transports.add(http);
            workers.put(
                    loop,
                    new Worker(
                            loop,
                            deadlines,
                            http,
                            new SimulatedTransport(loop, SimulatedSettings.PLAIN),
                            new SplittableRandom(),
                            new Worker.Scratch()));
        }
        server = new HttpServer(gateway, settings, workers);
    }

    /** Opens the listening socket. */
    public InetSocketAddress listen() throws IOException {
        return listen(null).getFirst();
    }

    /** Opens the listening sockets: that of calls, and the management API's if it has one. */
    public List<InetSocketAddress> listen(ServerSettings.@Nullable Listen management) throws IOException {
        return server.listen(
                loops, Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class, management);
    }

    /** Runs what may block, each task on a thread of its own, until the process is closed. */
    public Executor blocking() {
        return blocking;
    }

    /** Says to load balancers that calls are welcome. */
    public void ready() {
        server.ready();
    }

    /** What all calls share. */
    public Gateway gateway() {
        return gateway;
    }

    /** The listening socket and its connections. */
    public HttpServer server() {
        return server;
    }

    /** What belongs to each loop. */
    public Map<EventLoop, Worker> workers() {
        return Map.copyOf(workers);
    }

    /** The ways to providers, one a loop; to be looked at on their loops. */
    public List<HttpTransport> transports() {
        return List.copyOf(transports);
    }

    /**
     * Stops taking calls, waits for those under way as long as {@code server.drain} says, then ends what is left.
     *
     * @return how many calls had to be cut off
     */
    public int drain() throws InterruptedException {
        gateway.drain();
        server.drain();
        long end = System.nanoTime() + settings.drain().toNanos();
        while (gateway.running() > 0 && System.nanoTime() < end) {
            gateway.awaitQuiet(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
        int left = gateway.running();
        server.close();
        return left;
    }

    /** Stops at once. */
    public void close() throws InterruptedException {
        gateway.drain();
        server.drain();
        server.close();
        gateway.awaitQuiet(Duration.ofSeconds(2));
        int index = 0;
        for (EventExecutor loop : loops) {
            HttpTransport transport = transports.get(index++);
            loop.submit(transport::close).awaitUninterruptibly(2, TimeUnit.SECONDS);
        }
        names.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        blocking.shutdown();
    }
}
