package dev.bifrost.exchange;

import dev.bifrost.api.Failure;
import dev.bifrost.api.HeaderList;
import dev.bifrost.api.Target;
import dev.bifrost.dialect.Dialects;
import dev.bifrost.quota.RateState;
import dev.bifrost.upstream.BodyPart;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the client gets: one head, then bytes as they come, then an end; or an error in its dialect, with a status of its
 * own before the head and as an event after it. Reads the provider only as fast as the client reads.
 */
final class Delivery {
    private static final byte[] END_OF_EVENT = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private static final int MOST_NAMED = 30;

    private final Worker worker;
    private final CallDraft draft;
    private final Dialects.Client client;
    private final Supplier<@Nullable RateState> limits;
    private final ClientReply reply;
    private final Consumer<Boolean> readProvider;
    private boolean headSent;
    private boolean waiting;
    private boolean holding;
    private @Nullable Capture capture;
    private @Nullable Head heldHead;
    private final List<ByteBuf> held = new ArrayList<>(0);

    /** {@code limits} says how much is left of the caller's; {@code readProvider} is told false when the client does not read, and true when it reads again. */
    Delivery(
            Worker worker,
            CallDraft draft,
            Dialects.Client client,
            Supplier<@Nullable RateState> limits,
            ClientReply reply,
            Consumer<Boolean> readProvider) {
        this.worker = worker;
        this.draft = draft;
        this.client = client;
        this.limits = limits;
        this.reply = reply;
        this.readProvider = readProvider;
    }

    private record Head(int status, HeaderList headers, long length) {}

    /** Has all that is passed on kept as well; null keeps nothing. */
    void capture(@Nullable Capture keeper) {
        capture = keeper;
    }

    /** From now on nothing leaves until {@link #letGo}: what follows is the end of the answer. */
    void hold() {
        holding = true;
    }

    /** Lets leave what was held. */
    void letGo() {
        holding = false;
        Head head = heldHead;
        heldHead = null;
        if (head != null) {
            reply.head(head.status(), head.headers(), head.length());
        }
        held.forEach(reply::data);
        held.clear();
    }

    /** Forgets what was held, as if it had not come. */
    void takeBack() {
        holding = false;
        headSent &= heldHead == null;
        heldHead = null;
        held.forEach(ByteBuf::release);
        held.clear();
    }

    /** True once a head has been sent, so that the status can not be changed any more. */
    boolean begun() {
        return headSent;
    }

    /** True while the client does not read. */
    boolean waiting() {
        return waiting;
    }

    /** Sends the head, completed by what the gateway has to say of the call; {@code attempts} were made for it. */
    void head(int status, HeaderList headers, long length, int attempts) {
        headSent = true;
        long own = draft.committed(worker.now());
        headers.add("x-request-id", draft.requestId);
        Target target = draft.target;
        if (target != null && attempts > 0) {
            headers.add("x-bifrost-target", RequestHeaders.printable(target.toString()));
            headers.add("x-bifrost-attempts", Integer.toString(attempts));
            if (!draft.lossy.isEmpty()) {
                headers.add("x-bifrost-lossy", RequestHeaders.printable(named(draft.lossy)));
            }
        }
        RateState rates = limits.get();
        if (rates != null) {
            add(headers, "requests", rates.requests());
            add(headers, "tokens", rates.tokens());
        }
        headers.add("server-timing", Timing.header(own, draft.waited));
        draft.status = status;
        explain(headers);
        if (capture != null) {
            String type = headers.get("content-type");
            capture.answerIs(type == null ? "" : type);
        }
        if (holding) {
            heldHead = new Head(status, headers, length);
        } else {
            reply.head(status, headers, length);
        }
    }

    /** What there is to explain of a whole answer; that of a stream is only begun, and is in its record. */
    private void explain(HeaderList headers) {
        if (draft.decisions == null) {
            return;
        }
        String type = headers.get("content-type");
        if (type == null || !Streaming.isStream(type)) {
            headers.add(Decisions.HEADER, draft.decisions.header());
        }
    }

    private static void add(HeaderList headers, String what, RateState.@Nullable Window window) {
        if (window != null) {
            headers.add("x-ratelimit-limit-" + what, Long.toString(window.allowed()));
            headers.add("x-ratelimit-remaining-" + what, Long.toString(window.remaining()));
            headers.add("x-ratelimit-reset-" + what, window.reset());
        }
    }

    /** The first of the fields; a conversation of thousands of messages may have lost as many, and heads have limits. */
    private static String named(List<String> fields) {
        String most = String.join(", ", fields.subList(0, Math.min(MOST_NAMED, fields.size())));
        return fields.size() <= MOST_NAMED ? most : most + ", and " + (fields.size() - MOST_NAMED) + " more";
    }

    /** Passes a piece on: as it came, framing included, where it is made of whole chunks. */
    void part(BodyPart part) {
        draft.bytesOut += part.length();
        if (capture != null) {
            byte[] piece = new byte[part.length()];
            part.copyTo(piece, 0);
            capture.answer(piece);
        }
        ByteBuf from = part.buffer();
        if (holding) {
            held.add(part.retainedContent());
        } else if (part.framedEnd() >= 0 && reply.chunked()) {
            reply.framed(from.retainedSlice(from.readerIndex(), part.framedEnd() - from.readerIndex()));
        } else {
            reply.data(part.retainedContent());
        }
        regulate();
    }

    /** Passes bytes on, which then belong to the reply. */
    void bytes(ByteBuf bytes) {
        draft.bytesOut += bytes.readableBytes();
        if (capture != null) {
            capture.answer(ByteBufUtil.getBytes(bytes));
        }
        if (holding) {
            held.add(bytes);
            return;
        }
        reply.data(bytes);
        regulate();
    }

    private void regulate() {
        if (!waiting && !reply.isWritable()) {
            waiting = true;
            readProvider.accept(false);
        }
    }

    /** The client takes more again. */
    void writable() {
        if (waiting) {
            waiting = false;
            readProvider.accept(true);
        }
    }

    /** Lets what was passed on leave now. */
    void flush() {
        if (headSent && heldHead == null) {
            reply.flush();
        }
    }

    /** A whole answer of the gateway's own. */
    void whole(byte[] json, HeaderList headers) {
        head(200, headers.add("content-type", "application/json"), json.length, 0);
        bytes(Unpooled.wrappedBuffer(json));
    }

    /** A whole error answer. {@code exhausted} if trying again has been done here, so that the client need not. */
    void error(Failure failure, int attempts, boolean exhausted) {
        byte[] body = client.error(failure);
        HeaderList headers = new HeaderList().add("content-type", "application/json");
        Duration retryAfter = failure.retryAfter();
        if (retryAfter != null) {
            headers.add(
                    "retry-after",
                    Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
        }
        if (exhausted || (failure instanceof Failure.RateLimited && retryAfter == null)) {
            headers.add("x-should-retry", "false");
        }
        head(failure.status(), headers, body.length, attempts);
        bytes(Unpooled.wrappedBuffer(body));
    }

    /** An error in a stream that has begun; {@code midEvent} if an event of it was left unfinished. */
    void errorEvent(byte[] event, boolean midEvent) {
        if (midEvent) {
            bytes(Unpooled.wrappedBuffer(END_OF_EVENT));
        }
        bytes(Unpooled.wrappedBuffer(event));
    }

    /** The answer is over. */
    void end() {
        reply.end();
    }

    /** The answer can be neither completed nor taken back. */
    void abort() {
        reply.abort();
    }
}
