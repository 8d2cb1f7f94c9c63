package dev.bifrost.exchange;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.AnswerScan;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is no stream: held until it is whole, so that one that breaks off can be replaced unseen; a large one
 * is released as it comes.
 */
final class WholeAnswer implements Answer {
    private static final int HOLD = 256 << 10;

    private final GovernedCall call;
    private final Exchange exchange;
    private final Target target;
    private final Operation operation;
    private final ResponseHead head;
    private final boolean checked;
    private final AnswerScan scan = new AnswerScan();
    private @Nullable ByteBuf held;
    private int reserved;
    private long received;
    private boolean released;

    /** {@code checked} if it must be a JSON object, or else the attempt has failed. */
    WholeAnswer(
            GovernedCall call,
            Exchange exchange,
            Target target,
            Operation operation,
            ResponseHead head,
            boolean checked) {
        this.call = call;
        this.exchange = exchange;
        this.target = target;
        this.operation = operation;
        this.head = head;
        this.checked = checked;
    }

    @Override
    public void body(BodyPart part) {
        int length = part.length();
        byte[] scratch = exchange.worker().scratch().of(length);
        part.copyTo(scratch, 0);
        scan.feed(scratch, 0, length);
        received += length;
        if (released) {
            passOn(part);
        } else if (reserved + length <= HOLD && exchange.gateway().memory().reserve(length)) {
            reserved += length;
            hold(part, length);
        } else {
            releaseHeld();
            passOn(part);
        }
    }

    private void passOn(BodyPart part) {
        if (received == head.length()) {
            exchange.lastBytes();
        }
        exchange.delivery().part(part);
    }

    private void hold(BodyPart part, int length) {
        if (held == null) {
            held = part.retainedContent();
            return;
        }
        if (held.refCnt() > 1 || held.maxFastWritableBytes() < length) {
            int capacity = (int) Math.min(HOLD, Math.max(head.length(), 2L * (held.readableBytes() + length)));
            ByteBuf larger = held.alloc().directBuffer(capacity).writeBytes(held);
            held.release();
            held = larger;
        }
        for (int i = 0; i < part.spans(); i++) {
            held.writeBytes(part.buffer(), part.start(i), part.end(i) - part.start(i));
        }
    }

    private void releaseHeld() {
        released = true;
        exchange.commit(head, head.length());
        ByteBuf bytes = held;
        held = null;
        giveBack();
        if (bytes != null) {
            exchange.delivery().bytes(bytes);
        }
    }

    @Override
    public void end() {
        scan.end();
        ErrorDetail error = scan.error();
        if (!released && error != null && operation != Operation.RESPONSES) {
            call.attemptFailed(OpenAiErrors.failure(target, error));
            return;
        }
        if (!released && checked && (scan.malformed() || !scan.isObject())) {
            call.attemptFailed(new Failure.UpstreamBroken(target, "it is not the JSON it should be"));
            return;
        }
        if (!released) {
            released = true;
            exchange.lastBytes();
            ByteBuf bytes = held;
            held = null;
            exchange.commit(head, bytes == null ? 0 : bytes.readableBytes());
            giveBack();
            if (bytes != null) {
                exchange.delivery().bytes(bytes);
            }
        }
        exchange.complete();
    }

    @Override
    public boolean contentReleased() {
        return released;
    }

    @Override
    public @Nullable Usage usage() {
        return scan.usage();
    }

    /** A quarter of its bytes: less than a kilobyte of them are no content. None of one that is an error, or rubbish. */
    @Override
    public long deliveredTokens() {
        Usage said = scan.usage();
        if (said != null) {
            return said.completion();
        }
        return operation == Operation.EMBEDDINGS || scan.error() != null || !scan.isObject() ? 0 : received / 4;
    }

    @Override
    public @Nullable String model() {
        return scan.model();
    }

    private void giveBack() {
        exchange.gateway().memory().release(reserved);
        reserved = 0;
    }

    @Override
    public void discard() {
        giveBack();
        if (held != null) {
            held.release();
            held = null;
        }
    }
}
