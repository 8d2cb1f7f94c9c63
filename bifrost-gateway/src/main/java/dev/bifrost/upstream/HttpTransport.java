package dev.bifrost.upstream;

import dev.bifrost.api.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls over HTTP/1.1. Connections are opened on, kept by and used from one event loop only; the one used last is used
 * next, so that few stay warm and the rest grow old and are closed.
 */
public final class HttpTransport implements Transport {
    private static final int MAX_IDLE_PER_ORIGIN = 1024;
    private static final long MAX_IDLE_NANOS = Duration.ofSeconds(55).toNanos();

    private final Deadlines deadlines;
    private final Connector connector;
    private final Map<Origin, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();
    private Deadlines.@Nullable Watch ageing;
    private int idleCount;
    private int busyCount;
    /** Connections to each origin, busy and idle. */
    private final Map<Origin, Integer> open = new HashMap<>();

    public HttpTransport(
            EventLoop loop,
            Deadlines deadlines,
            ChannelFactory<? extends SocketChannel> sockets,
            AddressResolverGroup<InetSocketAddress> names,
            TlsContexts tls) {
        this.deadlines = deadlines;
        this.connector = new Connector(loop, deadlines, sockets, names, tls);
    }

    @Override
    public UpstreamCall send(UpstreamRequest request, UpstreamListener listener) {
        HttpCall call = new HttpCall(this, deadlines, request, listener);
        UpstreamConnection kept = takeIdle(request.origin());
        if (kept != null) {
            call.begin(kept, true);
        } else {
            connect(call);
        }
        return call;
    }

    /** Opens a new connection for a call. */
    void connect(HttpCall call) {
        UpstreamRequest request = call.request();
        call.connecting(connector.connect(
                request.origin(),
                request.timeouts().connect(),
                channel -> call.begin(adopt(channel, request.origin()), false),
                call::fault));
    }

    /** Connections that serve a call now. */
    public int busy() {
        return busyCount;
    }

    /** Connections kept for the next call. */
    public int idle() {
        return idleCount;
    }

    /** How many connections there are to each origin; to be asked on the loop. */
    public Map<Origin, Connections> connections() {
        Map<Origin, Connections> connections = new HashMap<>();
        open.forEach((origin, count) -> {
            ArrayDeque<UpstreamConnection> kept = idle.get(origin);
            int free = kept == null ? 0 : Math.min(count, kept.size());
            connections.put(origin, new Connections(count - free, free));
        });
        return connections;
    }

    /** Connections to one origin: those that serve a call, and those kept for the next. */
    public record Connections(int busy, int idle) {}

    /** Closes what is kept; calls under way go on. */
    public void close() {
        idle.values().forEach(kept -> kept.forEach(UpstreamConnection::close));
        idle.clear();
        idleCount = 0;
    }

    private UpstreamConnection adopt(Channel channel, Origin origin) {
        UpstreamConnection connection = new UpstreamConnection(this, channel, origin);
        channel.pipeline().addLast("call", connection);
        busyCount++;
        open.merge(origin, 1, Integer::sum);
        return connection;
    }

    /** Keeps a connection whose answer is complete; false if there are enough of its kind. */
    boolean keep(UpstreamConnection connection) {
        ArrayDeque<UpstreamConnection> kept = idle.computeIfAbsent(connection.origin(), _ -> new ArrayDeque<>());
        if (kept.size() >= MAX_IDLE_PER_ORIGIN) {
            return false;
        }
        connection.idleSince = deadlines.now();
        kept.addFirst(connection);
        idleCount++;
        busyCount--;
        if (ageing == null) {
            ageing = deadlines.watch(this::closeAged);
        }
        return true;
    }

    /** A connection is gone. */
    void lost(UpstreamConnection connection, boolean wasBusy) {
        open.computeIfPresent(connection.origin(), (_, count) -> count == 1 ? null : count - 1);
        if (wasBusy) {
            busyCount--;
            return;
        }
        ArrayDeque<UpstreamConnection> kept = idle.get(connection.origin());
        if (kept != null && kept.remove(connection)) {
            idleCount--;
        }
    }

    private @Nullable UpstreamConnection takeIdle(Origin origin) {
        ArrayDeque<UpstreamConnection> kept = idle.get(origin);
        while (kept != null && !kept.isEmpty()) {
            UpstreamConnection connection = kept.removeFirst();
            idleCount--;
            if (connection.isActive()) {
                busyCount++;
                return connection;
            }
            connection.close();
        }
        return null;
    }

    private void closeAged(long now) {
        for (ArrayDeque<UpstreamConnection> kept : idle.values()) {
            while (!kept.isEmpty() && now - kept.getLast().idleSince > MAX_IDLE_NANOS) {
                kept.getLast().close(); // takes itself out, now or when the loop comes to it
                if (!kept.isEmpty() && !kept.getLast().isActive()) {
                    kept.removeLast();
                    idleCount--;
                }
            }
        }
        if (idleCount == 0 && ageing != null) {
            ageing.end();
            ageing = null;
        }
    }

    /** The head of a request as bytes, with {@code room} for a body behind it. */
    static ByteBuf head(Channel channel, UpstreamRequest request, int room) {
        Origin origin = request.origin();
        boolean absolute = origin.proxy() != null && !origin.tls();
        String target = absolute ? "http://" + origin.authority() + request.path() : request.path();
        String authority = origin.authority();
        String authorization =
                absolute && origin.proxy() != null ? origin.proxy().authorization() : null;
        long length = request.body().length();
        String framing = length < 0
                ? "transfer-encoding: chunked\r\n"
                : length > 0 || !request.method().equals("GET") ? "content-length: " + length + "\r\n" : "";
        int size = request.method().length()
                + target.length()
                + authority.length()
                + request.headers().wireLength()
                + (authorization == null ? 0 : authorization.length() + 32)
                + framing.length()
                + 64;
        byte[] bytes = new byte[size];
        int at = HeaderList.latin1(request.method(), bytes, 0);
        bytes[at++] = ' ';
        at = HeaderList.latin1(target, bytes, at);
        at = HeaderList.latin1(" HTTP/1.1\r\nhost: ", bytes, at);
        at = HeaderList.latin1(authority, bytes, at);
        at = HeaderList.latin1("\r\n", bytes, at);
        at = request.headers().writeTo(bytes, at);
        if (authorization != null) {
            at = HeaderList.latin1("proxy-authorization: " + authorization + "\r\n", bytes, at);
        }
        at = HeaderList.latin1(framing, bytes, at);
        at = HeaderList.latin1("\r\n", bytes, at);
        return channel.alloc().directBuffer(at + room).writeBytes(bytes, 0, at);
    }
}
