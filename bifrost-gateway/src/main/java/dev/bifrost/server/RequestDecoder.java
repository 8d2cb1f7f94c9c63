package dev.bifrost.server;

import dev.bifrost.exchange.MemoryBudget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Netty's decoder, made to refuse what two readers could understand differently: both length headers, header lines that
 * go on in the next line, and request lines with anything but single spaces between their parts. Knows since when a
 * head has been arriving.
 */
final class RequestDecoder extends HttpRequestDecoder {
    /** The four letters with which the last part of a request line begins. */
    private static final int HTTP = 0x48545450;

    private static final int MOST_LINES = 128;
    /** What a byte of a head costs while its head is not whole, as text and as entries of a table. */
    private static final int COST = 4;

    private final LongSupplier nanoTime;
    private final MemoryBudget heads;
    private long reserved;
    private boolean refused;
    private int lines;
    private boolean inHead = true;
    private boolean lineEnded;
    private boolean firstLineSeen;
    private @Nullable String wrong;
    private long headBegun = -1;

    /** {@code heads} bounds what the heads of all connections together take that are not whole yet. */
    RequestDecoder(int maxHead, LongSupplier nanoTime, MemoryBudget heads) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(Math.min(maxHead, 16 << 10))
                .setMaxHeaderSize(maxHead)
                .setMaxChunkSize(64 << 10)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true));
        this.nanoTime = nanoTime;
        this.heads = heads;
    }

    /** When the first byte of a head came that is not whole yet; -1 if there is none. */
    long headBegun() {
        return headBegun;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!inHead) {
            super.decode(ctx, in, out);
            inHead = !out.isEmpty() && out.getLast() instanceof LastHttpContent;
            return;
        }
        if (headBegun < 0) {
            headBegun = nanoTime.getAsLong();
            lineEnded = false;
            firstLineSeen = false;
            lines = 0;
            wrong = null;
        }
        int from = in.readerIndex();
        super.decode(ctx, in, out);
        look(in, from, in.readerIndex());
        if (out.isEmpty()) {
            hold((long) (in.readerIndex() - from) * COST);
        } else {
            headBegun = -1;
            letGo();
            if (lines > MOST_LINES && out.getFirst() instanceof HttpRequest request) {
                request.setDecoderResult(DecoderResult.failure(new TooLongHttpHeaderException("too many lines")));
            } else if (wrong != null && out.getFirst() instanceof HttpRequest request) {
                request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(wrong)));
            }
            inHead = out.getLast() instanceof LastHttpContent;
        }
    }

    private void hold(long bytes) {
        if (lines > MOST_LINES || !heads.reserve(bytes)) {
            refused = true;
            letGo();
            throw new TooLongHttpHeaderException("a head that takes more than its share");
        }
        reserved += bytes;
    }

    private void letGo() {
        heads.release(reserved);
        reserved = 0;
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        letGo();
        super.handlerRemoved0(ctx);
    }

    /** Looks at the bytes of the head that the decoder has just taken. */
    private void look(ByteBuf in, int from, int to) {
        int at = from;
        while (at < to) {
            byte first = in.getByte(at);
            if (lineEnded && (first == ' ' || first == '\t')) {
                wrong = "a header line is folded";
            }
            int end = in.indexOf(at, to, (byte) '\n');
            if (!firstLineSeen && end > at + 1) {
                firstLineSeen = true;
                if (!isRequestLine(in, at, end)) {
                    wrong = "the request line is not three words with one space between them";
                }
            }
            lineEnded = end >= 0;
            lines += lineEnded ? 1 : 0;
            at = end < 0 ? to : end + 1;
        }
    }

    private static boolean isRequestLine(ByteBuf in, int from, int end) {
        int spaces = 0;
        for (int i = from; i < end - 1; i++) {
            byte b = in.getByte(i);
            if (b == ' ') {
                spaces++;
            } else if ((b >= 0 && b < ' ') || b == 0x7f) {
                return false;
            }
        }
        return spaces == 2 && end - from > 9 && in.getInt(end - 9) == HTTP;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both content-length and transfer-encoding");
    }
}
