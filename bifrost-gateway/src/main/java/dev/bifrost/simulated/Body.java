package dev.bifrost.simulated;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.CompositeByteBuf;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A request's body as far as it has come. Confined to one loop. */
final class Body {
    /** Bytes that are kept; what is longer is read and dropped. */
    static final int MOST = 8 << 20;

    private @Nullable CompositeByteBuf kept;
    private boolean tooLarge;

    /** Takes the piece over. */
    void add(ByteBuf piece) {
        if (tooLarge) {
            piece.release();
            return;
        }
        CompositeByteBuf all = kept == null ? ByteBufAllocator.DEFAULT.compositeBuffer(Integer.MAX_VALUE) : kept;
        kept = all;
        all.addComponent(true, piece);
        if (all.readableBytes() > MOST) {
            tooLarge = true;
            release();
        }
    }

    boolean tooLarge() {
        return tooLarge;
    }

    InputStream stream() {
        return kept == null ? InputStream.nullInputStream() : new ByteBufInputStream(kept);
    }

    /** Frees what is kept. May be called more than once. */
    void release() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }
}
