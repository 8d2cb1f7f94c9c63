package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** RFC 1952; several members count as one text. */
final class GzipCoding implements ContentCoding {
    /** Small enough that what one step can grow to, a thousandfold, is no burden. */
    private static final int STEP = 512;

    private static final int MOST_PER_STEP = 1 << 20;

    private Member member = new Member();
    private EmbeddedChannel channel = new EmbeddedChannel(member);
    private ByteBuf behind = Unpooled.EMPTY_BUFFER;
    private int members = 1;

    /** Decodes one member, and leaves what follows it. */
    private static final class Member extends JdkZlibDecoder {
        Member() {
            super(ZlibWrapper.GZIP, MOST_PER_STEP);
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
            if (!isClosed()) {
                super.decode(ctx, in, out);
            }
        }

        /** What has come behind the member. */
        ByteBuf rest() {
            int bytes = isClosed() ? actualReadableBytes() : 0;
            return bytes == 0 ? Unpooled.EMPTY_BUFFER : internalBuffer().readBytes(bytes);
        }
    }

    @Override
    public String name() {
        return "gzip";
    }

    @Override
    public @Nullable ByteBuf next(ByteBuf coded) throws Refusal {
        try {
            ByteBuf plain = channel.readInbound();
            while (plain == null && (behind.isReadable() || coded.isReadable())) {
                step(coded);
                plain = channel.readInbound();
            }
            return plain;
        } catch (DecompressionException e) {
            throw new Refusal(new Failure.InvalidRequest("The request body is not valid gzip"));
        }
    }

    private void step(ByteBuf coded) throws Refusal {
        if (member.isClosed()) {
            another();
        }
        ByteBuf bit = behind.isReadable() ? behind : coded.readRetainedSlice(Math.min(STEP, coded.readableBytes()));
        behind = Unpooled.EMPTY_BUFFER;
        channel.writeInbound(bit);
        behind = member.rest();
    }

    private void another() throws Refusal {
        members++;
        if (members > MOST_PARTS) {
            throw new Refusal(new Failure.InvalidRequest("The request body in gzip has too many members"));
        }
        channel.finishAndReleaseAll();
        member = new Member();
        channel = new EmbeddedChannel(member);
    }

    @Override
    public boolean whole() {
        return member.isClosed();
    }

    @Override
    public void release() {
        behind.release();
        behind = Unpooled.EMPTY_BUFFER;
        try {
            channel.finishAndReleaseAll();
        } catch (DecompressionException e) {
            // said already, when the piece that is wrong came
        }
    }
}
