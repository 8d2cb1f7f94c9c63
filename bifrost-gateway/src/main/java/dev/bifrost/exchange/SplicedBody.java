package dev.bifrost.exchange;

import dev.bifrost.dialect.Splice;
import dev.bifrost.upstream.BodySource;
import dev.bifrost.upstream.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kept request body in which some spans are replaced and every other byte is as it came. */
final class SplicedBody implements RequestBody {
    private static final int COPY_LIMIT = 16 << 10;
    private static final int PIECE = 64 << 10;

    private final @Nullable ByteBuf memory;
    private final @Nullable SpillFile file;
    private final long original;
    private final List<Splice> splices;
    private final long length;

    SplicedBody(@Nullable ByteBuf memory, @Nullable SpillFile file, long original, List<Splice> splices) {

        this.memory = memory;
        this.file = file;
        this.original = original;
        this.splices = splices;
        long sum = original;
        for (Splice splice : splices) {
            sum += splice.text().length - (splice.end() - splice.start());
        }
        this.length = sum;
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
        return file == null
                ? new InMemory(memory == null ? Unpooled.EMPTY_BUFFER : assemble(memory))
                : new FromFile(file);
    }

    private ByteBuf assemble(ByteBuf body) {
        if (splices.isEmpty()) {
            return body.retainedSlice();
        }
        boolean copy = length <= COPY_LIMIT;
        ByteBuf out =
                copy ? body.alloc().directBuffer((int) length) : body.alloc().compositeBuffer(2 * splices.size() + 1);
        int at = 0;
        for (Splice splice : splices) {
            append(out, body, at, (int) splice.start());
            if (copy) {
                out.writeBytes(splice.text());
            } else {
                ((CompositeByteBuf) out).addComponent(true, Unpooled.wrappedBuffer(splice.text()));
            }
            at = (int) splice.end();
        }
        append(out, body, at, (int) original);
        return out;
    }

    private static void append(ByteBuf out, ByteBuf body, int from, int to) {
        if (from == to) {
            return;
        }
        int start = body.readerIndex() + from;
        if (out instanceof CompositeByteBuf composite) {
            composite.addComponent(true, body.retainedSlice(start, to - from));
        } else {
            out.writeBytes(body, start, to - from);
        }
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
        private @Nullable ByteBuf piece;
        private boolean reading;
        private boolean closed;
        private int splice;
        private long position;

        FromFile(SpillFile from) {
            this.from = from;
            readAhead();
        }

        @Override
        public @Nullable ByteBuf next() {
            ByteBuf got = piece;
            piece = null;
            readAhead();
            return got;
        }

        @Override
        public boolean exhausted() {
            return closed || (piece == null && !reading && atEnd());
        }

        private boolean atEnd() {
            return splice == splices.size() && position == original;
        }

        private void readAhead() {
            if (closed || reading || piece != null || atEnd()) {
                return;
            }
            if (splice < splices.size() && position == splices.get(splice).start()) {
                Splice replaced = splices.get(splice);
                splice++;
                position = replaced.end();
                if (replaced.text().length > 0) {
                    piece = Unpooled.wrappedBuffer(replaced.text());
                    return;
                }
                readAhead();
                return;
            }
            long end = splice < splices.size() ? splices.get(splice).start() : original;
            int take = (int) Math.min(PIECE, end - position);
            ByteBuf into = ByteBufAllocator.DEFAULT.directBuffer(take);
            reading = true;
            from.read(position, take, into, () -> arrived(into, take));
        }

        private void arrived(ByteBuf into, int take) {
            reading = false;
            if (closed || into.readableBytes() < take) {
                into.release();
                return;
            }
            position += take;
            piece = into;
            ready.run();
        }

        @Override
        public void whenReady(Runnable next) {
            ready = next;
        }

        @Override
        public void close() {
            closed = true;
            if (piece != null) {
                piece.release();
                piece = null;
            }
        }
    }
}
