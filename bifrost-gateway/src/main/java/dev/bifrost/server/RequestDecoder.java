package dev.bifrost.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Netty's decoder, made to refuse what two readers could understand differently: both length headers, and header lines
 * that go on in the next line. Knows since when a head has been arriving.
 */
final class RequestDecoder extends HttpRequestDecoder {
    private final LongSupplier nanoTime;
    private boolean inHead = true;
    private boolean lineEnded;
    private boolean folded;
    private long headBegun = -1;

    RequestDecoder(int maxHead, LongSupplier nanoTime) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(Math.min(maxHead, 16 << 10))
                .setMaxHeaderSize(maxHead)
                .setMaxChunkSize(64 << 10)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
        this.nanoTime = nanoTime;
    }

    /** When the first byte of a head came that is not whole yet; -1 if there is none. */
    long headBegun() {
        return headBegun;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (!inHead) {
            super.decode(ctx, in, out);
            inHead = !out.isEmpty() && out.getLast() instanceof LastHttpContent;
            return;
        }
        if (headBegun < 0) {
            headBegun = nanoTime.getAsLong();
            lineEnded = false;
            folded = false;
        }
        int from = in.readerIndex();
        super.decode(ctx, in, out);
        lookForFolds(in, from, in.readerIndex());
        if (!out.isEmpty()) {
            headBegun = -1;
            if (folded && out.getFirst() instanceof HttpRequest request) {
                request.setDecoderResult(
                        DecoderResult.failure(new IllegalArgumentException("a header line is folded")));
            }
            inHead = out.getLast() instanceof LastHttpContent;
        }
    }

    /** Looks at the bytes of the head that the decoder has just taken. */
    private void lookForFolds(ByteBuf in, int from, int to) {
        int at = from;
        while (at < to) {
            if (lineEnded) {
                byte first = in.getByte(at);
                folded |= first == ' ' || first == '\t';
            }
            int end = in.indexOf(at, to, (byte) '\n');
            lineEnded = end >= 0;
            at = end < 0 ? to : end + 1;
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both content-length and transfer-encoding");
    }
}
