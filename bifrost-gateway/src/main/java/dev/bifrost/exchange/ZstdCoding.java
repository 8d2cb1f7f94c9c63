package dev.bifrost.exchange;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * RFC 8878; several frames count as one text. By libzstd, the format's own library, and not by one in Java: those that
 * there are read through {@code Unsafe} without being fuzzed as that one is (CVE-2024-36114). Its memory is the C heap's,
 * so it is reserved as if it were ours.
 */
final class ZstdCoding implements ContentCoding {
    /** 8 MiB, the largest window that a body may need: https://www.rfc-editor.org/rfc/rfc9659#section-3. */
    private static final int WINDOW_LOG = 23;

    private static final int WINDOW = 1 << WINDOW_LOG;

    /** What a decoder takes besides its window. */
    private static final int TABLES = 512 << 10;

    private static final int PIECE = 32 << 10;
    private static final int STEP = 16 << 10;

    private static volatile boolean loaded;

    private final MemoryBudget memory;
    private final ZstdDecompressCtx context;
    private int reserved;
    private int frames;
    private boolean whole;
    /** The last piece was full, so there may be more of what has been read. */
    private boolean more;

    ZstdCoding(MemoryBudget memory) throws Refusal {
        this.memory = memory;
        reserve(TABLES);
        context = new ZstdDecompressCtx();
        context.setLongMax(WINDOW_LOG);
    }

    /** True once {@link #load} has been successful. */
    static boolean loaded() {
        return loaded;
    }

    /** Loads the library, which is unpacked into a file for that; false if there is none for this machine. */
    static boolean load() {
        try {
            new ZstdDecompressCtx().close();
            loaded = true;
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public @Nullable ByteBuf next(ByteBuf coded) throws Refusal {
        ByteBuf plain = null;
        try {
            while (more || coded.isReadable()) {
                plain = plain == null ? ByteBufAllocator.DEFAULT.directBuffer(PIECE, PIECE) : plain;
                ByteBuffer room = plain.nioBuffer(0, PIECE);
                step(coded, room);
                if (room.position() > 0) {
                    ByteBuf full = plain.writerIndex(room.position());
                    plain = null;
                    return full;
                }
            }
            return null;
        } catch (ZstdException e) {
            long code = Math.abs(e.getErrorCode()); // this call, unlike others, tells it negated
            throw new Refusal(new Failure.InvalidRequest(
                    code == Zstd.errFrameParameterWindowTooLarge()
                            ? "The request body in zstd needs a window of more than 8 MiB; compress it with a smaller one"
                            : "The request body is not valid zstd"));
        } finally {
            if (plain != null) {
                plain.release();
            }
        }
    }

    private void step(ByteBuf coded, ByteBuffer room) throws Refusal {
        int bytes = Math.min(STEP, coded.readableBytes());
        boolean direct = coded.isDirect() && coded.nioBufferCount() == 1;
        ByteBuf bit = direct
                ? coded.retainedSlice(coded.readerIndex(), bytes)
                : ByteBufAllocator.DEFAULT.directBuffer(bytes).writeBytes(coded, coded.readerIndex(), bytes);
        try {
            ByteBuffer source = bit.nioBuffer();
            boolean over = context.decompressDirectByteBufferStream(room, source);
            coded.skipBytes(source.position());
            told(over, source.position(), room);
        } finally {
            bit.release();
        }
    }

    private void told(boolean over, int read, ByteBuffer room) throws Refusal {
        frames += over ? 1 : 0;
        whole = over || (whole && read == 0);
        more = !over && !room.hasRemaining();
        if (frames > MOST_PARTS) {
            throw new Refusal(new Failure.InvalidRequest("The request body in zstd has too many frames"));
        }
        if (reserved < TABLES + WINDOW) { // a window takes memory only as far as it has been filled
            reserve(Math.min(room.position(), TABLES + WINDOW - reserved));
        }
    }

    private void reserve(int bytes) throws Refusal {
        if (!memory.reserve(bytes)) {
            throw new Refusal(new Failure.Overloaded(
                    "The gateway holds as many request bodies as it may (server.max_buffered)", Duration.ofSeconds(1)));
        }
        reserved += bytes;
    }

    @Override
    public boolean whole() {
        return whole;
    }

    @Override
    public void release() {
        context.close();
        memory.release(reserved);
        reserved = 0;
    }
}
