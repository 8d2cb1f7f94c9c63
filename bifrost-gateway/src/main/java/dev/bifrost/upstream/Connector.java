package dev.bifrost.upstream;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Opens connections: name, address, proxy, TLS, all within one deadline, trying every address that the name has. */
final class Connector {
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 << 10, 64 << 10);

    private static final Pattern ERRNO = Pattern.compile("failed with error\\(-([0-9]+)\\)");

    private final EventLoop loop;
    private final Deadlines deadlines;
    private final ChannelFactory<? extends SocketChannel> sockets;
    private final AddressResolverGroup<InetSocketAddress> names;
    private final TlsContexts tls;

    Connector(
            EventLoop loop,
            Deadlines deadlines,
            ChannelFactory<? extends SocketChannel> sockets,
            AddressResolverGroup<InetSocketAddress> names,
            TlsContexts tls) {
        this.loop = loop;
        this.deadlines = deadlines;
        this.sockets = sockets;
        this.names = names;
        this.tls = tls;
    }

    /** Opens a connection; exactly one of the two consumers is called, later. */
    Attempt connect(Origin origin, Duration timeout, Consumer<Channel> connected, Consumer<UpstreamFault> failed) {
        Attempt attempt = new Attempt(origin, timeout, connected, failed);
        loop.execute(attempt::resolve);
        return attempt;
    }

    /** One opening under way. */
    final class Attempt {
        private final Origin origin;
        private final Duration timeout;
        private final Consumer<Channel> connected;
        private final Consumer<UpstreamFault> failed;
        private final long begun = deadlines.now();
        private final Deadlines.Watch watch;
        private @Nullable Channel channel;
        private boolean over;

        private Attempt(Origin origin, Duration timeout, Consumer<Channel> connected, Consumer<UpstreamFault> failed) {
            this.origin = origin;
            this.timeout = timeout;
            this.connected = connected;
            this.failed = failed;
            this.watch = deadlines.watch(this::check);
        }

        /** Gives up without telling anyone. */
        void cancel() {
            if (finish() && channel != null) {
                channel.close();
            }
        }

        private void check(long now) {
            if (now - begun > timeout.toNanos() && finish()) {
                if (channel != null) {
                    channel.close();
                }
                failed.accept(new UpstreamFault.TimedOut("connect", timeout));
            }
        }

        private boolean finish() {
            boolean first = !over;
            over = true;
            watch.end();
            return first;
        }

        private void resolve() {
            if (over) {
                return;
            }
            Origin.Proxy proxy = origin.proxy();
            InetSocketAddress address = proxy == null
                    ? InetSocketAddress.createUnresolved(origin.host(), origin.port())
                    : InetSocketAddress.createUnresolved(proxy.host(), proxy.port());
            AddressResolver<InetSocketAddress> resolver = names.getResolver(loop);
            Future<List<InetSocketAddress>> addresses = resolver.resolveAll(address);
            addresses.addListener(done -> {
                if (addresses.isSuccess() && !addresses.getNow().isEmpty()) {
                    dial(addresses.getNow(), 0);
                } else {
                    fail("the name " + address.getHostString() + " can not be resolved");
                }
            });
        }

        private void dial(List<InetSocketAddress> addresses, int index) {
            if (over) {
                return;
            }
            long left = timeout.toMillis() - (deadlines.now() - begun) / 1_000_000;
            boolean last = index == addresses.size() - 1;
            Bootstrap bootstrap = new Bootstrap()
                    .group(loop)
                    .channelFactory(sockets)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    // Who no longer takes the request may have said why, which is still to be read.
                    .option(ChannelOption.AUTO_CLOSE, false)
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 2048, 65536))
                    // A dead address must leave time for the next.
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            Math.max(1, Math.min(Integer.MAX_VALUE, last ? left + 1000 : left / 2)))
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel opened) {}
                    });
            var connecting = bootstrap.connect(addresses.get(index));
            channel = connecting.channel();
            connecting.addListener(done -> {
                if (over) {
                    connecting.channel().close();
                } else if (done.isSuccess()) {
                    secure(connecting.channel(), addresses.get(index));
                } else if (!last) {
                    dial(addresses, index + 1);
                } else {
                    fail(reason(done.cause()));
                }
            });
        }

        private void secure(Channel open, InetSocketAddress address) {
            Origin.Proxy proxy = origin.proxy();
            if (!origin.tls()) {
                ready(open); // a plain request goes through a proxy in absolute form
                return;
            }
            if (proxy != null) {
                tunnel(open, address, proxy);
            } else {
                handshake(open);
            }
        }

        private void tunnel(Channel open, InetSocketAddress address, Origin.Proxy proxy) {
            ProxyTunnel.through(open, origin, proxy, this::handshake, detail -> {
                open.close();
                fail("proxy " + address + ": " + detail);
            });
        }

        private void handshake(Channel open) {
            if (over) {
                open.close();
                return;
            }
            CompletableFuture<SslContext> trust = tls.context(origin.caFile());
            if (trust.isDone()) {
                handshake(open, trust);
            } else {
                CompletableFuture<?> _ = trust.whenCompleteAsync((_, _) -> handshake(open, trust), loop);
            }
        }

        private void handshake(Channel open, CompletableFuture<SslContext> trust) {
            if (over || trust.isCompletedExceptionally() || !open.isActive()) {
                open.close();
                fail(
                        trust.isCompletedExceptionally()
                                ? "TLS: " + reason(trust.exceptionNow())
                                : "the connection was closed at once");
                return;
            }
            SslHandler handler = tls.handler(trust.resultNow(), open.alloc(), origin);
            handler.setHandshakeTimeoutMillis(0); // the connect deadline covers it
            open.pipeline().addLast("tls", handler).addLast("told", new Told());
            handler.handshakeFuture().addListener(done -> {
                if (over) {
                    open.close();
                } else if (done.isSuccess()) {
                    open.pipeline().remove(Told.class);
                    ready(open);
                } else {
                    open.close();
                    fail("TLS failed: " + reason(done.cause()));
                }
            });
        }

        private void ready(Channel open) {
            if (!open.isActive()) {
                fail("the connection was closed at once");
            } else if (finish()) {
                connected.accept(open);
            } else {
                open.close();
            }
        }

        private void fail(String detail) {
            if (finish()) {
                failed.accept(new UpstreamFault.Unreachable(detail));
            }
        }
    }

    /** Keeps what the handshake's future tells already from being logged besides, with its whole stack. */
    private static final class Told extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // told by the future
        }
    }

    /** What to say of an exception: its innermost message that says something. */
    static String reason(@Nullable Throwable cause) {
        String said = "";
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t.getMessage() != null && !t.getMessage().isBlank()) {
                said = t.getMessage();
            }
        }
        return said.isEmpty() ? String.valueOf(cause) : plain(said);
    }

    /** Says in words what Netty's own transport says as {@code finishConnect(..) failed with error(-111)}. */
    private static String plain(String said) {
        var number = ERRNO.matcher(said);
        if (!number.find()) {
            return said;
        }
        return switch (number.group(1)) { // Linux, macOS
            case "111", "61" -> "connection refused";
            case "113", "65" -> "no route to the host";
            case "101", "51" -> "the network is unreachable";
            case "110", "60" -> "the connection timed out";
            case "104", "54" -> "the connection was reset";
            default -> said;
        };
    }
}
