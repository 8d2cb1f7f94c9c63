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
        ByteBuf line = allocator.directBuffer(10);
        ByteBufUtil.writeAscii(line, Integer.toHexString(length));
        return line.writeShort('\r' << 8 | '\n');
    }
}
