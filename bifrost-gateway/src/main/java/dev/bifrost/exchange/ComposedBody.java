package dev.bifrost.exchange;

import dev.bifrost.upstream.BodySource;
import dev.bifrost.upstream.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request body made of spans of the client's, which lies in memory or in a file, and of bytes of ours. */
final class ComposedBody implements RequestBody {
    private static final int COPY_LIMIT = 16 << 10;
    private static final int PIECE = 64 << 10;

    private final @Nullable ByteBuf memory;
    private final @Nullable SpillFile file;
    private final List<Piece> pieces;
    private final long length;

    ComposedBody(@Nullable ByteBuf memory, @Nullable SpillFile file, List<Piece> pieces) {
        this.memory = memory;
        this.file = file;
        this.pieces = pieces;
        this.length = pieces.stream().mapToLong(Piece::length).sum();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean replayable() {
        return true;
    }

    @Override
    public BodySource open() {
        return file == null ? new InMemory(assembled()) : new FromFile(file);
    }

    /** The same, for whoever signs it. */
    BodyToSign toSign() {
        return new BodyToSign(length, file == null ? assembled() : null, file, pieces);
    }

    private ByteBuf assembled() {
        if (pieces.size() == 1 && pieces.getFirst() instanceof Piece.Span span && memory != null) {
            return slice(memory, span);
        }
        if (length <= COPY_LIMIT) {
            ByteBuf out = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, (int) length));
            for (Piece piece : pieces) {
                switch (piece) {
                    case Piece.Bytes(byte[] bytes) -> out.writeBytes(bytes);
                    case Piece.Span span -> copy(span, out);
                }
            }
            return out;
        }
        CompositeByteBuf out = ByteBufAllocator.DEFAULT.compositeBuffer(pieces.size() + 1);
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Bytes(byte[] bytes) -> out.addComponent(true, Unpooled.wrappedBuffer(bytes));
                case Piece.Span span -> {
                    if (memory != null) {
                        out.addComponent(true, slice(memory, span));
                    }
                }
            }
        }
        return out;
    }

    private void copy(Piece.Span span, ByteBuf out) {
        if (memory != null) {
            out.writeBytes(memory, memory.readerIndex() + (int) span.start(), (int) span.length());
        }
    }

    private static ByteBuf slice(ByteBuf memory, Piece.Span span) {
        return memory.retainedSlice(memory.readerIndex() + (int) span.start(), (int) span.length());
    }

    /** All of it at once. */
    private static final class InMemory implements BodySource {
        private @Nullable ByteBuf whole;

        InMemory(ByteBuf whole) {
            this.whole = whole;
        }

        @Override
        public @Nullable ByteBuf next() {
            ByteBuf all = whole;
            whole = null;
            return all;
        }

        @Override
        public boolean exhausted() {
            return whole == null;
        }

        @Override
        public void whenReady(Runnable ready) {}

        @Override
        public void close() {
            if (whole != null) {
                whole.release();
                whole = null;
            }
        }
    }

    /** Piece by piece, the next one being read while one is sent. */
    private final class FromFile implements BodySource {
        private final SpillFile from;
        private Runnable ready = () -> {};
        private @Nullable ByteBuf next;
        private boolean reading;
        private boolean closed;
        private int index;
        /** How much of the piece at {@code index} has been read. */
        private long done;

        FromFile(SpillFile from) {
            this.from = from;
            readAhead();
        }

        @Override
        public @Nullable ByteBuf next() {
            ByteBuf got = next;
            next = null;
            readAhead();
            return got;
        }

        @Override
        public boolean exhausted() {
            return closed || (next == null && !reading && index == pieces.size());
        }

        private void readAhead() {
            if (closed || reading || next != null || index == pieces.size()) {
                return;
            }
            switch (pieces.get(index)) {
                case Piece.Bytes(byte[] bytes) -> {
                    index++;
                    next = Unpooled.wrappedBuffer(bytes);
                }
                case Piece.Span span -> {
                    int take = (int) Math.min(PIECE, span.length() - done);
                    ByteBuf into = ByteBufAllocator.DEFAULT.directBuffer(take);
                    reading = true;
                    from.read(span.start() + done, take, into, () -> arrived(into, take, span));
                }
            }
        }

        private void arrived(ByteBuf into, int take, Piece.Span span) {
            reading = false;
            if (closed || into.readableBytes() < take) {
                into.release();
                return;
            }
            done += take;
            if (done == span.length()) {
                done = 0;
                index++;
            }
            next = into;
            ready.run();
        }

        @Override
        public void whenReady(Runnable then) {
            ready = then;
        }

        @Override
        public void close() {
            closed = true;
            if (next != null) {
                next.release();
                next = null;
            }
        }
    }
}
