package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.dialect.RequestScan;
import dev.bifrost.dialect.Splice;
import dev.bifrost.dialect.estimate.BodyTokens;
import dev.bifrost.upstream.RequestBody;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * A request body as it arrives: scanned piece by piece, kept in memory up to 1 MiB and in a file beyond that, until no
 * target will need it any more.
 */
final class RequestBuffer {
    private static final int IN_MEMORY = 1 << 20;
    /** What a body in a file may have on its way from and to it. */
    private static final int IN_FLIGHT = 256 << 10;

    private final Gateway gateway;
    private final Worker worker;
    private @Nullable RequestScan scan;
    private final Source source;
    private final Traces traces = new Traces();
    private final BodyTokens tokens = new BodyTokens();
    private final @Nullable Mac fingerprint;
    private final @Nullable Capture capture;
    private @Nullable String hash;
    private final Consumer<Failure> failed;
    private @Nullable ByteBuf memory;
    private @Nullable SpillFile file;
    private @Nullable Runnable complete;
    private long length;
    private long reserved;
    private long reservedDisk;
    private int unwritten;
    private boolean sourceWaits;
    private boolean ended;
    private boolean released;

    /** Whoever gives the body, and can be asked to wait with it. */
    interface Source {
        void readBody(boolean on);
    }

    /** {@code fingerprint}: what the books want to know the body by; {@code capture}: what keeps it. */
    RequestBuffer(
            Gateway gateway,
            Worker worker,
            RequestScan scan,
            @Nullable Mac fingerprint,
            @Nullable Capture capture,
            Source source,
            Consumer<Failure> failed) {
        this.gateway = gateway;
        this.worker = worker;
        this.scan = scan;
        this.fingerprint = fingerprint;
        this.capture = capture;
        this.source = source;
        this.failed = failed;
    }

    RequestScan scan() {
        if (scan == null) {
            throw new IllegalStateException("the request has been forgotten");
        }
        return scan;
    }

    /** What a body holds that was not this client's own dialect's to begin with. */
    Traces traces() {
        return traces;
    }

    /** What the prompt will be, in tokens, by guess. */
    long guessedTokens() {
        return tokens.tokens();
    }

    /** The whole body's fingerprint, hexadecimal digits; empty where nobody asks for it. */
    String hash() {
        if (hash == null) {
            hash = fingerprint == null ? "" : HexFormat.of().formatHex(fingerprint.doFinal());
        }
        return hash;
    }

    /** Bytes so far. */
    long length() {
        return length;
    }

    /** True while no more should come, though it would be taken. */
    boolean waits() {
        return sourceWaits || released;
    }

    /** Takes a piece, which then belongs to the buffer. */
    void add(ByteBuf piece) {
        int bytes = piece.readableBytes();
        if (released || bytes == 0) {
            piece.release();
            return;
        }
        look(piece, bytes);
        length += bytes;
        if (file == null && (length > IN_MEMORY || !gateway.memory().reserve(bytes))) {
            if (!spill()) {
                piece.release();
                return;
            }
        } else if (file == null) {
            reserved += bytes;
        }
        if (file != null) {
            write(file, piece, bytes);
        } else {
            collect(piece, bytes);
        }
    }

    private void look(ByteBuf piece, int bytes) {
        int step = Math.min(bytes, 64 << 10);
        byte[] scratch = worker.scratch().of(step);
        for (int at = 0; at < bytes; at += step) {
            int n = Math.min(step, bytes - at);
            piece.getBytes(piece.readerIndex() + at, scratch, 0, n);
            scan().feed(scratch, 0, n);
            traces.feed(scratch, n);
            tokens.feed(scratch, 0, n);
            if (fingerprint != null) {
                fingerprint.update(scratch, 0, n);
            }
            if (capture != null && capture.takesRequest()) {
                capture.request(Arrays.copyOf(scratch, n));
            }
        }
    }

