package dev.bifrost.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One connection to a provider: serves one call at a time, and closes itself if anything comes while it serves none. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter implements ResponseReader.Sink {
    private final HttpTransport transport;
    private final Channel channel;
    private final Origin origin;
    private final ResponseReader reader = new ResponseReader(this);
    private @Nullable HttpCall call;
    private boolean kept;
    private boolean gone;
    private boolean ended;
    private String trouble = "";
    long idleSince;

    UpstreamConnection(HttpTransport transport, Channel channel, Origin origin) {
        this.transport = transport;
        this.channel = channel;
        this.origin = origin;
    }

    Origin origin() {
        return origin;
    }

    Channel channel() {
        return channel;
    }

    boolean isActive() {
        return channel.isActive();
    }

    void serve(HttpCall next, boolean toHead) {
        call = next;
        kept = false;
        ended = false;
        reader.expect(toHead);
    }

    void write(ByteBuf bytes) {
        channel.write(bytes, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    void readable(boolean on) {
        channel.config().setAutoRead(on);
    }

    void close() {
        call = null;
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            HttpCall served = call;
            if (served == null) {
                channel.close(); // nobody asked
                return;
            }
            served.bytesRead();
            reader.read(bytes);
            if (ended && call != null) {
                answerComplete();
            }
        } catch (ResponseReader.Malformed e) {
            broken(String.valueOf(e.getMessage()));
        } finally {
            bytes.release();
        }
    }

    private void answerComplete() {
        HttpCall served = call;
        call = null;
        ended = false;
        if (served == null) {
            return;
        }
        boolean sent = served.end();
        kept = sent && reader.reusable() && channel.isActive() && transport.keep(this);
        if (kept) {
            readable(true);
        } else {
            channel.close();
        }
        served.tellEnd();
    }

    private void broken(String detail) {
        HttpCall served = call;
        call = null;
        channel.close();
        if (served != null) {
            served.fault(new UpstreamFault.Broken(detail));
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (call != null) {
            call.readPaused();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (call != null && channel.isWritable()) {
            call.pump();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!gone) {
            gone = true;
            transport.lost(this, !kept);
        }
        HttpCall served = call;
        if (served == null) {
            return;
        }
        if (!reader.begun()) {
            call = null;
            served.unanswered(trouble.isEmpty() ? "it closed the connection without an answer" : trouble);
        } else if (reader.closed()) {
            answerComplete();
        } else {
            broken(trouble.isEmpty() ? "the connection was closed in the middle" : trouble);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        trouble = Connector.reason(cause);
        if (!(cause instanceof IOException) || cause instanceof SSLException) {
            channel.close();
        } // else no more can be written, or read; if an answer is still there to be read, the channel closes after it
    }

    @Override
    public void head(ResponseHead head) {
        if (call != null) {
            call.head(head);
        }
    }

    @Override
    public void body(BodyPart part) {
        if (call != null) {
            call.body(part);
        }
    }

    @Override
    public void end() {
        ended = true;
    }
}
