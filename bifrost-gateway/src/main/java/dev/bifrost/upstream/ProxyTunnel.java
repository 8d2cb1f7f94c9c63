package dev.bifrost.upstream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.function.Consumer;

/** Asks an HTTP proxy for a tunnel (CONNECT) on a connection that is already open. */
final class ProxyTunnel extends SimpleChannelInboundHandler<HttpObject> {
    private final Consumer<Channel> opened;
    private final Consumer<String> refused;
    private boolean told;

    private ProxyTunnel(Consumer<Channel> opened, Consumer<String> refused) {
        this.opened = opened;
        this.refused = refused;
    }

    static void through(
            Channel channel, Origin origin, Origin.Proxy proxy, Consumer<Channel> opened, Consumer<String> refused) {
        HttpClientCodec codec = new HttpClientCodec();
        channel.pipeline().addLast("proxy-codec", codec).addLast("proxy", new ProxyTunnel(opened, refused));
        String host = origin.host().indexOf(':') >= 0 ? '[' + origin.host() + ']' : origin.host();
        String authority = host + ':' + origin.port();
        DefaultFullHttpRequest connect =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.CONNECT, authority, Unpooled.EMPTY_BUFFER);
        connect.headers().set("host", authority);
        String authorization = proxy.authorization();
        if (authorization != null) {
            connect.headers().set("proxy-authorization", authorization);
        }
        channel.writeAndFlush(connect);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message instanceof HttpResponse response && !told) {
            int status = response.status().code();
            if (status >= 200 && status < 300) {
                told = true;
            } else if (status >= 200) {
                tell("it answered CONNECT with status " + status);
            }
        }
        if (message instanceof LastHttpContent && told && ctx.channel().isActive()) {
            ctx.pipeline().remove(this);
            ctx.pipeline().remove("proxy-codec");
            opened.accept(ctx.channel());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        tell("it closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        tell(Connector.reason(cause));
    }

    private void tell(String detail) {
        if (!told) {
            told = true;
            refused.accept(detail);
        }
    }
}
