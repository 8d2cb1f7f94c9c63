package dev.bifrost.exchange;

import dev.bifrost.api.Refusal;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A content coding of RFC 9110, undone bit by bit: what one call gives is small, whatever it is given. */
interface ContentCoding {
    /** More gzip members or zstd frames than any compressor makes of a body, few enough that empty ones are no burden. */
    int MOST_PARTS = 10_000;

    /** As in {@code content-encoding}. */
    String name();

    /** The next piece of the plain text; null once all of {@code coded} has been read and nothing is left of it. */
    @Nullable
    ByteBuf next(ByteBuf coded) throws Refusal;

    /** True if the body may end here. */
    boolean whole();

    /** Frees what is held. */
    void release();
}
