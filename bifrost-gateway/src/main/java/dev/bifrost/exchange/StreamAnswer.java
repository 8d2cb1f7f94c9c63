package dev.bifrost.exchange;

import dev.bifrost.api.ErrorDetail;
import dev.bifrost.api.Failure;
import dev.bifrost.api.Operation;
import dev.bifrost.api.Target;
import dev.bifrost.api.Usage;
import dev.bifrost.dialect.StreamFollower;
import dev.bifrost.dialect.openai.OpenAiErrors;
import dev.bifrost.upstream.BodyPart;
import dev.bifrost.upstream.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A stream. Until its first content nothing reaches the client, so that a failing provider can be replaced unseen; from
 * then on its bytes leave in the loop turn in which they came. Where usage was asked for on the client's behalf, the one
 * event that carries it is withheld, and bytes leave event by event.
 */
final class StreamAnswer implements Answer, StreamFollower.Sink {
    /** So much preamble is held before the client is shown what there is. */
    private static final int HOLD = 64 << 10;
    /** An event larger than this carries no usage, and is not waited for. */
    private static final int LARGEST_EVENT = 1 << 20;

    private final GovernedCall call;
    private final Exchange exchange;
    private final Target target;
    private @Nullable ResponseHead head;
    private final Operation operation;
    private final StreamFollower follower;
    private final boolean withholdUsage;
    private final boolean dropPreamble;
    /** Bytes not released yet: held preamble, or the beginning of an event. */
    private ByteBuf pending = Unpooled.EMPTY_BUFFER;
    /** How many of them are whole events. */
    private int pendingWhole;

    private boolean content;
    private boolean flowing;
    /** An empty block has been opened: once it is shown, no other target's answer could follow. */
    private boolean opened;
    /** The answer's beginning has come, and was not left out. */
    private boolean begun;
    /** The last byte released stands within an event. */
    private boolean midEvent;

    // Of the piece being looked at; positions within it, -1 for none.
    private int eventsEnd;
    private int[] withheld = new int[4];
    private int withheldCount;
    private boolean sawContent;
    private boolean emptyEnd;
    private @Nullable ErrorDetail failed;

    /**
     * @param withholdUsage true if usage was asked for on the client's behalf
     * @param dropPreamble  true if the client has seen the preamble of another target already
     */
    StreamAnswer(
            GovernedCall call,
            Exchange exchange,
            Target target,
            Operation operation,
            ResponseHead head,
            boolean withholdUsage,
            boolean dropPreamble) {
        this.call = call;
        this.exchange = exchange;
        this.target = target;
        this.operation = operation;
        this.head = head;
        this.follower = new StreamFollower(operation);
        this.withholdUsage = withholdUsage;
        this.dropPreamble = dropPreamble;
    }

    @Override
    public void body(BodyPart part) {
        int length = part.length();
        byte[] scratch = exchange.worker().scratch().of(length);
        part.copyTo(scratch, 0);
        eventsEnd = 0;
        withheldCount = 0;
        follower.feed(scratch, 0, length, this);
        if (failed != null && !content) {
            call.attemptFailed(OpenAiErrors.failure(target, failed));
            return;
        }
        if (emptyEnd) {
            call.attemptFailed(new Failure.UpstreamBroken(target, "its stream ended before any content"));
            return;
        }
        if (follower.terminated()) {
            exchange.lastBytes();
        }
        if (!content && (sawContent || pending.readableBytes() + length > HOLD)) {
            content = true;
            commit();
            call.contentFlows();
            follower.classifyAll(false);
        }
        if (!content && !flowing) {
            keep(scratch, 0, length);
        } else if (!byEvent() && !pending.isReadable()) {
            midEvent = eventsEnd < length;
            exchange.delivery().part(part);
        } else {
            releaseEvents(part, scratch, length);
        }
    }

    /**
     * True if bytes may leave only once it is known what event they belong to; before content also so that another
     * target's stream can follow what was shown.
     */
    private boolean byEvent() {
        return withholdUsage || dropPreamble || !content;
    }

    @Override
    public void event(StreamFollower.EventKind kind, int end) {
        switch (kind) {
            case COMMENT -> {}
            case OPENING -> opened = true;
            case PREAMBLE -> {
                if (dropPreamble && !content && !sawContent) {
                    withhold(end);
                } else {
                    begun = true;
                }
            }
            case CONTENT -> sawContent = true;
            case DONE -> emptyEnd = !sawContent && !content; // the end is no content
            case USAGE_ONLY -> {
                sawContent = true;
                if (withholdUsage) {
                    withhold(end);
                }
            }
            case ERROR -> {
                if (!sawContent && !content) {
                    failed = follower.error();
                }
                sawContent = true;
            }
        }
        eventsEnd = end;
    }

