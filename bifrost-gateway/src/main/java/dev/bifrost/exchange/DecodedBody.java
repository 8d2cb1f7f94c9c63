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
    private final Exchange exchange;
    private final RequestBuffer out;
    private final Runnable done;
    private final long limit;
    private final ArrayDeque<ByteBuf> coded = new ArrayDeque<>(2);
    private @Nullable ContentCoding coding;
    private long decoded;
    private boolean complete;
    private boolean busy;
    private boolean released;

    /** Decodes into {@code out}; {@code done} runs once all of it is there. What is wrong is told to the exchange. */
    DecodedBody(Exchange exchange, RequestBuffer out, Runnable done) {
        this.exchange = exchange;
        this.out = out;
        this.done = done;
        this.limit = exchange.gateway().maxBody();
    }

    /** Says in which coding it comes; {@code source} is told when it is too early to read it. */
    void begin(String name, RequestBuffer.Source source) {
        if (name.equalsIgnoreCase("gzip")) {
            coding = new GzipCoding();
        } else if (!name.equalsIgnoreCase("zstd")) {
            exchange.refuse(new Failure.UnsupportedEncoding(name));
        } else if (ZstdCoding.loaded()) {
            beginZstd(true, source);
        } else {
            source.readBody(false); // the first one loads the library, which takes a file and milliseconds
            exchange.gateway().blocking().execute(() -> {
                boolean loaded = ZstdCoding.load();
                exchange.worker().later(() -> beginZstd(loaded, source));
            });
        }
    }

    private void beginZstd(boolean loaded, RequestBuffer.Source source) {
        if (released) {
            return; // the client has gone
        }
        try {
            if (!loaded) {
                throw new Refusal(new Failure.UnsupportedEncoding("zstd", "identity or gzip"));
            }
            coding = new ZstdCoding(exchange.gateway().memory());
            source.readBody(true);
        } catch (Refusal refusal) {
            exchange.refuse(refusal.failure());
        }
    }

    /** Takes a piece, which then belongs to this. */
    void add(ByteBuf piece) {
        coded.add(piece);
        proceed();
    }

    /** The body is over. */
    void end() {
        complete = true;
        proceed();
    }

    /** Goes on as far as the buffer keeps up. */
    void proceed() {
        ContentCoding how = coding;
        if (how == null || busy || released) {
            return;
        }
        try {
            decode(how);
            if (!released && complete && coded.isEmpty()) {
                finish(how);
            }
        } catch (Refusal refusal) {
            exchange.refuse(refusal.failure());
        } catch (RuntimeException e) {
            exchange.crashed(e); // nobody else may be listening, when a file has made room
        }
    }

    private void decode(ContentCoding how) throws Refusal {
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

    private void finish(ContentCoding how) throws Refusal {
        if (!how.whole()) {
            throw new Refusal(new Failure.InvalidRequest("The request body in " + how.name() + " breaks off"));
        }
        release();
        done.run();
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
