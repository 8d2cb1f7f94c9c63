package dev.bifrost.server;

import dev.bifrost.api.HeaderList;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** The bytes around an answer's content. */
final class Wire {
    static final ByteBuf CONTINUE = constant("HTTP/1.1 100 Continue\r\n\r\n");
    static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
    static final ByteBuf CRLF = constant("\r\n");
    static final ByteBuf EMPTY = Unpooled.EMPTY_BUFFER;

    /** Eight hexadecimal digits and the end of their line, at most. */
    private static final int CHUNK_START = 10;

    private static final int LINE_END = ('\r' << 8) | '\n';
    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private Wire() {}

    private static ByteBuf constant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }

    /** An answer's head, with {@code room} for a body behind it. */
    static ByteBuf head(
            ByteBufAllocator allocator,
            int status,
            HeaderList headers,
            long length,
            boolean chunked,
            boolean close,
            int room) {
        String first = status == 200 ? OK : "HTTP/1.1 " + status + ' ' + reason(status) + "\r\n";
        byte[] bytes = new byte[first.length() + headers.wireLength() + 96];
        int at = HeaderList.latin1(first, bytes, 0);
        at = headers.writeTo(bytes, at);
        if (chunked) {
            at = HeaderList.latin1("transfer-encoding: chunked\r\n", bytes, at);
        } else if (length >= 0 && status != 204 && status != 304) {
            at = HeaderList.latin1("content-length: ", bytes, at);
            at = HeaderList.latin1(Long.toString(length), bytes, at);
            at = HeaderList.latin1("\r\n", bytes, at);
        }
        if (close) {
            at = HeaderList.latin1("connection: close\r\n", bytes, at);
        }
        at = HeaderList.latin1("\r\n", bytes, at);
        return allocator.directBuffer(at + room).writeBytes(bytes, 0, at);
    }

    private static String reason(int status) {
        return status == 499
                ? "Client Closed Request"
                : HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    /** The line before a chunk's content. */
    static ByteBuf chunkStart(ByteBufAllocator allocator, int length) {
        return writeChunkStart(allocator.directBuffer(CHUNK_START), length);
    }

    /** A copy of this content as a whole chunk: where it is small, one buffer is cheaper to write than three. */
    static ByteBuf chunk(ByteBufAllocator allocator, ByteBuf content) {
        int length = content.readableBytes();
        ByteBuf chunk = writeChunkStart(allocator.directBuffer(CHUNK_START + length + 2), length);
        return chunk.writeBytes(content).writeShort(LINE_END);
    }

    private static ByteBuf writeChunkStart(ByteBuf to, int length) {
        ByteBufUtil.writeAscii(to, Integer.toHexString(length));
        return to.writeShort(LINE_END);
    }
}
