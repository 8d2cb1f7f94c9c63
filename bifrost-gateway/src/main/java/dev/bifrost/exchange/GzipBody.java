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
import java.util.function.Consumer;

/** Decodes a request body in gzip as it arrives, as far as the limit on bodies allows. */
final class GzipBody {
    /** Small enough that what one step can grow to, a thousandfold, is no burden. */
    private static final int STEP = 512;

    private static final int MOST_PER_STEP = 1 << 20;

    /** More than any compressor makes of a body, few enough that empty ones are no burden. */
    private static final int MOST_MEMBERS = 10_000;

    private final long limit;
    private Member member = new Member();
    private EmbeddedChannel channel = new EmbeddedChannel(member);
    private int members = 1;
    private long decoded;

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
            return internalBuffer().readBytes(actualReadableBytes());
        }
    }

    GzipBody(long limit) {
        this.limit = limit;
    }

    /** Takes a piece, which is released, and gives what it decodes to. */
    void add(ByteBuf piece, Consumer<ByteBuf> out) throws Refusal {
        try {
            while (piece.isReadable()) {
                step(piece.readRetainedSlice(Math.min(STEP, piece.readableBytes())), out);
            }
        } catch (DecompressionException e) {
            throw new Refusal(new Failure.InvalidRequest("The request body is not valid gzip"));
        } finally {
            piece.release();
        }
    }

    private void step(ByteBuf encoded, Consumer<ByteBuf> out) throws Refusal {
        ByteBuf rest = encoded;
        do {
            if (member.isClosed()) {
                next(rest);
            }
            channel.writeInbound(rest);
            for (ByteBuf plain = channel.readInbound(); plain != null; plain = channel.readInbound()) {
                decoded += plain.readableBytes();
                if (decoded > limit) {
                    plain.release();
                    throw new Refusal(new Failure.BodyTooLarge(limit));
                }
                out.accept(plain);
            }
            rest = member.isClosed() ? member.rest() : Unpooled.EMPTY_BUFFER;
        } while (rest.isReadable());
        rest.release();
    }

    /** Begins another member: several count as one text. */
    private void next(ByteBuf rest) throws Refusal {
        members++;
        if (members > MOST_MEMBERS) {
            rest.release();
            throw new Refusal(new Failure.InvalidRequest("The request body in gzip has too many members"));
        }
        channel.finishAndReleaseAll();
        member = new Member();
        channel = new EmbeddedChannel(member);
    }

    /** The body is over. */
    void end() throws Refusal {
        if (!member.isClosed()) {
            throw new Refusal(new Failure.InvalidRequest("The request body in gzip breaks off"));
        }
    }

    void release() {
        try {
            channel.finishAndReleaseAll();
        } catch (DecompressionException e) {
            // said already, when the piece that is wrong came
        }
    }
}