    private void withhold(int end) {
        if (2 * withheldCount == withheld.length) {
            withheld = Arrays.copyOf(withheld, 2 * withheld.length);
        }
        withheld[2 * withheldCount] = eventsEnd;
        withheld[2 * withheldCount + 1] = end;
        withheldCount++;
    }

    /** Adds bytes from {@code from} on to what is pending, but for what is withheld. */
    private void keep(byte[] bytes, int from, int length) {
        room(length - from);
        int at = from;
        for (int i = 0; i < withheldCount; i++) {
            int start = withheld[2 * i];
            if (start == 0 && from == 0) {
                pending.writerIndex(pending.readerIndex() + pendingWhole); // the event had begun before
            }
            pending.writeBytes(bytes, at, start - at);
            at = withheld[2 * i + 1];
        }
        int whole = Math.max(at, eventsEnd);
        if (whole > from) {
            pending.writeBytes(bytes, at, whole - at);
            pendingWhole = pending.readableBytes();
            at = whole;
        }
        pending.writeBytes(bytes, at, length - at);
    }

    private void room(int bytes) {
        if (pending.maxFastWritableBytes() < bytes) {
            ByteBuf larger = exchange.allocator().directBuffer(Math.max(1024, 2 * (pending.readableBytes() + bytes)));
            larger.writeBytes(pending);
            pending.release();
            pending = larger;
        }
    }

    /** Releases what is pending and the piece, up to the last event that is whole, but for what is withheld. */
    private void releaseEvents(BodyPart part, byte[] bytes, int length) {
        if (!pending.isReadable() && withheldCount == 0 && eventsEnd == length) {
            midEvent = false;
            exchange.delivery().part(part);
            return;
        }
        keep(bytes, 0, length);
        releasePending();
    }

    private void releasePending() {
        boolean begun = !byEvent() || pending.readableBytes() - pendingWhole > LARGEST_EVENT;
        int ready = begun ? pending.readableBytes() : pendingWhole;
        if (ready == 0) {
            return;
        }
        midEvent = ready > pendingWhole;
        ByteBuf all = pending;
        int rest = all.readableBytes() - ready;
        pending = Unpooled.EMPTY_BUFFER;
        pendingWhole = 0;
        if (rest > 0) {
            room(rest);
            pending.writeBytes(all, all.readerIndex() + ready, rest);
            all.writerIndex(all.readerIndex() + ready);
        }
        exchange.delivery().bytes(all);
    }

    private void commit() {
        if (head != null) {
            exchange.commit(head, -1);
            head = null;
        }
    }

    private void forget() {
        pending.release();
        pending = Unpooled.EMPTY_BUFFER;
        pendingWhole = 0;
    }

    @Override
    public void show() {
        if (content || flowing) {
            return;
        }
        flowing = true;
        commit();
        releasePending();
    }

    @Override
    public void end() {
        if (!content) {
            call.attemptFailed(new Failure.UpstreamBroken(target, "its stream ended before any content"));
            return;
        }
        if (pending.isReadable()) {
            ByteBuf rest = pending;
            pending = Unpooled.EMPTY_BUFFER;
            exchange.delivery().bytes(rest);
        }
        exchange.complete();
    }

    @Override
    public boolean contentReleased() {
        return content || (flowing && opened);
    }

    @Override
    public boolean beginningShown() {
        return begun && (content || flowing);
    }

    @Override
    public boolean isOver() {
        return content && (follower.terminated() || follower.error() != null);
    }

    @Override
    public boolean isStream() {
        return true;
    }

    @Override
    public boolean midEvent() {
        return midEvent;
    }

    @Override
    public int nextSequence() {
        return follower.nextSequence();
    }

    @Override
    public @Nullable Usage usage() {
        return follower.usage();
    }

    @Override
    public long deliveredTokens() {
        return follower.deliveredTokens();
    }

    @Override
    public @Nullable String model() {
        return follower.model();
    }

    @Override
    public @Nullable Failure reported() {
        ErrorDetail error = follower.error();
        if (error != null) {
            return OpenAiErrors.failure(target, error);
        }
        if (!follower.terminated()) {
            return new Failure.UpstreamBroken(target, "its stream ended without its " + terminator());
        }
        return null;
    }

    private String terminator() {
        return switch (operation) {
            case RESPONSES -> "response.completed";
            case MESSAGES -> "message_stop";
            default -> "[DONE]";
        };
    }

    @Override
    public void discard() {
        forget();
    }
}
