package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.Refusal;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A request body that comes in a content coding: decoded as it arrives, as far as the limit on bodies allows and no
 * faster than it can be kept, because a little of it may stand for very much.
 */
final class DecodedBody {
    private final RequestBuffer out;
    private final long limit;
    private final ArrayDeque<ByteBuf> coded = new ArrayDeque<>(2);
    private @Nullable ContentCoding coding;
    private long decoded;
    private boolean complete;
    private boolean busy;
    private boolean released;

    /** Decodes into {@code out}, once the coding is known. */
    DecodedBody(RequestBuffer out, long limit) {
        this.out = out;
        this.limit = limit;
    }

    /** Says what undoes the coding; it is released with this. */
    void decodeBy(ContentCoding how) {
        if (released) {
            how.release();
        } else {
            coding = how;
        }
    }

    /** Takes a piece, which then belongs to this. */
    void add(ByteBuf piece) {
        coded.add(piece);
    }

    /** The body is over. */
    void end() {
        complete = true;
    }

    /** Goes on as far as the buffer keeps up; true once all has been decoded. */
    boolean proceed() throws Refusal {
        ContentCoding how = coding;
        if (how == null || busy || released) {
            return false;
        }
        busy = true;
        try {
            while (!released && !out.waits() && !coded.isEmpty()) {
                step(how);
            }
        } finally {
            busy = false;
            if (released) {
                free();
            }
        }
        if (released || !complete || !coded.isEmpty()) {
            return false;
        }
        if (!how.whole()) {
            throw new Refusal(new Failure.InvalidRequest("The request body in " + how.name() + " breaks off"));
        }
        return true;
    }

    private void step(ContentCoding how) throws Refusal {
        ByteBuf plain = how.next(coded.element());
        if (plain == null) {
            coded.remove().release();
            return;
        }
        decoded += plain.readableBytes();
        if (decoded > limit) {
            plain.release();
            throw new Refusal(new Failure.BodyTooLarge(limit));
        }
        out.add(plain);
    }

    /** Frees what is held; nothing is decoded any more. */
    void release() {
        released = true;
        if (!busy) { // else once the step is done
            free();
        }
    }

    private void free() {
        if (coding != null) {
            coding.release();
            coding = null;
        }
        coded.forEach(ByteBuf::release);
        coded.clear();
    }
}
