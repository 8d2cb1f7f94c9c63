package dev.bifrost.exchange;

import dev.bifrost.provider.credential.SignedBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A body that is read once more before it is sent, to be signed; on another thread if it is large, or in a file. */
final class BodyToSign implements SignedBody, AutoCloseable {
    private final long length;
    private final @Nullable ByteBuf memory;
    private final @Nullable SpillFile file;
    private final List<Piece> pieces;

    /** One of {@code memory}, which is all of the body and then belongs to this, and {@code file}. */
    BodyToSign(long length, @Nullable ByteBuf memory, @Nullable SpillFile file, List<Piece> pieces) {
        this.length = length;
        this.memory = memory;
        this.file = file;
        this.pieces = pieces;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public boolean atHand() {
        return memory != null;
    }

    @Override
    public InputStream read() {
        if (memory != null) {
            return new ByteBufInputStream(memory.duplicate());
        }
        List<InputStream> parts = pieces.stream().map(this::read).toList();
        return new SequenceInputStream(Collections.enumeration(parts));
    }

    private InputStream read(Piece piece) {
        return switch (piece) {
            case Piece.Bytes(byte[] bytes) -> new ByteArrayInputStream(bytes);
            case Piece.Span span when file != null -> file.stream(span.start(), span.length());
            case Piece.Span _ -> throw new IllegalStateException("there is no file");
        };
    }

    /** It has been signed. */
    @Override
    public void close() {
        if (memory != null) {
            memory.release();
        }
    }
}
