package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.upstream.BodySource;
import dev.bifrost.upstream.RequestBody;
import io.netty.buffer.ByteBuf;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a body that may lie in a file, piece by piece as it comes from there, on the loop. */
final class BodyReading {
    private static final int STEP = 64 << 10;

    /** Takes a piece; a failure ends the reading. */
    interface Taking {
        @Nullable
        Failure take(byte[] bytes, int from, int to);
    }

    private final Exchange exchange;
    private final BodySource source;
    private final BooleanSupplier wanted;
    private final Taking taking;
    private final Consumer<@Nullable Failure> then;

    private BodyReading(
            Exchange exchange,
            BodySource source,
            BooleanSupplier wanted,
            Taking taking,
            Consumer<@Nullable Failure> then) {
        this.exchange = exchange;
        this.source = source;
        this.wanted = wanted;
        this.taking = taking;
        this.then = then;
    }

    /** Reads all of it, unless it is no longer {@code wanted}, and tells {@code then} what went wrong, or null. */
    static void of(
            RequestBody body,
            Exchange exchange,
            BooleanSupplier wanted,
            Taking taking,
            Consumer<@Nullable Failure> then) {
        BodyReading reading = new BodyReading(exchange, body.open(), wanted, taking, then);
        reading.source.whenReady(reading::pull);
        reading.pull();
    }

    private void pull() {
        if (!wanted.getAsBoolean()) {
            source.close();
            return;
        }
        try {
            Failure failure = takeAll();
            if (failure != null || source.exhausted()) {
                source.close();
                then.accept(failure);
            }
        } catch (RuntimeException e) {
            source.close();
            exchange.crashed(e); // nobody else may be listening, when a file has been read
        }
    }

    private @Nullable Failure takeAll() {
        Failure failure = null;
        for (ByteBuf piece = source.next(); piece != null; piece = failure == null ? source.next() : null) {
            try {
                failure = take(piece);
            } finally {
                piece.release();
            }
        }
        return failure;
    }

    private @Nullable Failure take(ByteBuf piece) {
        int length = piece.readableBytes();
        Failure failure = null;
        for (int at = 0; at < length && failure == null; at += STEP) {
            int n = Math.min(STEP, length - at);
            byte[] scratch = exchange.worker().scratch().of(n);
            piece.getBytes(piece.readerIndex() + at, scratch, 0, n);
            failure = taking.take(scratch, 0, n);
        }
        return failure;
    }
}
