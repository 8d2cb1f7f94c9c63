package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.compression.JdkZlibDecoder;
import io.netty.handler.codec.compression.ZlibWrapper;
import java.util.function.Consumer;

/** Decodes a request body in gzip as it arrives, as far as the limit on bodies allows. */
final class GzipBody {
    /** Small enough that what one step can grow to, a thousandfold, is no burden. */
    private static final int STEP = 512;

    private static final int MOST_PER_STEP = 1 << 20;

    private final JdkZlibDecoder decoder = new JdkZlibDecoder(ZlibWrapper.GZIP, MOST_PER_STEP);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);
    private final long limit;
    private long decoded;

    GzipBody(long limit) {
        this.limit = limit;
    }

    /** Takes a piece, which is released, and gives what it decodes to. */
    void add(ByteBuf piece, Consumer<ByteBuf> out) throws Refusal {
        try {
            while (piece.isReadable()) {
                channel.writeInbound(piece.readRetainedSlice(Math.min(STEP, piece.readableBytes())));
                for (ByteBuf plain = channel.readInbound(); plain != null; plain = channel.readInbound()) {
                    decoded += plain.readableBytes();
                    if (decoded > limit) {
                        plain.release();
                        throw new Refusal(new Failure.BodyTooLarge(limit));
                    }
                    out.accept(plain);
                }
            }
        } catch (DecompressionException e) {
            throw new Refusal(new Failure.InvalidRequest("The request body is not valid gzip"));
        } finally {
            piece.release();
        }
    }

    /** The body is over. */
    void end() throws Refusal {
        if (!decoder.isClosed()) {
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