    private void collect(ByteBuf piece, int bytes) {
        if (memory == null) {
            memory = piece;
            return;
        }
        if (memory.maxFastWritableBytes() < bytes || memory.refCnt() > 1 || memory.isReadOnly()) {
            // Small pieces would each pin the buffer in which they were read.
            int capacity = Math.max(4096, Integer.highestOneBit(memory.readableBytes() + bytes) << 1);
            ByteBuf larger = piece.alloc().directBuffer(capacity).writeBytes(memory);
            memory.release();
            memory = larger;
        }
        memory.writeBytes(piece);
        piece.release();
    }

    /** Moves to a file. False if there is no room, which has been told. */
    private boolean spill() {
        if (!gateway.memory().reserve(IN_FLIGHT)) {
            fail("The gateway holds as many request bodies as it may (server.max_buffered)");
            return false;
        }
        reserved += IN_FLIGHT;
        SpillFile opened = new SpillFile(
                worker.loop(),
                gateway.blocking(),
                gateway.spillFolder(),
                this::written,
                trouble -> fail("The gateway can not keep a request body on disk: " + trouble.getMessage()));
        file = opened;
        ByteBuf held = memory;
        memory = null;
        if (held != null) {
            long freed = reserved - IN_FLIGHT;
            reserved = IN_FLIGHT;
            gateway.memory().release(freed); // it is on its way to the file, which IN_FLIGHT stands for
            write(opened, held, held.readableBytes());
        }
        return true;
    }

    private void write(SpillFile open, ByteBuf piece, int bytes) {
        if (released) { // what came before did not fit
            piece.release();
            return;
        }
        if (!gateway.disk().reserve(bytes)) {
            piece.release();
            long limit = gateway.disk().limit();
            if (length > limit) {
                fail(new Failure.BodyTooLarge(limit, "server.max_spilled")); // trying again would not help
            } else {
                fail("The gateway holds as many large request bodies as it may (server.max_spilled)");
            }
            return;
        }
        reservedDisk += bytes;
        unwritten += bytes;
        if (unwritten > IN_FLIGHT / 2 && !sourceWaits) {
            sourceWaits = true;
            source.readBody(false);
        }
        open.append(piece);
    }

    private void written(int bytes) {
        unwritten -= bytes;
        if (released) {
            return;
        }
        if (sourceWaits && unwritten < IN_FLIGHT / 4) {
            sourceWaits = false;
            source.readBody(true);
        }
        if (ended && unwritten == 0 && complete != null) {
            Runnable next = complete;
            complete = null;
            next.run();
        }
    }

    private void fail(String message) {
        fail(new Failure.Overloaded(message, Duration.ofSeconds(1)));
    }

    private void fail(Failure failure) {
        if (!released) {
            release();
            failed.accept(failure);
        }
    }

    /** The body is over; {@code then} runs once it is safely kept, which may be now. */
    void end(Runnable then) {
        if (released) {
            return;
        }
        scan().end();
        ended = true;
        if (unwritten == 0) {
            then.run();
        } else {
            complete = then;
        }
    }

    /** The body with some spans replaced. Can be sent as often as needed until {@link #release}. */
    RequestBody spliced(List<Splice> splices) {
        return composed(Piece.spliced(length, splices));
    }

    /** A body made of spans of this one and of other bytes. Can be sent as often as needed until {@link #release}. */
    ComposedBody composed(List<Piece> pieces) {
        return new ComposedBody(memory, file, pieces);
    }

    /** Forgets the body. Bodies being sent keep what they need of it in memory, but not the file. */
    void release() {
        if (released) {
            return;
        }
        released = true;
        scan = null;
        complete = null;
        if (memory != null) {
            memory.release();
            memory = null;
        }
        if (file != null) {
            long onDisk = reservedDisk;
            file.close(() -> gateway.disk().release(onDisk));
        }
        gateway.memory().release(reserved);
        if (sourceWaits) {
            sourceWaits = false;
            source.readBody(true);
        }
    }
}
