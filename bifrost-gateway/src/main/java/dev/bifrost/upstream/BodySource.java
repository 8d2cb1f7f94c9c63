package dev.bifrost.upstream;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A request body on its way out, pulled by the transport as fast as the connection takes it. Confined to one loop. */
public interface BodySource {

    /**
     * The next piece, which then belongs to the caller; null if there is none now. Unless {@link #exhausted()}, the
     * runnable given to {@link #whenReady} is run when there is more.
     */
    @Nullable
    ByteBuf next();

    /** True once everything has been pulled. */
    boolean exhausted();

    /** Sets who is told that {@link #next()} has more, or that the source has failed. */
    void whenReady(Runnable ready);

    /** Frees what was not pulled. May be called more than once. */
    void close();
}
