package dev.bifrost.simulated;

import dev.bifrost.upstream.BodySource;
import dev.bifrost.upstream.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A body that comes in pieces of a few bytes, and stops after half of them until told to go on. */
final class TextBody implements RequestBody, BodySource {
    private final byte[] bytes;
    private final int pieceLength;
    private final boolean halts;
    private int at;
    private boolean halted;
    private Runnable ready = () -> {};
    boolean closed;

    TextBody(String text, int pieceLength, boolean halts) {
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
        this.pieceLength = pieceLength;
        this.halts = halts;
    }

    void goOn() {
        halted = false;
        ready.run();
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public boolean replayable() {
        return true;
    }

    @Override
    public BodySource open() {
        at = 0;
        halted = halts;
        return this;
    }

    @Override
    public @Nullable ByteBuf next() {
        if (at == bytes.length || (halted && at > bytes.length / 2)) {
            return null;
        }
        int length = Math.min(pieceLength, bytes.length - at);
        ByteBuf piece = ByteBufAllocator.DEFAULT.buffer(length).writeBytes(bytes, at, length);
        at += length;
        return piece;
    }

    @Override
    public boolean exhausted() {
        return at == bytes.length;
    }

    @Override
    public void whenReady(Runnable told) {
        ready = told;
    }

    @Override
    public void close() {
        closed = true;
    }
}
